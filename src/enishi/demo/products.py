"""What the demo brand 紬葉 (Tsumugiha) sells. Prices in yen with tax; `supply_days` is how long one piece lasts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

TAX_PERCENT = 10


@dataclass(frozen=True)
class Product:
    code: str
    name: str
    category: str
    price: int
    cost: int
    supply_days: int
    first: float  # weight among first purchases
    later: float  # weight among later ones
    regular: float = 0.0  # weight among regular deliveries
    summer: float = 1.0  # factor from May to August
    winter: float = 1.0  # factor from November to February


PRODUCTS = (
    Product("TMG-TR07", "はじめてのトラベルセット 7日分", "セット", 1_980, 640, 7, 0.34, 0.01),
    Product("TMG-ST03", "うるおい基本3点セット", "セット", 10_450, 2_480, 60, 0.10, 0.07, 0.26),
    Product("TMG-TO12", "うるおい化粧水 120mL", "化粧水", 3_300, 590, 45, 0.12, 0.13, 0.16),
    Product("TMG-TO24", "うるおい化粧水 つめかえ 240mL", "化粧水", 5_500, 940, 90, 0.01, 0.11, 0.06),
    Product("TMG-ES30", "めぐり美容液 30mL", "美容液", 6_600, 1_150, 60, 0.08, 0.14, 0.30),
    Product("TMG-ES15", "めぐり美容液 15mL", "美容液", 3_740, 690, 30, 0.07, 0.05),
    Product("TMG-ML10", "ととのえ乳液 100mL", "乳液", 3_960, 700, 60, 0.03, 0.07, 0.04),
    Product("TMG-CR50", "つつみこむクリーム 50g", "クリーム", 5_280, 930, 60, 0.05, 0.09, 0.10, 0.7, 1.5),
    Product("TMG-EY20", "目もとクリーム 20g", "クリーム", 5_940, 1_020, 75, 0.03, 0.05, 0.03),
    Product("TMG-CL15", "ほどけるクレンジングオイル 150mL", "クレンジング", 2_970, 520, 45, 0.06, 0.10, 0.05),
    Product("TMG-WA10", "やわ泡洗顔 100g", "洗顔", 2_420, 430, 45, 0.04, 0.07),
    Product("TMG-UV50", "日やけ止めミルク 50mL SPF50", "日焼け止め", 2_750, 480, 45, 0.04, 0.05, 0.0, 3.2, 0.3),
    Product("TMG-MA05", "ごほうびマスク 5枚", "マスク", 3_080, 610, 30, 0.02, 0.04, 0.0, 1.0, 1.4),
    Product("TMG-LP10", "くちびるバーム 10g", "リップ", 1_650, 310, 60, 0.01, 0.02, 0.0, 0.6, 1.9),
)
PRICES: NDArray[np.int64] = np.array([product.price for product in PRODUCTS], dtype=np.int64)
SUMMER = (5, 6, 7, 8)
WINTER = (11, 12, 1, 2)


def _seasonal(product: Product, month: int) -> float:
    if month in SUMMER:
        return product.summer
    return product.winter if month in WINTER else 1.0


def _running_shares(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    totals = np.cumsum(weights, axis=-1)
    return totals / totals[..., -1:]


def _chosen_shares() -> NDArray[np.float64]:
    weights = np.array(
        [
            [
                [base * _seasonal(product, month) for product, base in zip(PRODUCTS, bases, strict=True)]
                for month in range(1, 13)
            ]
            for bases in ([product.first for product in PRODUCTS], [product.later for product in PRODUCTS])
        ]
    )
    return _running_shares(weights)


CHOSEN = _chosen_shares()  # (first or later, month, product)
REGULAR = _running_shares(np.array([product.regular for product in PRODUCTS]))


def choose(rng: np.random.Generator, later: NDArray[np.bool_], month: NDArray[np.int64]) -> NDArray[np.int64]:
    """Choose the main product of each purchase; `month` runs from 0 (January) to 11."""
    shares = CHOSEN[later.astype(np.int64), month]
    return (rng.random(len(month))[:, None] > shares).sum(axis=1).astype(np.int64)


def choose_regular(rng: np.random.Generator, count: int) -> NDArray[np.int64]:
    return np.searchsorted(REGULAR, rng.random(count), side="left").astype(np.int64)
