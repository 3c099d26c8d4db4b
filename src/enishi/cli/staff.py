"""`enishi staff`: who may sign in to the console."""

from __future__ import annotations

import click


@click.command()
@click.argument("mail")
@click.option("--name", default="", help="How colleagues call them.")
@click.option(
    "--password", prompt="Password", hide_input=True, confirmation_prompt=True, help="Asked for when left out."
)
def staff(mail: str, name: str, password: str) -> None:
    """Let the person with this MAIL address sign in to the console."""
    from django.utils import translation  # noqa: PLC0415

    from enishi.config import setup  # noqa: PLC0415 - loaded when the command runs
    from enishi.kernel.clock import SystemClock  # noqa: PLC0415

    setup.start()
    setup.migrate()
    from enishi.accounts.actions import add_staff  # noqa: PLC0415 - needs the rooms to be ready

    with translation.override("en"):  # as all that the command says
        add_staff(email=mail, name=name, password=password, now=SystemClock().now())
    click.echo(f"{mail} can sign in now.")
