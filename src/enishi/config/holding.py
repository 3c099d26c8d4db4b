"""Who holds a lease: one name per thread, from which others on the same machine can tell that its process has died."""

from __future__ import annotations

import os
import socket
import threading
from datetime import datetime
from pathlib import Path

LEASE_S = 120
RENEW_S = 5


def holder_name() -> str:
    """Of this thread: machine, process, when that started (a number used again is someone else), thread."""
    pid = os.getpid()
    return f"{socket.gethostname()[:60]}/{pid}/{_started(pid)}/{threading.get_ident()}"


def is_dead(holder: str) -> bool:
    """True if the holder is certain to be gone: a process of this machine that no longer runs."""
    host, _, rest = holder.partition("/")
    pid, _, rest = rest.partition("/")
    started = rest.partition("/")[0]
    if host != socket.gethostname()[:60] or not pid.isdigit():
        return False
    return not _runs(int(pid)) or (started != "" and _started(int(pid)) != started)


def abandoned(holder: str) -> str:
    """The holder if it is certain to be gone, else nothing."""
    return holder if holder and is_dead(holder) else ""


class Renewal:
    """When to renew a lease and to see whether one was asked to stop."""

    def __init__(self, now: datetime) -> None:
        self._last = now

    def is_due(self, now: datetime) -> bool:
        if (now - self._last).total_seconds() < RENEW_S:
            return False
        self._last = now
        return True


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _started(pid: int) -> str:
    """When a process started, in the machine's ticks; empty where the system does not tell."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return stat.rpartition(")")[2].split()[19]
