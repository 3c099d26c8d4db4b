"""Sealing: once and for all, or change by change, the lake says the same."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from enishi import insight
from enishi.lake import RAW_CONTRACTS, Lake, LakeMissing, open_lake, seal_anew, seal_changes, sealing, with_tail
from tests.insight.brand import NOW, Departure, Order, raw_departures, raw_orders, seal

PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


def rows(lake: Lake) -> list[dict[str, object]]:
    found = lake.documents.to_pyarrow().to_pylist()
    return sorted(found, key=lambda row: row["order"])


def test_an_order_carries_its_number_its_neighbours_and_its_first(tmp_path: Path) -> None:
    days = [datetime(2025, 1, 5, 10), datetime(2025, 2, 7, 10), datetime(2025, 2, 7, 11)]
    lake = seal(tmp_path, [Order(1, days[2]), Order(1, days[0]), Order(1, days[1])])
    by_time = sorted(rows(lake), key=lambda row: row["f"])
    assert [row["order"] for row in by_time] == [1, 2, 0]
    assert [row["prev_day"] for row in by_time] == [None, date(2025, 1, 5), date(2025, 2, 7)]
    assert [row["next_day"] for row in by_time] == [date(2025, 2, 7), date(2025, 2, 7), None]
    assert {row["first_day"] for row in by_time} == {date(2025, 1, 5)}


def test_ties_in_time_follow_the_order_number_then_the_position(tmp_path: Path) -> None:
    at = datetime(2025, 1, 5, 10)
    lake = seal(tmp_path, [Order(1, at, order_no="B"), Order(1, at, order_no="A"), Order(1, at, order_no="A")])
    assert {row["order"]: row["f"] for row in rows(lake)} == {1: 1, 2: 2, 0: 3}


@pytest.mark.parametrize(
    ("order", "counts"),
    [
        (Order(1, datetime(2025, 1, 5)), True),
        (Order(1, datetime(2025, 1, 5), amount=0), True),
        (Order(1, datetime(2025, 1, 5), refunded=999), True),
        (Order(1, datetime(2025, 1, 5), refunded=1000), False),
        (Order(1, datetime(2025, 1, 5), amount=-1), False),
        (Order(None, datetime(2025, 1, 5)), False),
        (Order(1, datetime(2025, 1, 5), status="cancelled"), False),
        (Order(1, datetime(2025, 1, 5), status="void"), False),
        (Order(1, datetime(2025, 1, 5), status="refunded"), False),
    ],
)
def test_what_counts_as_an_order(tmp_path: Path, order: Order, counts: bool) -> None:
    lake = seal(tmp_path, [order])
    assert (lake.manifest.orders, rows(lake)[0]["counted"]) == (int(counts), counts)


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York", "UTC"])
def test_days_are_days_in_the_brands_zone(tmp_path: Path, zone: str) -> None:
    from zoneinfo import ZoneInfo

    moments = [datetime(2025, 3, 9, hour) for hour in range(0, 24, 3)] + [datetime(2025, 7, 1, 23, 59)]
    lake = seal(tmp_path, [Order(1, at) for at in moments], time_zone=zone)
    for row in rows(lake):
        assert row["day"] == row["ordered_at"].astimezone(ZoneInfo(zone)).date()


def test_documents_that_do_not_count_are_reported(tmp_path: Path) -> None:
    at = datetime(2025, 1, 5)
    lake = seal(tmp_path, [Order(1, at), Order(1, at, amount=-5), Order(None, at), Order(None, at, amount=-5)])
    m = lake.manifest
    assert (m.orders, m.customers, m.credit_notes, m.without_customer) == (1, 1, 2, 2)


def test_an_unsealed_folder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(LakeMissing, match="enishi rebuild"):
        open_lake(tmp_path)


def test_a_folder_with_a_quote_in_its_name_is_a_folder(tmp_path: Path) -> None:
    lake = seal(tmp_path / "o'hara", [Order(1, datetime(2025, 1, 5))])
    assert lake.manifest.orders == 1


def test_a_seal_that_fails_leaves_the_lake_as_it_was(tmp_path: Path) -> None:
    before = seal(tmp_path, [Order(1, datetime(2025, 1, 5))])

    def breaks() -> object:
        yield raw_orders([Order(1, datetime(2025, 1, 6))]).to_batches()[0]
        raise OSError("no space left")

    with pytest.raises(Exception, match="no space left"):
        seal_anew(
            tmp_path, orders=breaks(), departures=raw_departures([]), contracts=RAW_CONTRACTS.empty_table(),
            position=1, time_zone="Asia/Tokyo", currency="JPY", now=NOW,
        )  # fmt: skip
    assert open_lake(tmp_path).manifest == before.manifest
    assert rows(open_lake(tmp_path))
    assert not list(tmp_path.glob("work-*"))


moments = st.integers(0, 90 * 24).map(lambda hours: datetime(2025, 1, 1) + timedelta(hours=hours))
orders = st.lists(
    st.builds(
        Order,
        customer=st.one_of(st.integers(1, 6), st.none()),
        at=moments,
        status=st.sampled_from(["placed", "placed", "cancelled"]),
        contract=st.one_of(st.none(), st.integers(1, 3)),
    ),
    max_size=12,
)
departures = st.lists(st.builds(Departure, st.integers(1, 6), moments), max_size=3)


@given(first=orders, changed=orders, second=orders, gone=departures, gone_later=departures)
@settings(max_examples=25, deadline=None, phases=PHASES, suppress_health_check=[HealthCheck.too_slow])
def test_a_tail_and_sealed_changes_give_the_lake_that_sealing_anew_gives(
    first: list[Order], changed: list[Order], second: list[Order], gone: list[Departure], gone_later: list[Departure]
) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealing, "ORDERS_PER_BUCKET", 3)
        replaced = changed[: len(first)]
        final = [*replaced, *first[len(replaced) :], *second]
        anew = seal(Path(folder, "anew"), final, [*gone, *gone_later])
        sealed = seal(Path(folder, "changes"), first, gone)
        updates = pa.concat_tables([raw_orders(replaced), raw_orders(second, first_id=len(first))])
        tailed = with_tail(
            sealed,
            orders=updates,
            departures=raw_departures(gone_later),
            contracts=RAW_CONTRACTS.empty_table(),
            position=7,
        )
        assert rows(tailed) == rows(anew)
        assert tailed.contracts.to_pyarrow().to_pylist() == anew.contracts.to_pyarrow().to_pylist()
        assert tailed.version not in {sealed.version, anew.version}
        if tailed.manifest.last_day is not None:
            seen, wanted = (insight.overview(lake, insight.view(lake)) for lake in (tailed, anew))
            assert seen == wanted
        manifest = seal_changes(
            Path(folder, "changes"),
            orders=updates,
            departures=raw_departures(gone_later),
            contracts=RAW_CONTRACTS.empty_table(),
            position=7,
            now=datetime(2026, 1, 1, tzinfo=UTC),
        )
        by_changes = open_lake(Path(folder, "changes"))
        assert manifest.position == 7
        assert rows(by_changes) == rows(anew)
        assert by_changes.contracts.to_pyarrow().to_pylist() == anew.contracts.to_pyarrow().to_pylist()
        assert by_changes.manifest.orders == anew.manifest.orders
        assert by_changes.manifest.customers == anew.manifest.customers
