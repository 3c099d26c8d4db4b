"""Prefectures by population, with the opening digits of their postal codes and one town each.

The quarter in an address (見本町 and the like) does not exist anywhere, so no letter can reach anyone.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# name, population in ten thousands (rounded), opening of the postal code, towns
_PREFECTURES = """
北海道 509 060 札幌市中央区 旭川市
青森県 118 030 青森市 八戸市
岩手県 116 020 盛岡市
宮城県 226 980 仙台市青葉区 石巻市
秋田県 91 010 秋田市
山形県 103 990 山形市
福島県 177 960 福島市 郡山市
茨城県 282 310 水戸市 つくば市
栃木県 190 320 宇都宮市
群馬県 190 370 前橋市 高崎市
埼玉県 733 330 さいたま市浦和区 川口市 川越市
千葉県 626 260 千葉市中央区 船橋市 柏市
東京都 1409 154 世田谷区 練馬区 大田区 江東区 八王子市
神奈川県 923 220 横浜市青葉区 川崎市中原区 藤沢市
新潟県 213 950 新潟市中央区 長岡市
富山県 101 930 富山市
石川県 111 920 金沢市
福井県 74 910 福井市
山梨県 80 400 甲府市
長野県 200 380 長野市 松本市
岐阜県 193 500 岐阜市
静岡県 356 420 静岡市葵区 浜松市中央区
愛知県 748 460 名古屋市千種区 豊田市 岡崎市
三重県 173 514 津市 四日市市
滋賀県 141 520 大津市
京都府 254 600 京都市左京区 宇治市
大阪府 876 560 大阪市天王寺区 豊中市 堺市北区
兵庫県 537 650 神戸市灘区 西宮市 姫路市
奈良県 130 630 奈良市
和歌山県 89 640 和歌山市
鳥取県 54 680 鳥取市
島根県 65 690 松江市
岡山県 185 700 岡山市北区 倉敷市
広島県 274 730 広島市中区 福山市
山口県 130 753 山口市
徳島県 70 770 徳島市
香川県 93 760 高松市
愛媛県 129 790 松山市
高知県 67 780 高知市
福岡県 510 810 福岡市中央区 北九州市小倉北区
佐賀県 80 840 佐賀市
長崎県 127 850 長崎市
熊本県 171 860 熊本市中央区
大分県 110 870 大分市
宮崎県 104 880 宮崎市
鹿児島県 155 890 鹿児島市
沖縄県 147 900 那覇市
"""
QUARTERS = ("見本町", "見本台", "見本ヶ丘", "例ノ町", "例ノ浜", "ひな形町", "ひな形台", "仮ノ町")

_rows = [line.split() for line in _PREFECTURES.strip().splitlines()]
PREFECTURES = tuple(row[0] for row in _rows)
POSTAL_OPENINGS = tuple(row[2] for row in _rows)
TOWNS = tuple(tuple(row[3:]) for row in _rows)
_people = np.array([float(row[1]) for row in _rows])
NEAR_STORE = {
    "store-ginza": ("東京都", "神奈川県", "千葉県", "埼玉県"),
    "store-umeda": ("大阪府", "兵庫県", "京都府", "奈良県"),
}


def _running(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.cumsum(weights) / weights.sum()


def running_shares(home: str) -> NDArray[np.float64]:
    """Running shares of the prefectures for customers of a sales channel: by population, near the store for a store."""
    near = NEAR_STORE.get(home)
    if near is None:
        return _running(_people)
    return _running(np.where([name in near for name in PREFECTURES], _people, _people * 0.02))
