"""futureshop, order CSV (受注データ): one row per product, the order's own columns repeated."""

from __future__ import annotations

from enishi.sources.contracts import FileKind
from enishi.sources.formats.base import Format, first_of, joined
from enishi.sources.rules import statuses

FUTURESHOP = Format(
    name="futureshop",
    kind=FileKind.ORDERS,
    signature=frozenset({"受注コード", "注文日時", "請求合計金額"}),
    fields={
        "order_id": first_of("受注コード"),
        "ordered_at": first_of("注文日時"),
        "customer_id": first_of("会員番号", "会員ID"),
        "email": first_of(
            "メールアドレス", "メールアドレス(メイン)", "メールアドレス(モバイル)", "メールアドレス(サブ)"
        ),
        "phone": first_of("電話番号", "電話番号(メイン)", "携帯電話番号", "電話番号(サブ)"),
        "family_name": first_of("氏名(姓)"),
        "given_name": first_of("氏名(名)"),
        "family_name_kana": first_of("フリガナ(姓)", "氏名フリガナ(姓)"),
        "given_name_kana": first_of("フリガナ(名)", "氏名フリガナ(名)"),
        "postal_code": first_of("郵便番号"),
        "prefecture": first_of("都道府県区分", "都道府県"),
        "address": joined("住所1", "住所2", "住所3"),
        "amount": first_of("請求合計金額"),
        "tax": first_of("消費税合計"),
        "shipping": first_of("送料"),
        "discount": first_of("割引合計金額(商品)", "割引合計金額"),
        "payment_method": first_of("決済方法"),
        "paid_at": first_of("入金確認日"),
        "shipped_at": first_of("発送日", "出荷日"),
        "tracking_no": first_of("送り状番号", "伝票番号"),
        "product_code": first_of("商品番号"),
        "product_name": first_of("商品名"),
        "quantity": first_of("購入数量"),
        "unit_price": first_of("販売単価"),
    },
    statuses=((first_of("受注ステータス", "処理ステータス", "注文ステータス", "キャンセル"), statuses.by_words),),
    source="futureshop",
)
