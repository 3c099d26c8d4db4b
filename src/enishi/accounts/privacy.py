"""What becomes of what is known of staff who are forgotten: the key stays, so that who did what stays told."""

from __future__ import annotations

from enishi.kernel.privacy import Privacy, PrivacyTable

PRIVACY: PrivacyTable = {
    "Staff": {
        "id": Privacy.KEPT,
        "email": Privacy.MASKED,
        "name": Privacy.ERASED,
        "password": Privacy.MASKED,
        "is_active": Privacy.KEPT,
        "joined_at": Privacy.KEPT,
        "last_login": Privacy.ERASED,
    },
}
