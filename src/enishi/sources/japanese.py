"""EUC-JP and ISO-2022-JP as Windows and Unix programs really write them.

Python's codecs refuse ① and ㈱ in both. The pairs of JIS X 0208 with NEC's and IBM's rows are the same characters as in
cp932 at another place, so they are moved there.
"""

from __future__ import annotations

import re

_ESCAPE = re.compile(rb"\x1b(\$[@B]|\([BJIH]|\$\(D)")
_EUC_CHARACTER = re.compile(rb"\x8f[\xa1-\xfe]{2}|\x8e[\xa1-\xdf]|[\xa1-\xfe]{2}|[\x00-\x7f]")


def decode_euc_jp(raw: bytes) -> str:
    """Raises UnicodeDecodeError where bytes are not EUC-JP."""
    try:
        return raw.decode("euc_jp")
    except UnicodeDecodeError as error:
        if "".join(match.group().decode("latin-1") for match in _EUC_CHARACTER.finditer(raw)) != raw.decode("latin-1"):
            raise
        del error
    return "".join(_euc_character(match.group()) for match in _EUC_CHARACTER.finditer(raw))


def _euc_character(raw: bytes) -> str:
    for codec in ("euc_jp", "euc_jis_2004"):
        if codec == "euc_jis_2004" and len(raw) == 2:
            try:
                return _pair(raw[0] & 0x7F, raw[1] & 0x7F).decode("cp932")
            except UnicodeDecodeError:
                pass
        try:
            return raw.decode(codec)
        except UnicodeDecodeError as error:
            last = error
    raise last


def decode_iso_2022_jp(raw: bytes) -> str:
    """Decode whole lines: each begins in ASCII. Raises UnicodeDecodeError where bytes are not ISO-2022-JP."""
    parts: list[str] = []
    mode = b"(B"
    for index, piece in enumerate(_ESCAPE.split(raw)):
        if index % 2:
            mode = piece
        elif mode in (b"$@", b"$B"):
            parts.append(_pairs(piece, raw))
        elif mode == b"(I":
            parts.append(bytes(byte | 0x80 if 0x21 <= byte <= 0x5F else byte for byte in piece).decode("cp932"))
        elif mode == b"$(D":
            parts.append(
                b"".join(b"\x8f" + _high(piece[at : at + 2]) for at in range(0, len(piece), 2)).decode("euc_jp")
            )
        else:
            parts.append(piece.decode("ascii"))
    return "".join(parts)


def _pairs(piece: bytes, whole: bytes) -> str:
    body = piece.rstrip(b"\r\n")
    if len(body) % 2 or any(not 0x21 <= byte <= 0x7E for byte in body):
        raise UnicodeDecodeError("iso-2022-jp", whole, 0, len(whole), "broken pair")
    moved = b"".join(_pair(body[at], body[at + 1]) for at in range(0, len(body), 2))
    return moved.decode("cp932") + piece[len(body) :].decode("ascii")


def _pair(row: int, cell: int) -> bytes:
    """Move a pair of JIS X 0208 (both 0x21 to 0x7E) to its place in Shift JIS."""
    lead = (row + 1) // 2 + (0x70 if row <= 0x5E else 0xB0)
    trail = cell + (0x1F if cell < 0x60 else 0x20) if row % 2 else cell + 0x7E
    return bytes((lead, trail))


def _high(pair: bytes) -> bytes:
    return bytes(byte | 0x80 for byte in pair)
