"""The figures against the plain definitions, on brands that Hypothesis invents."""

from __future__ import annotations

import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from enishi import insight
from enishi.insight import Cell, Figure, Scope
from tests.insight import oracle
from tests.insight.brand import Departure, Order, seal

FIRST = datetime(2024, 1, 1)
SPAN_DAYS = 200


def moments() -> st.SearchStrategy[datetime]:
    # Few distinct hours, so that ties and both ends of a day come often.
    return st.builds(
        lambda day, hour: FIRST + timedelta(days=day, hours=hour),
        st.integers(0, SPAN_DAYS),
        st.sampled_from([0, 9, 23]),
    )


def orders() -> st.SearchStrategy[list[Order]]:
    order = st.builds(
        Order,
        customer=st.one_of(st.integers(1, 4), st.none()),
        at=moments(),
        amount=st.sampled_from([-500, 0, 700, 1200]),
        refunded=st.sampled_from([0, 0, 0, 300, 700]),
        status=st.sampled_from(["placed", "placed", "placed", "placed", "cancelled", "void", "refunded"]),
        order_no=st.one_of(st.none(), st.sampled_from(["A1", "A2", "B1"])),
        contract=st.none(),
    )
    regular = st.builds(lambda customer, at: Order(customer, at, contract=customer * 10), st.integers(1, 4), moments())
    return st.lists(st.one_of(order, order, regular), max_size=25)


brands = given(
    orders=orders(),
    departures=st.lists(st.builds(Departure, st.integers(1, 4), moments()), max_size=4),
    as_of=st.integers(1, SPAN_DAYS + 60).map(lambda days: FIRST.date() + timedelta(days=days)),
    active_days=st.sampled_from([31, 45, 60]),
    repeat_days=st.sampled_from([1, 20, 40, 90]),
    scope=st.sampled_from(list(Scope)),
)
# A brand of 25 orders is small enough to read; shrinking it over a real lake takes minutes.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
patient = settings(max_examples=60, deadline=None, phases=PHASES, suppress_health_check=[HealthCheck.too_slow])


@brands
@patient
def test_base_ladder_and_cohorts_are_what_their_definitions_say(
    orders: list[Order],
    departures: list[Departure],
    as_of: date,
    active_days: int,
    repeat_days: int,
    scope: Scope,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        lake = seal(Path(folder), orders, departures)
        if lake.manifest.last_day is None:
            return
        seen = insight.overview(lake, insight.view(lake, as_of, active_days, repeat_days, scope))

        assert list(seen.base) == oracle.base(orders, departures, as_of, active_days, scope)
        assert list(seen.cohorts) == oracle.cohorts(orders, as_of, repeat_days, scope)
        expected = oracle.ladder(orders, as_of, scope)
        assert [(s.f, s.reached, s.converted, s.median_days, s.revenue) for s in seen.ladder] == [
            (s.f, s.reached, s.converted, s.median_days, s.revenue) for s in expected
        ]
        for step, plain in zip(seen.ladder, expected, strict=True):
            for horizon, estimate in step.within.items():
                assert estimate.share == pytest.approx(oracle.kaplan_meier(plain.gaps, horizon))


@brands
@settings(max_examples=8, deadline=None, phases=PHASES, suppress_health_check=[HealthCheck.too_slow])
def test_every_cell_opens_as_many_customers_as_it_counts(
    orders: list[Order],
    departures: list[Departure],
    as_of: date,
    active_days: int,
    repeat_days: int,
    scope: Scope,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        lake = seal(Path(folder), orders, departures)
        if lake.manifest.last_day is None:
            return
        view = insight.view(lake, as_of, active_days, repeat_days, scope)
        seen = insight.overview(lake, view)
        flows = (
            Figure.ACTIVE_START, Figure.NEW, Figure.RETURNED, Figure.LAPSED, Figure.LEFT, Figure.ACTIVE_END,
        )  # fmt: skip
        for month in seen.base[-2:]:
            for figure in flows:
                cell = Cell(figure, month=month.month)
                listed = insight.members(lake, view, cell)
                assert len(listed) == getattr(month, figure.value) == insight.count_members(lake, view, cell)
        for step in seen.ladder[:2]:
            assert len(insight.members(lake, view, Cell(Figure.REACHED, f=step.f))) == step.reached
            assert len(insight.members(lake, view, Cell(Figure.CONVERTED, f=step.f))) == step.converted
            left = step.reached - step.converted
            assert len(insight.members(lake, view, Cell(Figure.NOT_CONVERTED, f=step.f))) == left
        for cohort in seen.cohorts[:1]:
            for m in range(len(cohort.ordered)):
                ordered = Cell(Figure.COHORT_ORDERED, cohort=cohort.cohort, m=m)
                residual = Cell(Figure.COHORT_RESIDUAL, cohort=cohort.cohort, m=m)
                assert insight.count_members(lake, view, ordered) == cohort.ordered[m]
                assert insight.count_members(lake, view, residual) == cohort.residual[m]
