"""From files to figures, without a database: stage, seal into a folder that is thrown away, look."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from enishi import insight
from enishi.insight.contracts import Overview, Scope
from enishi.kernel.calendar import day_after
from enishi.kernel.errors import EnishiError
from enishi.lake import Lake, Manifest, open_lake, seal_anew
from enishi.report.contracts import Inputs, Report, ReportOptions
from enishi.report.inputs import raw_tables
from enishi.sources.contracts import FileKind, Staged
from enishi.sources.staging import Progress, StageOptions, detect, stage


def build_report(
    paths: Sequence[Path], *, options: ReportOptions, work_dir: Path, progress: Callable[[Progress], None]
) -> Report:
    """Read order files (and canonical customers and contracts files beside them) and compute every figure.

    `work_dir` takes the intermediate files; the caller removes it. Raises EnishiError where a file cannot be read at
    all or nothing in it counts as an order.
    """
    staged = _stage(paths, options, work_dir, progress)
    if FileKind.ORDERS not in staged:
        raise EnishiError("None of these files holds orders.", hint="Name an order file too.", code="no_orders")
    orders = staged[FileKind.ORDERS]
    manifest = _seal(staged, options, work_dir / "lake", progress)
    if manifest.last_day is None or manifest.first_day is None:
        raise EnishiError(
            f"{orders.rows:,} rows were read, and none of them counts as an order: {orders.rejected:,} refused, "
            f"{manifest.credit_notes:,} credit notes, {manifest.without_customer:,} documents without a customer; "
            "what is left is cancelled, void or fully refunded.",
            hint=_first_reason(orders),
            code="no_orders",
        )
    if options.as_of is not None and options.as_of <= manifest.first_day:
        raise EnishiError(
            f"No counted order lies before {options.as_of}; the first one is of {manifest.first_day}.",
            hint=f"Choose --as-of {day_after(manifest.first_day)} or later, or leave it out.",
            code="no_orders",
        )
    lake = open_lake(work_dir / "lake")
    overviews = _overviews(lake, options)
    chosen = overviews[Scope.ALL].view
    seen = insight.population(lake, chosen)
    return Report(
        inputs=Inputs(
            rows=orders.rows,
            orders=seen.orders,
            customers=seen.customers,
            rejected=orders.rejected,
            credit_notes=manifest.credit_notes,
            without_customer=manifest.without_customer,
            first_day=seen.first_day or manifest.first_day,
            last_day=seen.last_day or manifest.last_day,
            active_days=chosen.active_days,
            repeat_days=chosen.repeat_days,
        ),
        overviews=overviews,
        currency=options.currency,
        has_amounts=orders.has_amounts,
        staged=tuple(staged.values()),
    )


def _stage(
    paths: Sequence[Path], options: ReportOptions, work_dir: Path, progress: Callable[[Progress], None]
) -> Mapping[FileKind, Staged]:
    groups: dict[FileKind, list[Path]] = defaultdict(list)
    for path in paths:
        groups[detect(path, options.mapping)[0]].append(path)
    how = StageOptions(
        currency=options.currency, zone=options.zone, now=options.now, mapping=options.mapping, source=options.source
    )
    return {
        kind: stage(group, options=how, out_dir=work_dir / kind.value, progress=progress)
        for kind, group in groups.items()
        if kind is not FileKind.PRODUCTS
    }


def _seal(
    staged: Mapping[FileKind, Staged], options: ReportOptions, lake_dir: Path, progress: Callable[[Progress], None]
) -> Manifest:
    customers, contracts = staged.get(FileKind.CUSTOMERS), staged.get(FileKind.CONTRACTS)
    raw = raw_tables(
        staged[FileKind.ORDERS].records_path,
        customers.records_path if customers else None,
        contracts.records_path if contracts else None,
    )
    return seal_anew(
        lake_dir,
        orders=raw.orders,
        departures=raw.departures,
        contracts=raw.contracts,
        position=0,
        time_zone=options.zone.key,
        currency=options.currency.code,
        now=options.now,
        has_amounts=staged[FileKind.ORDERS].has_amounts,
        progress=lambda done, total: progress(Progress("sealing", done, total)),
    )


def _overviews(lake: Lake, options: ReportOptions) -> dict[Scope, Overview]:
    scopes = tuple(Scope) if lake.manifest.contracts else (Scope.ALL,)
    return {
        scope: insight.overview(
            lake, insight.view(lake, options.as_of, options.active_days, options.repeat_days, scope)
        )
        for scope in scopes
    }


def _first_reason(orders: Staged) -> str:
    if not orders.first_rejects:
        return "Check which columns name the customer and the amount."
    reject = orders.first_rejects[0]
    return f"First refusal: {reject.file} line {reject.line_no}, {reject.column}: {reject.detail}"
