"""Options that several commands take."""

from __future__ import annotations

import click


def _parsed(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    mapping = {}
    for value in values:
        field, equals, column = value.partition("=")
        if not equals or not field.strip() or not column.strip():
            raise click.BadParameter(f"{value!r} is not FIELD=COLUMN, such as customer_id=会員ID.")
        if field.strip() in mapping:
            raise click.BadParameter(f"{field.strip()} is named twice; a field stands in one column.")
        mapping[field.strip()] = column.strip()
    return mapping


mapping_option = click.option(
    "--map",
    "mapping",
    multiple=True,
    callback=_parsed,
    metavar="FIELD=COLUMN",
    help="Which column of the file holds which field; may be repeated.",
)
