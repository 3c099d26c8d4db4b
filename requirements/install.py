"""Install one hash-locked set of packages, and Enishi itself from its source, into the Python that runs this file.

    .venv/bin/python requirements/install.py base     # what Enishi needs to run
    .venv/bin/python requirements/install.py dev      # and what its developers need
    .venv/bin/python requirements/install.py bench    # and the peers that it is measured against

uv does the work (seconds instead of minutes); where it cannot be had or finds nothing, pip does the same with the same
hashes. Whatever index pip has been told to use, by its configuration files or its environment, uv is told to use too,
unless uv has a configuration of its own. Only the standard library is used here: nothing is installed yet.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
SETS = ("base", "dev", "bench")
UV_INDEX_VARIABLES = ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_INDEX", "UV_EXTRA_INDEX_URL", "UV_FIND_LINKS")
UV_FOR_PIP = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "cert": "SSL_CERT_FILE",
    "no-index": "UV_NO_INDEX",
}


def pip_configuration() -> dict[str, str]:
    """What pip was told: option name to value; a later, nearer word (the environment) wins."""
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    ).stdout
    found: dict[str, str] = {}
    for line in listed.splitlines():
        name, separator, value = line.partition("=")
        section, _, option = name.rpartition(".")
        if separator and section in {"global", "install", ":env:"} and option in UV_FOR_PIP:
            found[option] = str(ast.literal_eval(value))
    return found


def uv_environment(own: dict[str, str], pip: dict[str, str]) -> dict[str, str]:
    """The environment for uv: our own, and pip's index where uv has been told of none."""
    environment = dict(own)
    if any(own.get(name) for name in UV_INDEX_VARIABLES):
        return environment
    for option, variable in UV_FOR_PIP.items():
        value = " ".join(pip.get(option, "").split())
        if value and not own.get(variable):
            environment[variable] = value.replace(" ", ",") if option == "find-links" else value
    if pip.get("extra-index-url"):
        # As pip does it: the best match of all indexes. The hashes say which file is the right one.
        environment.setdefault("UV_INDEX_STRATEGY", "unsafe-best-match")
    return environment


def run(command: list[str], environment: dict[str, str] | None = None) -> bool:
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0  # noqa: S603 - our own words


def with_uv(lock: Path) -> bool:
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if not run([*pip, "--require-hashes", "-r", str(HERE / "uv.txt")]):
        return False
    uv = [sys.executable, "-m", "uv", "pip", "install", "--python", sys.executable]
    environment = uv_environment(dict(os.environ), pip_configuration())
    return run([*uv, "--require-hashes", "-r", str(lock)], environment) and run(
        [*uv, "--quiet", "--no-deps", "--no-build-isolation", "--editable", str(ROOT)], environment
    )


def with_pip(lock: Path) -> bool:
    pip = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check"]
    return run([*pip, "--require-hashes", "-r", str(lock)]) and run(
        [*pip, "--quiet", "--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    )


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in SETS:
        print(f"usage: python requirements/install.py {'|'.join(SETS)}", file=sys.stderr)
        return 2
    if sys.prefix == sys.base_prefix:
        print("This installs into a virtual environment only. Run `make setup`.", file=sys.stderr)
        return 2
    lock = HERE / f"{arguments[0]}.txt"
    if with_uv(lock):
        return 0
    print("uv could not install the packages; pip tries the same, which takes a minute or two.", file=sys.stderr)
    if with_pip(lock):
        return 0
    print(
        "The packages could not be installed. Is there a way to a package index from here?\n"
        "If yours is a private one, tell pip (pip config set global.index-url …) and run this again.",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
