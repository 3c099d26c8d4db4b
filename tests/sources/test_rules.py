# ruff: noqa: E501 - rows of exports are as long as they are
"""What a cell means: tables of texts and their readings."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.kernel.money import currency
from enishi.sources.contracts import OrderStatus
from enishi.sources.rules import contact, ids, numbers, statuses, times
from enishi.sources.rules.refusals import Dropped, Refused

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.mark.parametrize(
    ("text", "yen"),
    [
        ("1000", 1000),
        ("1,000", 1000),
        ("¥1,000", 1000),
        ("￥１，０００", 1000),
        ("１０００円", 1000),
        ("\\1,000", 1000),
        ("1,234,567円", 1234567),
        ("-500", -500),
        ("−500", -500),
        ("－500", -500),
        ("▲500", -500),
        ("△500", -500),
        ("(500)", -500),
        ("（５００）", -500),
        ("¥-500", -500),
        ("-¥500", -500),
        ("500-", -500),
        ("+500", 500),
        ("1000.00", 1000),
        ("JPY 1,000", 1000),
        ("1000 JPY", 1000),
        ("0", 0),
        ("'1000", 1000),
        (" 1000　", 1000),
    ],
)
def test_amounts_in_yen(text: str, yen: int) -> None:
    assert numbers.minor(text, currency("JPY")) == yen


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "number"),
        ("abc", "number"),
        ("1,5", "number"),
        ("1,00", "number"),
        ("12,3456", "number"),
        ("--5", "number"),
        ("1 000", "number"),
        ("NaN", "number"),
        ("inf", "number"),
        ("1.2E+10", "excel_number"),
        ("4.90123E+12", "excel_number"),
        ("11.77", "decimals"),
        ("9" * 15, "too_large"),
        ("9" * 5000, "too_large"),
        ("千円", "number"),
    ],
)
def test_amounts_refused(text: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        numbers.minor(text, currency("JPY"))
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("text", "cents"), [("11.77", 1177), ("$1,234.5", 123450), ("12", 1200), (".5", 50), ("0.125", 12), ("0.135", 14)]
)
def test_amounts_in_dollars_round_half_even(text: str, cents: int) -> None:
    assert numbers.minor(text, currency("USD")) == cents


def test_unit_price_keeps_more_decimals_than_the_currency() -> None:
    assert numbers.micro("0.001", currency("GBP")) == 100_000


@given(st.integers(-(10**12), 10**12), st.sampled_from(["{:,}", "¥{:,}", "{}円", "{}.00"]))
def test_amounts_come_back_however_they_are_written(amount: int, form: str) -> None:
    assert numbers.minor(form.format(amount), currency("JPY")) == amount


@pytest.mark.parametrize(("text", "count"), [("6", 6), ("6.0", 6), ("３", 3), ("-2", -2), ("1,200", 1200)])
def test_whole_numbers(text: str, count: int) -> None:
    assert numbers.whole(text) == count


def test_half_a_piece_is_refused() -> None:
    with pytest.raises(Refused, match="whole"):
        numbers.whole("1.5")


@pytest.mark.parametrize("text", ["0", "-3"])
def test_what_is_counted_from_one_is_one_or_more(text: str) -> None:
    with pytest.raises(Refused) as caught:
        numbers.natural(text)
    assert caught.value.reason == "not_positive"
    with pytest.raises(Dropped):
        numbers.delivery(text)
    assert numbers.natural("12") == numbers.delivery("12") == 12


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("2026-11-22", "2026-11-22 00:00"),
        ("2026/11/22", "2026-11-22 00:00"),
        ("2026/1/2", "2026-01-02 00:00"),
        ("2026.11.22", "2026-11-22 00:00"),
        ("20261122", "2026-11-22 00:00"),
        ("20261122103000", "2026-11-22 10:30"),
        ("2026/11/22 10:30", "2026-11-22 10:30"),
        ("2026/11/22 9:05:00", "2026-11-22 09:05"),
        ("2026-11-22 10:30:00", "2026-11-22 10:30"),
        ("2026-11-22T10:30:00", "2026-11-22 10:30"),
        ("2026-11-22T01:30:00Z", "2026-11-22 10:30"),
        ("2026-11-22 10:30:00 +0900", "2026-11-22 10:30"),
        ("2026-11-22 02:30:00 +01:00", "2026-11-22 10:30"),
        ("2026-11-22T10:30:00.000+09:00", "2026-11-22 10:30"),
        ("2026年11月22日", "2026-11-22 00:00"),
        ("2026年11月22日 10時30分", "2026-11-22 10:30"),
        ("2026年11月22日(日) 10:30", "2026-11-22 10:30"),
        ("２０２６年１１月２２日　１０時３０分", "2026-11-22 10:30"),
        ("令和8年11月22日", "2026-11-22 00:00"),
        ("令和元年5月1日", "2019-05-01 00:00"),
        ("平成31年4月30日", "2019-04-30 00:00"),
        ("R8.11.22", "2026-11-22 00:00"),
        ("S60.4.1", "1985-04-01 00:00"),
        ("H30/4/1 12:00", "2018-04-01 12:00"),
        ("2026/11/22 午後1:30", "2026-11-22 13:30"),
        ("2026/11/22 1:30 PM", "2026-11-22 13:30"),
        ("2026/11/22 12:10 AM", "2026-11-22 00:10"),
        ("2024-02-29", "2024-02-29 00:00"),
        ("2026-11-23 11:59", "2026-11-23 11:59"),
    ],
)
def test_times(text: str, local: str) -> None:
    expected = datetime.strptime(local, "%Y-%m-%d %H:%M").replace(tzinfo=TOKYO)
    try:
        assert times.instant(text, TOKYO, NOW) == expected
    except Refused as refused:
        pytest.fail(refused.detail)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2026-04-31", "time"),
        ("2026/02/29", "time"),
        ("2026-13-01", "time"),
        ("2026-11-22 25:00", "time"),
        ("2026-11-22 13:00 PM", "time"),
        ("2999-01-01", "time_range"),
        ("2026-11-24", "time_range"),
        ("1979-12-31", "time_range"),
        ("0001-01-01", "time_range"),
        ("11/22/2026", "time_ambiguous"),
        ("22.11.2026", "time_ambiguous"),
        ("26/11/22", "time_ambiguous"),
        ("1月2日", "time_ambiguous"),
        ("11/22", "time_ambiguous"),
        ("45983", "time"),
        ("1763780400", "time"),
        ("2.02611E+13", "time"),
        ("yesterday", "time"),
        ("", "time"),
        ("令和99年1月1日", "time_range"),
    ],
)
def test_times_refused(text: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        times.instant(text, TOKYO, NOW)
    assert refused.value.reason == reason
    assert refused.value.detail


def test_a_time_without_zone_is_the_brands() -> None:
    assert times.instant("2026-07-01 09:00", ZoneInfo("Europe/Paris"), NOW) == datetime(2026, 7, 1, 7, tzinfo=UTC)


@pytest.mark.parametrize(("text", "day"), [("S60.4.1", date(1985, 4, 1)), ("1951-07-01", date(1951, 7, 1))])
def test_birthdays(text: str, day: date) -> None:
    assert times.day(text, latest=date(2026, 11, 22)) == day


@given(
    st.datetimes(datetime(1980, 1, 2), datetime(2026, 11, 21)),
    st.sampled_from(["%Y/%m/%d %H:%M:%S", "%Y年%m月%d日 %H時%M分%S秒"]),
)
def test_times_come_back_however_they_are_written(moment: datetime, form: str) -> None:
    whole = moment.replace(microsecond=0)
    assert times.instant(whole.strftime(form), TOKYO, NOW) == whole.replace(tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("text", "mail"),
    [
        ("Hanako@Example.JP ", "hanako@example.jp"),
        ("ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｊｐ", "hanako@example.jp"),
        ("a..b.@docomo.ne.jp", "a..b.@docomo.ne.jp"),
        ("mailto:a@b.co", "a@b.co"),
        ("a+b@sub.example.co.jp", "a+b@sub.example.co.jp"),
        ("", None),
    ],
)
def test_mail(text: str, mail: str | None) -> None:
    assert contact.mail(text) == mail


@pytest.mark.parametrize("text", ["none", "なし", "a@b", "@example.jp", "a b@example.jp", "a@b.jp,c@d.jp", "a@.jp"])
def test_what_is_no_mail_leaves_the_cell_empty(text: str) -> None:
    with pytest.raises(Dropped):
        contact.mail(text)


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("090-1234-5678", "+819012345678"),
        ("09012345678", "+819012345678"),
        ("０９０ー１２３４ー５６７８", "+819012345678"),
        ("(03) 1234-5678", "+81312345678"),
        ("03−1234−5678", "+81312345678"),
        ("060-1234-5678", "+816012345678"),
        ("+81 90-1234-5678", "+819012345678"),
        ("+1 202-555-0143", "+12025550143"),
        ("'09012345678", "+819012345678"),
        ("000-0000-0000", None),
        ("00000000000", None),
        ("-", None),
        ("", None),
    ],
)
def test_phone(text: str, phone: str | None) -> None:
    assert contact.phone(text) == phone


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("9012345678", "phone_zero_lost"),
        ("312345678", "phone_zero_lost"),
        ("123", "phone_unreadable"),
        ("なし", "phone_unreadable"),
    ],
)
def test_phone_dropped(text: str, code: str) -> None:
    with pytest.raises(Dropped) as dropped:
        contact.phone(text)
    assert dropped.value.code == code


@pytest.mark.parametrize(
    ("text", "postal"),
    [
        ("600-0001", "6000001"),
        ("〒060-0001", "0600001"),
        ("６００ー０００１", "6000001"),
        ("SW1A 1AA", "SW1A 1AA"),
        ("", None),
    ],
)
def test_postal_code(text: str, postal: str | None) -> None:
    assert contact.postal_code(text) == postal


def test_postal_code_without_its_zero_is_not_padded() -> None:
    with pytest.raises(Dropped) as dropped:
        contact.postal_code("600001")
    assert dropped.value.code == "postal_zero_lost"


@pytest.mark.parametrize(
    ("text", "identifier"),
    [("A-1", "A-1"), ("00012", "00012"), ("１２３", "123"), ("17850.0", "17850"), ("A−1", "A-1"), ("nan", None), ("NULL", None),
     ("#1001", "#1001"), ("1.5", "1.5"), ("123E5", "123E5")],
)  # fmt: skip
def test_identifier(text: str, identifier: str | None) -> None:
    assert ids.identifier(text) == identifier


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1.2E+10", "excel_number"),
        ("1月2日", "excel_date"),
        ("x" * 201, "too_long"),
        ("a\x80b", "characters"),
        ("\ue000", "characters"),
    ],
)
def test_identifier_refused(text: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        ids.identifier(text)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("発送済み", OrderStatus.PLACED),
        ("キャンセル", OrderStatus.CANCELLED),
        ("注文取消し", OrderStatus.CANCELLED),
        ("Cancelled", OrderStatus.CANCELLED),
        ("ｷｬﾝｾﾙ済", OrderStatus.CANCELLED),
        ("返品", OrderStatus.REFUNDED),
        ("一部返金", OrderStatus.PLACED),
        ("partially_refunded", OrderStatus.PLACED),
        ("refunded", OrderStatus.REFUNDED),
        ("決済処理中", OrderStatus.VOID),
        ("voided", OrderStatus.VOID),
    ],
)
def test_status_words(word: str, status: OrderStatus) -> None:
    assert statuses.by_words(word) == status


def test_canonical_status_is_one_of_four() -> None:
    assert statuses.canonical("Cancelled") == OrderStatus.CANCELLED
    with pytest.raises(Refused):
        statuses.canonical("shipped")
