"""Files to Parquet of neutral records: the whole way, in bounded memory, without Django."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

import pyarrow.compute as pc
import pyarrow.parquet as pq

from enishi.kernel.errors import EnishiError
from enishi.kernel.money import Currency
from enishi.sources import detection, engine
from enishi.sources.chunks import Reader
from enishi.sources.contracts import NEUTRAL_ORDERS, FileKind, Staged, StagedFile
from enishi.sources.detection import detect
from enishi.sources.fields import Judge
from enishi.sources.formats.base import Format
from enishi.sources.layout import Layout
from enishi.sources.notes import Notebook
from enishi.sources.order_file import OrderFile
from enishi.sources.orders import OrderBuilder
from enishi.sources.rejects import RejectsFile
from enishi.sources.single_rows import KEYS, SCHEMAS, SingleRowFile
from enishi.sources.union import United, unite

TICK_S = 0.2


@dataclass(frozen=True)
class StageOptions:
    """How files are to be understood. `mapping`: our field → the file's column; `source`: overrides the format's."""

    currency: Currency
    zone: ZoneInfo
    now: datetime
    mapping: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    source: str | None = None


@dataclass(frozen=True)
class Progress:
    """Where staging stands. `step`: scanning (encodings), reading (both in bytes), settling (in orders)."""

    step: str
    done: int
    total: int


OnProgress = Callable[[Progress], None]


def stage(
    paths: Sequence[Path], *, options: StageOptions, out_dir: Path, progress: OnProgress = lambda _: None
) -> Staged:
    """Read files of one kind into `out_dir`/<kind>.parquet; refused rows go to `out_dir`/rejects.csv.

    Raises EnishiError for what concerns whole files: `missing_file`, `empty_file`, `no_rows`, `archive`, `workbook`,
    `broken_file`, `unknown_header`, `unknown_field`, `unknown_column`, `mapping_incomplete`, `mixed_kinds`,
    `decimals`, `order_too_long`.
    """
    if not paths:
        raise EnishiError("No file was named.", hint="Name at least one CSV or Parquet file.", code="missing_file")
    out_dir.mkdir(parents=True, exist_ok=True)
    for old in out_dir.glob("rejects*.csv"):
        old.unlink()
    work = Path(tempfile.mkdtemp(prefix="staging-", dir=out_dir))
    try:
        return _Staging(paths, options, out_dir, work, progress).run()
    finally:
        shutil.rmtree(work, ignore_errors=True)


class _Staging:
    """One call of `stage`."""

    def __init__(
        self, paths: Sequence[Path], options: StageOptions, out_dir: Path, work: Path, progress: OnProgress
    ) -> None:
        self._paths = paths
        self._options = options
        self._out_dir = out_dir
        self._work = work
        self._progress = progress
        self._sizes = [path.stat().st_size if path.is_file() else 0 for path in paths]
        self._last_tick = 0.0
        self._rejects = RejectsFile(out_dir)
        self._notes = Notebook()

    def run(self) -> Staged:
        opened = [self._open(index) for index in range(len(self._paths))]
        kinds = {form.kind for _, form in opened}
        if len(kinds) > 1:
            raise EnishiError(
                f"The files are of several kinds: {', '.join(sorted(kinds))}.",
                hint="Hand over files of one kind at a time.",
                code="mixed_kinds",
            )
        kind = kinds.pop()
        try:
            return self._staged(kind, opened)
        finally:
            self._rejects.close()

    def _staged(self, kind: FileKind, opened: list[tuple[Reader, Format]]) -> Staged:
        files: list[StagedFile] = []
        parts: list[Path] = []
        rows = records = repeated = 0
        with engine.connect(self._work) as connection:
            for index, (reader, form) in enumerate(opened):
                before = self._rejects.count
                part = self._work / f"part-{index}.parquet"
                judge = Judge(self._options.currency, self._options.zone, self._options.now)
                source = self._options.source or form.source
                if kind is FileKind.ORDERS:
                    builder = OrderBuilder(Layout(form, reader.header), judge, source, reader.path.name)
                    file: OrderFile | SingleRowFile = OrderFile(
                        reader, builder, connection, self._work, self._rejects, self._notes, rows, self._settling
                    )
                else:
                    file = SingleRowFile(reader, form, judge, source, self._rejects, self._notes, rows)
                file.stage(part)
                if not file.rows:
                    raise EnishiError(
                        f"{reader.path.name} has a header and no rows.", hint="Please export it again.", code="no_rows"
                    )
                rows, records, repeated = rows + file.rows, records + file.records, repeated + file.repeated
                rejected = self._rejects.count - before
                files.append(StagedFile(reader.path, form.name, reader.encoding, file.rows, rejected))
                parts.append(part)
            out = self._out_dir / f"{kind}.parquet"
            united = United(records, 0, 0)
            if len(parts) > 1 or kind is not FileKind.ORDERS:
                keys = KEYS.get(kind, ("source", "key"))
                united = unite(
                    connection, parts, self._work / "united.parquet", SCHEMAS.get(kind, NEUTRAL_ORDERS), keys
                )
                parts = [self._work / "united.parquet"]
        parts[0].replace(out)
        return Staged(
            kind=kind,
            records_path=out,
            rejects_path=self._rejects.paths[0] if self._rejects.paths else None,
            files=tuple(files),
            rows=rows,
            records=united.records,
            rejected=self._rejects.count,
            repeated=repeated + united.repeated,
            has_amounts=_any_valid(out, "amount"),
            has_contracts=_any_valid(out, "contract_id"),
            first_rejects=tuple(self._rejects.first),
            notes=self._notes.all(),
            replaced=united.replaced,
            other_rejects_paths=tuple(self._rejects.paths[1:]),
        )

    def _open(self, index: int) -> tuple[Reader, Format]:
        reader = detection.open_reader(
            self._paths[index], scan=self._ticker("scanning", index), read=self._ticker("reading", index)
        )
        return reader, detection.recognise(reader, self._options.mapping)

    def _ticker(self, step: str, index: int) -> Callable[[int], None]:
        before, total = sum(self._sizes[:index]), sum(self._sizes)

        def tick(read: int) -> None:
            if time.monotonic() - self._last_tick >= TICK_S or read >= self._sizes[index]:
                self._last_tick = time.monotonic()
                self._progress(Progress(step, min(before + read, total), total))

        return tick

    def _settling(self, done: int, total: int) -> None:
        if time.monotonic() - self._last_tick >= TICK_S:
            self._last_tick = time.monotonic()
            self._progress(Progress("settling", min(done, total), total))


def _any_valid(path: Path, column: str) -> bool:
    with pq.ParquetFile(path, pre_buffer=False) as file:
        if column not in file.schema_arrow.names:
            return False
        return any(pc.any(pc.is_valid(batch.column(0))).as_py() for batch in file.iter_batches(columns=[column]))


__all__ = ["Progress", "StageOptions", "detect", "stage"]
