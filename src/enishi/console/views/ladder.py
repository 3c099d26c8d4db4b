"""Ladder (F転換): from one order to the next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from enishi.console.csv import table_response
from enishi.console.screen import Screen, figures_context, frame_context, open_screen, screen_or_404
from enishi.figures.curves import conversion_curves
from enishi.figures.ladder import LadderFigure, ladder_figure
from enishi.insight.contracts import Overview

RUNGS_SHOWN = 15
STEPS_SHOWN = 20


def _figure(request: HttpRequest, screen: Screen, overview: Overview) -> LadderFigure:
    steps = overview.ladder if request.GET.get("steps") == "all" else overview.ladder[:STEPS_SHOWN]
    return ladder_figure(steps, screen.fmt, screen.link_builder(), rungs=RUNGS_SHOWN, has_amounts=screen.has_amounts)


@require_safe
def ladder(request: HttpRequest) -> HttpResponse:
    screen = open_screen(request)
    if screen is None:
        return render(request, "console/empty.html", frame_context(request, "ladder"))
    overview = screen.overview()
    context = figures_context(request, screen, overview, "ladder")
    if not overview.ladder:
        return render(request, "console/nothing.html", context)
    figure = _figure(request, screen, overview)
    hidden = len(figure.table.rows) < len(overview.ladder)
    context |= {
        "figure": figure,
        "curves": conversion_curves(overview.ladder, screen.fmt),
        "more_steps": len(overview.ladder) if hidden else 0,
    }
    return render(request, "console/ladder.html", context)


@require_safe
def ladder_csv(request: HttpRequest) -> HttpResponse:
    screen = screen_or_404(request)
    return table_response(_figure(request, screen, screen.overview()).table)
