"""The report as one page: styles and drawings inside, nothing fetched, no script. Opens from a disk or a mail."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from enishi.figures.base import BaseFigure, base_figure
from enishi.figures.curves import conversion_curves, remaining_curve
from enishi.figures.ladder import LadderFigure, ladder_figure
from enishi.figures.links import no_link
from enishi.figures.retention import (
    DeliveryRung,
    Measure,
    Point,
    Unit,
    checkpoints,
    cohort_points,
    cohort_table,
    delivery_rungs,
    delivery_table,
    running_table,
)
from enishi.figures.words import MEASURES, SCOPES, definitions, last_day
from enishi.insight.contracts import Overview, Scope, Windows
from enishi.report.contracts import Inputs, Report
from enishi.ui.charts.curve import CurveChart
from enishi.ui.format import Format
from enishi.ui.tables import Table

STYLES = ("tokens.css", "layout.css", "parts.css", "charts.css")
MONTHS_IN_CHART = 24
COHORTS = 24
COHORT_MONTHS = 24
CURVE_MONTHS = 12
RUNGS = 12
STEPS = 20
DELIVERIES = 15


@dataclass(frozen=True)
class Part:
    """All figures of one scope, ready to be drawn. `name` is the scope's word, `key` the start of its anchors."""

    key: str
    name: str
    overview: Overview
    windows: Windows
    last_day: object
    means: dict[str, tuple[str, ...]]
    figure: BaseFigure
    ladder: LadderFigure | None
    curves: tuple[CurveChart, ...]
    remaining: tuple[CurveChart, ...]
    points: tuple[Point, ...]
    cohorts: tuple[tuple[str, Table], ...]
    running: Table | None
    rungs: tuple[DeliveryRung, ...]
    deliveries: Table | None


def render_html(report: Report, lang: str) -> str:
    """The page for a report in `ja` or `en`. Django must be set up, if only for rendering."""
    fmt = Format(lang, report.currency)
    with override(lang):
        parts = [
            _part(scope, overview, fmt, has_amounts=report.has_amounts)
            for scope, overview in report.overviews.items()
            if overview.base
        ]
        return render_to_string(
            "report/page.html",
            {
                "lang": lang,
                "styles": _styles(),
                "fmt": fmt,
                "inputs": report.inputs,
                "left_out": _left_out(report.inputs),
                "parts": parts,
                "several": len(parts) > 1,
            },
        )


@cache
def _styles() -> SafeString:
    folder = files("enishi.ui") / "static" / "enishi"
    text = "\n".join((folder / name).read_text(encoding="utf-8") for name in STYLES)
    return mark_safe(text)  # noqa: S308 - our own style sheets


def _left_out(inputs: Inputs) -> bool:
    return bool(inputs.rejected or inputs.credit_notes or inputs.without_customer)


def _part(scope: Scope, overview: Overview, fmt: Format, *, has_amounts: bool) -> Part:
    points = cohort_points(overview.cohorts, fmt, residual=True, months=CURVE_MONTHS)
    contracts = overview.contracts
    return Part(
        key=scope.value,
        name=str(SCOPES[scope]),
        overview=overview,
        windows=overview.windows,
        last_day=last_day(overview.view),
        means=definitions(overview.view, fmt),
        figure=base_figure(overview.base[-MONTHS_IN_CHART:], overview.view, fmt, no_link, has_amounts=has_amounts),
        ladder=ladder_figure(overview.ladder[:STEPS], fmt, no_link, rungs=RUNGS, has_amounts=has_amounts)
        if overview.ladder
        else None,
        curves=conversion_curves(overview.ladder, fmt),
        remaining=remaining_curve(points, fmt) if len(points) > 1 else (),
        points=checkpoints(points, overview.view.repeat_days),
        cohorts=_cohorts(overview, fmt, has_amounts=has_amounts),
        running=running_table(contracts.cohorts[-COHORTS:], fmt, no_link, unit=Unit.SHARE, months=COHORT_MONTHS)
        if contracts.cohorts
        else None,
        rungs=delivery_rungs(contracts.deliveries, fmt, limit=DELIVERIES),
        deliveries=delivery_table(contracts.deliveries, fmt) if contracts.deliveries else None,
    )


def _cohorts(overview: Overview, fmt: Format, *, has_amounts: bool) -> tuple[tuple[str, Table], ...]:
    measures = [Measure.ORDERED, Measure.RESIDUAL, *([Measure.REVENUE] if has_amounts else [])]
    return tuple(
        (
            str(MEASURES[measure]),
            cohort_table(
                overview.cohorts[-COHORTS:], fmt, no_link, measure=measure, unit=Unit.SHARE, months=COHORT_MONTHS
            ),
        )
        for measure in measures
    )
