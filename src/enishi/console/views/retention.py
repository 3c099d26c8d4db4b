"""Retention (継続・残存): cohorts of first orders, and regular contracts."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from enishi.console.csv import table_response
from enishi.console.screen import Screen, figures_context, frame_context, open_screen, screen_or_404
from enishi.figures.curves import remaining_curve
from enishi.figures.retention import (
    Measure,
    Unit,
    checkpoints,
    cohort_points,
    cohort_table,
    delivery_rungs,
    delivery_table,
    running_table,
)
from enishi.figures.words import MEASURES, UNITS
from enishi.insight.contracts import Overview, Scope
from enishi.ui.tables import Table

DELIVERIES_SHOWN = 15
CURVE_MONTHS = 12


@dataclass(frozen=True)
class Chosen:
    """Which face of the cohort table is wanted."""

    measure: Measure
    unit: Unit


def _chosen(request: HttpRequest, screen: Screen) -> Chosen:
    try:
        measure = Measure(request.GET.get("measure", Measure.ORDERED))
        unit = Unit(request.GET.get("unit", Unit.SHARE))
    except ValueError as error:
        raise Http404 from error
    if measure is Measure.REVENUE and not screen.has_amounts:
        measure = Measure.ORDERED
    return Chosen(measure, unit)


def _cohorts(screen: Screen, overview: Overview, chosen: Chosen) -> Table:
    months = screen.asked.months
    return cohort_table(
        overview.cohorts[-months:], screen.fmt, screen.link_builder(),
        measure=chosen.measure, unit=chosen.unit, months=months,
    )  # fmt: skip


def _running(screen: Screen, overview: Overview, chosen: Chosen) -> Table:
    months = screen.asked.months
    return running_table(
        overview.contracts.cohorts[-months:], screen.fmt, screen.link_builder(), unit=chosen.unit, months=months
    )


@require_safe
def retention(request: HttpRequest) -> HttpResponse:
    screen = open_screen(request)
    if screen is None:
        return render(request, "console/empty.html", frame_context(request, "retention"))
    overview = screen.overview()
    context = figures_context(request, screen, overview, "retention")
    if not overview.cohorts:
        return render(request, "console/nothing.html", context)
    chosen = _chosen(request, screen)
    points = cohort_points(overview.cohorts, screen.fmt, residual=True, months=CURVE_MONTHS)
    context |= {
        "chosen": chosen,
        "measures": [(m.value, MEASURES[m], m is chosen.measure) for m in Measure if _offered(m, screen)],
        "units": [(u.value, UNITS[u], u is chosen.unit) for u in Unit],
        "cohorts": _cohorts(screen, overview, chosen),
        "curve": remaining_curve(points, screen.fmt) if len(points) > 1 else None,
        "points": checkpoints(points, screen.view.repeat_days),
    }
    one_off = screen.view.scope is Scope.ONE_OFF
    # Chosen purchases belong to no contract: nothing is said about contracts there.
    if not one_off and overview.contracts.deliveries:
        context |= {
            "contracts": overview.contracts,
            "running": _running(screen, overview, chosen),
            "rungs": delivery_rungs(overview.contracts.deliveries, screen.fmt, limit=DELIVERIES_SHOWN),
            "deliveries": delivery_table(overview.contracts.deliveries, screen.fmt),
        }
    context["one_off"] = one_off
    return render(request, "console/retention.html", context)


def _offered(measure: Measure, screen: Screen) -> bool:
    return measure is not Measure.REVENUE or screen.has_amounts


@require_safe
def retention_csv(request: HttpRequest, name: str) -> HttpResponse:
    screen = screen_or_404(request)
    overview = screen.overview()
    chosen = _chosen(request, screen)
    if name == "cohorts":
        table = _cohorts(screen, overview, chosen)
    elif name == "contracts":
        table = _running(screen, overview, chosen)
    else:
        table = delivery_table(overview.contracts.deliveries, screen.fmt)
    return table_response(table)
