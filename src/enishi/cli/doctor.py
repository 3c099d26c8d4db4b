"""`enishi doctor`: what is missing or wrong, and what to do."""

from __future__ import annotations

import dataclasses
import json
import sys

import click

from enishi.kernel.errors import EnishiError

COLORS = {"ok": "green", "warn": "yellow", "fail": "red"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def doctor(as_json: bool) -> None:
    """Look the installation over. Ends with 1 if something does not work."""
    from enishi.config.checkup import Finding, Level, examine  # noqa: PLC0415 - loaded when the command runs
    from enishi.config.environment import read_environment  # noqa: PLC0415

    try:
        findings = list(examine(read_environment()))
    except EnishiError as error:
        findings = [Finding("environment", Level.FAIL, error.message, error.hint)]
    if as_json:
        click.echo(json.dumps([dataclasses.asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            level = click.style(f"{finding.level.value:<4}", fg=COLORS[finding.level.value])
            click.echo(f"{level}  {finding.about}: {finding.text}")
            if finding.hint:
                click.echo(f"      → {finding.hint}")
    if any(finding.level is Level.FAIL for finding in findings):
        sys.exit(1)
