"""The demo brand 紬葉: a seeded generator of a Japanese skincare brand whose customers' behaviour is known exactly.

It writes canonical files only and knows nothing of the rest of the house but `kernel`.
"""

from enishi.demo.contracts import (
    CadenceTruth,
    ChannelTruth,
    DeliveryTruth,
    DemoFiles,
    FileTruth,
    GapTruth,
    StepTruth,
    Truths,
)
from enishi.demo.generate import DEFAULT_CUSTOMERS, MOST_CUSTOMERS, generate

__all__ = [
    "DEFAULT_CUSTOMERS",
    "MOST_CUSTOMERS",
    "CadenceTruth",
    "ChannelTruth",
    "DeliveryTruth",
    "DemoFiles",
    "FileTruth",
    "GapTruth",
    "StepTruth",
    "Truths",
    "generate",
]
