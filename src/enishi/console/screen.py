"""One opening of the figures for one request: lake → view → overview, and the words around them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from enishi import insight
from enishi.console.asked import ALL_MONTHS, MONTHS, Asked, read_asked
from enishi.facts.queries import get_head
from enishi.figures.words import SCOPES, definitions, last_day
from enishi.insight.contracts import Overview, Scope, View
from enishi.kernel.errors import EnishiError
from enishi.kernel.money import currency
from enishi.lake import Lake, LakeMissing, open_lake
from enishi.ui.format import Format


def reader_format() -> Format:
    """How the present reader sees figures."""
    return Format(get_language() or settings.LANGUAGE_CODE, settings.ENISHI.currency, settings.ENISHI.time_zone)


@dataclass(frozen=True)
class Screen:
    """What the pages of figures share."""

    asked: Asked
    fmt: Format
    lake: Lake
    view: View

    def overview(self) -> Overview:
        return insight.overview(self.lake, self.view)

    def link(self, **place: object) -> str:
        """The address of the customers behind a cell of the figures."""
        return self.asked.address(_customers(), **{key: _text(value) for key, value in place.items()})

    def link_builder(self) -> Callable[..., str]:
        """`link` for many cells: the common part of the address is written once."""
        base = self.asked.address(_customers())
        joint = "&" if "?" in base else "?"
        return lambda **place: f"{base}{joint}{'&'.join(f'{key}={_text(value)}' for key, value in place.items())}"

    @property
    def has_amounts(self) -> bool:
        return self.lake.manifest.has_amounts


def _customers() -> str:
    return reverse("console:customers")


def _text(value: object) -> str:
    return f"{value:%Y-%m}" if isinstance(value, date) else str(value)


def open_screen(request: HttpRequest) -> Screen | None:
    """None while there is no lake, or one without a counted order."""
    asked = read_asked(request.GET)
    try:
        lake = open_lake(settings.ENISHI.lake_dir)
    except LakeMissing:
        return None
    if lake.manifest.last_day is None:
        return None
    try:
        view = _view(lake, asked)
    except EnishiError as error:
        asked = replace(asked, as_of=None, problems=(*asked.problems, error.message))
        view = _view(lake, asked)
    fmt = replace(reader_format(), currency=currency(lake.manifest.currency))
    return Screen(asked, fmt, lake, view)


def screen_or_404(request: HttpRequest) -> Screen:
    """The figures for a download, which has nothing to say where there are none. Raises Http404."""
    screen = open_screen(request)
    if screen is None or not screen.overview().base:
        raise Http404
    return screen


def _view(lake: Lake, asked: Asked) -> View:
    return insight.view(lake, asked.as_of, asked.active_days or insight.ACTIVE_DAYS, scope=asked.scope)


def frame_context(request: HttpRequest, room: str, asked: Asked | None = None) -> dict[str, Any]:
    """What the frame of every page needs, whether there are figures or not."""
    asked = asked or read_asked(request.GET)
    return {"room": room, "asked": asked, "kept": asked.address(""), "fmt": reader_format()}


def figures_context(request: HttpRequest, screen: Screen, overview: Overview, room: str) -> dict[str, Any]:
    """What the pages of figures need besides their figures."""
    manifest = screen.lake.manifest
    return frame_context(request, room, screen.asked) | {
        "fmt": screen.fmt,
        "view": screen.view,
        "means": definitions(screen.view, screen.fmt),
        "last_day": last_day(screen.view),
        "windows": overview.windows,
        "scopes": [(scope.value, SCOPES[scope], scope is screen.view.scope) for scope in Scope],
        "spans": [*MONTHS, ALL_MONTHS],
        "all_months": ALL_MONTHS,
        "manifest": manifest,
        "has_contracts": manifest.contracts > 0,
        "arriving": get_head() > manifest.position,
    }
