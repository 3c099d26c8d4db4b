"""The order documents of a block: every purchase once, and beside them those that do not count.

Beside some purchases lies an attempt on the same day that was cancelled or void, a second order that went back whole, a
credit note, or a passer-by's order without a customer. They are additions: the purchases that count stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from enishi.demo.baskets import DAY_S, GINZA, MALL, ONLINE, PHONE, UMEDA, Baskets, draw_seconds, included_tax
from enishi.demo.calendar import Days, Window
from enishi.demo.journey import NEVER, Block, Flags
from enishi.demo.products import PRICES

COUNTED, CANCELLED, VOID, RETURNED, CREDIT_NOTE, GUEST = range(6)
CANCELLED_SHARE, VOID_SHARE, RETURNED_SHARE, CREDIT_NOTE_SHARE = 0.020, 0.004, 0.008, 0.002  # beside chosen purchases
GUEST_SHARE = 0.06  # beside purchases in a store
PARTLY_REFUNDED_SHARE = 0.008

CARD, CONVENIENCE, DEFERRED, QR, ON_DELIVERY, TRANSFER, CASH = range(7)
PAYMENT_CODES = (
    "credit_card", "convenience_store", "deferred", "qr_wallet", "cash_on_delivery", "bank_transfer", "cash"
)  # fmt: skip
_PAYMENT_SHARES = {
    ONLINE: (0.58, 0.10, 0.14, 0.13, 0.04, 0.01, 0.0),
    GINZA: (0.52, 0.0, 0.0, 0.26, 0.0, 0.0, 0.22),
    UMEDA: (0.48, 0.0, 0.0, 0.28, 0.0, 0.0, 0.24),
    PHONE: (0.26, 0.10, 0.34, 0.0, 0.24, 0.06, 0.0),
    MALL: (0.74, 0.08, 0.05, 0.11, 0.02, 0.0, 0.0),
}


@dataclass(frozen=True)
class Documents:
    """By document, in the order of time. `of`: the purchase whose basket it holds. Instants in seconds; NEVER: not."""

    of: Days
    kind: Days
    at: Days
    customer: Days  # NEVER for passers-by
    amount: Days
    tax: Days
    shipping: Days
    discount: Days
    refunded: Days
    refunded_at: Days
    cancelled_at: Days
    payment: Days
    paid_at: Days
    shipped_at: Days
    delivered_at: Days


def _before_present(window: Window, instants: Days) -> Days:
    return np.where(instants < window.days * DAY_S, instants, NEVER)


def _beside(rng: np.random.Generator, window: Window, block: Block, baskets: Baskets) -> tuple[Days, Days, Days]:
    """Draw the additional documents: purchase, kind, instant."""
    chosen = np.flatnonzero(block.contract == NEVER)

    def some(share: float) -> Days:
        return chosen[rng.random(len(chosen)) < share]

    cancelled, void = some(CANCELLED_SHARE), some(VOID_SHARE)
    attempts = np.concatenate([cancelled, void])
    midnight = baskets.at[attempts] // DAY_S * DAY_S
    attempted = np.maximum(baskets.at[attempts] - rng.integers(300, 5400, len(attempts)), midnight)

    returned, credited = some(RETURNED_SHARE), some(CREDIT_NOTE_SHARE)
    later = np.concatenate([returned, credited])
    follows = baskets.at[later] + rng.integers(1, 26, len(later)) * DAY_S

    in_store = chosen[(baskets.channel[chosen] == GINZA) | (baskets.channel[chosen] == UMEDA)]
    guests = in_store[rng.random(len(in_store)) < GUEST_SHARE]
    passed_by = block.day[guests] * DAY_S + draw_seconds(rng, baskets.channel[guests])

    of = np.concatenate([attempts, later, guests])
    sizes = [len(cancelled), len(void), len(returned), len(credited), len(guests)]
    kind = np.repeat([CANCELLED, VOID, RETURNED, CREDIT_NOTE, GUEST], sizes)
    at = np.concatenate([attempted, follows, passed_by])
    seen = at < window.days * DAY_S
    return of[seen], kind[seen], at[seen]


def _draw_payments(rng: np.random.Generator, channel: Days) -> Days:
    shares = np.cumsum(np.array([_PAYMENT_SHARES[code] for code in range(len(_PAYMENT_SHARES))]), axis=1)
    drawn = rng.random(len(channel)) * shares[channel, -1]
    return (drawn[:, None] >= shares[channel]).sum(axis=1).astype(np.int64)


def _refunds(rng: np.random.Generator, window: Window, kind: Days, at: Days, amount: Days) -> tuple[Days, Days]:
    """Whole refunds of returned orders, partial ones (10 to 50 %) of some that count; days after the delivery."""
    partly = (kind == COUNTED) & (rng.random(len(at)) < PARTLY_REFUNDED_SHARE)
    part = amount * rng.integers(10, 51, len(at)) // 1000 * 10
    refunded_at = at + rng.integers(6 * DAY_S, 18 * DAY_S, len(at))
    refunded = np.where(kind == RETURNED, amount, np.where(partly, part, 0))
    known = (refunded > 0) & (refunded_at < window.days * DAY_S)
    return np.where(known, refunded, 0), np.where(known, refunded_at, NEVER)


def _travels(
    rng: np.random.Generator, at: Days, in_store: Flags, goes: Flags, payment: Days
) -> tuple[Days, Days, Days]:
    """Instants of payment, shipment and delivery, one to two days each; in a store all is done at the counter."""
    count = len(at)
    leaves = (at // DAY_S + 1 + (rng.random(count) < 0.25)) * DAY_S + rng.integers(13 * 3600, 17 * 3600, count)
    arrives = (leaves // DAY_S + 1 + (rng.random(count) < 0.20)) * DAY_S + rng.integers(9 * 3600, 20 * 3600, count)
    shipped = np.where(goes & ~in_store, leaves, NEVER)
    delivered = np.where(goes, np.where(in_store, at, arrives), NEVER)
    wait = np.zeros(count, dtype=np.int64)
    soon = (payment == CONVENIENCE) | (payment == TRANSFER)
    wait[soon] = rng.integers(1800, 3 * DAY_S, int(soon.sum()))
    late = payment == DEFERRED
    wait[late] = rng.integers(6 * DAY_S, 14 * DAY_S, int(late.sum()))
    paid = np.where(goes, np.where(payment == ON_DELIVERY, delivered, at + wait), NEVER)
    return paid, shipped, delivered


def draw_documents(rng: np.random.Generator, window: Window, block: Block, baskets: Baskets) -> Documents:
    extra_of, extra_kind, extra_at = _beside(rng, window, block, baskets)
    count = len(baskets.at)
    of = np.concatenate([np.arange(count), extra_of])
    kind = np.concatenate([np.full(count, COUNTED), extra_kind])
    at = np.concatenate([baskets.at, extra_at])

    note = kind == CREDIT_NOTE
    amount = np.where(note, -PRICES[baskets.main_product[of]], baskets.amount[of])
    refunded, refunded_at = _refunds(rng, window, kind, at, amount)
    keep = (kind != RETURNED) | (refunded_at != NEVER)
    order = np.flatnonzero(keep)
    order = order[np.argsort(at[order], kind="stable")]
    of, kind, at, amount, note = of[order], kind[order], at[order], amount[order], note[order]

    channel = baskets.channel[of]
    payment = _draw_payments(rng, channel)
    goes = (kind == COUNTED) | (kind == RETURNED) | (kind == GUEST)
    in_store = (channel == GINZA) | (channel == UMEDA)
    paid, shipped, delivered = _travels(rng, at, in_store, goes, payment)
    cancelled_at = np.where(kind == CANCELLED, at + rng.integers(60, 290, len(at)), NEVER)
    return Documents(
        of=of,
        kind=kind,
        at=at,
        customer=np.where(kind == GUEST, NEVER, block.customer[of]),
        amount=amount,
        tax=np.where(note, -included_tax(-amount), included_tax(amount)),
        shipping=np.where(note, 0, baskets.shipping[of]),
        discount=np.where(note, 0, baskets.discount[of]),
        refunded=refunded[order],
        refunded_at=refunded_at[order],
        cancelled_at=_before_present(window, cancelled_at),
        payment=payment,
        paid_at=_before_present(window, paid),
        shipped_at=_before_present(window, shipped),
        delivered_at=_before_present(window, delivered),
    )
