"""`enishi report`: order files in, the customer base in sight; without any database."""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from enishi.cli.options import mapping_option
from enishi.cli.outputs import check_outputs, keep_rejects
from enishi.cli.progress import staging_progress

if TYPE_CHECKING:
    from enishi.report.contracts import Report, ReportOptions


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@mapping_option
@click.option("--source", help="The shop, store or mall the orders belong to; default: the format's name.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Count days before this one; default: all.")
@click.option("--active-days", type=int, default=365, show_default=True, help="Active: ordered within so many days.")
@click.option("--repeat-days", type=int, help="The window of 残存 in cohorts; default: holds 90 % of repeat intervals.")
@click.option("--currency", help="ISO 4217 code; default: ENISHI_CURRENCY, else JPY.")
@click.option("--json", "json_path", help="Write every figure as JSON to this file, or - for standard output.")
@click.option("--html", "html_path", type=click.Path(dir_okay=False, path_type=Path), help="Write one HTML file.")
@click.option(
    "--rejects", "rejects_path", type=click.Path(dir_okay=False, path_type=Path), help="Where refused rows go."
)
@click.option("--lang", type=click.Choice(["ja", "en"]), default="ja", show_default=True)
def report(
    files: tuple[Path, ...],
    mapping: dict[str, str],
    source: str | None,
    as_of: datetime | None,
    active_days: int,
    repeat_days: int | None,
    currency: str | None,
    json_path: str | None,
    html_path: Path | None,
    rejects_path: Path | None,
    lang: str,
) -> None:
    """See the customer base in order FILES: stock and flow, F-ladder, cohorts, regular deliveries."""
    from enishi.report.run import build_report  # noqa: PLC0415 - the engines are slow to import

    options = _options(mapping, source, as_of.date() if as_of else None, active_days, repeat_days, currency)
    to_stdout = json_path == "-"
    json_file = None if json_path is None or to_stdout else Path(json_path)
    check_outputs([path for path in (json_file, html_path, rejects_path) if path is not None], files)
    with tempfile.TemporaryDirectory(prefix="enishi-") as work:
        with staging_progress(lang) as progress:
            made = build_report(files, options=options, work_dir=Path(work), progress=progress)
        kept = keep_rejects(made.rejects_paths, rejects_path, files[0])
    _write(made, json_file, html_path, lang, kept, to_stdout=to_stdout)


def _options(
    mapping: dict[str, str],
    source: str | None,
    as_of: date | None,
    active_days: int,
    repeat_days: int | None,
    currency: str | None,
) -> ReportOptions:
    from enishi.config.environment import read_environment  # noqa: PLC0415
    from enishi.kernel.money import currency as currency_named  # noqa: PLC0415
    from enishi.report.contracts import ReportOptions  # noqa: PLC0415

    environment = read_environment()
    return ReportOptions(
        currency=currency_named(currency) if currency else environment.currency,
        zone=environment.time_zone,
        now=datetime.now(UTC),
        mapping=mapping,
        source=source,
        as_of=as_of,
        active_days=active_days,
        repeat_days=repeat_days,
    )


def _write(
    made: Report,
    json_file: Path | None,
    html_file: Path | None,
    lang: str,
    rejects: tuple[Path, ...],
    *,
    to_stdout: bool,
) -> None:
    if json_file is not None or to_stdout:
        import msgspec  # noqa: PLC0415

        from enishi.report.document import document  # noqa: PLC0415

        encoded = msgspec.json.format(msgspec.json.encode(document(made)), indent=2)
        if json_file is None:
            sys.stdout.buffer.write(encoded + b"\n")
        else:
            json_file.write_bytes(encoded)
    from enishi.config.rendering import set_up_rendering  # noqa: PLC0415

    set_up_rendering()
    if html_file is not None:
        from enishi.report.html import render_html  # noqa: PLC0415

        html_file.write_text(render_html(made, lang), encoding="utf-8")
    from enishi.report.terminal import print_summary  # noqa: PLC0415

    written = tuple(path for path in (html_file, json_file) if path is not None)
    print_summary(made, lang, rejects=rejects, written=written, to_stderr=to_stdout)
