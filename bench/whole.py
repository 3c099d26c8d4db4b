"""The commands whole, as a person runs them: a report from a file, an import, and the pages of the demo brand."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ENISHI = str(Path(sys.executable).with_name("enishi"))
ROUNDS = 21
PAGES = """
import json, statistics, sys, time
import django
django.setup()
from django.contrib.auth import get_user_model
from django.test import Client

client = Client(SERVER_NAME="127.0.0.1")
client.force_login(get_user_model().objects.first())
told = {}
for page in sys.argv[2:]:
    seconds = []
    for _ in range(int(sys.argv[1])):
        started = time.perf_counter()
        answer = client.get(page)
        answer.content
        seconds.append(time.perf_counter() - started)
        if answer.status_code != 200:
            raise SystemExit(f"{page}: {answer.status_code}")
    told[page] = [statistics.median(seconds), seconds[0], max(seconds[1:])]
print(json.dumps(told))
"""


@dataclass(frozen=True)
class Ran:
    """How long a command took, and the most memory it or any of its children held."""

    seconds: float
    rss_mb: float
    output: str


def run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Ran:
    """Run to its end; where the command fails, so does the whole run, with what it said."""
    with tempfile.TemporaryFile("w+") as out:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, env={**os.environ, **(environment or {})}, stdout=out, stderr=subprocess.STDOUT, text=True
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        output = out.read()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}\n{output}")
    return Ran(seconds, usage.ru_maxrss / 1024, output)


def report(csv: Path, folder: Path) -> tuple[Ran, int]:
    """`enishi report` from CSV to HTML and JSON; how many orders it counted."""
    html, figures = folder / "report.html", folder / "report.json"
    ran = run([ENISHI, "report", str(csv), "--html", str(html), "--json", str(figures)])
    return ran, json.loads(figures.read_text())["input"]["orders"]


def imported(csv: Path, folder: Path) -> Ran:
    """`enishi import` of a file into an empty SQLite installation, lake and all."""
    data = folder / "import"
    shutil.rmtree(data, ignore_errors=True)
    return run([ENISHI, "import", str(csv)], {"ENISHI_DATA_DIR": str(data), "ENISHI_DATABASE_URL": ""})


def pages(folder: Path, customers: int | None, addresses: Sequence[str]) -> tuple[Ran, dict[str, list[float]]]:
    """Load the demo brand, then ask for pages: address to seconds at the median, the first time, the slowest after."""
    data = folder / "demo"
    shutil.rmtree(data, ignore_errors=True)
    environment = {
        "ENISHI_DATA_DIR": str(data),
        "ENISHI_DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "enishi.config.settings",
    }
    size = [] if customers is None else ["--customers", str(customers)]
    loaded = run([ENISHI, "demo", *size], environment)
    told = run([sys.executable, "-c", PAGES, str(ROUNDS), *addresses], environment)
    return loaded, json.loads(told.output.splitlines()[-1])
