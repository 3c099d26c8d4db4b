"""The lake: what counts as an order, F-numbers, sealing, engines. Without Django."""

from enishi.lake.contracts import RAW_CONTRACTS, RAW_DEPARTURES, RAW_ORDERS, LakeMissing, Manifest
from enishi.lake.reading import Lake, open_lake
from enishi.lake.sealing import seal_anew, seal_changes
from enishi.lake.tail import with_tail

__all__ = [
    "RAW_CONTRACTS",
    "RAW_DEPARTURES",
    "RAW_ORDERS",
    "Lake",
    "LakeMissing",
    "Manifest",
    "open_lake",
    "seal_anew",
    "seal_changes",
    "with_tail",
]
