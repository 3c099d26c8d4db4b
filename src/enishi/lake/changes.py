"""Changed rows beside a sealed lake: what sealing writes into it, and what a tail lays over it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TypedDict

import duckdb
import pyarrow as pa

from enishi.lake.contracts import RAW_CONTRACTS, RAW_DEPARTURES, RAW_ORDERS, Manifest
from enishi.lake.engine import literal


class Counts(TypedDict):
    """What a manifest says of its documents."""

    orders: int
    customers: int
    credit_notes: int
    without_customer: int
    first_day: date | None
    last_day: date | None


def register_side_tables(con: duckdb.DuckDBPyConnection, departures: pa.Table, contracts: pa.Table) -> None:
    """Make the tables `departures`, each once, and `raw_contracts`."""
    con.register("departures_arrow", departures.cast(RAW_DEPARTURES))
    con.execute("CREATE TEMP TABLE departures AS SELECT DISTINCT * FROM departures_arrow ORDER BY customer, gone_at")
    con.register("contracts_arrow", contracts.cast(RAW_CONTRACTS))
    con.execute("CREATE TEMP TABLE raw_contracts AS SELECT * FROM contracts_arrow")


def register_changes(
    con: duckdb.DuckDBPyConnection,
    lake_dir: Path,
    old: Manifest,
    *,
    orders: pa.Table,
    departures: pa.Table,
    contracts: pa.Table,
) -> None:
    """Make `incoming` and `newly_departed` of what changed, and the side tables of the lake with its changes."""
    con.register("incoming", orders.cast(RAW_ORDERS))
    con.register("newly_departed", departures.cast(RAW_DEPARTURES))
    con.register("new_contracts", contracts.cast(RAW_CONTRACTS))
    departed = literal(lake_dir / old.departures_file)
    told = literal(lake_dir / raw_name(old.contracts_file))
    all_departures = con.execute(f"SELECT * FROM {departed} UNION ALL BY NAME SELECT * FROM newly_departed")
    sealed_departures = all_departures.to_arrow_table()
    all_contracts = con.execute(f"""SELECT * FROM {told} ANTI JOIN new_contracts USING (contract)
        UNION ALL BY NAME SELECT * FROM new_contracts""")
    register_side_tables(con, sealed_departures, all_contracts.to_arrow_table())


def count_documents(con: duckdb.DuckDBPyConnection, documents: str) -> Counts:
    """Count a relation of sealed documents."""
    row = con.execute(f"""
        SELECT count(*) FILTER (counted), count(*) FILTER (f = 1), count(*) FILTER (amount < 0),
               count(*) FILTER (customer IS NULL), min(day) FILTER (counted), max(day) FILTER (counted)
        FROM {documents}""").fetchone()
    assert row is not None
    orders, customers, credit_notes, without_customer, first_day, last_day = row
    return Counts(
        orders=orders,
        customers=customers,
        credit_notes=credit_notes,
        without_customer=without_customer,
        first_day=first_day,
        last_day=last_day,
    )


def raw_name(contracts_file: str) -> str:
    return f"raw-{contracts_file}"


def file_list(lake_dir: Path, names: Iterable[str]) -> str:
    """SQL that reads the sealed documents of these files."""
    return "read_parquet([" + ", ".join(literal(lake_dir / name) for name in names) + "])"


def scalar(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = con.execute(sql).fetchone()
    assert row is not None
    return int(row[0])
