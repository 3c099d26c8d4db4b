"""Who a person is lives here, so most of what is forgotten is forgotten here. The ids stay: facts point at them."""

from __future__ import annotations

from enishi.kernel.privacy import Privacy, PrivacyTable

PRIVACY: PrivacyTable = {
    "Customer": {
        "id": Privacy.KEPT,
        "since": Privacy.KEPT,
    },
    "Profile": {
        "id": Privacy.KEPT,
        "source": Privacy.KEPT,
        "key_kind": Privacy.KEPT,
        "key_value": Privacy.MASKED,
        "family_name": Privacy.ERASED,
        "given_name": Privacy.ERASED,
        "family_kana": Privacy.ERASED,
        "given_kana": Privacy.ERASED,
        "mail": Privacy.ERASED,
        "phone": Privacy.ERASED,
        "postal_code": Privacy.ERASED,
        "prefecture": Privacy.ERASED,
        "address": Privacy.ERASED,
        "birthday": Privacy.ERASED,
        "registered_at": Privacy.KEPT,
        "withdrawn_at": Privacy.KEPT,
        "details_at": Privacy.KEPT,
        "search_text": Privacy.ERASED,
    },
    "CustomerProfile": {
        "id": Privacy.KEPT,
        "profile": Privacy.KEPT,
        "customer": Privacy.KEPT,
        "since": Privacy.KEPT,
        "until": Privacy.KEPT,
    },
}
