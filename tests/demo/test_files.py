"""The files hold together: canonical, repeatable, sums that add up, dates in order, nobody real in them."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from enishi.demo import MOST_CUSTOMERS, generate
from enishi.kernel.errors import EnishiError
from enishi.sources.formats import canonical
from enishi.sources.rules import contact
from tests.demo.tables import Tables

RESERVED = re.compile(r"@(?:example\.(?:com|net|org|jp|co\.jp|ne\.jp)|mall\.example)$")
UNASSIGNED = re.compile(r"^0[79]0-0\d{3}-\d{4}$")
INSTANTS = ["ordered_at", "refunded_at", "cancelled_at", "paid_at", "shipped_at", "delivered_at"]


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_same_seed_size_and_day_give_the_same_bytes(tmp_path: Path) -> None:
    for name, seed in (("one", 5), ("again", 5), ("other", 6)):
        generate(tmp_path / name, customers=400, seed=seed, today=date(2026, 3, 1))
    assert _bytes(tmp_path / "one") == _bytes(tmp_path / "again")
    one, other = _bytes(tmp_path / "one"), _bytes(tmp_path / "other")
    assert [name for name in one if one[name] == other[name]] == ["products.csv"]


def test_the_block_size_shows_only_in_progress(tmp_path: Path) -> None:
    calls: list[tuple[int, int]] = []
    files = generate(tmp_path, customers=11_000, today=date(2026, 1, 1), progress=lambda *call: calls.append(call))
    assert calls == [(5_000, 11_000), (10_000, 11_000), (11_000, 11_000)]
    assert sum(truth.customers for truth in files.truths.files.values()) == 11_000
    orders = pd.concat([pd.read_csv(path, dtype=str) for path in (files.orders_shop, files.orders_mall)])
    assert orders.dropna(subset="ordered_at").order_id.is_unique


@pytest.mark.parametrize("customers", [0, -3, MOST_CUSTOMERS + 1])
def test_an_impossible_size_is_refused(tmp_path: Path, customers: int) -> None:
    with pytest.raises(EnishiError) as refusal:
        generate(tmp_path / "none", customers=customers, today=date(2026, 1, 1))
    assert refusal.value.code == "demo_size"
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("customers", [1, 2, 3])
def test_the_smallest_brands_have_all_files(tmp_path: Path, customers: int) -> None:
    files = generate(tmp_path, customers=customers, seed=3, today=date(2024, 2, 29))
    assert sum(truth.customers for truth in files.truths.files.values()) == customers
    assert files.orders_mall.read_text("utf-8").startswith("order_id,ordered_at,")


def test_headers_are_the_canonical_ones(brand: Tables) -> None:
    def header(path: Path) -> list[str]:
        return path.read_text("utf-8").split("\n", 1)[0].split(",")

    files = brand.files
    assert header(files.orders_shop) == header(files.orders_mall) == list(canonical.ORDER_FIELDS)
    assert header(files.customers) == list(canonical.CUSTOMER_FIELDS)
    assert header(files.products) == list(canonical.PRODUCT_FIELDS)
    assert header(files.contracts) == list(canonical.CONTRACT_FIELDS)
    assert header(files.acquisition) == ["month", "channel", "cost", "new_customers"]


def test_every_row_has_as_many_cells_as_its_header(brand: Tables) -> None:
    for path in (brand.files.orders_shop, brand.files.orders_mall, brand.files.customers, brand.files.contracts):
        assert len({row.count(",") for row in path.read_text("utf-8").splitlines()}) == 1
        assert '"' not in path.read_text("utf-8")


def test_later_lines_of_an_order_repeat_only_its_id(brand: Tables) -> None:
    later = brand.lines[brand.lines.ordered_at.isna()]
    level = [name for name in canonical.ORDER_FIELDS[:-4] if name != "order_id"]
    assert len(later) > 500
    assert later[level].isna().all(axis=None)
    assert set(later.order_id) <= set(brand.orders.order_id)
    assert not brand.lines.duplicated(["order_id", "product_code"]).any()


def test_amounts_add_up(brand: Tables) -> None:
    lines = brand.lines.assign(goods=brand.lines.quantity * brand.lines.unit_price)
    orders = brand.orders.set_index("order_id")
    goods = lines.groupby("order_id").goods.sum().reindex(orders.index)
    assert (goods + orders.shipping - orders.discount == orders.amount).all()
    notes = orders.amount < 0
    assert notes.sum() > 5
    assert (orders.amount[~notes] > 0).all()
    assert (orders.tax.abs() == orders.amount.abs() * 10 // 110).all()
    assert (orders.discount >= 0).all()
    assert (orders.refunded >= 0).all()
    assert (orders.refunded[~notes] <= orders.amount[~notes]).all()
    assert (orders.refunded[orders.status == "refunded"] == orders.amount[orders.status == "refunded"]).all()
    assert ((orders.refunded > 0) == orders.refunded_at.notna()).all()
    assert (
        lines.unit_price == lines.product_code.map(brand.products.set_index("product_code").price.astype(int))
    ).all()


def test_shipping_follows_the_rules(brand: Tables) -> None:
    orders = brand.orders[(brand.orders.amount > 0) & brand.orders.contract_id.isna()]
    paid = orders.amount - orders.shipping
    store = orders.channel.str.startswith("store-")
    mall = orders.channel == "mall"
    assert (orders.shipping[store] == 0).all()
    assert ((orders.shipping[mall] == 690) == (paid[mall] < 3_980)).all()
    rest = ~store & ~mall
    assert ((orders.shipping[rest] == 550) == (paid[rest] < 5_500)).all()
    assert (brand.orders.shipping[brand.orders.contract_id.notna()] == 0).all()


def test_instants_lie_in_the_sixty_months_and_in_order(brand: Tables) -> None:
    orders = brand.orders
    first, as_of = pd.Timestamp("2021-12-01"), brand.as_of
    assert brand.files.truths.first_day == first.date()
    times = orders[INSTANTS].apply(pd.to_datetime)
    assert ((times >= first) | times.isna()).all(axis=None)
    assert ((times < as_of) | times.isna()).all(axis=None)
    for later in INSTANTS[1:]:
        assert ((times[later] >= times.ordered_at) | times[later].isna()).all()
    assert ((times.delivered_at >= times.shipped_at) | times.shipped_at.isna() | times.delivered_at.isna()).all()
    assert (times.cancelled_at.notna() == (orders.status == "cancelled")).all()
    assert orders.day.max() == as_of - pd.Timedelta(days=1)


def test_status_channels_and_payment_are_words_of_the_file_format(brand: Tables) -> None:
    assert set(brand.orders.status) == {"placed", "cancelled", "void", "refunded"}
    assert set(brand.orders.channel[brand.orders.source == "shop"]) == {"online", "store-ginza", "store-umeda", "phone"}
    assert set(brand.orders.channel[brand.orders.source == "mall"]) == {"mall"}
    assert brand.orders.payment_method.notna().all()


def test_who_orders_is_told_as_each_source_tells_it(brand: Tables) -> None:
    mall = brand.orders[brand.orders.source == "mall"]
    assert mall[["customer_id", "phone"]].isna().all(axis=None)
    assert mall.email.notna().all()
    shop = brand.orders[brand.orders.source == "shop"]
    nobody = shop[shop.customer_id.isna()]
    assert len(nobody) > 5
    assert nobody[list(canonical.WHO)].isna().all(axis=None)
    assert set(shop.customer_id.dropna()) < set(brand.customers.customer_id)
    assert brand.customers.customer_id.is_unique


def test_nobody_real_can_be_reached(brand: Tables) -> None:
    mails = pd.concat([brand.customers.email, brand.orders.email]).dropna()
    phones = brand.customers.phone.dropna()
    assert mails.str.contains(RESERVED).all()
    assert phones.str.match(UNASSIGNED).all()
    assert phones.is_unique
    assert brand.customers.email.dropna().is_unique
    assert brand.customers.address.str.contains("見本|例ノ|ひな形|仮ノ").all()
    for number in phones.head(200):
        assert contact.phone(number) == "+81" + number.replace("-", "")[1:]


def test_members_withdraw_only_after_their_last_purchase(brand: Tables) -> None:
    members = brand.customers.set_index("customer_id")
    left = pd.to_datetime(members.withdrawn_at.dropna())
    last = brand.counted.groupby("customer_id").ordered_at.max().reindex(left.index)
    assert len(left) > 100
    assert (left > last).all()
    assert (left < brand.as_of).all()
    running = brand.contracts[brand.contracts.status != "cancelled"]
    assert not set(left.index) & set(running.customer_id)
    first = brand.orders.groupby("customer_id").ordered_at.min()
    registered = pd.to_datetime(members.registered_at)
    assert (registered.reindex(first.index) <= first).all()


def test_contracts_and_their_deliveries_agree(brand: Tables) -> None:
    deliveries = brand.counted[brand.counted.contract_id.notna()].sort_values(["contract_id", "ordered_at"])
    groups = deliveries.groupby("contract_id")
    assert (deliveries.delivery_no == groups.cumcount() + 1).all()
    contracts = brand.contracts.set_index("contract_id")
    assert set(deliveries.contract_id) == set(contracts.index)
    assert (groups.customer_id.first().reindex(contracts.index) == contracts.customer_id).all()
    assert (pd.to_datetime(contracts.started_at) == groups.ordered_at.first().reindex(contracts.index)).all()
    last = groups.day.last().reindex(contracts.index)
    ended = pd.to_datetime(contracts.cancelled_at).dt.normalize()
    gone, running, paused = (contracts.status == word for word in ("cancelled", "running", "paused"))
    assert (ended.notna() == gone).all()
    assert (contracts.cancel_reason.notna() == gone).all()
    assert (ended[gone] >= last[gone]).all()
    assert (contracts.next_on.notna() == running).all()
    assert (pd.to_datetime(contracts.next_on[running]) >= brand.as_of).all()
    assert (contracts.paused_at.notna() == paused).all()
    assert (pd.to_datetime(contracts.paused_at[paused]) < brand.as_of).all()
    truths = brand.files.truths
    assert (running.sum(), paused.sum(), gone.sum(), len(contracts)) == (
        truths.contracts_running,
        truths.contracts_paused,
        truths.contracts_cancelled,
        truths.contracts,
    )


def test_deliveries_keep_their_cadence(brand: Tables) -> None:
    deliveries = brand.counted[brand.counted.contract_id.notna()].sort_values(["contract_id", "ordered_at"])
    gap = deliveries.groupby("contract_id").day.diff().dt.days
    cadence = brand.contracts.set_index("contract_id")[["cadence_unit", "cadence_every"]]
    unit = deliveries.contract_id.map(cadence.cadence_unit)
    every = deliveries.contract_id.map(cadence.cadence_every.astype(int))
    by_day, by_month = gap.notna() & (unit == "day"), gap.notna() & (unit == "month")
    assert by_day.sum() > 100
    assert (gap[by_day] >= every[by_day]).all()
    assert (gap[by_day] == every[by_day]).mean() > 0.9
    assert (gap[by_month] >= 28 * every[by_month]).all()
    assert (gap[by_month] <= 31 * every[by_month]).mean() > 0.9


def test_acquisition_counts_the_first_orders_of_each_month(brand: Tables) -> None:
    first = brand.counted.groupby("who").day.min().dt.strftime("%Y-%m").value_counts().sort_index()
    rows = brand.acquisition.assign(
        new=brand.acquisition.new_customers.astype(int), cost=brand.acquisition.cost.astype(int)
    )
    by_month = rows.groupby("month").new.sum()
    assert len(by_month) == 60
    assert by_month[by_month > 0].to_dict() == first.to_dict()
    assert rows.new.sum() == 6_000
    mall = rows[rows.channel == "mall"].set_index("month").new
    assert mall["2026-06"] > 2 * mall["2026-04":"2026-05"].mean()
    assert rows.cost[(rows.new > 0) & ~rows.channel.isin(["organic"])].min() > 0


def test_counts_in_the_truths_are_those_of_the_files(brand: Tables) -> None:
    for source, truth in zip(("shop", "mall"), brand.files.truths.files.values(), strict=True):
        orders = brand.orders[brand.orders.source == source]
        counted = brand.counted[brand.counted.source == source]
        assert truth.rows == (brand.lines.source == source).sum()
        assert truth.orders == len(orders)
        assert truth.counted == len(counted)
        assert truth.customers == counted.who.nunique()
        assert truth.cancelled == (orders.status == "cancelled").sum()
        assert truth.void == (orders.status == "void").sum()
        assert truth.refunded == (orders.status == "refunded").sum()
        assert truth.partly_refunded == (counted.refunded > 0).sum()
        assert truth.credit_notes == (orders.amount < 0).sum()
        assert truth.without_customer == orders.who.isna().sum()
        assert truth.revenue == (counted.amount - counted.refunded).sum()
    assert brand.files.truths.members == len(brand.customers)
    assert brand.files.truths.withdrawn == brand.customers.withdrawn_at.notna().sum()


def test_truths_json_says_the_same(brand: Tables) -> None:
    told = json.loads(brand.files.truths_json.read_text("utf-8"))
    truths = brand.files.truths
    assert told["as_of"] == truths.as_of.isoformat()
    assert told["one_off"][0]["within"]["365"] == truths.one_off[0].within[365]
    assert [step["continuation"] for step in told["deliveries"]] == [step.continuation for step in truths.deliveries]
    assert told["files"]["orders-shop.csv"]["counted"] == truths.files["orders-shop.csv"].counted
