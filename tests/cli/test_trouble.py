"""When something around the command is broken: said in plain words, never as a traceback."""

from __future__ import annotations

import signal
import time

import pytest

from tests.cli.test_commands import answer, free_port
from tests.houses import House
from tests.people import shop


def test_a_damaged_manifest_is_made_anew(sqlite_house: House) -> None:
    sqlite_house.bring_in(shop())
    sqlite_house.seal()
    sqlite_house.environment.lake_dir.joinpath("manifest.json").write_text("{damaged")
    code, out, err = sqlite_house.run("doctor")
    assert (code, "enishi rebuild" in out) == (0, True), err
    code, out, err = sqlite_house.run("rebuild")
    assert code == 0, err
    assert "7 orders of 4 customers" in out


@pytest.mark.parametrize("url", ["postgresql://u:p@127.0.0.1:1/x", "sqlite:///{folder}/text.db"])
def test_a_database_that_cannot_be_used(sqlite_house: House, url: str) -> None:
    path = sqlite_house.file(shop(), "orders.csv")
    sqlite_house.folder.joinpath("text.db").write_text("this is no database" * 100)
    url = url.format(folder=sqlite_house.folder)
    code, _, err = sqlite_house.run("import", str(path), ENISHI_DATABASE_URL=url)
    assert code == 1
    assert "Traceback" not in err
    assert "ENISHI_DATABASE_URL" in err


def test_a_data_directory_that_is_a_file(sqlite_house: House) -> None:
    path = sqlite_house.file(shop(), "orders.csv")
    code, _, err = sqlite_house.run("import", str(path), ENISHI_DATA_DIR=str(path), ENISHI_DATABASE_URL="")
    assert code == 1
    assert "Traceback" not in err
    assert str(path) in err


def test_a_lake_that_is_a_file(sqlite_house: House) -> None:
    sqlite_house.bring_in(shop())
    sqlite_house.environment.lake_dir.write_text("x")
    code, out, err = sqlite_house.run("doctor")
    assert (code, err) == (1, "")
    assert "manifest.json" in out


def test_a_time_zone_that_is_a_folder_of_them(sqlite_house: House) -> None:
    code, out, _ = sqlite_house.run("doctor", ENISHI_TIME_ZONE="Asia")
    assert code == 1
    assert "ENISHI_TIME_ZONE" in out


def test_a_terminal_that_lacks_signs(sqlite_house: House) -> None:
    path = sqlite_house.file(shop(), "orders.csv")
    code, out, err = sqlite_house.run("report", str(path), PYTHONIOENCODING="ascii")
    assert (code, err) == (0, "")
    assert "F1" in out


def test_serve_ends_well_when_it_is_told_to(sqlite_house: House) -> None:
    port = free_port()
    server = sqlite_house.command("serve", "--port", str(port))
    try:
        answer(port, server)
    finally:
        server.send_signal(signal.SIGTERM)
        started = time.monotonic()
        _, err = server.communicate(timeout=40)
    assert server.returncode == 0, err
    assert time.monotonic() - started < 20


def test_import_tells_what_was_left_empty(sqlite_house: House) -> None:
    path = sqlite_house.file([{**row, "email": "nobody"} for row in shop()], "orders.csv")
    code, out, err = sqlite_house.run("import", str(path))
    assert code == 0, err
    line = next(line for line in out.splitlines() if line.startswith("email:"))
    assert "nobody" in line
    assert "First in line 2" in line
