"""The demo files as pandas tables, read the plain way."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from enishi.demo import DemoFiles

MONEY = ["amount", "tax", "shipping", "discount", "refunded"]


@dataclass(frozen=True)
class Tables:
    """`lines` and `orders` hold both sources (column `source`); `counted` the orders that count, by `who` and time."""

    files: DemoFiles
    lines: pd.DataFrame
    orders: pd.DataFrame
    counted: pd.DataFrame
    customers: pd.DataFrame
    contracts: pd.DataFrame
    products: pd.DataFrame
    acquisition: pd.DataFrame

    @property
    def as_of(self) -> pd.Timestamp:
        return pd.Timestamp(self.files.truths.as_of)

    @property
    def chosen(self) -> pd.DataFrame:
        """Chosen purchases, with their F among themselves and the day of the next one."""
        chosen = self.counted[self.counted.contract_id.isna()].copy()
        chosen["f"] = chosen.groupby("who").cumcount() + 1
        chosen["next_day"] = chosen.groupby("who").day.shift(-1)
        return chosen


def _table(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])


def read(files: DemoFiles) -> Tables:
    lines = pd.concat(
        [_table(files.orders_shop).assign(source="shop"), _table(files.orders_mall).assign(source="mall")],
        ignore_index=True,
    )
    lines["quantity"] = lines.quantity.astype(int)
    lines["unit_price"] = lines.unit_price.astype(int)
    orders = lines[lines.ordered_at.notna()].copy()
    orders[MONEY] = orders[MONEY].astype(int)
    orders["delivery_no"] = pd.to_numeric(orders.delivery_no)
    orders["who"] = orders.source + ":" + orders.customer_id.fillna(orders.email)
    orders["ordered_at"] = pd.to_datetime(orders.ordered_at)
    orders["day"] = orders.ordered_at.dt.normalize()
    counted = orders[(orders.status == "placed") & (orders.amount >= 0) & orders.who.notna()]
    return Tables(
        files=files,
        lines=lines,
        orders=orders,
        counted=counted.sort_values(["who", "ordered_at", "order_id"]),
        customers=_table(files.customers),
        contracts=_table(files.contracts),
        products=_table(files.products),
        acquisition=_table(files.acquisition),
    )
