"""How a fact is written down and lifted to today's shape. Pure."""

from __future__ import annotations

from typing import Any

import msgspec

from enishi.facts.contracts import KINDS, UPCASTS, Body
from enishi.kernel.errors import EnishiError

_encode = msgspec.json.Encoder().encode
_decoders = {kind: msgspec.json.Decoder(body).decode for kind, body in KINDS.items()}


def encode(body: Body) -> str:
    return _encode(body).decode()


def decode(kind: str, version: int, payload: str) -> Body:
    """The body in today's shape. Raises EnishiError for a kind or version this installation does not know."""
    body = KINDS.get(kind)
    if body is None or version > body.version:
        raise EnishiError(
            f"The log holds a fact {kind!r} of version {version}, which this version of Enishi does not know.",
            hint="Run the version of Enishi that wrote it, or a newer one.",
            code="unknown_fact",
        )
    if version == body.version:
        return _decoders[kind](payload)
    lifted: dict[str, Any] = msgspec.json.decode(payload)
    for step in range(version, body.version):
        lifted = UPCASTS[kind, step](lifted)
    return msgspec.convert(lifted, body)
