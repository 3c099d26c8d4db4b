"""What is missing or wrong in this installation, and what to do about it."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import enishi
from enishi.config.environment import SECRET_FILE, Environment
from enishi.kernel.errors import EnishiError

PYTHON_MIN = (3, 11)
FREE_BYTES_LOW = 2 << 30
FREE_BYTES_NONE = 200 << 20


class Level(StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Finding:
    """One thing looked at: how it is, and where it is not well what to do."""

    about: str
    level: Level
    text: str
    hint: str = ""


def examine(environment: Environment) -> Iterator[Finding]:
    """Look at everything, from the ground up. What stands on something broken is not looked at."""
    yield _python()
    data_dir = _data_dir(environment.data_dir)
    yield data_dir
    if data_dir.level is Level.FAIL:
        return
    yield _room(environment.data_dir)
    yield _secret(environment)
    yield _translations()
    yield from _state()


def _python() -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info < PYTHON_MIN:
        return Finding("python", Level.FAIL, f"Python {version} is too old.", "Install Python 3.11 or newer.")
    return Finding("python", Level.OK, f"Python {version}")


def _data_dir(folder: Path) -> Finding:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        hint = "Give this user the right to write there, or set ENISHI_DATA_DIR to another folder."
        return Finding("data directory", Level.FAIL, f"{folder} cannot be written: {error.strerror}.", hint)
    return Finding("data directory", Level.OK, str(folder))


def _room(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    text = f"{free / (1 << 30):.1f} GB free"
    if free < FREE_BYTES_LOW:
        level = Level.FAIL if free < FREE_BYTES_NONE else Level.WARN
        return Finding("disk space", level, f"Only {text}.", "Make room, or move ENISHI_DATA_DIR to a larger disk.")
    return Finding("disk space", Level.OK, text)


def _secret(environment: Environment) -> Finding:
    if environment.secret_key:
        return Finding("secret key", Level.OK, "given by ENISHI_SECRET_KEY")
    path = environment.data_dir / SECRET_FILE
    if not path.exists():
        return Finding("secret key", Level.OK, "will be made on the first start")
    if stat.S_IMODE(path.stat().st_mode) & 0o077 and os.name == "posix":
        return Finding("secret key", Level.WARN, f"Others can read {path}.", f"Run: chmod 600 {path}")
    return Finding("secret key", Level.OK, "kept, for its owner's eyes only")


def _translations() -> Finding:
    root = Path(enishi.__file__).parent
    missing = [po for po in root.rglob("*.po") if not po.with_suffix(".mo").exists()]
    if missing:
        hint = "Run: make setup (in a copy of the repository)."
        return Finding("translations", Level.WARN, f"{len(missing)} languages are not compiled.", hint)
    return Finding("translations", Level.OK, "compiled")


def _state() -> Iterator[Finding]:
    """The database, and what is in it."""
    from enishi.config import setup  # noqa: PLC0415 - the rest of the checks work without Django

    try:
        setup.start()
        missing = setup.missing_migrations()
    except EnishiError as error:
        yield Finding("database", Level.FAIL, error.message, error.hint)
        return
    except Exception as error:
        hint = "Check ENISHI_DATABASE_URL, and that the database runs."
        yield Finding("database", Level.FAIL, f"The database cannot be used: {error}".strip(), hint)
        return
    if missing:
        text = f"{len(missing)} changes of the tables are still to be made."
        yield Finding("database", Level.WARN, text, "They are made by: enishi serve (or import, or work).")
        return
    yield Finding("database", Level.OK, "reachable, and its tables are up to date")
    for check in (_pragmas, _imports, _lake):
        try:
            yield from check()
        except OSError as error:
            hint = "Give this user the right to read and write there, or move aside what stands in the way."
            yield Finding(check.__name__.strip("_"), Level.FAIL, f"{error.filename}: {error.strerror}.", hint)


def _pragmas() -> Iterator[Finding]:
    from django.db import connection  # noqa: PLC0415

    if connection.vendor != "sqlite":
        return
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    with connection.cursor() as cursor:
        wrong = []
        for name, value in wanted.items():
            cursor.execute(f"PRAGMA {name}")
            found = cursor.fetchone()[0]
            if found != value:
                wrong.append(f"{name} is {found}")
    if wrong:
        hint = "Keep the database on a local disk: network drives know no write-ahead log."
        yield Finding("sqlite", Level.FAIL, f"{', '.join(wrong)}.", hint)
    else:
        yield Finding("sqlite", Level.OK, "write-ahead log, every commit on disk, foreign keys kept")


def _imports() -> Iterator[Finding]:
    from enishi.sources.contracts import ImportState  # noqa: PLC0415
    from enishi.sources.queries import count_by_state  # noqa: PLC0415

    counts = count_by_state()
    under_way = sum(counts[state] for state in (ImportState.WAITING, ImportState.STAGING, ImportState.WRITING))
    if counts[ImportState.FAILED]:
        text = f"{counts[ImportState.FAILED]} imports failed."
        yield Finding("imports", Level.WARN, text, "Open Imports in the console: each says why, and how to go on.")
    elif under_way:
        text = f"{under_way} imports wait or are under way."
        yield Finding("imports", Level.WARN, text, "They go on while `enishi serve` or `enishi work` runs.")
    else:
        yield Finding("imports", Level.OK, f"{counts[ImportState.DONE]} done")


def _lake() -> Iterator[Finding]:
    from enishi.config.sealing import find_manifest, is_behind  # noqa: PLC0415
    from enishi.facts.queries import get_head  # noqa: PLC0415

    manifest = find_manifest()
    if manifest is None and get_head() == 0:
        yield Finding("lake", Level.OK, "empty; import an order file to begin: enishi import FILE")
    elif manifest is None:
        yield Finding("lake", Level.WARN, "There is no sealed lake.", "Run: enishi rebuild")
    elif is_behind():
        hint = "It is brought up to date while `enishi serve` or `enishi work` runs, or by: enishi rebuild"
        yield Finding("lake", Level.WARN, "The lake is behind the database.", hint)
    elif missing := [name for name in manifest.order_files if not (_lake_dir() / name).exists()]:
        yield Finding("lake", Level.FAIL, f"{len(missing)} files of the lake are missing.", "Run: enishi rebuild")
    else:
        yield Finding("lake", Level.OK, f"{manifest.orders:,} orders of {manifest.customers:,} customers")


def _lake_dir() -> Path:
    from django.conf import settings  # noqa: PLC0415

    folder: Path = settings.ENISHI.lake_dir
    return folder
