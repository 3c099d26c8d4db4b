"""Files become customers, orders and facts; the same again changes nothing; a change is told as what it is."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.db import OperationalError

from enishi.commerce import queries as commerce
from enishi.config import intake
from enishi.identity import queries as identity
from enishi.kernel.clock import SystemClock
from enishi.kernel.errors import EnishiError
from enishi.sources import actions
from enishi.sources.contracts import FileKind, ImportState
from tests.houses import NOW, House
from tests.people import AIKO, KEN, changed, order, shop

TABLES = (
    "identity_customer", "identity_profile", "identity_customerprofile", "commerce_order", "commerce_orderline",
    "commerce_payment", "commerce_shipment", "commerce_refund", "commerce_regularcontract", "commerce_product",
    "facts_fact",
)  # fmt: skip


def counts(house: House) -> dict[str, int]:
    return {table: house.count(table) for table in TABLES}


def test_a_shop_comes_in(house: House) -> None:
    card = house.bring_in(shop())
    assert (card.state, card.kind, card.message) == (ImportState.DONE, FileKind.ORDERS, "")
    assert (card.rows, card.written, card.unchanged, card.rejected) == (8, 8, 0, 0)
    assert counts(house) == {
        "identity_customer": 4, "identity_profile": 4, "identity_customerprofile": 4, "commerce_order": 8,
        "commerce_orderline": 8, "commerce_payment": 1, "commerce_shipment": 1, "commerce_refund": 1,
        "commerce_regularcontract": 1, "commerce_product": 0, "facts_fact": 17,
    }  # fmt: skip
    assert Counter(house.facts()) == {
        "profile_added": 4, "order_placed": 8, "payment_received": 1, "order_shipped": 1, "order_cancelled": 1,
        "refund_issued": 1, "contract_started": 1,
    }  # fmt: skip
    manifest = house.seal()
    assert (manifest.orders, manifest.customers) == (7, 4)


def test_customer_page_of_aiko(house: House) -> None:
    house.bring_in(shop())
    (aiko,) = identity.search("あいこ").people
    assert (aiko.name, aiko.kana, aiko.member_ids) == ("相川 愛子", "アイカワ アイコ", ("M-1",))
    orders = commerce.list_orders(aiko.profiles).orders
    assert [found.order_no for found in orders] == ["S-8", "S-7", "S-3", "S-1"]
    first = orders[-1]
    assert first.amount == 5400
    assert first.ordered_at.isoformat() == "2025-01-05T01:00:00+00:00"  # 10:00 in Tokyo
    assert [(line.code, line.name, line.quantity) for line in first.lines] == [("SERUM", "美容液", 1)]
    assert first.paid_at is not None
    (contract,) = commerce.list_contracts(aiko.profiles)
    assert (contract.contract_id, contract.deliveries, contract.state_known) == ("T-1", 2, False)


def test_orders_page_by_key(house: House) -> None:
    house.bring_in(shop())
    (aiko,) = identity.search("相川愛子").people
    seen, after = [], None
    while True:
        page = commerce.list_orders(aiko.profiles, after=after, limit=3)
        seen += [found.order_no for found in page.orders]
        if (after := page.next_after) is None:
            break
    assert seen == ["S-8", "S-7", "S-3", "S-1"]


def test_the_same_file_again_changes_nothing(house: House) -> None:
    first = house.bring_in(shop())
    before, head = counts(house), house.facts()
    again = house.bring_in(house.file(shop(), "another name.csv"))
    assert again.id == first.id
    assert (counts(house), house.facts()) == (before, head)
    assert house.count("sources_import") == 1


def test_the_same_orders_in_another_file_change_nothing(house: House) -> None:
    house.bring_in(shop())
    before, head = counts(house), house.facts()
    card = house.bring_in(list(reversed(shop())))
    assert (card.written, card.unchanged) == (0, 8)
    assert (counts(house), house.facts()) == (before, head)


def test_another_source_is_another_shop(house: House) -> None:
    house.bring_in(shop())
    house.bring_in(shop(), source="mall")
    assert house.count("commerce_order") == 16
    assert house.count("identity_customer") == 8


@pytest.mark.parametrize(
    ("number", "change", "facts", "column", "value"),
    [
        (3, {"amount": 6000}, ["order_corrected"], "amount", 6000),
        (3, {"status": "cancelled", "cancelled_at": "2025-02-12 00:00"}, ["order_cancelled"], "status", "cancelled"),
        (3, {"refunded": 500}, ["refund_issued"], "refunded", 500),
        (5, {"refunded": 900}, ["refund_issued"], "refunded", 900),
        (5, {"refunded": 0, "refunded_at": None}, ["order_corrected"], "refunded", 0),
        (2, {"status": "placed", "cancelled_at": None}, ["order_corrected"], "status", "placed"),
        (3, {"status": "refunded", "refunded": 5400}, ["refund_issued"], "status", "refunded"),
        (3, {"paid_at": "2025-02-10 13:00"}, ["payment_received"], "amount", 5400),
        (3, {"shipped_at": "2025-02-11 13:00"}, ["order_shipped"], "amount", 5400),
        (3, {"product_name": "美容液（新）"}, [], "amount", 5400),
        (3, {"tracking_no": "1234-5678"}, [], "amount", 5400),
        (3, {"amount": 1, "status": "cancelled"}, ["order_corrected", "order_cancelled"], "status", "cancelled"),
    ],
)
def test_a_changed_order_is_told_as_what_it_is(
    sqlite_house: House, number: int, change: dict[str, Any], facts: list[str], column: str, value: object
) -> None:
    house = sqlite_house
    house.bring_in(shop())
    before = len(house.facts())
    card = house.bring_in(changed(shop(), number, **change))
    assert (card.written, card.unchanged) == (1, 7)
    assert house.facts()[before:] == facts
    assert house.rows(f"SELECT {column} FROM commerce_order WHERE key = 'S-{number}'") == [(value,)]
    assert house.count("commerce_order") == house.count("commerce_orderline") == 8


def test_there_and_back_again_is_two_corrections(house: House) -> None:
    """The lake follows the last word, though the first was said before."""
    for amount in (5400, 6000, 5400, 6000):
        rows = changed(shop(), 1, amount=amount, paid_at=f"2025-01-05 10:0{amount // 1000}")
        house.bring_in(rows)
    house.bring_in(changed(shop(), 1, amount=5401))
    assert house.facts().count("order_corrected") == 2
    house.seal()
    house.bring_in(changed(shop(), 1, amount=5402))
    house.seal()
    assert house.rows("SELECT amount FROM commerce_order WHERE key = 'S-1'") == [(5402,)]


def test_refunds_are_a_ledger(house: House) -> None:
    house.bring_in(shop())
    house.bring_in(changed(shop(), 5, refunded=900))
    house.bring_in(changed(shop(), 5, refunded=700))
    amounts = [amount for (amount,) in house.rows("SELECT amount FROM commerce_refund ORDER BY id")]
    assert amounts == [400, 500, -200]


def test_an_order_may_pass_to_another_member(house: House) -> None:
    house.bring_in(shop())
    house.bring_in(changed(shop(), 4, **KEN))
    assert house.facts()[-1] == "order_corrected"
    (ken,) = identity.search("ken@example.com").people
    assert {found.order_no for found in commerce.list_orders(ken.profiles).orders} == {"S-2", "S-4", "S-5"}


def test_the_newest_details_win_whatever_the_order_of_files(house: House) -> None:
    newer = order(21, "2025-06-01 10:00", AIKO | {"family_name": "青木", "address": ""})
    older = order(20, "2024-06-01 10:00", AIKO | {"family_name": "旧姓", "phone": "03-9999-0000"})
    house.bring_in([newer])
    house.bring_in([older])
    (aiko,) = identity.search("M-1").people
    assert (aiko.family_name, aiko.phone, aiko.address) == ("青木", "+81399990000", "渋谷区神宮前1-2-3")


def test_orders_without_a_customer_are_kept(house: House) -> None:
    house.bring_in([order(1, "2025-01-05", AIKO), order(2, "2025-01-06", {"customer_id": ""})])
    assert house.rows("SELECT count(*) FROM commerce_order WHERE profile_id IS NULL") == [(1,)]
    manifest = house.seal()
    assert (manifest.orders, manifest.without_customer) == (1, 1)


def test_withdrawal_is_a_departure(house: House) -> None:
    gone = {
        "customer_id": "M-1", "email": "aiko@example.com", "registered_at": "2025-01-05",
        "withdrawn_at": "2025-06-01 00:00",
    }  # fmt: skip
    house.bring_in(shop())
    house.bring_in([gone])
    house.bring_in([gone | {"email": "aiko@example.org"}])
    assert house.facts().count("profile_withdrawn") == 1
    house.seal()
    (aiko,) = identity.search("aiko@example.org").people
    assert aiko.withdrawn_at is not None


def test_contracts_first_seen_through_deliveries_then_told(house: House) -> None:
    house.bring_in(shop())
    contract = {
        "contract_id": "T-1", "customer_id": "M-1", "started_at": "2025-04-20", "status": "running",
        "cadence_unit": "month", "cadence_every": 1, "next_on": "2025-06-20", "product_code": "SERUM", "quantity": 1,
    }  # fmt: skip
    house.bring_in([contract])
    house.bring_in([contract | {"next_on": "2025-07-20"}])
    over = {"status": "cancelled", "cancelled_at": "2025-07-01", "cancel_reason": "too_many_left", "next_on": None}
    house.bring_in([contract | over])
    kinds = [kind for kind in house.facts() if kind.startswith("contract")]
    assert kinds == ["contract_started", "contract_changed", "contract_changed", "contract_cancelled"]
    assert house.count("commerce_regularcontract") == 1
    (aiko,) = identity.search("M-1").people
    (card,) = commerce.list_contracts(aiko.profiles)
    assert (card.status, card.cancel_reason, card.deliveries) == ("cancelled", "too_many_left", 2)


def test_products(house: House) -> None:
    serum = {"product_code": "SERUM", "product_name": "美容液", "price": 5400, "cost": 1200, "supply_days": 30}
    house.bring_in([serum])
    house.bring_in([serum | {"cost": 1300}])
    house.bring_in([serum | {"cost": 1300, "price": 5400}, {"product_code": "SOAP", "product_name": "石けん"}])
    assert house.facts() == ["product_added", "product_changed", "product_added"]


def test_a_bad_row_does_not_stop_the_file_and_is_kept_to_be_mended(house: House) -> None:
    card = house.bring_in([*shop(), order(99, "2025-02-31 10:00", KEN)])
    assert (card.state, card.written, card.rejected) == (ImportState.DONE, 8, 1)
    assert card.rejects_path is not None
    rejects = card.rejects_path.read_text(encoding="utf-8-sig")
    assert "2025-02-31" in rejects
    mended = house.folder / "mended.csv"
    mended.write_text(rejects.replace("2025-02-31", "2025-02-28"), encoding="utf-8")
    assert house.bring_in(mended).written == 1


def test_an_unknown_header_fails_and_says_so(sqlite_house: House) -> None:
    path = sqlite_house.folder / "odd.csv"
    path.write_text("foo,bar\n1,2\n")
    card = sqlite_house.bring_in(path)
    assert (card.state, card.message_code) == (ImportState.FAILED, "unknown_header")
    assert "foo" in card.message
    assert actions.resume(card.id).state is ImportState.WAITING


def test_stopping_a_waiting_import(sqlite_house: House) -> None:
    card = sqlite_house.receive(sqlite_house.file(shop()))
    assert actions.stop(card.id, now=NOW).state is ImportState.STOPPED
    assert sqlite_house.bring_in(shop()).state is ImportState.STOPPED
    actions.resume(card.id)
    assert sqlite_house.bring_in(shop()).state is ImportState.DONE


def test_names_of_files_cannot_leave_their_folder(sqlite_house: House) -> None:
    with sqlite_house.file(shop()).open("rb") as file:
        card, _ = actions.receive_file(file, name="../../etc/passwd\x00", by="test", now=NOW)
    assert card.file_path.parent.parent.parent == sqlite_house.environment.imports_dir
    assert card.name == "passwd"


def test_a_file_that_failed_is_tried_again_when_it_is_handed_in_again(sqlite_house: House) -> None:
    path = sqlite_house.folder / "odd.csv"
    path.write_text("foo,bar\n1,2\n")
    failed = sqlite_house.bring_in(path)
    card, to_do = actions.receive_file(path, name="odd.csv", by="test", now=NOW)
    assert (card.id, card.state, to_do) == (failed.id, ImportState.WAITING, True)


def test_a_database_that_gives_out_fails_nothing(sqlite_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    card = sqlite_house.receive(sqlite_house.file(shop()))

    def give_out(*_: object, **__: object) -> None:
        raise OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(intake, "record", give_out)
        with pytest.raises(EnishiError, match="disk is full"):
            intake.run_import(card.id, clock=SystemClock())
    assert sqlite_house.count("commerce_order") == 0
    assert intake.run_import(card.id, clock=SystemClock()).written == 8
