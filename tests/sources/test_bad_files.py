# ruff: noqa: E501 - rows of exports are as long as they are
"""Bad input, F29 to F34: one bad row never stops a file, and a refused row can be mended and staged again."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

import pytest

from enishi.kernel.errors import EnishiError
from enishi.sources.rejects import META, guarded, unguarded

from .conftest import Desk

HEADER = "order_id,ordered_at,customer_id,family_name,amount\n"


def row(number: int, name: str = "山田", amount: str = "100") -> str:
    return f"{number},2026-01-02,c{number},{name},{amount}\n"


def rejects_of(path: Path | None) -> list[dict[str, str]]:
    assert path is not None
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def mend(path: Path | None, to: Path, **cells: str) -> Path:
    """Do what a person does: change some cells of every refused row, save."""
    rows = rejects_of(path)
    with to.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows({**one, **cells} for one in rows)
    return to


@pytest.mark.parametrize(
    "encodings", [("utf-8", "cp932"), ("cp932", "utf-8"), ("euc_jp", "utf-8"), ("utf-8", "euc_jp")]
)
def test_f29_one_line_in_another_encoding(desk: Desk, encodings: tuple[str, str]) -> None:
    main, stray = encodings
    lines = [row(number).encode(main) for number in range(1, 10_000)]
    lines.insert(4_999, row(77_777, "髙橋様" if stray != "euc_jp" else "高橋様").encode(stray))
    done = desk.take(HEADER.encode() + b"".join(lines))
    assert done.staged.records == 9_999
    assert done.reasons == [(5_001, "encoding")]
    (refused,) = rejects_of(done.staged.rejects_path)
    assert refused["family_name"] in ("髙橋様", "高橋様"), "the text is shown as it was meant"
    assert (refused["_line"], refused["_column"], refused["_reason"]) == ("5001", "family_name", "encoding")
    assert done.staged.rejects_path
    again = desk.stage(done.staged.rejects_path)
    assert again.column("family_name") == [refused["family_name"]]
    assert again.staged.rejected == 0


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_f30_line_ends(desk: Desk, end: str) -> None:
    done = desk.take((HEADER + row(1) + '2,2026-01-02,c,"a\nb",5\n' + row(3)).replace("\n", end))
    assert done.column("line_no") == [2, 3, 5]
    assert done.column("family_name")[1] == f"a{end}b"


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ('2,2026-01-02,c,"open,100\n', "quote"),
        ("2,2026-01-02,c,na\0me,100\n", "nul"),
        ("2,2026-01-02,c\n", "columns"),
        ("2,2026-01-02,c,x,100,more\n", "columns"),
        (f"2,2026-01-02,c,{'x' * 40_000},100\n", "too_long"),
        (f"2,2026-01-02,c,{'x' * 10_000_000},100\n", "too_long"),
        (f'2,2026-01-02,c,"{"x" * 200_000}",100\n', "too_long"),
    ],
)
@pytest.mark.parametrize("below", [0, 3])
def test_f30_a_broken_line_costs_itself_only(desk: Desk, bad: str, reason: str, below: int) -> None:
    rest = "".join(row(number) for number in range(3, 3 + below))
    done = desk.take(HEADER + row(1) + bad + rest)
    assert done.column("order_id") == [str(number) for number in (1, *range(3, 3 + below))]
    assert done.reasons == [(3, reason)]
    assert done.column("line_no") == [2, *range(4, 4 + below)]
    (refused,) = rejects_of(done.staged.rejects_path)
    assert len(refused["family_name"]) < 1_100


def test_f30_a_lone_quote_before_a_good_quoted_line(desk: Desk) -> None:
    done = desk.take(HEADER + '1,2026-01-02,c,"open,100\n' + row(2) + '3,2026-01-02,c,"山,田",100\n' + row(4))
    assert done.column("order_id") == ["2", "3", "4"]
    assert done.reasons == [(2, "quote")]


def test_f30_many_lone_quotes_do_not_take_for_ever(desk: Desk) -> None:
    bad = "".join(f'{number},2026-01-02,c,"open"x,100\n' for number in range(1, 20_000))
    done = desk.take(HEADER + bad + '99999,2026-01-02,c,"open,1\n' + row(3_000_000))
    assert done.staged.records == 20_000
    assert done.reasons == [(20_001, "quote")]


def test_f30_a_quoted_line_end_across_blocks(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("enishi.sources.encodings.BLOCK", 50)
    body = "".join(f'{number},2026-01-02,c,"a\n{number}",5\n' for number in range(1, 40))
    done = desk.take(HEADER + body)
    assert done.column("family_name") == [f"a\n{number}" for number in range(1, 40)]
    assert done.column("line_no") == list(range(2, 80, 2))


def test_f30_trailing_commas_and_blank_lines(desk: Desk) -> None:
    done = desk.take("\n" + HEADER + row(1).replace("\n", ",\n") + "\n,,,,\n" + row(2) + " \n")
    assert done.column("order_id") == ["1", "2"]
    assert done.column("line_no") == [3, 6]
    assert done.staged.rejected == 0


@pytest.mark.parametrize(
    "cell", ["=HYPERLINK(1)", "+cmd", "-x", "@a", "\tx", "\rx", "'=x", "''", "plain", "-500", "+81 90-1", "'"]
)
def test_f31_cells_of_the_rejects_file_run_nothing_and_come_back(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell
    assert guarded(cell)[0] not in "=@\t\r"


def test_f31_names_that_look_like_formulas_survive_mending(desk: Desk) -> None:
    done = desk.take(HEADER + "1,2026-01-02,c,=1+1,x\n")
    (refused,) = rejects_of(done.staged.rejects_path)
    assert refused["family_name"] == "'=1+1"
    again = desk.stage(mend(done.staged.rejects_path, desk.folder / "mended.csv", amount="100"))
    assert again.column("family_name") == ["=1+1"]


def test_f32_mended_rejects_give_what_a_clean_file_gives(desk: Desk) -> None:
    lines = "order_id,ordered_at,customer_id,product_code,quantity,unit_price\n"
    good = "A,2026-01-02,c,p,1,100\nA,2026-01-02,c,q,{},50\nB,2026-01-03,d,p,1,100\n"
    clean = desk.take(lines + good.format(2))
    broken = desk.take(lines + good.format("zwei"))
    assert broken.column("order_id") == ["B"]
    rows = rejects_of(broken.staged.rejects_path)
    path = desk.folder / "mended.csv"
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows({**one, "quantity": one["quantity"].replace("zwei", "2")} for one in rows)
    mended = desk.stage(path)
    assert mended.staged.files[0].format == "canonical"
    placeless = [
        {key: cell for key, cell in one.items() if key not in ("position", "line_no", "lines")} for one in clean.rows
    ]
    found = [
        {key: cell for key, cell in one.items() if key not in ("position", "line_no", "lines")}
        for one in broken.rows + mended.rows
    ]
    assert sorted(found, key=lambda one: one["key"]) == sorted(placeless, key=lambda one: one["key"])


def test_f32_refused_again_rows_do_not_pile_up_columns(desk: Desk) -> None:
    done = desk.take(HEADER + row(1, amount="x"))
    assert done.staged.rejects_path
    again = desk.stage(done.staged.rejects_path)
    assert again.staged.rejected == 1
    (refused,) = rejects_of(again.staged.rejects_path)
    assert list(refused) == [*HEADER.strip().split(","), *META]


def test_f32_files_with_other_headers_have_rejects_of_their_own(desk: Desk) -> None:
    one = desk.write(HEADER + row(1, amount="x"), "one.csv")
    two = desk.write("order_id,ordered_at,customer_id\nB,never,c\n", "two.csv")
    done = desk.stage(one, two)
    (other,) = done.staged.other_rejects_paths
    assert [refused["_file"] for refused in rejects_of(done.staged.rejects_path) + rejects_of(other)] == [
        "one.csv",
        "two.csv",
    ]


def test_f32_memory_stays_flat(tmp_path: Path) -> None:
    """A file of lines with long cells, 25 MB: its cells as Python objects would take some 300 MB."""
    path = tmp_path / "large.csv"
    with path.open("w") as file:
        file.write("order_id,ordered_at,customer_id,email,address,product_code,product_name,quantity,unit_price\n")
        for number in range(160_000):
            file.write(f"{number // 2},2026-01-02 10:30:00,c{number // 7},c{number // 7}@example.jp,京都市下京区{number}番地,"
                       f"P{number % 50},化粧水 しっとり 200ml,1,{number % 9000}\n")  # fmt: skip
    code = textwrap.dedent("""
        import resource, sys
        from datetime import UTC, datetime
        from pathlib import Path
        from zoneinfo import ZoneInfo
        from enishi.kernel.money import currency
        from enishi.sources.staging import StageOptions, stage
        options = StageOptions(currency("JPY"), ZoneInfo("Asia/Tokyo"), datetime(2026, 11, 22, tzinfo=UTC))
        seen = []
        done = stage([Path(sys.argv[1])], options=options, out_dir=Path(sys.argv[2]), progress=seen.append)
        assert seen and seen[-1].total
        print(done.records, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
    """)
    done = subprocess.run(
        [sys.executable, "-c", code, path, tmp_path / "out"], capture_output=True, text=True, check=True
    )
    records, megabytes = map(int, done.stdout.split())
    assert records == 80_000
    assert megabytes < 420


def test_f33_archives_are_not_opened(desk: Desk) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("orders.csv", HEADER + row(1))
    with pytest.raises(EnishiError, match="unpack") as refused:
        desk.take(packed.getvalue())
    assert refused.value.code == "archive"


def test_f33_workbooks_are_named_as_such(desk: Desk) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
    for content in (packed.getvalue(), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600):
        with pytest.raises(EnishiError) as refused:
            desk.take(content)
        assert refused.value.code == "workbook"


def test_f33_content_decides_not_the_name(desk: Desk) -> None:
    assert desk.stage(desk.write(HEADER + row(1), "orders.parquet")).staged.records == 1
    with pytest.raises(EnishiError) as refused:
        desk.take(b"PAR1 and then nothing")
    assert refused.value.code == "broken_file"


def test_f34_numbers_that_a_spreadsheet_rounded(desk: Desk) -> None:
    done = desk.take(
        "order_id,ordered_at,customer_id,amount\n1.2E+10,2026-01-02,c,1\nB,2026-01-02,4.9E+12,1\nC,2026-01-02,c,1E+5\n"
    )
    assert done.rows == []
    assert done.reasons == [(2, "excel_number"), (3, "excel_number"), (4, "excel_number")]


def test_f34_codes_that_became_dates(desk: Desk) -> None:
    done = desk.take(
        "order_id,ordered_at,customer_id,product_code,product_name\n1月2日,2026-01-02,c,p,x\nB,2026-01-02,c,1月2日,x\n"
    )
    assert done.column("order_id") == ["B"]
    assert done.rows[0]["lines"][0]["code"] is None
    assert [(note.column, note.code) for note in done.staged.notes] == [("product_code", "excel_date")]


def test_f34_lost_zeros_are_asked_about_and_not_guessed(desk: Desk) -> None:
    text = "order_id,ordered_at,email,phone,postal_code\nA,2026-01-02,a@b.jp,9012345678,600001\nB,2026-01-02,,9012345678,\n"
    done = desk.take(text)
    assert [(one["phone"], one["postal_code"]) for one in done.rows] == [(None, None)]
    assert {note.code for note in done.staged.notes} == {"phone_zero_lost", "postal_zero_lost"}
    assert done.reasons == [(3, "phone_zero_lost")], "nothing else says who it was"


@pytest.mark.parametrize(
    ("content", "code"), [("", "empty_file"), ("\n\n", "empty_file"), ("\ufeff", "empty_file"), (HEADER, "no_rows")]
)
def test_empty_files(desk: Desk, content: str, code: str) -> None:
    with pytest.raises(EnishiError) as refused:
        desk.take(content)
    assert refused.value.code == code
    assert refused.value.hint


def test_a_file_that_is_not_there(desk: Desk) -> None:
    with pytest.raises(EnishiError) as refused:
        desk.stage(desk.folder / "nowhere.csv")
    assert refused.value.code == "missing_file"


def test_nothing_is_left_behind(desk: Desk) -> None:
    done = desk.take(HEADER + row(1) + row(2, amount="x"))
    assert {path.name for path in done.staged.records_path.parent.iterdir()} == {"orders.parquet", "rejects.csv"}
