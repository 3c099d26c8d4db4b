"""Pages answer staff in both languages, and nobody else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from enishi.identity import queries as identity
from tests.console.conftest import MAIL, PASSWORD, Brand
from tests.people import KEN, order

PAGES = ["/", "/ladder", "/retention", "/customers", "/imports"]
FIGURES = ["/", "/ladder", "/retention"]


@pytest.mark.parametrize("address", [*PAGES, "/base.csv", "/customers.csv", "/customers/1", "/imports/progress"])
def test_strangers_are_asked_to_sign_in(brand: Brand, address: str) -> None:
    response = Client(headers={"host": "localhost"}).get(address)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=")


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("scope", ["", "regular", "one_off"])
@pytest.mark.parametrize(("lang", "word", "other"), [("ja", "顧客", "Customers"), ("en", "Customers", "顧客")])
def test_pages_speak_the_language_asked_for(
    brand: Brand, address: str, scope: str, lang: str, word: str, other: str
) -> None:
    brand.client.cookies["django_language"] = lang
    page = brand.page(f"{address}?scope={scope}" if scope else address)
    assert f'<html lang="{lang}">' in page
    assert word in page
    assert other not in re.sub(r"<td.*?</td>|<th.*?</th>", "", page)
    assert " style=" not in page, "the policy allows no style attribute"
    assert not re.search(r"<script(?![^>]*\bsrc=)", page), "the policy allows no script of the page's own"
    assert page.count("<h1") == 1
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids)), "an id stands twice"


def test_the_language_is_remembered(brand: Brand) -> None:
    response = brand.client.post("/i18n/setlang/", {"language": "en", "next": "/ladder"})
    assert response["Location"] == "/ladder"
    assert response.cookies["django_language"]["max-age"] == 365 * 24 * 60 * 60
    assert "of first-time customers have ordered again" in brand.page("/ladder")


def test_the_language_can_be_chosen_before_signing_in() -> None:
    client = Client(headers={"host": "localhost"})
    assert client.post("/i18n/setlang/", {"language": "en", "next": "/accounts/login/"}).status_code == 302


@pytest.mark.parametrize("mail", [MAIL, "nobody@example.com"])
def test_a_wrong_password_says_no_more_than_that(brand: Brand, mail: str) -> None:
    cache.clear()
    client = Client(headers={"host": "localhost", "accept-language": "en"})
    page = client.post("/accounts/login/", {"login": mail, "password": "wrong"}).content.decode()
    told = re.findall(r'role="alert">(.*?)</div>', page)
    assert told == ["The email address and/or password you specified are not correct."]


def test_many_wrong_passwords_are_stopped(brand: Brand) -> None:
    cache.clear()
    client = Client(headers={"host": "localhost", "accept-language": "en"})
    answers = [client.post("/accounts/login/", {"login": MAIL, "password": "wrong"}) for _ in range(8)]
    assert "Too many failed" in answers[-1].content.decode() or answers[-1].status_code == 429
    right = client.post("/accounts/login/", {"login": MAIL, "password": PASSWORD})
    assert right.status_code != 302
    cache.clear()


def test_sign_out_asks_first(brand: Brand) -> None:
    assert brand.client.get("/accounts/logout/").status_code == 200
    brand.client.post("/accounts/logout/")
    assert brand.client.get("/").status_code == 302


@pytest.mark.parametrize("address", FIGURES)
def test_filters_stay_in_every_link(brand: Brand, address: str) -> None:
    page = brand.page(f"{address}?as_of=2026-06-15&active_days=200")
    links = list(re.findall(r'href="(/(?:ladder|retention|customers\?|base\.csv)?[^"]*)"', page))
    kept = [link for link in links if re.match(r"/(\?|ladder|retention|customers\?|.*\.csv)", link)]
    assert kept
    assert all("as_of=2026-06-15" in link and "active_days=200" in link for link in kept)


@pytest.mark.parametrize(
    "query", ["as_of=yesterday", "as_of=2026-02-31", "active_days=3", "active_days=x", "scope=mine"]
)
def test_what_cannot_be_understood_is_told(brand: Brand, query: str) -> None:
    assert 'class="note alarm"' in brand.page(f"/?{query}")


@pytest.mark.parametrize("address", FIGURES)
def test_a_day_before_the_first_order(brand: Brand, address: str) -> None:
    assert "この条件に当てはまるご注文はありません" in brand.page(f"{address}?as_of=2001-01-01")


@pytest.mark.parametrize("address", PAGES)
def test_nothing_here_yet(newcomer: Brand, address: str) -> None:
    page = newcomer.page(address)
    assert "注文ファイル" in page
    assert newcomer.client.get("/base.csv").status_code == 404


def test_a_brand_of_one_customer(newcomer: Brand) -> None:
    newcomer.house.bring_in([order(1, "2026-03-01 10:00", {"customer_id": "M-1"})])
    newcomer.house.seal()
    assert '稼働顧客は <span class="n">1</span>人。' in newcomer.page("/")
    newcomer.client.cookies["django_language"] = "en"
    assert '<span class="n">1</span> active customer:' in newcomer.page("/")
    for address in PAGES:
        newcomer.page(address)


def test_a_day_too_far_away_is_told_and_left_out(brand: Brand) -> None:
    page = brand.page("/?as_of=9999-12-31")
    assert "9999-12-31" in page
    assert page.count("<tr") == brand.page("/").count("<tr")


def test_figures_say_that_new_data_is_not_in_them_yet(newcomer: Brand) -> None:
    house = newcomer.house
    house.bring_in([order(1, "2026-03-01", KEN)])
    house.seal()
    assert "まだ含まれていません" not in newcomer.page("/")
    house.bring_in([order(2, "2026-03-02", KEN)])
    assert "まだ含まれていません" in newcomer.page("/")
    house.seal()
    assert "まだ含まれていません" not in newcomer.page("/")


def test_a_search_finds_people(brand: Brand) -> None:
    somebody = identity.search("").people[0]
    for word in (somebody.name.split()[0], somebody.mail or somebody.phone):
        if word:
            assert f"/customers/{somebody.customer}" in brand.page(f"/customers?q={word}")
    assert "見つかりませんでした" in brand.page("/customers?q=だれでもない")


def test_the_list_pages_through_everybody(brand: Brand) -> None:
    seen: list[str] = []
    address = "/customers"
    while address:
        page = brand.page(address)
        seen += re.findall(r'href="/customers/(\d+)"', page)
        following = re.search(r'href="\?(after=[^"]+)" rel="next"', page)
        address = f"/customers?{following.group(1)}" if following else ""
    assert len(seen) == len(set(seen)) == identity.count_customers()


def test_one_customer(brand: Brand) -> None:
    listed = brand.page("/customers?figure=reached&f=5")
    found = re.search(r'href="/customers/(\d+)"', listed)
    assert found
    page = brand.page(f"/customers/{found.group(1)}")
    assert identity.get_customer(int(found.group(1))).name in page
    assert page.count("<li tabindex") >= 5
    assert brand.client.get("/customers/1").status_code == 404


@pytest.mark.parametrize(
    "query",
    ["figure=wrong", "figure=new", "figure=new&month=x", "figure=reached&f=0", "figure=new&month=2026-10&after=x"],
)
def test_addresses_without_a_figure(brand: Brand, query: str) -> None:
    assert brand.client.get(f"/customers?{query}").status_code == 404


def test_a_page_asks_the_database_few_questions(brand: Brand, django_assert_max_num_queries: Any) -> None:
    for address in (*PAGES, "/customers?figure=reached&f=1"):
        with django_assert_max_num_queries(10):
            brand.page(address)
