"""A lake with its tail: rows that are not sealed yet, laid over what is.

Customers whose history the tail changes are masked from the sealed files and derived again, from their sealed rows and
the tail. So figures over a lake with its tail are those of the lake that sealing the tail would give.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from enishi.lake.changes import count_documents, file_list, register_changes, scalar
from enishi.lake.engine import connect
from enishi.lake.reading import Lake
from enishi.lake.rules import RAW_COLUMNS, derive
from enishi.lake.rules import contracts as contracts_sql

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from ibis.backends.duckdb import Backend


@dataclass(frozen=True)
class LakeWithTail(Lake):
    """Read like any lake; its rows live in the memory of one connection."""

    connection: duckdb.DuckDBPyConnection = field(compare=False)

    @cached_property
    def backend(self) -> Backend:
        import ibis  # noqa: PLC0415 - slow to import, as in reading

        return ibis.duckdb.from_connection(self.connection)

    @cached_property
    def documents(self) -> ir.Table:
        return self.backend.table("documents")

    @cached_property
    def contracts(self) -> ir.Table:
        return self.backend.table("contracts")


def with_tail(
    lake: Lake, *, orders: pa.Table, departures: pa.Table, contracts: pa.Table, position: int
) -> LakeWithTail:
    """Lay changes over a sealed lake: tables of RAW_ORDERS, RAW_DEPARTURES and RAW_CONTRACTS, as `seal_changes` takes
    them. `position` is that of the last fact in them; nothing is written."""
    old = lake.manifest
    con = connect()
    register_changes(con, lake.folder, old, orders=orders, departures=departures, contracts=contracts)
    sealed = file_list(lake.folder, old.order_files)
    con.execute(f"""CREATE TEMP TABLE people AS
        SELECT customer FROM incoming WHERE customer IS NOT NULL
        UNION SELECT customer FROM {sealed} SEMI JOIN incoming USING ("order") WHERE customer IS NOT NULL
        UNION SELECT customer FROM newly_departed""")
    con.execute(f"""CREATE TEMP TABLE raw_tail AS
        SELECT {RAW_COLUMNS} FROM {sealed} SEMI JOIN people USING (customer) ANTI JOIN incoming USING ("order")
        UNION ALL BY NAME SELECT {RAW_COLUMNS} FROM incoming""")
    departed = "departures" if scalar(con, "SELECT count(*) FROM departures") else None
    con.execute(f"CREATE TABLE tail AS {derive('raw_tail', departed, old.time_zone, has_regular=True)}")
    con.execute(f"""CREATE VIEW documents AS
        SELECT * FROM {sealed} ANTI JOIN people USING (customer) ANTI JOIN incoming USING ("order")
        UNION ALL BY NAME SELECT * FROM tail""")
    con.execute(f"CREATE TABLE contracts AS {contracts_sql('documents', 'raw_contracts', old.time_zone)}")
    manifest = replace(
        old,
        version=f"{old.version}+{position}",
        position=position,
        has_amounts=old.has_amounts or scalar(con, "SELECT count(*) FROM incoming WHERE amount <> 0") > 0,
        contracts=scalar(con, "SELECT count(*) FROM contracts"),
        **count_documents(con, "documents"),
    )
    return LakeWithTail(lake.folder, manifest, con)
