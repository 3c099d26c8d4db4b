"""Geometry: nothing leaves the drawing, and its length is its number."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.ui.charts.curve import CURVE_NARROW, CURVE_WIDE, Curve, CurveSize, Spot, curve_chart
from enishi.ui.charts.flow import NARROW, WIDE, Part, Size, Step, flow_chart
from enishi.ui.charts.meter import WIDTH, meter
from enishi.ui.charts.scale import Scale, every, ticks

counts = st.integers(0, 2_000_000)


def step(stock: int, new: int, returned: int, lapsed: int, left: int) -> Step:
    parts = tuple(
        Part(kind, kind, value, down, kind)
        for kind, value, down in (
            ("new", new, False), ("returned", returned, False), ("lapsed", lapsed, True), ("left", left, True),
        )
    )  # fmt: skip
    return Step("1月", "2026年", stock, str(stock), "title", parts)


@given(
    st.lists(st.builds(step, counts, counts, counts, counts, counts), min_size=1, max_size=60),
    st.sampled_from([WIDE, NARROW]),
)
def test_everything_stays_within_the_drawing(steps: list[Step], size: Size) -> None:
    chart = flow_chart(steps, size, str)
    for mark in chart.marks:
        assert 0 <= mark.x <= chart.width
        assert 0 < mark.y < chart.bars_top
        for bar in mark.bars:
            assert chart.left <= bar.x
            assert bar.x + bar.width <= chart.right + 0.2
            assert chart.bars_top - 4 <= bar.y
            assert bar.y + bar.height <= chart.height - 20
    names = [name.y for name in chart.names]
    assert all(later - earlier >= 14.9 for earlier, later in itertools.pairwise(names))
    assert chart.months[-1].x == chart.marks[-1].x, "the newest month is always named"


def test_bars_stand_up_and_hang_down_by_their_number() -> None:
    chart = flow_chart([step(100, 40, 20, 30, 0)], WIDE, str)
    heights = {bar.kind: bar for bar in chart.marks[0].bars}
    assert set(heights) == {"new", "returned", "lapsed"}, "nothing is drawn for nobody"
    assert heights["new"].height == pytest.approx(2 * heights["returned"].height, abs=0.2)
    assert heights["new"].y < chart.zero <= heights["lapsed"].y
    assert chart.alone


@pytest.mark.parametrize(
    ("low", "high", "wanted", "found"),
    [
        (16_100, 18_300, 4, [16_000, 17_000, 18_000, 19_000]),
        (0, 0, 4, [0, 1]),
        (1, 1, 4, [0, 1, 2]),
        (7_001, 7_002, 4, [7_001, 7_002]),
        (0, 7, 4, [0, 2, 4, 6, 8]),
    ],
)
def test_ticks_are_round_and_enclose(low: float, high: float, wanted: int, found: list[float]) -> None:
    assert ticks(low, high, wanted) == found


@given(st.integers(0, 10**7), st.integers(0, 10**7), st.integers(1, 6))
def test_ticks_enclose_and_stay_few(one: int, other: int, wanted: int) -> None:
    low, high = sorted((one, other))
    found = ticks(low, high, wanted)
    assert found[0] <= low
    assert found[-1] >= high
    assert 2 <= len(found) <= wanted + 2


def test_scale_of_a_single_value_is_its_middle() -> None:
    assert Scale(5, 5, 0, 100)(5) == 50


@given(st.integers(1, 500), st.integers(1, 30))
def test_labels_fit_their_room(number: int, room: int) -> None:
    nth = every(number, room)
    assert -(-number // nth) <= room


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_meters_stay_within_their_track(share: float, one: float, other: float) -> None:
    low, high = sorted((one, other))
    bar = meter(share, low, high)
    assert bar is not None
    assert 0 <= bar.filled <= WIDTH
    assert bar.low >= 0
    assert bar.low + bar.span <= WIDTH + 0.2


def test_no_meter_for_what_nobody_knows() -> None:
    assert meter(None, None, None) is None


@given(
    st.lists(st.lists(st.floats(0, 1), min_size=2, max_size=13), min_size=1, max_size=4),
    st.sampled_from([CURVE_WIDE, CURVE_NARROW]),
)
def test_curves_stay_within_their_drawing(shares: list[list[float]], size: CurveSize) -> None:
    curves = [
        Curve(f"c{n}", f"k{n}", tuple(Spot(at, share, share, share, "") for at, share in enumerate(line)))
        for n, line in enumerate(shares)
    ]
    chart = curve_chart(curves, size, [(float(at), str(at)) for at in range(13)], str)
    for line in chart.lines:
        assert all(chart.left <= dot.x <= chart.right for dot in line.dots)
        assert all(0 <= dot.y <= chart.bottom for dot in line.dots)
    heights = [name.y for name in chart.names]
    assert all(later - earlier >= 15.9 for earlier, later in itertools.pairwise(heights))
