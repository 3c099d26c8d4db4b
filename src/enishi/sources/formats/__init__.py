"""The formats that are known by their header. The more particular ones come first."""

from __future__ import annotations

from enishi.sources.formats import canonical
from enishi.sources.formats.base import Format
from enishi.sources.formats.eccube import ECCUBE
from enishi.sources.formats.futureshop import FUTURESHOP
from enishi.sources.formats.rakuten import RAKUTEN
from enishi.sources.formats.shopify import SHOPIFY

KNOWN: tuple[Format, ...] = (
    SHOPIFY,
    ECCUBE,
    FUTURESHOP,
    RAKUTEN,
    canonical.CONTRACTS,
    canonical.ORDERS,
    canonical.PRODUCTS,
    canonical.CUSTOMERS,
)
