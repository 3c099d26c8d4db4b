"""Bytes to text: which encoding a file is in, judged on the whole of it, and its text in blocks of whole lines.

That bytes decode without an error proves little: most short UTF-8 names are also valid cp932. So strict UTF-8 over
the whole file comes first, then the lines that are not ASCII are weighed. A line that does not fit the file's encoding
is passed on with its bytes as lone surrogates (`surrogateescape`), so that it can be refused alone.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from enishi.sources.japanese import decode_euc_jp, decode_iso_2022_jp

BLOCK = 1 << 21  # bytes
MAX_LINE = 1 << 21  # bytes; a longer line is cut and refused
SAMPLE_LINES = 20_000

_KEPT_OF_LONG_LINE = 16_384
# Longer than any field may be: makes a cut line fail for what is wrong with it.
_FILLER = b"\x00" * 40_000
_ESCAPES = re.compile(rb"\x1b(?:\$[@B]|\(I)")
# Two Japanese characters of UTF-8 in a row; in cp932 and EUC-JP this is rubbish that may decode.
_UTF8_JAPANESE = re.compile(rb"(?:[\xe3-\xe9][\x80-\xbf]{2}){2}")
_HALF_KANA = re.compile("[\uff61-\uff9f]")
_IMPLAUSIBLE = re.compile("[\x80-\x9f\ue000-\uf8ff]")

Tick = Callable[[int], None]  # bytes read so far


@dataclass(frozen=True)
class Encoding:
    """`name`: utf-8, utf-16-le, utf-16-be, cp932, euc-jp or iso-2022-jp. `bom`: bytes to skip at the start."""

    name: str
    bom: int = 0


def detect(path: Path, tick: Tick = lambda _: None) -> Encoding:
    """Tell the encoding of a file, reading all of it in blocks."""
    with path.open("rb") as file:
        head = file.read(400)
    if head.startswith(codecs.BOM_UTF8):
        return Encoding("utf-8", 3)
    if head.startswith(codecs.BOM_UTF16_LE):
        return Encoding("utf-16-le", 2)
    if head.startswith(codecs.BOM_UTF16_BE):
        return Encoding("utf-16-be", 2)
    without_bom = _utf16_by_zeros(head)
    if without_bom:
        return Encoding(without_bom)
    ascii_only, escapes = True, False
    decoder = codecs.getincrementaldecoder("utf-8")()
    read = 0
    with path.open("rb") as file:
        try:
            while block := file.read(BLOCK):
                ascii_only = ascii_only and block.isascii()
                escapes = escapes or bool(_ESCAPES.search(block))
                decoder.decode(block)
                read += len(block)
                tick(read)
            decoder.decode(b"", True)
        except UnicodeDecodeError:
            return Encoding(_judge(path))
    return Encoding("iso-2022-jp" if ascii_only and escapes else "utf-8")


def _utf16_by_zeros(head: bytes) -> str | None:
    """UTF-16 without a byte order mark: every digit, comma and line end leaves a zero, always on the same side."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) * 20 < len(head) or min(even, odd) or max(even, odd) < 4:
        return None
    return "utf-16-le" if odd else "utf-16-be"


def _judge(path: Path) -> str:
    """Weigh up to SAMPLE_LINES lines that are not ASCII; cp932, the usual case in Japan, wins a tie."""
    points = {"utf-8": 0.0, "cp932": 0.0, "euc-jp": 0.0, "iso-2022-jp": 0.0}
    seen = 0
    for block in _byte_blocks(path, Encoding("utf-8"), lambda _: None):
        for line in block.splitlines():
            if _ESCAPES.search(line):
                points["iso-2022-jp"] += 1
                seen += 1
            elif not line.isascii():
                for name in ("utf-8", "cp932", "euc-jp"):
                    points[name] += plausibility(line, name)
                seen += 1
            if seen >= SAMPLE_LINES:
                break
        if seen >= SAMPLE_LINES:
            break
    if points["utf-8"] > seen / 2:
        return "utf-8"
    return max(("cp932", "euc-jp", "iso-2022-jp"), key=lambda name: points[name])


def plausibility(line: bytes, name: str) -> float:
    """From 0 (does not decode) to 1: private-use characters, controls and mostly half-width katakana speak against."""
    try:
        text = strict_line(line, name)
    except UnicodeDecodeError:
        return 0.0
    if _IMPLAUSIBLE.search(text):
        return 0.1
    if name == "utf-8":
        return 1.0
    wide = sum(not character.isascii() for character in text)
    return 0.25 if len(_HALF_KANA.findall(text)) * 2 > wide else 1.0


def strict_line(line: bytes, name: str) -> str:
    """Decode one line, or raise UnicodeDecodeError."""
    if name == "euc-jp":
        return decode_euc_jp(line)
    if name == "iso-2022-jp":
        return decode_iso_2022_jp(line)
    return line.decode(name)


def best_guess(raw: bytes) -> str:
    """Decode a stray piece of text in whichever encoding suits it best; what fits none is shown as �."""
    name = max(("utf-8", "cp932", "euc-jp"), key=lambda candidate: plausibility(raw, candidate))
    try:
        return strict_line(raw, name)
    except UnicodeDecodeError:
        return raw.decode("utf-8", "replace")


def original_bytes(text: str, name: str) -> bytes:
    """The bytes that `text_blocks` decoded to `text`, lone surrogates included."""
    codec = {"euc-jp": "euc_jis_2004", "iso-2022-jp": "utf-8"}.get(name, name)
    parts = [
        part.encode("ascii", "surrogateescape") if part and "\udc80" <= part[0] <= "\udcff" else _encoded(part, codec)
        for part in re.split("([\udc80-\udcff]+)", text)
    ]
    return b"".join(parts)


def _encoded(part: str, codec: str) -> bytes:
    try:
        return part.encode(codec)
    except UnicodeEncodeError:
        return part.encode("utf-8", "replace")


def text_blocks(path: Path, encoding: Encoding, tick: Tick = lambda _: None) -> Iterator[str]:
    """The file's text in blocks that end where a line ends, line ends kept as they are."""
    for block in _byte_blocks(path, encoding, tick):
        yield _decoded(block, encoding.name)


def _decoded(block: bytes, name: str) -> str:
    if name.startswith("utf"):  # UTF-16 has been turned into UTF-8 by now
        try:
            return block.decode("utf-8")
        except UnicodeDecodeError:
            return block.decode("utf-8", "surrogateescape")
    if name == "cp932" and not _UTF8_JAPANESE.search(block):
        try:
            return block.decode("cp932")
        except UnicodeDecodeError:
            pass
    if block.isascii() and b"\x1b" not in block:
        return block.decode("ascii")
    return "".join(_decoded_line(line, name) for line in block.splitlines(keepends=True))


def _decoded_line(line: bytes, name: str) -> str:
    if line.isascii() and b"\x1b" not in line:
        return line.decode("ascii")
    if _UTF8_JAPANESE.search(line) and plausibility(line, "utf-8"):
        return line.decode("ascii", "surrogateescape")
    try:
        return strict_line(line, name)
    except UnicodeDecodeError:
        # An escape sequence is ASCII itself; as a lone surrogate it marks the line as one that did not decode.
        return line.decode("ascii", "surrogateescape").replace("\x1b", "\udc9b")


def _byte_blocks(path: Path, encoding: Encoding, tick: Tick) -> Iterator[bytes]:
    """Blocks ending at a line end, in an encoding that has ASCII's line ends; longer lines than MAX_LINE are cut."""
    carry, skipping = b"", False
    for block in _raw_blocks(path, encoding, tick):
        piece = block
        if skipping:
            end = _line_end(piece, first=True)
            if end < 0:
                continue
            piece, skipping = piece[end:], False
        piece = carry + piece
        end = _line_end(piece, first=False)
        if end > 0:
            yield piece[:end]
            carry = piece[end:]
        else:
            carry = piece
        if len(carry) > MAX_LINE:
            yield carry[:_KEPT_OF_LONG_LINE] + _FILLER + b"\n"
            carry, skipping = b"", True
    if carry:
        yield carry


def _line_end(piece: bytes, *, first: bool) -> int:
    """Index behind the first or last line end, -1 without one. A CR at the very end may be half of a CRLF."""
    if first:
        ends = [at for at in (piece.find(b"\n"), piece.find(b"\r", 0, -1)) if at >= 0]
        if not ends:
            return -1
        at = min(ends)
        return at + (2 if piece[at : at + 2] == b"\r\n" else 1)
    at = piece.rfind(b"\n")
    if at < 0:
        at = piece.rfind(b"\r", 0, -1)
    return at + 1 if at >= 0 else -1


def _raw_blocks(path: Path, encoding: Encoding, tick: Tick) -> Iterator[bytes]:
    wide = encoding.name.startswith("utf-16")
    decoder = codecs.getincrementaldecoder(encoding.name)(errors="replace") if wide else None
    read = 0
    with path.open("rb") as file:
        file.seek(encoding.bom)
        while block := file.read(BLOCK):
            read += len(block)
            tick(read)
            yield decoder.decode(block).encode("utf-8", "replace") if decoder else block
    if decoder and (rest := decoder.decode(b"", True)):
        yield rest.encode("utf-8", "replace")
