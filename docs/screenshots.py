"""Draw docs/images anew: the demo brand, in both languages, on a desk and in a hand. `make screenshots` runs it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

IMAGES = Path(__file__).parent / "images"
CHROMIUM = os.environ.get("ENISHI_CHROMIUM", "/usr/bin/chromium")
TODAY = "2026-11-22"
CUSTOMERS = "20000"
MAIL, PASSWORD = "demo@example.com", "enishi-demo-2026"
WIDTHS = {"desk": (1440, 900, 1), "hand": (390, 844, 2)}
PAGES = {
    "base": "/",
    "ladder": "/ladder",
    "retention": "/retention",
    "customers": "/customers?figure=lapsed&month=2026-10",
    "imports": "/imports",
}


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The demo brand on a free port, in a data directory that is thrown away."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    variables = os.environ | {"ENISHI_DATA_DIR": str(folder)}
    command = [sys.executable, "-m", "enishi.cli.main"]
    subprocess.run([*command, "demo", "--customers", CUSTOMERS, "--today", TODAY], env=variables, check=True)  # noqa: S603
    process = subprocess.Popen([*command, "serve", "--port", str(port)], env=variables)  # noqa: S603
    try:
        _wait(f"http://127.0.0.1:{port}/healthz")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(address: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(address, timeout=1)  # noqa: S310
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The server did not start within a minute.")


def draw(browser: Any, address: str, lang: str, size: str) -> None:
    width, height, scale = WIDTHS[size]
    context = browser.new_context(viewport={"width": width, "height": height}, device_scale_factor=scale, locale=lang)
    context.add_cookies([{"name": "django_language", "value": lang, "url": address}])
    page = context.new_page()
    page.goto(f"{address}/accounts/login/")
    page.fill("#id_login", MAIL)
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_url(f"{address}/")
    for name, path in PAGES.items():
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        file = IMAGES / f"{name}-{width}-{lang}.png"
        page.screenshot(path=str(file))
        print(file)
    context.close()


def main() -> None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    IMAGES.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="enishi-") as folder,
        served(Path(folder)) as address,
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for lang in ("ja", "en"):
            for size in WIDTHS:
                draw(browser, address, lang, size)
        browser.close()


if __name__ == "__main__":
    main()
