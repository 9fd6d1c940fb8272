"""What is signed, as bytes that never differ for the same content: of a version, and of one signature under it."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from protocols.models import Signature, Version
from protocols.vocabulary import Kind


def _sha256(said: dict[str, Any]) -> str:
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def of_version(version: Version) -> str:
    """Over the text, the terms, the parties, and who does what: all that a signatory is shown (law A-08, E-01)."""
    agreement = version.agreement
    return _sha256({
        "agreement": str(agreement.public_id), "title": agreement.title, "team": str(agreement.team.public_id),
        "number": version.number, "term_months": version.term_months, "review_months": version.review_months,
        "notice_days": version.notice_days, "grace_days": version.grace_days, "in_order": version.in_order,
        "fallback": str(version.fallback.public_id) if version.fallback else "",
        "clauses": [[c.key, c.heading, c.body] for c in version.clauses.order_by("position")],
        "parties": [
            [str(p.agency.public_id), p.agency.name, p.position, p.is_required, p.body]
            for p in version.parties.select_related("agency").order_by("position", "agency__name", "pk")
        ],
        **(_who_does_what(version) if agreement.kind == Kind.PROTOCOL else {}),
    })  # fmt: skip


def _who_does_what(version: Version) -> dict[str, Any]:
    """What a protocol has and an MOU has not (law P-03)."""
    return {
        "tasks": [
            [t.key, t.what, sorted([d.discipline, d.part] for d in t.duties.all())]
            for t in version.tasks.order_by("position").prefetch_related("duties")
        ],
        "measures": [[m.key, m.what, m.number, m.unit, m.counted_from] for m in version.measures.order_by("position")],
    }  # fmt: skip


def of_signature(signature: Signature) -> str:
    """Over everything that makes it a signature (law E-01)."""
    return _sha256({
        "id": str(signature.public_id), "agency": str(signature.party.agency.public_id),
        "person": str(signature.person.public_id),
        "name": signature.name, "capacity": signature.capacity, "office": signature.office,
        "by_authority_of": signature.by_authority_of, "way": signature.way, "intent": signature.intent,
        "consent": signature.consent_version, "factor": signature.factor, "version": signature.version_sha256,
        "authenticated_at": _utc(signature.authenticated_at), "read_at": _utc(signature.read_at),
        "signed_at": _utc(signature.signed_at),
    })  # fmt: skip


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
