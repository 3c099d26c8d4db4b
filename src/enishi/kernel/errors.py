"""Errors that a person can act on."""

from __future__ import annotations


class EnishiError(Exception):
    """A refusal: a stable `code`, what happened and where (`message`), and what to do next (`hint`)."""

    code = "error"

    def __init__(self, message: str, *, hint: str = "", code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        if code is not None:
            self.code = code

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message
