"""Does the wheel carry what the source tree has: every module, template, static file and compiled message catalogue?"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src"
# Left out on purpose: caches, and the catalogues' sources once they are compiled.
NOT_SHIPPED = {".pyc"}


def main() -> int:
    wheels = sorted((ROOT / "dist").glob("enishi-*.whl"), key=lambda path: path.stat().st_mtime)
    if not wheels:
        print("There is no wheel in dist/. Run `make wheel`.", file=sys.stderr)
        return 1
    with zipfile.ZipFile(wheels[-1]) as wheel:
        shipped = set(wheel.namelist())
    there = {
        path.relative_to(SOURCE).as_posix()
        for path in (SOURCE / "enishi").rglob("*")
        if path.is_file() and path.suffix not in NOT_SHIPPED
    }
    uncompiled = {name for name in there if name.endswith(".po") and name[:-2] + "mo" not in there}
    missing = sorted(there - shipped)
    for name in missing:
        print(f"Not in the wheel: {name}", file=sys.stderr)
    for name in sorted(uncompiled):
        print(f"Not compiled: {name}", file=sys.stderr)
    print(f"{wheels[-1].name}: {len(shipped)} files")
    return 1 if missing or uncompiled else 0


if __name__ == "__main__":
    raise SystemExit(main())
