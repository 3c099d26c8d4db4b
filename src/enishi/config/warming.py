"""Compute the figures of the first screens before anybody asks, so that the first page of the morning is as quick as
the others."""

from __future__ import annotations

import logging
import threading

from django.conf import settings

from enishi.kernel.errors import EnishiError

log = logging.getLogger(__name__)


def warm_up() -> threading.Thread:
    """Begin in a thread of its own; serving does not wait for it."""
    thread = threading.Thread(target=_compute, name="warm-up", daemon=True)
    thread.start()
    return thread


def _compute() -> None:
    from enishi import insight  # noqa: PLC0415 - the engine is slow to import, which is why it happens here
    from enishi.lake import open_lake  # noqa: PLC0415

    try:
        lake = open_lake(settings.ENISHI.lake_dir)
        insight.overview(lake, insight.view(lake))
    except EnishiError:
        return  # an empty installation has nothing to compute
    except Exception:
        log.exception("warming up failed")
