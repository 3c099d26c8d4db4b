"""What becomes of a field when the person it speaks of asks to be forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Privacy(StrEnum):
    """`KEPT`: says nothing of a person, or the law wants it kept, and stays. `MASKED`: is replaced by a value that says
    nothing but still fills its place (a unique key, a column that may not be empty). `ERASED`: is emptied."""

    KEPT = "kept"
    MASKED = "masked"
    ERASED = "erased"


# Table (class name) to field to handling; each room with tables has one, `PRIVACY` in its `privacy.py`.
PrivacyTable = Mapping[str, Mapping[str, Privacy]]
