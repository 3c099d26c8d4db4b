"""Who a row is about, whose details win, how a person is found."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.identity.contracts import Sighting
from enishi.identity.keys import customer_keys
from enishi.identity.rules import customer_key, folded, newest_details, search_text

DAY = datetime(2025, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("member_id", "mail", "phone", "key"),
    [
        ("M-1", "a@example.com", "+8190", "member:M-1"),
        (None, "a@example.com", "+8190", "mail:a@example.com"),
        ("", "", "+8190", "phone:+8190"),
        (None, None, None, None),
        ("", "", "", None),
    ],
)
def test_member_then_mail_then_phone(member_id: str, mail: str, phone: str, key: str | None) -> None:
    found = customer_key(member_id, mail, phone)
    assert (f"{found[0].value}:{found[1]}" if found else None) == key


cell = st.one_of(st.none(), st.just(""), st.text(min_size=1, max_size=4))


@given(st.lists(st.tuples(cell, cell, cell), max_size=20))
def test_whole_tables_have_the_same_keys(rows: list[tuple[str | None, str | None, str | None]]) -> None:
    columns = {
        name: pa.array([row[at] for row in rows], pa.string()) for at, name in enumerate(("member_id", "mail", "phone"))
    }
    one_by_one = [customer_key(*row) for row in rows]
    expected = [f"{key[0].value}:{key[1]}" if key else None for key in one_by_one]
    assert customer_keys(pa.table(columns)).to_pylist() == expected


def seen(day: int, **details: str) -> Sighting:
    return Sighting(DAY + timedelta(days=day), **details)


@pytest.mark.parametrize(
    ("known", "known_day", "sightings", "details", "day"),
    [
        ({}, None, [seen(1, mail="a")], {"mail": "a"}, 1),
        ({"mail": "a"}, 1, [seen(2, mail="b")], {"mail": "b"}, 2),
        ({"mail": "b"}, 2, [seen(1, mail="a")], {"mail": "b"}, 2),
        ({"mail": "b"}, 2, [seen(1, phone="p")], {"mail": "b", "phone": "p"}, 2),
        ({}, None, [seen(2, mail="b"), seen(1, mail="a", phone="p")], {"mail": "b", "phone": "p"}, 2),
        ({"mail": "a"}, 1, [seen(1, mail="c")], {"mail": "c"}, 1),
        ({"mail": "a"}, 1, [seen(5)], {"mail": "a"}, 5),
    ],
)
def test_the_newest_word_wins_and_older_ones_fill_gaps(
    known: dict[str, object], known_day: int | None, sightings: list[Sighting], details: dict[str, object], day: int
) -> None:
    at = None if known_day is None else DAY + timedelta(days=known_day)
    assert newest_details(known, at, sightings) == (details, DAY + timedelta(days=day))


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("サトウ ハナコ", "さとう"),
        ("ｻﾄｳ", "サトウ"),
        ("Aiko@Example.com", "aiko@example"),
        ("150-0001", "1500001"),
        ("神宮前１−２−３", "神宮前1-2"),
        ("ABC", "ａｂｃ"),
    ],
)
def test_people_are_found_however_one_types(written: str, typed: str) -> None:
    assert folded(typed) in folded(written)


def test_all_that_is_known_can_be_searched() -> None:
    text = search_text(
        "M-1", {"family_name": "佐藤", "given_name": "花", "phone": "+81312345678", "prefecture": "東京都"}
    )
    assert all(folded(part) in text for part in ("m-1", "佐藤花", "03-1234-5678", "+8131234", "東京"))
