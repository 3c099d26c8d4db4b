"""Imports tell of files, not of people; the files themselves are thrown away with the person's other traces."""

from __future__ import annotations

from enishi.kernel.privacy import Privacy, PrivacyTable

_KEPT = (
    "id", "source", "sha256", "size", "mapping", "fingerprint", "state", "kind", "format", "encoding", "rows",
    "records", "repeated", "written", "unchanged", "rejected", "cursor", "message_code", "created_at", "started_at",
    "finished_at", "stop_asked", "holder", "leased_until",
)  # fmt: skip

PRIVACY: PrivacyTable = {
    "Import": {
        **dict.fromkeys(_KEPT, Privacy.KEPT),
        "name": Privacy.ERASED,  # a file may be named after a person
        "message": Privacy.ERASED,  # may quote a row
        "asked_by": Privacy.MASKED,
    }
}
