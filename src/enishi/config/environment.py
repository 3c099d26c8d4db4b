"""Settings from the environment, each with a default that works. Without Django, so that every command can ask."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from enishi.kernel.errors import EnishiError
from enishi.kernel.money import Currency, currency

SECRET_FILE = "secret.key"  # noqa: S105 - where it is kept, not what it is


@dataclass(frozen=True)
class Environment:
    """Where this installation lives and how its brand counts."""

    data_dir: Path
    database_url: str
    time_zone: ZoneInfo
    currency: Currency
    base_url: str
    secret_key: str | None

    @property
    def lake_dir(self) -> Path:
        return self.data_dir / "lake"

    @property
    def imports_dir(self) -> Path:
        return self.data_dir / "imports"


def read_environment(values: Mapping[str, str] = os.environ) -> Environment:
    """Read `ENISHI_*`. Raises EnishiError that names the variable and what it should hold."""
    data_dir = Path(values.get("ENISHI_DATA_DIR") or "data").expanduser().absolute()
    return Environment(
        data_dir=data_dir,
        database_url=values.get("ENISHI_DATABASE_URL") or f"sqlite:///{data_dir / 'enishi.db'}",
        time_zone=_time_zone(values.get("ENISHI_TIME_ZONE") or "Asia/Tokyo"),
        currency=currency(values.get("ENISHI_CURRENCY") or "JPY"),
        base_url=(values.get("ENISHI_BASE_URL") or "http://127.0.0.1:8000").rstrip("/"),
        secret_key=values.get("ENISHI_SECRET_KEY") or None,
    )


def _time_zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise EnishiError(
            f"ENISHI_TIME_ZONE is {name!r}, which is not a time zone.",
            hint="Use a name such as Asia/Tokyo.",
            code="unknown_time_zone",
        ) from error


def secret_key(environment: Environment) -> str:
    """The secret: given, or made on the first start and kept in the data directory, readable by its owner."""
    if environment.secret_key:
        return environment.secret_key
    path = environment.data_dir / SECRET_FILE
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        pass
    environment.data_dir.mkdir(parents=True, exist_ok=True)
    key = secrets.token_urlsafe(48)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key)
    return key
