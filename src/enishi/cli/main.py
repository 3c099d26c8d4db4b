"""The command `enishi`: one group, one file per command, each loaded when it is called."""

from __future__ import annotations

import importlib
import io
import sys

import click

from enishi import __version__
from enishi.kernel.errors import EnishiError

COMMANDS = {
    "report": ("enishi.cli.report", "report"),
    "demo": ("enishi.cli.demo", "demo"),
    "import": ("enishi.cli.intake", "import_files"),
    "serve": ("enishi.cli.serve", "serve"),
    "work": ("enishi.cli.work", "work"),
    "rebuild": ("enishi.cli.rebuild", "rebuild"),
    "staff": ("enishi.cli.staff", "staff"),
    "doctor": ("enishi.cli.doctor", "doctor"),
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name]
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)
        return command


@click.command(cls=_Commands)
@click.version_option(__version__, prog_name="enishi")
def cli() -> None:
    """Enishi (縁): see your customer base whole, from order files."""


def main() -> None:
    """Run the command line; a refusal is said in plain words, without a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without a sign shows ? and goes on
    try:
        cli()
    except EnishiError as error:
        click.secho(error.message, fg="red", err=True)
        if error.hint:
            click.echo(error.hint, err=True)
        sys.exit(1)
    except OSError as error:
        click.secho(_said(error), fg="red", err=True)
        click.echo("Check that the disk has room and that this user may read and write there.", err=True)
        sys.exit(1)


def _said(error: OSError) -> str:
    """What the system refused, and of which file."""
    where = f"{error.filename}: " if error.filename is not None else ""
    return f"{where}{error.strerror or error}."


if __name__ == "__main__":
    main()
