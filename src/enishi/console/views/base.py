"""Base (顧客基盤), the home of staff."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from enishi.console.csv import table_response
from enishi.console.screen import Screen, figures_context, frame_context, open_screen, screen_or_404
from enishi.figures.base import BaseFigure, base_figure
from enishi.figures.ladder import ladder_figure
from enishi.insight.contracts import Overview

RUNGS_SHOWN = 12


def _figure(screen: Screen, overview: Overview) -> BaseFigure:
    months = overview.base[-screen.asked.months :]
    return base_figure(months, screen.view, screen.fmt, screen.link_builder(), has_amounts=screen.has_amounts)


@require_safe
def base(request: HttpRequest) -> HttpResponse:
    screen = open_screen(request)
    if screen is None:
        return render(request, "console/empty.html", frame_context(request, "base"))
    overview = screen.overview()
    if not overview.base:
        return render(request, "console/nothing.html", figures_context(request, screen, overview, "base"))
    context = figures_context(request, screen, overview, "base") | {"figure": _figure(screen, overview)}
    if overview.ladder:
        context["ladder"] = ladder_figure(
            overview.ladder, screen.fmt, screen.link_builder(), rungs=RUNGS_SHOWN, has_amounts=screen.has_amounts
        )
    return render(request, "console/base.html", context)


@require_safe
def base_csv(request: HttpRequest) -> HttpResponse:
    screen = screen_or_404(request)
    return table_response(_figure(screen, screen.overview()).table)
