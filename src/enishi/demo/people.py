"""Who the demo brand's customers are. Nobody can be reached.

Mail domains are reserved for examples, telephone numbers lie in ranges that are not assigned (090-0 and 070-0), and the
quarters in the addresses do not exist.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from enishi.demo.calendar import Days
from enishi.demo.names import DECADE_WEIGHTS, DECADES, WOMEN, family_names, given_names
from enishi.demo.places import POSTAL_OPENINGS, PREFECTURES, QUARTERS, TOWNS, running_shares

MOST_PEOPLE = 20_000_000  # as many telephone numbers as there are

_WORDS = (
    "hana",
    "sora",
    "yuki",
    "mint",
    "cocoa",
    "usagi",
    "nico",
    "momo",
    "hoshi",
    "umi",
    "kaze",
    "koharu",
    "mugi",
    "rin",
)
_DOMAINS = ("example.jp", "example.com", "example.ne.jp", "example.net", "example.co.jp", "example.org")
_DOMAIN_SHARES = np.cumsum([0.34, 0.28, 0.20, 0.10, 0.05, 0.03])
_STORES = ("store-ginza", "store-umeda")


@dataclass(frozen=True)
class People:
    """By person: the cells from `customer_id` to `address` as one piece of CSV, and the birthday ("" where unknown)."""

    cells: NDArray[np.object_]
    birthday: list[str]


def _phone(serial: int) -> str:
    number = (serial * 7_368_787 + 1_234_567) % MOST_PEOPLE
    digits = f"{number % 10_000_000:07d}"
    return f"{'090' if number < 10_000_000 else '070'}-0{digits[:3]}-{digits[3:]}"


def _mail(serial: int, word: int, domain: int) -> str:
    return f"{_WORDS[word]}{serial}@{_DOMAINS[domain]}"


def _mall_mail(serial: int) -> str:
    return f"{serial * 2_654_435_761 % (1 << 40):010x}@mall.example"


def _draw_names(rng: np.random.Generator, decade: Days, women: NDArray[np.bool_]) -> tuple[list[str], list[str]]:
    written, kana = [""] * len(decade), [""] * len(decade)
    for index, born in enumerate(DECADES):
        for female in (True, False):
            chosen = np.flatnonzero((decade == index) & (women == female))
            names = given_names(born, women=female)
            for person, name in zip(chosen.tolist(), names.draw(rng, len(chosen)).tolist(), strict=True):
                written[person], kana[person] = names.written[name], names.kana[name]
    return written, kana


def _draw_prefectures(rng: np.random.Generator, home: NDArray[np.str_]) -> Days:
    drawn = rng.random(len(home))
    prefecture = np.searchsorted(running_shares("online"), drawn)
    for store in _STORES:
        near = home == store
        prefecture[near] = np.searchsorted(running_shares(store), drawn[near])
    return prefecture.astype(np.int64)


def _draw_addresses(rng: np.random.Generator, prefecture: Days) -> tuple[list[str], list[str]]:
    count = len(prefecture)
    quarter = rng.integers(0, len(QUARTERS), count).tolist()
    town, tail, block, lot, number = rng.integers(0, [[12], [10_000], [9], [30], [20]], (5, count)).tolist()
    postal, address = [], []
    for row, place in enumerate(prefecture.tolist()):
        towns = TOWNS[place]
        postal.append(f"{POSTAL_OPENINGS[place]}-{tail[row]:04d}")
        where = f"{towns[town[row] % len(towns)]}{QUARTERS[quarter[row]]}"
        address.append(f"{where}{block[row] + 1}-{lot[row] + 1}-{number[row] + 1}")
    return postal, address


def draw_people(rng: np.random.Generator, serial: Days, home: NDArray[np.str_]) -> People:
    """Draw one person for each `serial` (unique, below MOST_PEOPLE) with the sales channel they are at home in.

    Members of the shop have a number, and mostly mail and telephone; customers of the mall have its masked mail only.
    """
    count = len(serial)
    if count and int(serial.max()) >= MOST_PEOPLE:
        raise ValueError(f"{int(serial.max()):,} people are more than there are telephone numbers ({MOST_PEOPLE:,}).")
    mall = (home == "mall").tolist()
    no_mail = (rng.random(count) < np.where(np.isin(home, _STORES), 0.25, 0.03)).tolist()
    no_phone = (rng.random(count) < 0.08).tolist()
    decade = rng.choice(len(DECADES), count, p=DECADE_WEIGHTS)
    given, given_kana = _draw_names(rng, decade, rng.random(count) < WOMEN)
    families = family_names()
    family = families.draw(rng, count).tolist()
    prefecture = _draw_prefectures(rng, home)
    postal, address = _draw_addresses(rng, prefecture)
    word = rng.integers(0, len(_WORDS), count).tolist()
    domain = np.searchsorted(_DOMAIN_SHARES, rng.random(count)).clip(max=len(_DOMAINS) - 1).tolist()

    cells: NDArray[np.object_] = np.empty(count, dtype=object)
    for row, (number, place) in enumerate(zip(serial.tolist(), prefecture.tolist(), strict=True)):
        if mall[row]:
            contact = f",{_mall_mail(number)},"
        else:
            mail = "" if no_mail[row] else _mail(number, word[row], domain[row])
            contact = f"M{number:08d},{mail},{'' if no_phone[row] else _phone(number)}"
        name = f"{families.written[family[row]]},{given[row]},{families.kana[family[row]]},{given_kana[row]}"
        cells[row] = f"{contact},{name},{postal[row]},{PREFECTURES[place]},{address[row]}"

    born = np.array(DECADES, dtype=np.int64)[decade]
    days = (born - 1970).astype("datetime64[Y]").astype("datetime64[D]") + rng.integers(0, 3652, count).astype(
        "timedelta64[D]"
    )
    known = rng.random(count) < 0.82
    birthday = np.where(known, np.datetime_as_string(days), "").tolist()
    return People(cells, birthday)
