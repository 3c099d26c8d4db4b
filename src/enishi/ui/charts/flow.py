"""Stock and flow: a line for how many there are, and under it the bars of who came and who went."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from enishi.ui.charts.scale import Scale, every, ticks

_LABEL_GAP = 15.0


@dataclass(frozen=True)
class Size:
    """How a drawing is laid out, in its own units. `label_room` is how many labels fit under the months."""

    name: str
    width: int
    line_height: int
    bars_height: int
    left: int
    right: int
    label_room: int
    ticks: int


WIDE = Size("wide", 1080, 168, 128, 52, 124, 13, 4)
NARROW = Size("narrow", 358, 132, 104, 40, 16, 5, 3)


@dataclass(frozen=True)
class Part:
    """One flow of a month: `kind` names its colour, `name` stands beside it, `value` is a count, `down` hangs it."""

    kind: str
    name: str
    value: int
    down: bool
    title: str
    href: str = ""


@dataclass(frozen=True)
class Step:
    """A month: its stock at the end, its flows, and the words for both. `note` stands under its tick."""

    tick: str
    year: str
    stock: int
    stock_text: str
    title: str
    parts: tuple[Part, ...]
    href: str = ""
    note: str = ""


@dataclass(frozen=True)
class Bar:
    kind: str
    x: float
    y: float
    width: float
    height: float
    title: str
    href: str


@dataclass(frozen=True)
class Mark:
    x: float
    y: float
    text: str
    title: str
    href: str
    last: bool
    anchor: str
    band_x: float
    band_width: float
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Label:
    x: float
    y: float
    text: str
    kind: str = ""
    under: str = ""


@dataclass(frozen=True)
class FlowChart:
    """The finished drawing, `width` × `height` units."""

    size: str
    width: int
    height: int
    left: float
    right: float
    path: str
    marks: tuple[Mark, ...]
    grid: tuple[Label, ...]
    months: tuple[Label, ...]
    names: tuple[Label, ...]
    zero: float
    bars_top: float
    alone: bool


def flow_chart(steps: Sequence[Step], size: Size, axis_text: Callable[[float], str]) -> FlowChart:
    """Lay out `steps`, oldest first; `axis_text` turns a tick's value into words. At least one step is needed."""
    stocks = [step.stock for step in steps]
    values = ticks(min(stocks), max(stocks), size.ticks)
    top, bottom = 26.0, 26.0 + size.line_height
    stock_y = Scale(values[0], values[-1], bottom, top)
    left, right = float(size.left), float(size.width - size.right)
    band = (right - left) / len(steps)
    width = round(min(band * 0.62, 34.0), 1)
    up = max((sum(part.value for part in step.parts if not part.down) for step in steps), default=0)
    down = max((sum(part.value for part in step.parts if part.down) for step in steps), default=0)
    bars_top = bottom + 30
    zero_y = round(bars_top + size.bars_height * (up / (up + down) if up + down else 0.5), 1)
    height = round(bars_top + size.bars_height + 40)
    flow = Scale(0, max(up + down, 1), 0, size.bars_height - 4)

    marks: list[Mark] = []
    for index, step in enumerate(steps):
        centre = round(left + band * (index + 0.5), 1)
        last = index == len(steps) - 1
        anchor = "end" if last and len(steps) > 2 and size.right < 60 else "middle"
        marks.append(
            Mark(
                centre, stock_y(step.stock), step.stock_text, step.title, step.href, last, anchor,
                round(left + band * index, 1), round(band, 1),
                _bars(step.parts, centre - width / 2, width, zero_y, flow),
            )
        )  # fmt: skip
    path = "M" + " L".join(f"{mark.x},{mark.y}" for mark in marks)
    return FlowChart(
        size.name, size.width, height, left, right, path, tuple(marks),
        tuple(Label(left - 8, stock_y(value), axis_text(value)) for value in values),
        _months(steps, marks, size.label_room, height - 22),
        _names(steps, marks[-1], right + 10, zero_y) if size.right >= 60 else (),
        zero_y, bars_top, len(steps) == 1,
    )  # fmt: skip


def _bars(parts: Sequence[Part], x: float, width: float, zero: float, flow: Scale) -> tuple[Bar, ...]:
    bars: list[Bar] = []
    above = below = 0.0
    for part in parts:
        if not part.value:
            continue
        length = max(flow(part.value), 1.5)
        gap = 1.0 if (below if part.down else above) else 0.0
        if part.down:
            y = zero + below + gap
            below += length + gap
        else:
            y = zero - above - gap - length
            above += length + gap
        bars.append(Bar(part.kind, round(x, 1), round(y, 1), width, round(length, 1), part.title, part.href))
    return tuple(bars)


def _months(steps: Sequence[Step], marks: Sequence[Mark], room: int, y: float) -> tuple[Label, ...]:
    nth = every(len(steps), room)
    labels: list[Label] = []
    shown_year = ""
    for index in range(len(steps)):
        # Counted from the end: the newest month always has its name.
        if (len(steps) - 1 - index) % nth:
            continue
        year = steps[index].year if steps[index].year != shown_year else ""
        shown_year = steps[index].year
        labels.append(Label(marks[index].x, y, steps[index].tick, under=steps[index].note or year))
    return tuple(labels)


def _names(steps: Sequence[Step], mark: Mark, x: float, zero: float) -> tuple[Label, ...]:
    """Names beside the newest bars instead of a legend; they never lie on one another."""
    seen = {part.kind for step in steps for part in step.parts if part.value}
    places = {bar.kind: bar.y + bar.height / 2 for bar in mark.bars}
    parts = [part for part in steps[-1].parts if part.kind in seen]
    names: list[Label] = []
    floor = float("-inf")
    for part in [*reversed([part for part in parts if not part.down]), *[part for part in parts if part.down]]:
        y = max(places.get(part.kind, zero) + 4, floor + _LABEL_GAP)
        floor = y
        names.append(Label(x, round(y, 1), part.name, part.kind))
    return tuple(names)
