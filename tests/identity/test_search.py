"""Finding customers, page by page."""

from __future__ import annotations

import pytest

from enishi.identity import queries
from tests.houses import House
from tests.people import AIKO, CALLER, GUEST, order, shop


@pytest.mark.parametrize(
    ("text", "mails"),
    [
        ("相川", ["aiko@example.com"]),
        ("あいかわ", ["aiko@example.com"]),
        ("ｱｲｶﾜ 渋谷区", ["aiko@example.com"]),
        ("150-0001", ["aiko@example.com"]),
        ("M-2", ["ken@example.com"]),
        ("09012345678", ["ken@example.com"]),
        ("guest@", ["guest@example.com"]),
        ("03-1111", [""]),
        ("100%_", []),
        ("相川 090", []),
    ],
)
def test_search(house: House, text: str, mails: list[str]) -> None:
    house.bring_in(shop())
    assert [card.mail for card in queries.search(text).people] == mails


def test_everybody_page_by_page(house: House) -> None:
    house.bring_in([order(n, "2025-01-01", {"customer_id": f"M-{n}"}) for n in range(7)])
    seen, after = [], None
    while True:
        page = queries.search("", after=after, limit=3)
        seen += [card.customer for card in page.people]
        if (after := page.next_after) is None:
            break
    assert len(seen) == 7
    assert seen == sorted(seen, reverse=True)
    assert queries.count_customers() == 7


def test_customers_by_id(house: House) -> None:
    house.bring_in([order(1, "2025-01-01", AIKO), order(2, "2025-01-01", GUEST), order(3, "2025-01-01", CALLER)])
    everybody = [card.customer for card in queries.search("").people]
    assert [card.customer for card in queries.list_customers([everybody[2], 5, everybody[0]])] == [
        everybody[2],
        everybody[0],
    ]
    with pytest.raises(queries.UnknownCustomer):
        queries.get_customer(5)
