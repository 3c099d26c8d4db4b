"""Files come in through the browser, say how far they are, and can be mended."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from enishi.config.intake import run_import
from enishi.kernel.clock import SystemClock
from enishi.sources import queries
from enishi.sources.contracts import ImportCard, ImportState
from tests.console.conftest import Brand

GOOD = "order_id,ordered_at,customer_id,amount\n1,2026-11-01,C1,3000\n"
FLAWED = GOOD + "2,2026-04-31,C2,100\n3,2026-11-03,C3,abc\n"
STRANGE = "だれ,いつ,いくら\nA1,2026-11-01,3000\n"


def hand_in(brand: Brand, *texts: str, source: str = "") -> str:
    files = [SimpleUploadedFile(f"orders-{n}.csv", text.encode()) for n, text in enumerate(texts)]
    response = brand.client.post("/imports", {"files": files, "source": source}, follow=True)
    assert response.status_code == 200
    return str(response.content.decode())


def newest() -> ImportCard:
    return queries.list_imports(limit=1)[0]


def run(card: ImportCard) -> ImportCard:
    return run_import(card.id, clock=SystemClock())


def test_a_file_waits_and_is_asked_after(newcomer: Brand) -> None:
    page = hand_in(newcomer, GOOD, source="honten")
    assert "ありがとうございます" in page
    assert 'hx-trigger="every 2s"' in page
    assert newest().source == "honten"
    assert newest().asked_by
    run(newest())
    after = newcomer.page("/imports/progress")
    assert "hx-trigger" not in after, "nothing moves any more"
    assert "完了" in after


def test_the_same_file_twice_changes_nothing(newcomer: Brand) -> None:
    hand_in(newcomer, GOOD)
    assert "何も変わりません" in hand_in(newcomer, GOOD)
    assert len(queries.list_imports()) == 1


def test_no_file_at_all(newcomer: Brand) -> None:
    assert "ファイルが選ばれていません" in hand_in(newcomer)


def test_refused_rows_are_explained_and_handed_back(newcomer: Brand) -> None:
    hand_in(newcomer, FLAWED)
    run(newest())
    page = newcomer.page("/imports")
    assert "取り込めなかった行 2行" in page
    assert "3行目" in page
    assert "数として読み取れません" in page
    response = newcomer.client.get(f"/imports/{newest().id}/rejects.csv")
    assert b"abc" in b"".join(response.streaming_content)  # type: ignore[attr-defined]


def test_cells_left_empty_in_rows_that_were_taken_are_told(newcomer: Brand) -> None:
    hand_in(newcomer, "order_id,ordered_at,customer_id,email,postal_code,amount\n1,2026-11-01,C1,?,60001,3000\n")
    assert run(newest()).rejected == 0
    page = newcomer.page("/imports")
    assert "email(最初は2行目)" in page
    assert "郵便番号の先頭の0が消えている" in page


def test_an_unknown_header_asks_which_column_is_which(newcomer: Brand) -> None:
    hand_in(newcomer, STRANGE)
    failed = run(newest())
    assert failed.state is ImportState.FAILED
    assert "見覚えのない列の並び" in newcomer.page("/imports")
    form = newcomer.page(f"/imports/{failed.id}/map")
    assert all(f'<option value="{column}"' in form for column in ("だれ", "いつ", "いくら"))
    newcomer.client.post(
        f"/imports/{failed.id}/map", {"map-customer_id": "だれ", "map-ordered_at": "いつ", "map-amount": "いくら"}
    )
    mended = run(newest())
    assert (mended.state, mended.written) == (ImportState.DONE, 1)


def test_stop_and_go_on(newcomer: Brand) -> None:
    hand_in(newcomer, GOOD)
    card = newest()
    newcomer.client.post(f"/imports/{card.id}/stop")
    assert newest().state is ImportState.STOPPED
    assert "続きから再開" in newcomer.page("/imports")
    newcomer.client.post(f"/imports/{card.id}/resume")
    assert newest().state is ImportState.WAITING


@pytest.mark.parametrize("verb", ["stop", "resume", "map", "rejects.csv"])
def test_what_is_not_there(newcomer: Brand, verb: str) -> None:
    ask = newcomer.client.get if verb in {"map", "rejects.csv"} else newcomer.client.post
    assert ask(f"/imports/1/{verb}").status_code == 404


def test_names_of_files_are_written_as_text(newcomer: Brand) -> None:
    file = SimpleUploadedFile("<b>x</b>.csv", GOOD.encode())
    newcomer.client.post("/imports", {"files": [file]})
    assert not re.search(r"<b><b>", newcomer.page("/imports"))
