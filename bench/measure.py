"""One measurement in a process of its own: seconds, peak memory, and a digest of the answer.

    python -m bench.measure "window SQL" together .bench 50000

A first, small log is answered before the clock starts: what is measured is the work, not Python finding its modules.
"""

from __future__ import annotations

import hashlib
import json
import resource
import sys
import time
from pathlib import Path

from bench import WARM_UP
from bench.peers import ANSWERS


def main(way: str, measure: str, folder: str, count: str) -> None:
    def answer(size: int | str) -> object:
        return ANSWERS[way](measure, Path(folder) / f"raw-{size}.parquet", Path(folder) / f"lake-{size}")

    answer(WARM_UP)
    started = time.perf_counter()
    told = answer(count)
    seconds = time.perf_counter() - started
    print(
        json.dumps(
            {
                "seconds": seconds,
                "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "digest": hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:12],
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
