"""In a real browser: no complaint in the console, nothing wider than the screen, hands on the keyboard."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.console.conftest import CHROMIUM, MAIL, PASSWORD
from tests.houses import REQUIRE_ALL, House

pytestmark = pytest.mark.browser

PAGES = [
    "/", "/?scope=regular", "/ladder", "/retention", "/customers", "/customers?figure=reached&f=1", "/imports",
]  # fmt: skip


def _missing() -> str:
    if not CHROMIUM.exists():
        return f"There is no Chromium at {CHROMIUM}: apt install chromium fonts-noto-cjk, or set ENISHI_CHROMIUM."
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        return "Playwright is not installed: make setup"
    return ""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    reason = _missing()
    if reason and os.environ.get(REQUIRE_ALL) == "1":
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    # Playwright leaves an event loop running in this thread; the database is still asked by nobody else.
    with pytest.MonkeyPatch.context() as patched, sync_playwright() as play:
        patched.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(chromium: Any, _brand_folder: House) -> Iterator[str]:
    """A server of its own on the brand, as `enishi serve` runs it."""
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = _brand_folder.command("serve", "--port", str(port))
    try:
        _until_up(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.communicate(timeout=20)


def _until_up(port: int, process: Any) -> None:
    import time
    import urllib.error
    import urllib.request

    for _ in range(150):
        assert process.poll() is None, process.stderr.read()
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1)
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    pytest.fail("the server did not start within 30 seconds")


class Desk:
    """A signed-in browser page that remembers every complaint."""

    def __init__(self, context: Any, address: str) -> None:
        self.address = address
        self.complaints: list[str] = []
        self.page = context.new_page()
        self.page.on(
            "console", lambda told: self.complaints.append(told.text) if told.type in {"error", "warning"} else None
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)
        self.page.wait_for_load_state("networkidle")

    def sign_in(self) -> None:
        self.go("/accounts/login/")
        self.page.fill("#id_login", MAIL)
        self.page.fill("#id_password", PASSWORD)
        self.page.press("#id_password", "Enter")
        self.page.wait_for_url(self.address + "/")


@pytest.fixture(params=[1440, 390])
def desk(request: pytest.FixtureRequest, chromium: Any, address: str) -> Iterator[Desk]:
    context = chromium.new_context(viewport={"width": request.param, "height": 844}, locale="ja")
    sitting = Desk(context, address)
    sitting.sign_in()
    yield sitting
    assert sitting.complaints == []
    context.close()


@pytest.fixture
def wide(chromium: Any, address: str) -> Iterator[Desk]:
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="en")
    sitting = Desk(context, address)
    sitting.sign_in()
    yield sitting
    assert sitting.complaints == []
    context.close()


def test_nothing_is_wider_than_the_screen(desk: Desk) -> None:
    for path in PAGES:
        desk.go(path)
        over = desk.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, path


def test_targets_are_large_enough_to_touch(desk: Desk) -> None:
    script = """() => [...document.querySelectorAll(
            '.rail a, .bar a, .bar button, .bar summary, td a, .means > summary')]
        .filter(e => e.checkVisibility())
        .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
        .filter(([, r]) => r.width < 24 || r.height < 24).map(([html]) => html)"""
    for path in PAGES:
        desk.go(path)
        assert desk.page.evaluate(script) == [], path


def test_text_stands_out_from_its_ground(desk: Desk) -> None:
    """Every text that is read has a contrast of 4.5 to the ground behind it, in both themes."""
    script = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
    for theme in ("light", "dark"):
        desk.page.emulate_media(color_scheme=theme)
        for path in ("/", "/retention", "/imports"):
            desk.go(path)
            assert desk.page.evaluate(script) == [], f"{path} {theme}"


def test_slash_searches_and_a_name_is_found(wide: Desk) -> None:
    wide.go("/ladder")
    wide.page.keyboard.press("/")
    assert wide.page.evaluate("document.activeElement.id") == "find"
    wide.page.keyboard.type("example")
    wide.page.keyboard.press("Enter")
    wide.page.wait_for_url(re.compile(r"/customers\?q=example"))
    assert wide.page.locator("[data-row]").count() > 0


def test_enter_chooses_a_word_before_it_sends(wide: Desk) -> None:
    """While a Japanese word is composed, Enter belongs to the composition."""
    wide.go("/ladder")
    wide.page.focus("#find")
    wide.page.evaluate("""() => {
        const input = document.querySelector('#find');
        input.dispatchEvent(new CompositionEvent('compositionstart', {bubbles: true}));
        input.value = 'やまだ';
        input.form.requestSubmit();
    }""")
    wide.page.wait_for_timeout(200)
    assert wide.page.url.endswith("/ladder")
    wide.page.evaluate(
        "document.querySelector('#find').dispatchEvent(new CompositionEvent('compositionend', {bubbles: true}))"
    )
    wide.page.wait_for_timeout(50)
    wide.page.press("#find", "Enter")
    wide.page.wait_for_url(re.compile(r"/customers\?q="))


def test_j_and_k_walk_through_the_list(wide: Desk) -> None:
    wide.go("/customers")
    links = [link.get_attribute("href") for link in wide.page.locator("[data-row]").all()[:2]]
    for key, expected in (("j", links[0]), ("j", links[1]), ("k", links[0])):
        wide.page.keyboard.press(key)
        assert wide.page.evaluate("document.activeElement.getAttribute('href')") == expected
    wide.page.keyboard.press("Enter")
    wide.page.wait_for_url(re.compile(re.escape(str(links[0]))))


def test_question_mark_shows_the_keys(wide: Desk) -> None:
    wide.page.keyboard.press("?")
    assert wide.page.locator("#keys").is_visible()
    wide.page.keyboard.press("Escape")
    assert not wide.page.locator("#keys").is_visible()


def test_a_definition_opens_and_closes(wide: Desk) -> None:
    summary = wide.page.locator("details.means summary").first
    summary.focus()
    wide.page.keyboard.press("Enter")
    assert wide.page.locator("details.means > div").first.is_visible()
    wide.page.keyboard.press("Escape")
    assert not wide.page.locator("details.means > div").first.is_visible()
    assert wide.page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_marks_of_the_chart_are_reached_by_keyboard(wide: Desk) -> None:
    mark = wide.page.locator("svg.wide .marks a").first
    mark.focus()
    wide.page.keyboard.press("Enter")
    wide.page.wait_for_url(re.compile(r"/customers\?.*figure="))


def test_the_language_switch(wide: Desk) -> None:
    wide.go("/ladder?scope=regular")
    wide.page.click("button[name=language]")
    wide.page.wait_for_load_state("networkidle")
    assert wide.page.url.endswith("/ladder?scope=regular")
    assert wide.page.evaluate("document.documentElement.lang") == "ja"
    assert wide.page.locator("nav.rail [aria-current]").inner_text() == "F転換"


def test_a_dropped_file_comes_in(wide: Desk) -> None:
    wide.go("/imports")
    wide.page.set_input_files(
        "input[type=file]",
        {
            "name": "two.csv",
            "mimeType": "text/csv",
            "buffer": b"order_id,ordered_at,customer_id,amount\n1,2026-05-01,Z1,100\n",
        },
    )
    assert wide.page.locator("[data-names]").inner_text() == "two.csv"
    wide.page.click("form.intake button")
    wide.page.wait_for_load_state("networkidle")
    first = wide.page.locator(".entries > li").first
    assert "two.csv" in first.inner_text()
    first.locator(".tag.on").wait_for(timeout=30_000)  # asked after by itself until it is done
