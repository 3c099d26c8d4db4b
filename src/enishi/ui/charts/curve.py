"""Curves of shares over time, with a band of doubt: from 0 % upwards, labelled where they end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from enishi.ui.charts.scale import Scale

_LABEL_GAP = 16.0


@dataclass(frozen=True)
class Spot:
    """One place on a curve: `at` on the time axis, a share from 0 to 1, and the ends of its interval if it has one."""

    at: float
    share: float
    low: float | None
    high: float | None
    title: str


@dataclass(frozen=True)
class Curve:
    """A curve and its name; `kind` names its stroke (k0 first)."""

    name: str
    kind: str
    spots: tuple[Spot, ...]


@dataclass(frozen=True)
class CurveSize:
    name: str
    width: int
    height: int
    left: int
    right: int
    ticks_room: int


CURVE_WIDE = CurveSize("wide", 1080, 260, 52, 128, 20)
CURVE_NARROW = CurveSize("narrow", 358, 220, 40, 92, 4)


@dataclass(frozen=True)
class Text:
    x: float
    y: float
    text: str
    kind: str = ""


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    title: str
    text: str


@dataclass(frozen=True)
class Line:
    kind: str
    path: str
    area: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True)
class CurveChart:
    """The finished drawing, `width` × `height` units."""

    size: str
    width: int
    height: int
    left: float
    right: float
    bottom: float
    lines: tuple[Line, ...]
    grid: tuple[Text, ...]
    ticks: tuple[Text, ...]
    names: tuple[Text, ...]


def curve_chart(
    curves: Sequence[Curve],
    size: CurveSize,
    marks: Sequence[tuple[float, str]],
    share_text: Callable[[float], str],
) -> CurveChart:
    """Lay out `curves`; `marks` are the places on the time axis with their words. At least one curve with a spot."""
    spots = [spot for curve in curves for spot in curve.spots]
    top_share = _ceiling(max(spot.high if spot.high is not None else spot.share for spot in spots))
    top, bottom = 14.0, float(size.height - 34)
    left, right = float(size.left), float(size.width - size.right)
    places = [at for at, _ in marks]
    x = Scale(min(places), max(places), left, right)
    y = Scale(0, top_share, bottom, top)
    nth = -(-len(marks) // size.ticks_room)
    return CurveChart(
        size.name, size.width, size.height, left, right, bottom,
        tuple(_line(curve, x, y, share_text) for curve in curves),
        tuple(Text(left - 8, y(top_share * part / 4), share_text(top_share * part / 4)) for part in range(5)),
        tuple(Text(x(at), bottom + 20, text) for index, (at, text) in enumerate(marks) if index % nth == 0),
        _names(curves, x, y),
    )  # fmt: skip


def _ceiling(share: float) -> float:
    """The lowest of 4, 8, 20, 40, 60, 80, 100 % that holds the share: quarters of it are round."""
    return next((top for top in (0.04, 0.08, 0.2, 0.4, 0.6, 0.8) if share <= top), 1.0)


def _line(curve: Curve, x: Scale, y: Scale, share_text: Callable[[float], str]) -> Line:
    points = [(x(spot.at), y(spot.share)) for spot in curve.spots]
    ends = [
        (x(spot.at), y(spot.low), y(spot.high))
        for spot in curve.spots
        if spot.low is not None and spot.high is not None
    ]
    area = ""
    if len(ends) > 1:
        upper = [f"{at},{high}" for at, _, high in ends]
        lower = [f"{at},{low}" for at, low, _ in reversed(ends)]
        area = f"M{' L'.join([*upper, *lower])} Z"
    dots = tuple(
        Dot(px, py, spot.title, share_text(spot.share)) for spot, (px, py) in zip(curve.spots, points, strict=True)
    )
    return Line(curve.kind, "M" + " L".join(f"{px},{py}" for px, py in points), area, dots)


def _names(curves: Sequence[Curve], x: Scale, y: Scale) -> tuple[Text, ...]:
    ends = sorted(
        ((y(curve.spots[-1].share), x(curve.spots[-1].at), curve) for curve in curves), key=lambda end: end[0]
    )
    names: list[Text] = []
    floor = float("-inf")
    for place, at, curve in ends:
        floor = max(place + 4, floor + _LABEL_GAP)
        names.append(Text(at + 10, round(floor, 1), curve.name, curve.kind))
    return tuple(names)
