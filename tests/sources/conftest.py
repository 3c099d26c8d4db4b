"""Files made in the test itself, and staging with the brand's usual settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq
import pytest

from enishi.kernel.money import currency
from enishi.sources.contracts import Staged
from enishi.sources.staging import StageOptions, stage

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
TOKYO = ZoneInfo("Asia/Tokyo")


def options(code: str = "JPY", source: str | None = None, **mapping: str) -> StageOptions:
    return StageOptions(currency=currency(code), zone=TOKYO, now=NOW, mapping=mapping, source=source)


@dataclass(frozen=True)
class Outcome:
    """What staging gave: the result, and the rows of its Parquet."""

    staged: Staged
    rows: list[dict[str, Any]]

    @property
    def reasons(self) -> list[tuple[int, str]]:
        return [(reject.line_no, reject.reason) for reject in self.staged.first_rejects]

    def column(self, name: str) -> list[Any]:
        return [row[name] for row in self.rows]


class Desk:
    """Writes files and stages them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.runs = 0

    def write(self, content: str | bytes, name: str = "orders.csv", encoding: str = "utf-8") -> Path:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    def stage(self, *paths: Path, code: str = "JPY", source: str | None = None, **mapping: str) -> Outcome:
        self.runs += 1
        staged = stage(paths, options=options(code, source, **mapping), out_dir=self.folder / f"out-{self.runs}")
        return Outcome(staged, pq.read_table(staged.records_path).to_pylist())

    def take(self, content: str | bytes, **kwargs: Any) -> Outcome:
        encoding = kwargs.pop("encoding", "utf-8")
        return self.stage(self.write(content, encoding=encoding), **kwargs)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)
