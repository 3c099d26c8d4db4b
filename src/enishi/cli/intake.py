"""`enishi import`: files into the database, in the foreground."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from enishi.cli.options import mapping_option


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@mapping_option
@click.option("--source", default="", help="The shop, store or mall the files belong to; default: the format's name.")
def import_files(files: tuple[Path, ...], mapping: dict[str, str], source: str) -> None:
    """Bring FILES of orders, customers, products or contracts in.

    The same file twice changes nothing; an interrupted import goes on where it stood when the file is named again.
    """
    from rich.console import Console  # noqa: PLC0415 - loaded when the command runs

    from enishi.cli.loading import ToLoad, load, show  # noqa: PLC0415
    from enishi.config import setup  # noqa: PLC0415
    from enishi.kernel.clock import SystemClock  # noqa: PLC0415
    from enishi.sources.contracts import ImportState  # noqa: PLC0415

    setup.start()
    setup.migrate()
    console = Console(stderr=True)
    wanted = [ToLoad(path, source, mapping) for path in files]
    loaded = load(wanted, by="enishi import", clock=SystemClock(), console=console)
    show(loaded, Console())
    if any(one.card.state is not ImportState.DONE for one in loaded):
        sys.exit(1)
