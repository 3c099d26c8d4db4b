"""F28: bytes of every usual encoding come back as the characters that were written."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enishi.sources.csv_rows import CsvReader
from enishi.sources.encodings import Encoding, detect, text_blocks

from .conftest import Desk

CHARACTERS = ["①", "㈱", "Ⅲ", "髙", "﨑", "〜", "−", "𠮷", "鷗", "ｶﾅ"]
ENCODINGS = {
    "cp932": ("cp932", ""),
    "utf-8": ("utf-8", ""),
    "utf-8-bom": ("utf-8-sig", ""),
    "utf-16": ("utf-16", ""),
    "utf-16-le": ("utf-16-le", "\ufeff"),
    "utf-16-be": ("utf-16-be", "\ufeff"),
    "utf-16-le-without-bom": ("utf-16-le", ""),
    "euc-jp": ("euc_jp", ""),
    "iso-2022-jp": ("iso2022_jp", ""),
}
NAMES = {"cp932": "cp932", "euc_jp": "euc-jp", "iso2022_jp": "iso-2022-jp"}
# Wave dash and minus have two code points each; cp932 knows one of them.
TWINS = str.maketrans({"〜": "～", "−": "－"})
HEADER = "注文番号,お名前,金額"
FILLING = [f"{number},山田花子さま東京都,{number * 100}" for number in range(1, 30)]


def written(character: str, codec: str) -> bytes | None:
    """Bytes of a character as programs of that encoding write it, None where it has none."""
    try:
        return character.encode(codec)
    except UnicodeEncodeError:
        pass
    try:
        moved = character.translate(TWINS).encode("cp932")
    except UnicodeEncodeError:
        return None
    if codec == "cp932":
        return moved
    lead, trail = (moved[0], moved[1]) if len(moved) == 2 else (0, 0)
    if lead >= 0xF0 or 0xA1 <= lead <= 0xDF:
        return (
            b"".join(b"\x8e" + bytes([byte]) for byte in moved)
            if codec == "euc_jp"
            else b"\x1b(I" + bytes(byte & 0x7F for byte in moved) + b"\x1b(B"
        )
    row = (lead - (0x70 if lead < 0xA0 else 0xB0)) * 2 - (1 if trail < 0x9F else 0)
    cell = trail - 0x7E if trail >= 0x9F else trail - (0x1F if trail < 0x7F else 0x20)
    pair = bytes([row, cell])
    return bytes(byte | 0x80 for byte in pair) if codec == "euc_jp" else b"\x1b$B" + pair + b"\x1b(B"


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("character", CHARACTERS)
def test_f28_matrix(tmp_path: Path, encoding: str, character: str) -> None:
    codec, start = ENCODINGS[encoding]
    raw = written(character, codec.replace("-sig", ""))
    if raw is None:
        assert character in "𠮷鷗髙﨑"
        return
    before, after = "\n".join([start + HEADER, *FILLING, "99,"]), ",100\n"
    body = (
        before.encode(codec)
        + raw.removeprefix(b"\xff\xfe")
        + after.encode(codec.replace("-sig", "")).removeprefix(b"\xff\xfe")
    )
    path = tmp_path / "file.csv"
    path.write_bytes(body)
    reader = CsvReader(path, detect(path))
    chunks = list(reader.chunks())
    assert reader.header == HEADER.split(",")
    assert not [bad for chunk in chunks for bad in chunk.bad]
    assert chunks[-1].rows.cells(len(FILLING))[1].translate(TWINS) == character.translate(TWINS)
    assert reader.encoding == NAMES.get(codec, reader.encoding)


@pytest.mark.parametrize("name", ["佐藤", "花子", "田中", "鈴木", "高橋", "伊藤", "渡辺"])
def test_f28_short_utf8_names_are_not_taken_for_cp932(tmp_path: Path, name: str) -> None:
    path = tmp_path / "file.csv"
    path.write_text(f"name\n{name}\n", encoding="utf-8")
    assert detect(path).name == "utf-8"


def test_f28_cp932_codes_that_do_not_come_back_the_same_are_still_read(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes("氏名\n".encode("cp932") + b"\xfb\xfc\x8b\xb4\n\xee\xe0\x8b\xb4\n\x81\xe0\x87\x90\n")
    assert "".join(text_blocks(path, detect(path))) == "氏名\n髙橋\n髙橋\n≒≒\n"


def test_f28_private_use_is_kept_in_names_and_noted(desk: Desk) -> None:
    raw = b"order_id,ordered_at,customer_id,family_name\n1,2026-01-02,c," + b"\xf0\x40" + "田中様\n".encode("cp932")
    done = desk.take(raw)
    assert done.staged.files[0].encoding == "cp932"
    assert done.column("family_name") == ["\ue000田中様"]
    assert [(note.code, note.count, note.line_no) for note in done.staged.notes] == [("unmapped_characters", 1, 2)]


def test_a_cr_at_the_end_of_a_block_is_not_half_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("enishi.sources.encodings.BLOCK", 7)
    path = tmp_path / "file.csv"
    path.write_bytes(b"a,b\r\n1,2\r\n3,4\r\n5,66\r\n")
    reader = CsvReader(path, Encoding("utf-8"))
    rows = [chunk.rows.cells(at) for chunk in reader.chunks() for at in range(len(chunk.rows.line_nos))]
    numbers = [int(no) for chunk in reader.chunks() for no in chunk.rows.line_nos]
    assert rows == [["1", "2"], ["3", "4"], ["5", "66"]]
    assert numbers == [2, 3, 4]


_CELL = st.text(alphabet=st.sampled_from(list("aZ09 ,;\"'\r\n\t-=あ漢字ソ表ｶ①髙")), max_size=8)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(_CELL, _CELL, _CELL).filter(lambda row: any(cell.strip() for cell in row)), max_size=8),
    codec=st.sampled_from(["cp932", "utf-8", "utf-8-sig", "utf-16"]),
    end=st.sampled_from(["\r\n", "\n"]),
    delimiter=st.sampled_from([",", "\t", ";"]),
    block=st.sampled_from([16, 61, 1 << 20]),
)
def test_rows_come_back_as_they_were_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: list[tuple[str, str, str]], codec: str, end: str,
    delimiter: str, block: int,
) -> None:  # fmt: skip
    header = ["注文番号です", "お名前です", "住所です"]
    sample = ["1", "東京都港区の表示", "山田花子さまのソース"]
    text = io.StringIO(newline="")
    # csv.writer leaves a lone CR without quotes when its own line end is LF; nobody could read that back.
    quoting = csv.QUOTE_ALL if end == "\n" else csv.QUOTE_MINIMAL
    csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows([header, sample, *rows])
    path = tmp_path / "file.csv"
    path.write_bytes(text.getvalue().encode(codec))
    monkeypatch.setattr("enishi.sources.encodings.BLOCK", block)
    reader = CsvReader(path, detect(path))
    chunks = list(reader.chunks())
    assert not [bad for chunk in chunks for bad in chunk.bad]
    found = [chunk.rows.cells(at) for chunk in chunks for at in range(len(chunk.rows.line_nos))]
    assert found == [sample, *map(list, rows)]
