"""EC-CUBE 4, order CSV (受注CSV): one row per detail; 明細区分 tells products from shipping, fees and discounts.

Its columns can be chosen by the shop, so only the indispensable ones make the signature. 送料 stands twice: first the
order's, then the parcel's.
"""

from __future__ import annotations

from enishi.sources.contracts import FileKind, OrderStatus
from enishi.sources.formats.base import Format, by_code, first_of, joined
from enishi.sources.rules import statuses

_STATES = {
    "3": OrderStatus.CANCELLED,
    "7": OrderStatus.VOID,
    "8": OrderStatus.VOID,
    "9": OrderStatus.REFUNDED,
}

ECCUBE = Format(
    name="eccube",
    kind=FileKind.ORDERS,
    signature=frozenset({"注文ID", "受注日", "お名前(姓)", "メールアドレス"}),
    any_of=frozenset({"支払合計", "合計"}),
    fields={
        "order_id": first_of("注文番号", "注文ID"),
        "ordered_at": first_of("受注日"),
        "customer_id": first_of("会員ID"),
        "email": first_of("メールアドレス"),
        "phone": first_of("TEL"),
        "family_name": first_of("お名前(姓)"),
        "given_name": first_of("お名前(名)"),
        "family_name_kana": first_of("お名前(セイ)"),
        "given_name_kana": first_of("お名前(メイ)"),
        "postal_code": first_of("郵便番号"),
        "prefecture": first_of("都道府県(名称)"),
        "address": joined("住所1", "住所2"),
        "amount": first_of("支払合計", "合計"),
        "tax": first_of("税金"),
        "shipping": first_of("送料"),
        "discount": first_of("値引き"),
        "payment_method": first_of("支払方法(名称)"),
        "paid_at": first_of("入金日"),
        "shipped_at": first_of("発送日"),
        "tracking_no": first_of("出荷伝票番号"),
        "product_code": first_of("商品コード"),
        "product_name": first_of("商品名"),
        "quantity": first_of("個数"),
        "unit_price": first_of("価格"),
    },
    statuses=(
        (first_of("対応状況(ID)"), by_code(_STATES, OrderStatus.PLACED)),
        (first_of("対応状況(名称)"), statuses.by_words),
    ),
    line_when=(first_of("明細区分(ID)", "明細区分(名称)"), frozenset({"1", "商品"})),
    source="eccube",
)
