"""What a status word says of an order."""

from __future__ import annotations

from enishi.sources.contracts import ContractStatus, OrderStatus
from enishi.sources.rules.refusals import Refused, shown
from enishi.sources.rules.text import fold

_CANCELLED = ("cancel", "キャンセル", "取消", "取り消し")
_VOID = ("void", "expired", "無効", "決済処理中", "購入処理中", "与信ng", "failed", "abandoned")
_PARTLY = ("partial", "一部")
_REFUNDED = ("refund", "return", "返金", "返品")

_CONTRACT_WORDS = {
    ContractStatus.RUNNING: ("running", "active", "有効", "継続中", "継続"),
    ContractStatus.PAUSED: ("paused", "suspend", "suspended", "停止", "休止", "停止中", "休止中"),
    ContractStatus.CANCELLED: ("cancelled", "canceled", "解約", "キャンセル", "解約済み"),
}


def by_words(text: str) -> str:
    """Any shop's own word: what speaks of cancelling, voiding or giving back; every other word is a placed order."""
    word = fold(text).lower()
    if any(part in word for part in _PARTLY):
        return OrderStatus.PLACED
    for status, parts in (
        (OrderStatus.CANCELLED, _CANCELLED),
        (OrderStatus.VOID, _VOID),
        (OrderStatus.REFUNDED, _REFUNDED),
    ):
        if any(part in word for part in parts):
            return status
    return OrderStatus.PLACED


def canonical(text: str) -> str:
    """Our own four words. Raises Refused for another."""
    word = fold(text).lower()
    if word == "canceled":
        word = OrderStatus.CANCELLED
    if word not in set(OrderStatus):
        raise Refused("status", f"{shown(text)} is not a status. Use placed, cancelled, void or refunded.")
    return word


def contract(text: str) -> str:
    """A contract's status, in our words or the trade's. Raises Refused for another."""
    word = fold(text).lower()
    for status, words in _CONTRACT_WORDS.items():
        if word in words:
            return status
    raise Refused("status", f"{shown(text)} is not a status. Use running, paused or cancelled.")
