"""The log holds ids, codes and numbers only: all of it stays when a person is forgotten."""

from __future__ import annotations

from enishi.kernel.privacy import Privacy, PrivacyTable

PRIVACY: PrivacyTable = {
    "Fact": {
        "position": Privacy.KEPT,
        "kind": Privacy.KEPT,
        "version": Privacy.KEPT,
        "reference": Privacy.KEPT,
        "occurred_at": Privacy.KEPT,
        "recorded_at": Privacy.KEPT,
        "profile": Privacy.KEPT,
        "subject": Privacy.KEPT,
        "payload": Privacy.KEPT,
    },
    "Cursor": {
        "reader": Privacy.KEPT,
        "position": Privacy.KEPT,
        "holder": Privacy.KEPT,
        "leased_until": Privacy.KEPT,
    },
}
