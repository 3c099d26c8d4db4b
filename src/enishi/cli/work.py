"""`enishi work`: the heartbeat, in a process of its own."""

from __future__ import annotations

import os
import signal
import threading

import click


@click.command()
@click.option("--parent", type=int, hidden=True, help="End when this process is no longer the parent.")
def work(parent: int | None) -> None:
    """Run what waits: imports, and the sealing of the lake. As many of these as you like may run."""
    from enishi.config import setup  # noqa: PLC0415 - loaded when the command runs
    from enishi.kernel.clock import SystemClock  # noqa: PLC0415

    setup.start()
    if parent is None:
        setup.migrate()
    from enishi.config.heartbeat import beat  # noqa: PLC0415 - needs the rooms to be ready

    stopping = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stopping.set())
    if parent is None:
        click.echo("Working. Press Ctrl-C to stop.", err=True)

    def should_stop() -> bool:
        return stopping.is_set() or (parent is not None and os.getppid() != parent)

    beat(clock=SystemClock(), should_stop=should_stop, pause=stopping.wait)
