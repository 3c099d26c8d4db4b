"""Where a figure leads. The console answers with addresses; a report in a file leads nowhere."""

from __future__ import annotations

from collections.abc import Callable

Link = Callable[..., str]
"""Called with `figure=` and the cell's place (`month=`, `f=`, `cohort=`, `m=`, `delivery=`); "" means no link."""


def no_link(**_place: object) -> str:
    return ""
