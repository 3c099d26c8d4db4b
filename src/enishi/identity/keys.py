"""Customer keys of whole tables at once, for whoever reads files without a database."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from enishi.identity.contracts import KeyKind


def customer_keys(table: pa.Table) -> pa.ChunkedArray:
    """`member:…`, else `mail:…`, else `phone:…` per row of a table with member_id, mail and phone; null: nobody named.

    Keys are those of one source; put the source before them where there are several.
    """
    columns = ((KeyKind.MEMBER, "member_id"), (KeyKind.MAIL, "mail"), (KeyKind.PHONE, "phone"))
    return pc.coalesce(*(_prefixed(kind, table[name]) for kind, name in columns))


def _prefixed(kind: KeyKind, values: pa.ChunkedArray) -> pa.ChunkedArray:
    said = pc.if_else(pc.equal(values, ""), pa.scalar(None, pa.string()), values)
    return pc.binary_join_element_wise(pa.scalar(kind.value), said, ":")
