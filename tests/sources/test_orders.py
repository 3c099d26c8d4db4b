# ruff: noqa: E501 - rows of exports are as long as they are
"""Rows to orders: keys, totals, lines, repeats, and what becomes of an order with a bad row."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import ROUND_HALF_EVEN, Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enishi.kernel.errors import EnishiError
from enishi.sources import buckets, order_file, settling
from enishi.sources.contracts import NEUTRAL_ORDERS, FileKind

from .conftest import Desk

LINES = "order_id,ordered_at,customer_id,product_code,quantity,unit_price\n"
ROWS = "order_id,ordered_at,customer_id,amount\n"
BARE = {"customer_id": "who", "ordered_at": "when", "amount": "yen"}


def test_lines_become_one_order(desk: Desk) -> None:
    done = desk.take(LINES + "A,2026-01-02 10:01,c,p,2,100\nA,2026-01-02 10:00,c,q,1,50\nB,2026-01-03,d,p,1,100\n")
    assert done.column("order_id") == ["A", "B"]
    assert done.column("amount") == [250, 100]
    assert done.column("quantity") == [3, 1]
    assert done.column("ordered_at")[0] == datetime(2026, 1, 2, 1, 0, tzinfo=UTC), "the earliest of its rows"
    assert [line["code"] for line in done.rows[0]["lines"]] == ["p", "q"]
    assert done.column("line_no") == [2, 4]
    assert done.column("position") == [0, 2]
    assert done.staged.kind is FileKind.ORDERS
    assert (done.staged.rows, done.staged.records) == (3, 2)


def test_lines_of_one_order_may_lie_apart(desk: Desk) -> None:
    done = desk.take(LINES + "A,2026-01-02,c,p,2,100\nB,2026-01-03,d,p,1,100\nA,2026-01-02,c,q,1,50\n")
    assert list(zip(done.column("order_id"), done.column("amount"), strict=True)) == [("A", 250), ("B", 100)]
    assert done.staged.repeated == 0


def test_two_equal_lines_of_an_order_are_two_lines(desk: Desk) -> None:
    done = desk.take(LINES + "A,2026-01-02,c,p,2,100\nA,2026-01-02,c,p,2,100\n")
    assert done.column("amount") == [400]


def test_the_total_is_rounded_once(desk: Desk) -> None:
    text = (
        LINES
        + "A,2026-01-02,c,p,1,0.005\nA,2026-01-02,c,p,1,0.005\nA,2026-01-02,c,p,1,0.005\nB,2026-01-02,c,p,5,0.001\n"
    )
    assert desk.take(text, code="GBP").column("amount") == [2, 0]


def test_an_order_again_with_the_same_content_is_counted_as_repeated(desk: Desk) -> None:
    done = desk.take(ROWS + "A,2026-01-02,c,100\nB,2026-01-02,c,100\nA,2026-01-02,c,100\n")
    assert done.column("order_id") == ["A", "B"]
    assert (done.staged.repeated, done.staged.rejected) == (1, 0)


def test_an_order_id_with_other_content_is_refused(desk: Desk) -> None:
    done = desk.take(ROWS + "A,2026-01-02,c,100\nB,2026-01-02,c,100\nA,2026-01-02,c,999\n")
    assert done.column("amount") == [100, 100]
    assert done.reasons == [(4, "order_id_repeated")]


@pytest.mark.parametrize("between", ["", "B,2026-01-03,d,p,1,100\n"])
def test_an_order_id_of_another_customer_is_refused_with_all_its_lines(desk: Desk, between: str) -> None:
    done = desk.take(LINES + "A,2026-01-02,c,p,1,100\n" + between + "A,2026-01-02,x,p,1,100\nA,2026-01-02,x,q,1,50\n")
    assert done.rows[0]["amount"] == 100
    assert [reason for _, reason in done.reasons] == ["order_id_repeated"] * 2


def test_a_whole_order_repeated_below_is_not_doubled(desk: Desk) -> None:
    order = "A,2026-01-02,c,p,1,100\nA,2026-01-02,c,q,1,50\n"
    done = desk.take(LINES + order + "B,2026-01-03,d,p,1,100\n" + order)
    assert done.column("amount") == [150, 100]
    assert done.staged.repeated == 1


def test_true_duplicates_without_an_order_id_are_all_kept(desk: Desk) -> None:
    text = "who,when,yen\nc,2026-01-02,100\nc,2026-01-02,100\nd,2026-01-02,100\nc,2026-01-02,100\n"
    first = desk.take(text, **BARE)
    keys = first.column("key")
    assert [key.split("#")[1] for key in keys] == ["1", "2", "1", "3"]
    assert len(set(keys)) == 4
    assert all(key.startswith("h:") for key in keys)
    assert desk.take(text, **BARE).column("key") == keys


def test_the_key_does_not_hang_on_the_rows_place(desk: Desk) -> None:
    first = desk.take("who,when,yen\nc,2026-01-02,100\nd,2026-01-03,200\n", **BARE)
    second = desk.take("who,when,yen\nd,2026-01-03,200\ne,2026-01-04,1\nc,2026/1/2,¥100\n", **BARE)
    assert set(first.column("key")) < set(second.column("key"))


def test_who_is_the_member_id_else_mail_else_phone(desk: Desk) -> None:
    text = "id,mail,tel,when\nc,a@b.jp,090-1234-5678,2026-01-02\n,A@b.jp,,2026-01-02\n,,090-1234-5678,2026-01-02\n,,,2026-01-02\n"
    done = desk.take(text, customer_id="id", email="mail", phone="tel", ordered_at="when")
    assert done.column("member_id") == ["c", None, None, None]
    assert done.column("mail") == ["a@b.jp", "a@b.jp", None, None]
    assert done.column("phone") == ["+819012345678", None, "+819012345678", None]
    assert len(set(done.column("key"))) == 4
    assert not done.staged.has_amounts


def test_a_document_without_customer_and_a_credit_note_are_kept(desk: Desk) -> None:
    done = desk.take(LINES + "A,2026-01-02,,p,1,100\nC1,2026-01-02,c,p,-1,100\n")
    assert done.column("member_id") == [None, "c"]
    assert done.column("amount") == [100, -100]
    assert done.staged.rejected == 0


def test_a_refused_line_takes_its_order_along_when_the_total_is_summed(desk: Desk) -> None:
    done = desk.take(LINES + "A,2026-01-02,c,p,1,100\nA,2026-01-02,c,q,x,50\nB,2026-01-03,d,p,1,100\n")
    assert done.column("order_id") == ["B"]
    assert sorted(done.reasons) == [(2, "order_incomplete"), (3, "number")]


def test_a_refused_line_is_left_out_when_the_order_has_a_total(desk: Desk) -> None:
    text = "order_id,ordered_at,customer_id,amount,product_code,quantity\nA,2026-01-02,c,300,p,1\nA,,,,q,x\n"
    done = desk.take(text)
    assert done.column("amount") == [300]
    assert done.reasons == [(3, "number")]


def test_an_order_whose_first_row_is_refused_is_refused_whole(desk: Desk) -> None:
    text = "order_id,ordered_at,customer_id,amount,product_code\nA,2026-04-31,c,300,p\nA,,,,q\nB,2026-01-02,c,1,p\n"
    done = desk.take(text)
    assert done.column("order_id") == ["B"]
    assert sorted(done.reasons) == [(2, "time"), (3, "order_incomplete")]


def test_an_order_without_a_time_is_refused(desk: Desk) -> None:
    done = desk.take(LINES + "A,,c,p,1,100\nB,2026-01-03,d,p,1,100\n")
    assert done.column("order_id") == ["B"]
    assert done.reasons == [(2, "missing")]


def test_of_two_files_the_later_one_knows_better(desk: Desk) -> None:
    old = desk.write(ROWS + "A,2026-01-02,c,100\nB,2026-01-03,d,200\n", "old.csv")
    new = desk.write(ROWS + "B,2026-01-03,d,200\nA,2026-01-02,c,150\nC,2026-01-04,c,1\n", "new.csv")
    done = desk.stage(old, new)
    assert sorted(zip(done.column("order_id"), done.column("amount"), strict=True)) == [
        ("A", 150),
        ("B", 200),
        ("C", 1),
    ]
    assert (done.staged.repeated, done.staged.replaced, done.staged.records, done.staged.rows) == (1, 1, 3, 5)


def test_the_same_file_twice_changes_nothing(desk: Desk) -> None:
    path = desk.write("who,when,yen\nc,2026-01-02,100\nc,2026-01-02,100\n")
    assert desk.stage(path, path, **BARE).column("key") == desk.stage(path, **BARE).column("key")


def test_staging_twice_gives_the_same_bytes(desk: Desk) -> None:
    path = desk.write(LINES + "A,2026-01-02,c,p,2,100\nB,2026-01-03,d,p,1,100\nA,2026-01-02,c,q,1,50\n")
    one, two = desk.stage(path), desk.stage(path)
    assert one.staged.records_path.read_bytes() == two.staged.records_path.read_bytes()


def test_the_parquet_has_the_contracts_schema(desk: Desk) -> None:
    for text in (LINES + "A,2026-01-02,c,p,2,100\n", ROWS + "A,2026-01-02,c,100\n"):
        assert pq.read_schema(desk.take(text).staged.records_path).equals(NEUTRAL_ORDERS)


def test_parquet_with_native_types(desk: Desk) -> None:
    table = pa.table(
        {
            "who": pa.array([17850.0, None, 12.0]),
            "when": pa.array(
                [datetime(2026, 1, 2, 10), datetime(2026, 1, 3), datetime(2026, 1, 4)], pa.timestamp("ns")
            ),
            "price": pa.array([2.55, 0.1, 3.0]),
            "count": pa.array([6.0, 3.0, 1.0]),
            "no": pa.array(["1", "1", "2"], pa.large_string()).dictionary_encode(),
        }
    )
    path = desk.folder / "orders.bin"
    pq.write_table(table, path)
    done = desk.stage(path, code="GBP", customer_id="who", ordered_at="when", unit_price="price", quantity="count",
                      order_id="no")  # fmt: skip
    assert done.column("member_id") == ["17850", "12"]
    assert done.column("amount") == [1560, 300]
    assert done.column("ordered_at")[0] == datetime(2026, 1, 2, 1, tzinfo=UTC)
    assert done.staged.files[0].encoding == "parquet"


def test_parquet_times_with_a_zone_are_instants(desk: Desk) -> None:
    moments = pa.array([datetime(2026, 1, 2, 10, tzinfo=UTC)], pa.timestamp("ms", "UTC"))
    path = desk.folder / "orders.parquet"
    pq.write_table(pa.table({"who": ["c"], "when": moments}), path)
    assert desk.stage(path, customer_id="who", ordered_at="when").column("ordered_at") == [
        datetime(2026, 1, 2, 10, tzinfo=UTC)
    ]


def test_decimals_under_yen_refuse_the_file(desk: Desk) -> None:
    with pytest.raises(EnishiError, match="decimals") as refused:
        desk.take("who,when,yen\nc,2026-01-02,11.77\n", **BARE)
    assert refused.value.code == "decimals"
    assert "--currency USD" in refused.value.hint


def test_one_stray_decimal_refuses_its_row_only(desk: Desk) -> None:
    rows = "".join(f"c{at},2026-01-02,{at}.00\n" for at in range(200))
    done = desk.take("who,when,yen\n" + rows + "x,2026-01-02,11.77\n", **BARE)
    assert done.staged.records == 200
    assert done.reasons == [(202, "decimals")]


def test_contracts_and_deliveries(desk: Desk) -> None:
    text = "order_id,ordered_at,customer_id,amount,contract_id,delivery_no\nA,2026-01-02,c,100,T1,3\nB,2026-01-02,c,100,,\n"
    done = desk.take(text)
    assert done.staged.has_contracts
    assert [(row["contract_id"], row["delivery_no"]) for row in done.rows] == [("T1", 3), (None, None)]


def test_cancelled_and_refunded(desk: Desk) -> None:
    text = (
        "order_id,ordered_at,customer_id,amount,status,cancelled_at,refunded\n"
        "A,2026-01-02,c,100,,2026-01-03,\nB,2026-01-02,c,100,refunded,,-100\nC,2026-01-02,c,100,placed,,30\nD,2026-01-02,c,1,odd,,\n"
    )
    done = desk.take(text)
    assert done.column("status") == ["cancelled", "refunded", "placed"]
    assert done.column("refunded") == [0, 100, 30]
    assert done.reasons == [(5, "status")]


def test_sources(desk: Desk) -> None:
    assert desk.take(ROWS + "A,2026-01-02,c,100\n").column("source") == ["shop"]
    assert desk.take(ROWS + "A,2026-01-02,c,100\n", source="store").column("source") == ["store"]
    assert desk.take("who,when,yen\nc,2026-01-02,1\n", **BARE).column("source") == ["file"]


_LINE = st.tuples(st.sampled_from("ABCDE"), st.integers(-3, 9), st.decimals(0, 99, places=3))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(_LINE, min_size=1, max_size=25), block=st.sampled_from([40, 1 << 20]))
def test_totals_equal_an_exact_sum(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, lines: list[tuple[str, int, Decimal]], block: int
) -> None:
    """In whatever order lines stand and wherever blocks are cut. The product's number keeps lines apart."""
    monkeypatch.setattr("enishi.sources.encodings.BLOCK", block)
    text = LINES + "".join(f"{no},2026-01-02,c,p{at},{count},{price}\n" for at, (no, count, price) in enumerate(lines))
    done = desk.take(text, code="USD")
    expected: dict[str, Decimal] = {}
    for no, count, price in lines:
        expected[no] = expected.get(no, Decimal(0)) + count * price * 100
    cents = {no: int(total.quantize(Decimal(1), ROUND_HALF_EVEN)) for no, total in expected.items()}
    assert dict(zip(done.column("order_id"), done.column("amount"), strict=True)) == cents
    assert done.column("order_id") == list(expected), "in the order of the file"


def test_an_order_scattered_over_more_lines_than_any_order_has(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(order_file, "MAX_LINES", 4)
    rows = "".join(f"{order},2026-01-05,C-1,P,1,100\n" for _ in range(5) for order in "AB")
    with pytest.raises(EnishiError) as refused:
        desk.take("order_id,ordered_at,customer_id,product_code,quantity,unit_price\n" + rows)
    assert refused.value.code == "order_too_long"


def test_lines_scattered_over_many_buckets_become_whole_orders(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buckets, "BUCKET_ROWS", 7)
    monkeypatch.setattr(buckets, "RUN_ROWS", 2)
    monkeypatch.setattr(settling, "WOVEN_ROWS", 11)
    lines = [(order, line) for line in range(4) for order in range(60) if order % 4 >= line]
    rows = "".join(f"O{order},2026-01-05,C-{order},P{line},1,{100 + line}\n" for order, line in lines)
    taken = desk.take("order_id,ordered_at,customer_id,product_code,quantity,unit_price\n" + rows)
    assert taken.column("order_id") == [f"O{order}" for order in range(60)]
    assert taken.column("position") == list(range(60))
    assert taken.column("amount") == [sum(100 + line for line in range(order % 4 + 1)) for order in range(60)]
