"""`enishi report`, as a person runs it: what it writes where, and what it says when it cannot."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from enishi.cli.main import cli
from enishi.kernel.errors import EnishiError

HEADER = "order_id,ordered_at,customer_id,amount\n"
GOOD = HEADER + "1,2025-01-05,A,100\n2,2025-02-05,A,100\n3,2025-02-06,B,100\n"
BAD = "4,2025-02-31,B,100\n"

Report = Callable[..., Result]


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Report:
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(cli, ["report", *arguments])

    return run


def refusal(result: Result) -> EnishiError:
    assert isinstance(result.exception, EnishiError), result.output
    return result.exception


def test_standard_output_is_json_and_nothing_else(report: Report) -> None:
    Path("orders.csv").write_text(GOOD + BAD)
    result = report("orders.csv", "--json", "-")
    assert result.exit_code == 0
    said = json.loads(result.stdout)
    assert said["input"] == {
        "rows": 4, "orders": 3, "customers": 2, "rejected": 1, "credit_notes": 0, "without_customer": 0,
        "first_day": "2025-01-05", "last_day": "2025-02-06", "active_days": 365, "repeat_days": 31,
    }  # fmt: skip
    assert {"base", "ladder", "cohorts", "contracts"} <= said.keys()


@pytest.mark.parametrize("option", ["--json", "--html", "--rejects"])
@pytest.mark.parametrize("path", ["nowhere/out", ".", "orders.csv"])
def test_an_output_that_cannot_be_written_is_refused_before_the_work(report: Report, option: str, path: str) -> None:
    Path("orders.csv").write_text(GOOD + BAD)
    result = report("orders.csv", option, path)
    assert result.exit_code != 0
    if isinstance(result.exception, EnishiError):
        assert result.exception.code == "output"
        assert path in result.exception.message
    assert Path("orders.csv").read_text() == GOOD + BAD
    assert {entry.name for entry in Path().iterdir()} == {"orders.csv"}


def test_two_outputs_need_two_places(report: Report) -> None:
    Path("orders.csv").write_text(GOOD)
    assert refusal(report("orders.csv", "--json", "out", "--html", "out")).code == "output"


def test_refused_rows_never_go_over_what_somebody_mends(report: Report) -> None:
    Path("orders.csv").write_text(GOOD + BAD + "5,2025-04-31,B,100\n")
    report("orders.csv")
    kept = Path("orders.rejects.csv")
    report("orders.csv")
    assert sorted(entry.name for entry in Path().iterdir()) == ["orders.csv", kept.name]
    mended = kept.read_text(encoding="utf-8-sig").replace("2025-02-31", "2025-02-28")
    kept.write_text(mended, encoding="utf-8")
    result = report("orders.csv", kept.name, "--json", "-")
    assert json.loads(result.stdout)["input"]["orders"] == 4
    assert kept.read_text(encoding="utf-8") == mended
    assert "2025-04-31" in Path("orders.rejects-2.csv").read_text(encoding="utf-8-sig")


def test_refused_rows_of_every_file_are_kept(report: Report) -> None:
    Path("orders.csv").write_text(GOOD + BAD)
    Path("customers.csv").write_text("customer_id,registered_at\nA,2025-01-01\nB,2025-13-01\n")
    result = report("orders.csv", "customers.csv", "--lang", "en")
    assert "Rows refused: 2" in result.output
    assert "2025-02-31" in Path("orders.rejects.csv").read_text(encoding="utf-8-sig")
    assert "2025-13-01" in Path("orders.rejects-2.csv").read_text(encoding="utf-8-sig")
    assert "orders.rejects-2.csv" in result.output


@pytest.mark.parametrize(("lang", "said"), [("en", "left empty. First in line 3:"), ("ja", "空欄")])
def test_cells_left_empty_are_told(report: Report, lang: str, said: str) -> None:
    Path("orders.csv").write_text(
        "order_id,ordered_at,customer_id,email,amount\n1,2025-01-05,A,a@example.com,5\n2,2025-01-06,B,nobody,5\n"
        "3,2025-01-07,C,none at all,5\n"
    )
    result = report("orders.csv", "--lang", lang)
    line = next(line for line in result.output.splitlines() if "email" in line)
    assert said in line
    assert "2" in line
    assert "nobody" in line


@pytest.mark.parametrize("name", ["[red]x.csv", ":smile:.csv", "ご注文 'の' \"表\".csv"])
def test_names_of_files_are_shown_as_they_are(report: Report, name: str) -> None:
    Path(name).write_text(GOOD + BAD)
    result = report(name)
    assert result.exit_code == 0, result.exception
    assert name.removesuffix(".csv") + ".rejects.csv" in result.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--as-of", "2025-01-05"), "No counted order lies before 2025-01-05"),
        (("--as-of", "0001-01-01"), "the first one is of 2025-01-05"),
        (("--as-of", "9999-12-31"), "too far after"),
        (("--active-days", "30"), "Use 31 days"),
        (("--active-days", "99999999999"), "at most 36,525"),
        (("--repeat-days", "0"), "Use 1 day"),
        (("--repeat-days", "3000000"), "at most 36,525"),
        (("--currency", "XXX"), "XXX"),
    ],
)
def test_what_cannot_be_looked_at_is_said_plainly(report: Report, arguments: tuple[str, ...], said: str) -> None:
    Path("orders.csv").write_text(GOOD)
    error = refusal(report("orders.csv", *arguments))
    assert said in f"{error.message} {error.hint}"


@pytest.mark.parametrize("arguments", [("--as-of", "2025-01-06"), ("--active-days", "36525"), ("--repeat-days", "1")])
def test_what_is_odd_and_possible_is_done(report: Report, arguments: tuple[str, ...]) -> None:
    Path("orders.csv").write_text(GOOD)
    assert report("orders.csv", *arguments).exit_code == 0


def test_a_field_is_mapped_once(report: Report) -> None:
    Path("sales.csv").write_text("a,b,c\nA,B,2025-01-01\n")
    result = report("sales.csv", *("--map", "customer_id=a", "--map", "customer_id=b", "--map", "ordered_at=c"))
    assert result.exit_code == click.UsageError.exit_code
    assert "customer_id" in result.output


def test_cancelled_orders_alone_are_no_base(report: Report) -> None:
    Path("orders.csv").write_text("order_id,ordered_at,customer_id,status,amount\n1,2025-01-05,A,cancelled,100\n")
    assert "cancelled" in refusal(report("orders.csv")).message
