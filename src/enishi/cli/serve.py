"""`enishi serve`: the console on an address, and one worker beside it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys

import click

from enishi.kernel.errors import EnishiError

STOP_S = 20


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def serve(host: str, port: int) -> None:
    """Serve the console, and do beside it what has to be done by itself."""
    from enishi.config import setup  # noqa: PLC0415 - loaded when the command runs

    setup.start()
    setup.migrate()
    run(host, port)


def run(host: str, port: int) -> None:
    """Serve until stopped. Django has been started and the database is in shape."""
    import uvicorn  # noqa: PLC0415

    from enishi.config.warming import warm_up  # noqa: PLC0415

    _refuse_taken(host, port)
    warm_up()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # uvicorn passes it on once it has closed the door
    command = [sys.executable, "-m", "enishi.cli.main", "work", "--parent", str(os.getpid())]
    worker = subprocess.Popen(command)  # noqa: S603 - our own command
    try:
        click.echo(f"Enishi is on http://{_shown(host)}:{port}  (Ctrl-C to stop)")
        uvicorn.run(
            "enishi.config.asgi:application", host=host, port=port, log_config=None, log_level="warning",
            access_log=False, lifespan="off",
        )  # fmt: skip
    finally:
        worker.terminate()
        try:
            worker.wait(STOP_S)
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()


def _refuse_taken(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise EnishiError(
                f"Nothing can be served on {host}:{port}: {error.strerror}.",
                hint=f"Is Enishi running there already? Check --host, or choose another port with --port {port + 1}.",
                code="port_taken",
            ) from error


def _shown(host: str) -> str:
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - shown, not bound
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
