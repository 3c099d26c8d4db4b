"""What is in each order, when on its day it is placed, and what it costs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from enishi.demo.calendar import Days, Window, is_bonus_season, month_index
from enishi.demo.journey import NEVER, Block, Flags
from enishi.demo.products import PRICES, PRODUCTS, TAX_PERCENT, choose, choose_regular

ONLINE, GINZA, UMEDA, PHONE, MALL = range(5)
CHANNEL_CODES = ("online", "store-ginza", "store-umeda", "phone", "mall")

SHOP_SHIPPING, SHOP_FREE_FROM = 550, 5_500
MALL_SHIPPING, MALL_FREE_FROM = 690, 3_980
FIRST_DELIVERY_PERCENT, DELIVERY_PERCENT = 30, 10  # off the list price of regular deliveries
WELCOME_PERCENT = 10
COUPON, COUPON_FROM = 500, 8_000

DAY_S = 86_400
_HOURS = np.cumsum(
    np.array(
        [
            [5, 3, 1, 1, 1, 2, 4, 6, 7, 7, 8, 8, 13, 10, 7, 7, 7, 7, 8, 10, 15, 18, 17, 11],  # online and mall
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 6, 9, 9, 8, 9, 10, 11, 12, 8, 0, 0, 0, 0],  # stores
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 12, 14, 12, 7, 10, 12, 11, 10, 6, 0, 0, 0, 0, 0, 0],  # telephone
        ],
        dtype=np.float64,
    ),
    axis=1,
)
_HOURS_OF_CHANNEL = np.array([0, 1, 1, 2, 0])
_BATCH_S = 5 * 3600  # deliveries become orders in the early morning
_BATCH_LENGTH_S = 1200


@dataclass(frozen=True)
class Baskets:
    """What was bought, at which second since the window's start, where, and for how many yen.

    By purchase up to `main_product`; by line: `of` (the purchase), `product`, `quantity`; by contract: its product.
    """

    at: Days
    channel: Days
    goods: Days
    shipping: Days
    discount: Days
    main_product: Days
    of: Days
    product: Days
    quantity: Days
    contract_product: Days
    contract_quantity: Days

    @property
    def amount(self) -> Days:
        return self.goods + self.shipping - self.discount


def included_tax(amount: Days) -> Days:
    """The tax held in an amount, rounded down."""
    return amount * TAX_PERCENT // (100 + TAX_PERCENT)


def draw_seconds(rng: np.random.Generator, channel: Days) -> Days:
    """Draw the second of the day of orders in each channel: lunch and evening online, opening hours in stores."""
    hours = _HOURS[_HOURS_OF_CHANNEL[channel]]
    hour = (rng.random(len(channel))[:, None] * hours[:, -1:] >= hours).sum(axis=1)
    return (hour * 3600 + rng.integers(0, 3600, len(channel))).astype(np.int64)


def _draw_channels(rng: np.random.Generator, home: Days, delivery: Flags, first: Flags) -> Days:
    """Deliveries run by telephone or online; one chosen purchase in ten strays from home, the first never."""
    strays = (rng.random(len(home)) < 0.10) & ~first & (home != MALL)
    elsewhere = np.searchsorted([0.6, 0.78, 0.92], rng.random(len(home)))
    channel = np.where(strays, elsewhere, home)
    return np.where(delivery, np.where(home == PHONE, PHONE, ONLINE), channel)


def _draw_lines(
    rng: np.random.Generator, main: Days, quantity: Days, chances: NDArray[np.float64]
) -> tuple[Days, Days, Days]:
    """Add a second and a third product to some purchases: none twice. Returns purchase, product, quantity, sorted."""
    count = len(main)
    drawn = rng.random(count)
    second, third = np.flatnonzero(drawn < chances), np.flatnonzero(drawn < chances * 0.25)
    near = (main[second] + rng.integers(1, len(PRODUCTS) // 2, len(second))) % len(PRODUCTS)
    far = (main[third] + rng.integers(len(PRODUCTS) // 2, len(PRODUCTS), len(third))) % len(PRODUCTS)
    of = np.concatenate([np.arange(count), second, third])
    product = np.concatenate([main, near, far])
    quantities = np.concatenate([quantity, np.ones(len(second) + len(third), dtype=np.int64)])
    order = np.argsort(of, kind="stable")
    return of[order], product[order], quantities[order]


def _discounts(
    rng: np.random.Generator, goods: Days, channel: Days, delivery: Days, first: Flags, bonus: Flags
) -> Days:
    percent = np.where(delivery == 1, FIRST_DELIVERY_PERCENT, np.where(delivery > 1, DELIVERY_PERCENT, 0))
    chosen = delivery == NEVER
    at_shop = (channel == ONLINE) | (channel == PHONE)
    welcomed = chosen & first & at_shop & (rng.random(len(goods)) < 0.55)
    percent = np.where(welcomed, WELCOME_PERCENT, percent)
    coupon = chosen & ~welcomed & bonus & (goods >= COUPON_FROM) & (rng.random(len(goods)) < 0.30)
    return goods * percent // 100 + np.where(coupon, COUPON, 0)


def _shipping(goods_paid: Days, channel: Days, chosen: Flags) -> Days:
    fee = np.where(channel == MALL, MALL_SHIPPING, SHOP_SHIPPING)
    free_from = np.where(channel == MALL, MALL_FREE_FROM, SHOP_FREE_FROM)
    charged = chosen & (channel != GINZA) & (channel != UMEDA) & (goods_paid < free_from)
    return np.where(charged, fee, 0)


def fill_baskets(rng: np.random.Generator, window: Window, block: Block, first_day: Days, home: Days) -> Baskets:
    """Fill the basket of every purchase of a block; `first_day` and `home` (sales channel) by customer."""
    count = len(block.day)
    dates = window.dates(block.day)
    first = block.day == first_day[block.customer]
    is_delivery = block.contract != NEVER
    bonus = is_bonus_season(dates)
    channel = _draw_channels(rng, home[block.customer], is_delivery, first)

    contract_product = choose_regular(rng, len(block.contracts.customer))
    contract_quantity = 1 + (rng.random(len(block.contracts.customer)) < 0.07).astype(np.int64)
    main = choose(rng, ~first, month_index(dates) % 12)
    main[is_delivery] = contract_product[block.contract[is_delivery]]
    two = rng.random(count) < np.where(bonus, 0.17, 0.10)
    quantity = 1 + (two & ~first).astype(np.int64)
    quantity[is_delivery] = contract_quantity[block.contract[is_delivery]]
    chances = np.where(first, 0.16, 0.34) + np.where(bonus, 0.12, 0.0)
    of, product, quantities = _draw_lines(rng, main, quantity, np.where(is_delivery, 0.05, chances))

    goods = np.bincount(of, weights=PRICES[product] * quantities, minlength=count).astype(np.int64)
    discount = _discounts(rng, goods, channel, block.delivery, first, bonus)
    second = draw_seconds(rng, channel)
    batch = block.delivery > 1
    second[batch] = _BATCH_S + rng.integers(0, _BATCH_LENGTH_S, int(batch.sum()))
    return Baskets(
        at=block.day * DAY_S + second,
        channel=channel,
        goods=goods,
        shipping=_shipping(goods - discount, channel, ~is_delivery),
        discount=discount,
        main_product=main,
        of=of,
        product=product,
        quantity=quantities,
        contract_product=contract_product,
        contract_quantity=contract_quantity,
    )
