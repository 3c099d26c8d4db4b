# ruff: noqa: E501 - rows of exports are as long as they are
"""Each cart's export, with its real column names, to orders."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

import pyarrow.parquet as pq
import pytest

from enishi.kernel.errors import EnishiError
from enishi.sources.contracts import NEUTRAL_CONTRACTS, NEUTRAL_CUSTOMERS, NEUTRAL_PRODUCTS, FileKind
from enishi.sources.staging import detect

from .conftest import Desk

SHOPIFY = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,"
    "Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,"
    "Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,"
    "Billing Name,Billing Street,Billing Address1,Billing Address2,Billing Company,Billing City,Billing Zip,"
    "Billing Province,Billing Country,Billing Phone,Shipping Name,Notes,Note Attributes,Cancelled at,Payment Method,"
    "Payment Reference,Refunded Amount,Vendor,Outstanding Balance,Employee,Location,Device ID,Id,Tags,Risk Level,Source,"
    "Lineitem discount,Phone"
)
ECCUBE = (
    "注文ID,注文番号,会員ID,お名前(姓),お名前(名),お名前(セイ),お名前(メイ),会社名,郵便番号,都道府県(ID),都道府県(名称),住所1,住所2,"
    "メールアドレス,TEL,性別(ID),性別(名称),職業(ID),職業(名称),誕生日,ショップ用メモ欄,小計,値引き,送料,税金,合計,支払合計,"
    "対応状況(ID),対応状況(名称),支払方法(ID),支払方法(名称),受注日,入金日,注文詳細ID,商品ID,商品規格ID,商品名,商品コード,規格名1,"
    "規格名2,規格分類名1,規格分類名2,価格,個数,税率,税率ルール(ID),明細区分(ID),明細区分(名称),出荷ID,配送先_お名前(姓),"
    "配送先_お名前(名),配送先_お名前(セイ),配送先_お名前(メイ),配送先_会社名,配送先_郵便番号,配送先_都道府県(ID),"
    "配送先_都道府県(名称),配送先_住所1,配送先_住所2,配送先_TEL,配送業者(ID),配送業者(名称),お届け時間ID,お届け時間(名称),"
    "お届け希望日,送料,発送日,出荷伝票番号,配達用メモ,出荷メール送信日"
)
FUTURESHOP = (
    "受注コード,注文日時,請求合計金額,商品合計金額,消費税合計,包装手数料,送料,決済手数料,クール便手数料,その他手数料,決済方法,"
    "コンビニ区分,通信欄,ショップメモ,入金フラグ,入金確認日,氏名(姓),氏名(名),フリガナ(姓),フリガナ(名),メールアドレス,郵便番号,"
    "都道府県区分,住所1,住所2,住所3,電話番号(メイン),電話番号(サブ),携帯電話番号,お届け先氏名(姓),お届け先氏名(名),商品番号,枝番号,"
    "商品名,項目選択肢,バリエーション名,販売単価,購入数量,ポイント利用の有無,ポイント利用額"
)
RAKUTEN = (
    "注文番号,ステータス,サブステータスID,サブステータス,注文日時,注文日,注文時間,キャンセル期限日,発送完了報告日時,支払方法名,"
    "商品合計金額,消費税合計,送料合計,代引料合計,請求金額,合計金額,ポイント利用額,クーポン利用総額,注文者郵便番号1,注文者郵便番号2,"
    "注文者住所都道府県,注文者住所郡市区,注文者住所それ以降の住所,注文者姓,注文者名,注文者姓カナ,注文者名カナ,注文者電話番号1,"
    "注文者電話番号2,注文者電話番号3,注文者メールアドレス,申込番号,申込お届け回数,商品ID,商品名,商品番号,商品管理番号,単価,個数"
)


def export(header: str, *rows: dict[str, str]) -> str:
    """A file of a cart; a column name with #2 is the second of that name."""
    names = header.split(",")
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(names)
    for row in rows:
        cells = [""] * len(names)
        for name, cell in row.items():
            bare, _, nth = name.partition("#")
            cells[[at for at, one in enumerate(names) if one == bare][int(nth or 1) - 1]] = cell
        writer.writerow(cells)
    return text.getvalue()


def test_shopify(desk: Desk) -> None:
    first = {
        "Name": "#1001", "Email": "Hanako@example.jp", "Financial Status": "paid", "Currency": "JPY", "Subtotal": "6000",
        "Paid at": "2026-01-02 10:31:00 +0900", "Shipping": "500", "Taxes": "590", "Total": "6500", "Discount Amount": "100",
        "Created at": "2026-01-02 10:30:00 +0900", "Lineitem quantity": "2", "Lineitem name": "化粧水",
        "Lineitem price": "2000", "Lineitem sku": "LOTION", "Billing Name": "山田 花子", "Billing Zip": "'600-0001",
        "Billing Province": "JP-26", "Refunded Amount": "0", "Source": "web", "Phone": "", "Billing Phone": "090-1234-5678",
        "Payment Method": "shopify_payments", "Fulfilled at": "2026-01-03 09:00:00 +0900",
    }  # fmt: skip
    later = {
        "Name": "#1001",
        "Email": "Hanako@example.jp",
        "Lineitem quantity": "1",
        "Lineitem name": "乳液",
        "Lineitem price": "2000",
    }
    refunded = {**first, "Name": "#1002", "Financial Status": "refunded", "Refunded Amount": "6500"}
    voided = {**first, "Name": "#1003", "Financial Status": "voided"}
    cancelled = {**first, "Name": "#1004", "Cancelled at": "2026-01-05 00:00:00 +0900"}
    partly = {**first, "Name": "#1005", "Financial Status": "partially_refunded", "Refunded Amount": "1000"}
    guest = {**first, "Name": "#1006", "Email": "", "Billing Phone": ""}
    dollars = {**first, "Name": "#1007", "Currency": "USD"}
    done = desk.take(export(SHOPIFY, first, later, refunded, voided, cancelled, partly, guest, dollars))
    assert done.column("order_id") == ["#1001", "#1002", "#1003", "#1004", "#1005", "#1006"]
    assert done.column("status") == ["placed", "refunded", "void", "cancelled", "placed", "placed"]
    assert done.column("refunded") == [0, 6500, 0, 0, 1000, 0]
    assert set(done.column("amount")) == {6500}
    one = done.rows[0]
    assert one["ordered_at"] == datetime(2026, 1, 2, 1, 30, tzinfo=UTC)
    assert (one["mail"], one["phone"], one["postal_code"]) == ("hanako@example.jp", "+819012345678", "6000001")
    assert (one["family_name"], one["channel"], one["quantity"]) == ("山田 花子", "web", 3)
    assert [(line["code"], line["name"], line["amount"]) for line in one["lines"]] == [
        ("LOTION", "化粧水", 4000),
        (None, "乳液", 2000),
    ]
    assert done.rows[5]["mail"] is None
    assert done.reasons == [(9, "currency")]
    assert "--currency USD" in done.staged.first_rejects[0].detail
    assert done.staged.files[0].format == done.rows[0]["source"] == "shopify"


def test_eccube(desk: Desk) -> None:
    base = {
        "注文ID": "1", "注文番号": "1", "会員ID": "77", "お名前(姓)": "髙橋", "お名前(名)": "花子", "お名前(セイ)": "タカハシ",
        "お名前(メイ)": "ハナコ", "郵便番号": "6000001", "都道府県(名称)": "京都府", "住所1": "京都市", "住所2": "1-2-3",
        "メールアドレス": "hanako@example.jp", "TEL": "0751234567", "値引き": "0", "送料": "500", "税金": "500", "合計": "5500",
        "支払合計": "5500", "対応状況(ID)": "5", "対応状況(名称)": "発送済み", "支払方法(名称)": "代引", "受注日": "2026/01/02 10:30:00",
        "発送日": "2026/01/03 00:00:00", "出荷伝票番号": "1234-5678", "送料#2": "999",
    }  # fmt: skip
    goods = {
        **base,
        "商品名": "化粧水",
        "商品コード": "LOTION",
        "価格": "2500",
        "個数": "2",
        "明細区分(ID)": "1",
        "明細区分(名称)": "商品",
    }
    parcel = {**base, "商品名": "送料", "価格": "500", "個数": "1", "明細区分(ID)": "2", "明細区分(名称)": "送料"}
    others = [{**goods, "注文ID": no, "注文番号": no, "対応状況(ID)": no} for no in ("3", "7", "8", "9")]
    content = export(ECCUBE, goods, parcel, *others).encode("cp932")
    done = desk.take(content)
    assert done.staged.files[0].format == "eccube"
    assert done.staged.files[0].encoding == "cp932"
    assert done.column("status") == ["placed", "cancelled", "void", "void", "refunded"]
    one = done.rows[0]
    assert (one["member_id"], one["phone"], one["family_name"], one["given_kana"]) == (
        "77",
        "+81751234567",
        "髙橋",
        "ハナコ",
    )
    assert (one["amount"], one["shipping"], one["tax"], one["address"]) == (5500, 500, 500, "京都市1-2-3")
    assert [(line["code"], line["quantity"]) for line in one["lines"]] == [("LOTION", 2)]
    assert (one["quantity"], one["tracking_no"]) == (2, "1234-5678")


def test_futureshop(desk: Desk) -> None:
    base = {
        "受注コード": "100001", "注文日時": "2026/01/02 10:30", "請求合計金額": "5,500", "消費税合計": "500", "送料": "500",
        "氏名(姓)": "山田", "氏名(名)": "花子", "メールアドレス": "hanako@example.jp", "電話番号(メイン)": "090-1234-5678",
        "郵便番号": "600-0001", "都道府県区分": "京都府", "住所1": "京都市", "住所2": "下京区", "決済方法": "クレジット",
    }  # fmt: skip
    rows = [{**base, "商品番号": code, "商品名": code, "販売単価": "2500", "購入数量": "1"} for code in ("A", "B")]
    done = desk.take(export(FUTURESHOP, *rows), encoding="cp932")
    assert done.staged.files[0].format == "futureshop"
    one = done.rows[0]
    assert (one["order_id"], one["amount"], one["phone"], one["address"]) == (
        "100001",
        5500,
        "+819012345678",
        "京都市下京区",
    )
    assert [line["code"] for line in one["lines"]] == ["A", "B"]


def test_rakuten(desk: Desk) -> None:
    base = {
        "注文番号": "123456-20260102-0000000001", "ステータス": "700", "注文日時": "2026-01-02 10:30:00", "合計金額": "5500",
        "注文者郵便番号1": "060", "注文者郵便番号2": "0001", "注文者姓": "山田", "注文者名": "花子", "注文者電話番号1": "090",
        "注文者電話番号2": "1234", "注文者電話番号3": "5678", "注文者メールアドレス": "0123abc@pc.fw.rakuten.ne.jp", "商品管理番号": "lotion",
        "単価": "5000", "個数": "1", "申込番号": "T-9", "申込お届け回数": "2", "商品名": "化粧水",
    }  # fmt: skip
    gone = [{**base, "注文番号": f"9-{code}", "ステータス": code} for code in ("800", "900", "キャンセル確定")]
    done = desk.take(export(RAKUTEN, base, *gone), encoding="cp932")
    assert done.staged.files[0].format == "rakuten"
    assert done.column("status") == ["placed", "cancelled", "cancelled", "cancelled"]
    one = done.rows[0]
    assert (one["phone"], one["postal_code"], one["amount"]) == ("+819012345678", "0600001", 5500)
    assert (one["contract_id"], one["delivery_no"], one["lines"][0]["code"]) == ("T-9", 2, "lotion")


def test_customers(desk: Desk) -> None:
    text = (
        "customer_id,email,phone,family_name,birthday,registered_at,withdrawn_at\n"
        "c,A@b.jp,,山田,S60.4.1,2020-01-02,2025-01-02\nd,,,,1日,2020-01-02,\n,,,x,,2020-01-02,\nc,a@b.jp,,山本,,2020-01-02,\n"
    )
    done = desk.take(text)
    assert done.staged.kind is FileKind.CUSTOMERS
    assert pq.read_schema(done.staged.records_path).equals(NEUTRAL_CUSTOMERS)
    assert [(row["member_id"], row["family_name"]) for row in done.rows] == [("d", None), ("c", "山本")]
    assert done.reasons == [(4, "missing")]
    assert [note.column for note in done.staged.notes] == ["birthday"]
    only = desk.take("customer_id,birthday,registered_at\nc,S60.4.1,2020-01-02\n")
    assert only.column("birthday") == [date(1985, 4, 1)]


def test_products(desk: Desk) -> None:
    text = "product_code,product_name,category,price,cost,supply_days\nA,化粧水,肌,¥3000,500,30\nB,,,1,1,1\nA,新化粧水,肌,3100,500,30\n"
    done = desk.take(text)
    assert done.staged.kind is FileKind.PRODUCTS
    assert pq.read_schema(done.staged.records_path).equals(NEUTRAL_PRODUCTS)
    assert [(row["code"], row["name"], row["price"], row["supply_days"]) for row in done.rows] == [
        ("A", "新化粧水", 3100, 30)
    ]
    assert done.reasons == [(3, "missing")]
    assert done.staged.replaced == 1


def test_contracts(desk: Desk) -> None:
    text = (
        "contract_id,customer_id,started_at,status,cadence_unit,cadence_every,next_on,cancelled_at,cancel_reason\n"
        "T1,c,2026-01-02,有効,month,1,2026-12-10,,\nT2,c,2026-01-02,解約,日,30,,2026-05-01,price\nT3,c,2026-01-02,?,day,30,,,\n"
    )
    done = desk.take(text)
    assert done.staged.kind is FileKind.CONTRACTS
    assert pq.read_schema(done.staged.records_path).equals(NEUTRAL_CONTRACTS)
    assert done.column("status") == ["running", "cancelled"]
    assert done.rows[0]["next_on"] == date(2026, 12, 10), "a next delivery lies ahead"
    assert done.reasons == [(4, "status")]


def test_an_unknown_header_says_what_is_missing_and_how_to_map(desk: Desk) -> None:
    with pytest.raises(EnishiError) as refused:
        desk.take("会員番号,注文日,金額\n1,2026-01-02,100\n")
    assert refused.value.code == "unknown_header"
    assert "'customer_id=会員番号'" in refused.value.hint
    assert "'ordered_at=注文日'" in refused.value.hint
    assert "'amount=金額'" in refused.value.hint


def test_an_almost_known_header_names_the_missing_column(desk: Desk) -> None:
    with pytest.raises(EnishiError, match=r"shopify.*Created at"):
        desk.take(export(SHOPIFY.replace("Created at", "Made at")))


@pytest.mark.parametrize(
    ("mapping", "code", "says"),
    [
        ({"customer_id": "nobody", "ordered_at": "when"}, "unknown_column", "nobody"),
        ({"colour": "who", "ordered_at": "when"}, "unknown_field", "colour"),
        ({"customer_id": "who"}, "mapping_incomplete", "ordered_at"),
        ({"ordered_at": "when"}, "mapping_incomplete", "customer_id"),
    ],
)
def test_a_wrong_mapping_is_explained(desk: Desk, mapping: dict[str, str], code: str, says: str) -> None:
    with pytest.raises(EnishiError) as refused:
        desk.take("who,when\nc,2026-01-02\n", **mapping)
    assert refused.value.code == code
    assert says in str(refused.value)


def test_the_second_column_of_a_name_can_be_mapped(desk: Desk) -> None:
    done = desk.take("who,when,date,date\nc,x,2026-01-02,2026-02-03\n", customer_id="who", ordered_at="date#2")
    assert done.column("ordered_at") == [datetime(2026, 2, 2, 15, tzinfo=UTC)]


def test_detect_tells_kind_and_format(desk: Desk) -> None:
    assert detect(desk.write(export(SHOPIFY)), {}) == (FileKind.ORDERS, "shopify")
    assert detect(desk.write("a,b\n1,2\n"), {"customer_id": "a", "ordered_at": "b"}) == (FileKind.ORDERS, "mapped")


def test_files_of_several_kinds_are_refused(desk: Desk) -> None:
    orders = desk.write("order_id,ordered_at,customer_id\n1,2026-01-02,c\n", "a.csv")
    products = desk.write("product_code,product_name,price\n1,x,1\n", "b.csv")
    with pytest.raises(EnishiError) as refused:
        desk.stage(orders, products)
    assert refused.value.code == "mixed_kinds"
