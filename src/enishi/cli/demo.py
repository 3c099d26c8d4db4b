"""`enishi demo`: the demo brand, as files or as a running installation."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

MAIL, PASSWORD = "demo@example.com", "enishi-demo-2026"


@click.command()
@click.option("--customers", type=click.IntRange(min=1), help="How many customers the brand has; default 20,000.")
@click.option("--seed", type=int, help="Another seed, another brand; default 1.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="The day after its last order; default: today.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Only write its files to this folder.")
@click.option("--serve", is_flag=True, help="Serve the console afterwards.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def demo(
    customers: int | None,
    seed: int | None,
    today: datetime | None,
    out: Path | None,
    serve: bool,
    host: str,
    port: int,
) -> None:
    """Load the demo brand: a Japanese skincare shop with five years of orders. The second time takes seconds."""
    from rich.console import Console  # noqa: PLC0415 - loaded when the command runs

    from enishi.cli import demo_brand  # noqa: PLC0415

    console = Console(stderr=True)
    day = today.date() if today else None
    if out is not None:
        wish = demo_brand.Wish.of(customers, seed, day or _today())
        files = demo_brand.write_files(wish, out, console)
        click.echo("\n".join(str(path) for path in files))
        return
    from enishi.config import setup  # noqa: PLC0415

    setup.start()
    setup.migrate()
    demo_brand.load_brand(customers, seed, day, console=console, mail=MAIL, password=PASSWORD)
    click.echo(f"Sign in as {MAIL} with the password {PASSWORD}")
    if serve:
        from enishi.cli.serve import run  # noqa: PLC0415

        run(host, port)


def _today() -> date:
    from enishi.config.environment import read_environment  # noqa: PLC0415
    from enishi.kernel.calendar import local_day  # noqa: PLC0415
    from enishi.kernel.clock import SystemClock  # noqa: PLC0415

    return local_day(SystemClock().now(), read_environment().time_zone)
