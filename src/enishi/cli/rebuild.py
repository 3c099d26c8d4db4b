"""`enishi rebuild`: the lake anew, from the first fact on."""

from __future__ import annotations

import click


@click.command()
def rebuild() -> None:
    """Make the lake anew from the database, to the same figures."""
    from rich.console import Console  # noqa: PLC0415 - loaded when the command runs
    from rich.progress import Progress  # noqa: PLC0415

    from enishi.config import setup  # noqa: PLC0415
    from enishi.kernel.clock import SystemClock  # noqa: PLC0415

    setup.start()
    setup.migrate()
    from enishi.config.sealing import seal  # noqa: PLC0415 - needs the rooms to be ready

    with Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task("Sealing the lake", total=None)
        manifest = seal(
            now=SystemClock().now(),
            anew=True,
            progress=lambda done, total: progress.update(task, completed=done, total=total),
        )
    click.echo(f"The lake holds {manifest.orders:,} orders of {manifest.customers:,} customers.")
