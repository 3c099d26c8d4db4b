"""A PostgreSQL cluster of the test run's own, from the binaries that are installed; thrown away at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

OWNER = "postgres"
WAIT_S = "60"


@dataclass(frozen=True)
class Cluster:
    """A running server on the loopback address; its superuser needs no password."""

    bin_dir: Path
    port: int

    def url(self, name: str) -> str:
        return f"postgresql://{OWNER}@127.0.0.1:{self.port}/{name}"

    def run_sql(self, sql: str) -> None:
        import psycopg

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql)


def find_binaries() -> Path | None:
    """The newest installed server, as Debian lays it out, or the one on the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def why_not() -> str:
    """Why no cluster can be started here; empty if one can."""
    if find_binaries() is None:
        return "PostgreSQL is not installed"
    if os.name == "posix" and os.geteuid() == 0 and not _has_owner():
        return "running as root, and there is no user postgres to run the server as"
    return ""


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    bin_dir = find_binaries()
    assert bin_dir is not None
    folder = Path(tempfile.mkdtemp(prefix="enishi-pg-"))
    user = OWNER if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user, user)
    data = folder / "data"

    def run(*command: str) -> None:
        done = subprocess.run(
            [str(bin_dir / command[0]), *command[1:]], user=user, group=user, extra_groups=[] if user else None,
            cwd=folder, env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{command[0]}: {done.stderr}"

    port = _free_port()
    settings = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} -c fsync=off"
    try:
        run("initdb", "-D", str(data), "-U", OWNER, "-A", "trust", "-E", "UTF8", "--no-sync")
        run("pg_ctl", "-D", str(data), "-l", str(folder / "log"), "-w", "-t", WAIT_S, "-o", settings, "start")
        try:
            yield Cluster(bin_dir, port)
        finally:
            run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _has_owner() -> bool:
    try:
        pwd.getpwnam(OWNER)
    except KeyError:
        return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
