"""The command `enishi`, as a person runs it."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import time
import urllib.request

import pytest

from enishi.accounts.models import Staff
from tests.houses import House
from tests.people import KEN, order, shop


def test_import_says_what_was_read_written_unchanged_and_refused(sqlite_house: House) -> None:
    house = sqlite_house
    path = house.file([*shop(), order(99, "2025-02-31", KEN)], "orders.csv")
    code, out, err = house.run("import", str(path))
    assert code == 0, err
    line = next(line for line in out.splitlines() if line.startswith("orders.csv"))
    assert line.split() == ["orders.csv", "9", "8", "0", "1"]
    assert "rejects.csv" in out
    assert house.lake().manifest.orders == 7
    head = house.facts()
    code, out, _ = house.run("import", str(path))
    assert code == 0
    line = next(line for line in out.splitlines() if line.startswith("orders.csv"))
    assert line.split() == ["orders.csv", "9", "0", "8", "1"]
    assert "nothing changed" in out
    assert house.facts() == head


def test_import_of_any_csv_with_a_mapping(sqlite_house: House) -> None:
    path = sqlite_house.folder / "sales.csv"
    path.write_text("buyer,date,total\nM-1,2025-01-01,1000\nM-2,2025-01-02,2000\n")
    code, _, err = sqlite_house.run(
        "import", str(path), "--map", "customer_id=buyer", "--map", "ordered_at=date", "--map", "amount=total",
        "--source", "stall",
    )  # fmt: skip
    assert code == 0, err
    assert sqlite_house.rows("SELECT source, count(*) FROM commerce_order GROUP BY source") == [("stall", 2)]


def test_a_file_that_cannot_be_read_ends_with_1_and_says_what_to_do(sqlite_house: House) -> None:
    path = sqlite_house.folder / "odd.csv"
    path.write_text("foo,bar\n1,2\n")
    code, out, err = sqlite_house.run("import", str(path))
    assert code == 1
    assert "--map" in out
    assert "Traceback" not in err


def test_rebuild_gives_the_same(sqlite_house: House) -> None:
    sqlite_house.bring_in(shop())
    sqlite_house.seal()
    version = sqlite_house.lake().manifest.version
    code, out, err = sqlite_house.run("rebuild")
    assert code == 0, err
    assert "7 orders of 4 customers" in out
    assert sqlite_house.lake().manifest.version != version


def findings(house: House, **variables: str) -> tuple[int, dict[str, dict[str, str]]]:
    code, out, err = house.run("doctor", "--json", **variables)
    assert "Traceback" not in err
    return code, {found["about"]: found for found in json.loads(out)}


def test_doctor_on_a_healthy_house(house: House) -> None:
    house.bring_in(shop())
    house.seal()
    code, found = findings(house)
    assert code == 0
    assert found["lake"]["text"] == "7 orders of 4 customers"
    assert found["imports"]["level"] == found["database"]["level"] == "ok"
    assert ("sqlite" in found) == (house.engine == "sqlite")


def test_doctor_says_what_is_wrong_and_what_to_do(sqlite_house: House) -> None:
    house = sqlite_house
    house.receive(house.file(shop()))
    house.bring_in([order(50, "2025-01-01", KEN)])
    code, found = findings(house)
    assert code == 0
    assert (found["imports"]["level"], found["lake"]["level"]) == ("warn", "warn")
    assert "enishi rebuild" in found["lake"]["hint"]
    code, found = findings(house, ENISHI_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert code == 1
    assert found["database"]["level"] == "fail"
    code, found = findings(house, ENISHI_CURRENCY="XXX")
    assert (code, found["environment"]["level"]) == (1, "fail")


def test_demo_is_loaded_once(sqlite_house: House) -> None:
    house = sqlite_house
    arguments = ("demo", "--customers", "60", "--today", "2026-04-01")
    code, out, err = house.run(*arguments)
    assert code == 0, err
    assert "demo@example.com" in out
    orders, facts = house.count("commerce_order"), len(house.facts())
    assert orders > 60
    assert house.lake().manifest.position > 0
    assert Staff.objects.get().email == "demo@example.com"
    code, out, err = house.run("demo")
    assert code == 0, err
    assert "demo@example.com" in out
    assert (house.count("commerce_order"), len(house.facts())) == (orders, facts)
    code, _, err = house.run("demo", "--customers", "61")
    assert code == 1
    assert "ENISHI_DATA_DIR" in err


def test_a_demo_of_one_customer_has_nothing_to_load_from_some_files(sqlite_house: House) -> None:
    code, out, err = sqlite_house.run("demo", "--customers", "1")
    assert code == 0, out + err


def test_the_demo_is_not_mixed_into_a_brands_own_data(sqlite_house: House) -> None:
    sqlite_house.bring_in(shop())
    code, _, err = sqlite_house.run("demo", "--customers", "60")
    assert code == 1
    assert "imports of its own" in err
    assert sqlite_house.count("commerce_order") == 8


def test_demo_files_only(sqlite_house: House) -> None:
    out_dir = sqlite_house.folder / "files"
    code, out, err = sqlite_house.run("demo", "--customers", "30", "--out", str(out_dir), "--today", "2026-04-01")
    assert code == 0, err
    assert {"products.csv", "orders-shop.csv", "orders-mall.csv"} <= {path.name for path in out_dir.iterdir()}
    assert str(out_dir / "orders-shop.csv") in out
    assert sqlite_house.count("sources_import") == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_work_ends_when_it_is_told_to(sqlite_house: House) -> None:
    sqlite_house.receive(sqlite_house.file(shop()))
    worker = sqlite_house.command("work")
    deadline = time.monotonic() + 60
    while not sqlite_house.environment.lake_dir.joinpath("manifest.json").exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    worker.send_signal(signal.SIGTERM)
    _, err = worker.communicate(timeout=30)
    assert worker.returncode == 0, err
    assert sqlite_house.lake().manifest.orders == 7


def test_serve_answers_works_and_ends_with_its_worker(sqlite_house: House) -> None:
    port = free_port()
    server = sqlite_house.command("serve", "--port", str(port))
    try:
        assert answer(port, server) == {"status": "ok"}
        second = sqlite_house.command("serve", "--port", str(port))
        assert "--port" in second.communicate(timeout=30)[1]
        sqlite_house.receive(sqlite_house.file(shop()))
        deadline = time.monotonic() + 60
        while not sqlite_house.environment.lake_dir.joinpath("manifest.json").exists():
            assert time.monotonic() < deadline
            time.sleep(0.1)
    finally:
        server.send_signal(signal.SIGINT)
        out, _ = server.communicate(timeout=40)
    assert f"http://127.0.0.1:{port}" in out
    assert sqlite_house.count("commerce_order") == 8


def answer(port: int, server: subprocess.Popen[str]) -> object:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as response:
                return json.load(response)
        except OSError:
            time.sleep(0.2)
    pytest.fail("the server did not answer")


def test_asking_for_help_loads_no_engine(sqlite_house: House) -> None:
    program = (
        "import sys; from click.testing import CliRunner; from enishi.cli.main import cli;"
        "assert CliRunner().invoke(cli, ['--help']).exit_code == 0;"
        "print([name for name in ('django', 'duckdb', 'pyarrow', 'numpy', 'ibis') if name in sys.modules])"
    )
    import sys

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
