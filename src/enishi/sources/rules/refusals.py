"""How a rule says no: refuse the row, or leave the cell empty and make a note of it."""

from __future__ import annotations


class Refused(Exception):
    """The row cannot be taken. `reason` is a stable code, `detail` says in English what stands there and what to do."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


class Dropped(Exception):
    """The row can be taken without this cell, which is left empty. `code` is that of the note to show."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


def shown(text: str, limit: int = 60) -> str:
    """A cell quoted for a message: one line, cut to `limit` characters, unprintable characters escaped."""
    return ascii_controls(text if len(text) <= limit else text[:limit] + "…")


def ascii_controls(text: str) -> str:
    return "“" + "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text) + "”"
