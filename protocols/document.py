"""The executed agreement as a document: terms, text, signatures, and a certificate that says how each was made (law E-01)."""

from datetime import UTC
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from protocols import saying_protocols
from protocols.models import Signature, Version
from protocols.queries.agreements import PartyRow, party_rows
from protocols.queries.deciding import decisions
from protocols.queries.matrix import who_does_what
from protocols.vocabulary import Capacity, Kind


def page(version: Version) -> str:
    """The whole document as HTML, in the team's time zone. Reads the version with its parties and signatures anew."""
    zone = ZoneInfo(version.agreement.team.time_zone)
    with timezone.override(zone):
        rows = party_rows(version, version.starts_on or timezone.localdate())
        return render_to_string("protocols/executed_pdf.html", {
            "version": version, "agreement": version.agreement, "team": version.agreement.team,
            "clauses": list(version.clauses.all()), "rows": rows, "signatures": signatures(rows), "zone": zone.key,
            **(protocol(version) if version.agreement.kind == Kind.PROTOCOL else {}),
        })  # fmt: skip


def protocol(version: Version) -> dict[str, object]:
    """Who does what, how soon, and how it was decided, with the dissent (law P-03, P-06)."""
    told = who_does_what(version)
    return {
        "tasks": [(row.task.what, saying_protocols.assigned(row)) for row in told.tasks],
        "measures": [(one.what, saying_protocols.measured(one, heading)) for one, heading in told.measures],
        "decisions": [(one, saying_protocols.told(one, "")) for one in decisions(version, people=False)],
    }


def signatures(rows: list[PartyRow]) -> list[dict[str, object]]:
    """For the certificate: who, in what capacity, on whose authority, authenticated how, when in UTC and there, digests."""
    return [_told(row, one) for row in rows for one in row.party.signatures.all() if one.voided_at is None]


def _told(row: PartyRow, one: Signature) -> dict[str, object]:
    scan = getattr(one, "scan", None)
    return {
        "agency": row.party.agency.name, "name": one.name, "office": one.office, "authority": one.by_authority_of,
        "counts": one.capacity == Capacity.AGENCY, "intent": one.intent, "consent": one.consent_version,
        "factor": one.get_factor_display(), "way": one.get_way_display(), "at": one.signed_at,
        "utc": one.signed_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC"), "read_at": one.read_at,
        "authenticated_at": one.authenticated_at, "sha256": one.sha256,
        "verified": _("Paper verified by %(who)s") % {"who": scan.verified_name} if scan and scan.verified_name else "",
        "approval": getattr(row.party, "approval", None),
    }  # fmt: skip
