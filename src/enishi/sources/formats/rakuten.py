"""Rakuten RMS (楽天ペイ受注CSV): one row per product; phone and postal code in several cells, mail addresses masked."""

from __future__ import annotations

from enishi.sources.contracts import FileKind, OrderStatus
from enishi.sources.formats.base import Format, by_code, first_of, joined
from enishi.sources.rules import statuses

# 800: a cancellation waits to be settled; 900: it is settled.
_STATES = {"800": OrderStatus.CANCELLED, "900": OrderStatus.CANCELLED}

RAKUTEN = Format(
    name="rakuten",
    kind=FileKind.ORDERS,
    signature=frozenset({"注文番号", "ステータス", "注文日時", "注文者姓", "合計金額"}),
    any_of=frozenset({"注文者メールアドレス", "注文者電話番号1"}),
    fields={
        "order_id": first_of("注文番号"),
        "ordered_at": first_of("注文日時"),
        "email": first_of("注文者メールアドレス"),
        "phone": joined("注文者電話番号1", "注文者電話番号2", "注文者電話番号3", by="-"),
        "family_name": first_of("注文者姓"),
        "given_name": first_of("注文者名"),
        "family_name_kana": first_of("注文者姓カナ"),
        "given_name_kana": first_of("注文者名カナ"),
        "postal_code": joined("注文者郵便番号1", "注文者郵便番号2", by="-"),
        "prefecture": first_of("注文者住所都道府県"),
        "address": joined("注文者住所郡市区", "注文者住所それ以降の住所"),
        "amount": first_of("合計金額"),
        "tax": first_of("消費税合計"),
        "shipping": first_of("送料合計"),
        "discount": first_of("クーポン利用総額"),
        "payment_method": first_of("支払方法名"),
        "shipped_at": first_of("発送完了報告日時"),
        "contract_id": first_of("申込番号"),
        "delivery_no": first_of("申込お届け回数"),
        "product_code": first_of("商品管理番号", "商品番号", "商品ID"),
        "product_name": first_of("商品名"),
        "quantity": first_of("個数"),
        "unit_price": first_of("単価"),
    },
    statuses=(
        (first_of("ステータス"), by_code(_STATES, OrderStatus.PLACED)),
        (first_of("ステータス"), statuses.by_words),
        (first_of("サブステータス"), statuses.by_words),
    ),
    source="rakuten",
)
