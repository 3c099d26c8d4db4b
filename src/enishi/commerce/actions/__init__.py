"""Verbs on what was bought.

Each takes a set, writes only what is new or changed, and returns the facts that came about: the caller records them as
the last write of its transaction.
"""

from enishi.commerce.actions.contracts import take_in_contracts
from enishi.commerce.actions.orders import take_in
from enishi.commerce.actions.products import take_in_products

__all__ = ["take_in", "take_in_contracts", "take_in_products"]
