"""Protected products that somebody may read, and the register of what went out before."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models.fields.json import KeyTextTransform
from django.http import Http404

from agencies.models import Person
from confidentiality import gate
from confidentiality.asking import asked
from reports import kept
from reports.definition import from_dict
from reports.models import Publication, Run
from reports.protecting.register import Released
from reports.publishing import plan_of, without_words
from reports.shape import Status
from reports.vocabulary import PublicationStatus


def newest(actor: Person, limit: int = 20) -> list[Publication]:
    """Those of the own agency that wait, and all that were released for her to read, each with its title and its days. Row
    security decides."""
    if actor.agency_id is None:
        return []
    with gate.own_rows(actor):
        said = {name: KeyTextTransform(name, "report") for name in ("title", "period")}
        rows = Publication.objects.defer("report").annotate(**said).select_related("agency", "made_by", "decided_by")
        return list(rows.exclude(status=PublicationStatus.REFUSED).order_by("-made_at", "-pk")[:limit])


@contextmanager
def publication_looked(actor: Person, public_id: UUID, *, purpose: str) -> Iterator[Publication]:
    """The product, after the look is on record; for whom it was not made it does not exist (GR-06)."""
    with asked(actor, "mdt_publication_looked", public_id, purpose=purpose) as found:
        rows = Publication.objects.select_related("agency", "made_by", "decided_by")
        row = rows.filter(pk__in=[key for (key,) in found]).first()
        if row is None:
            raise Http404
        yield row


@dataclass(frozen=True)
class Copy:
    """A copy that left: when, who took it, of which agency, in which format."""

    at: datetime
    person: str
    agency: str
    format: str


def copies(thing: Run | Publication) -> list[Copy]:
    """The newest first. Inside ``looked`` of it; for whom it is not hers to know there are none (GR-06)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM mdt_report_copies(%s)", [thing.public_id])
        return [Copy(*row) for row in cursor.fetchall()]


def register(actor: Person, also: Publication | None = None) -> tuple[list[Released], Released | None]:
    """All that the agency ever released, with the exact numbers behind it; and ``also``, one that waits. For the solver and
    the audit, for no page (GR-46)."""
    earlier, waiting = [], None
    with asked(actor, "mdt_release_register", also.public_id if also else None, purpose="report.publish") as found:
        for *row, waits in found:
            if waits:
                waiting = _released(*row)
            else:
                earlier.append(_released(*row))
    return earlier, waiting


def _released(public_id: UUID, audience: str, award: int, definition: str, exact: str, shown: str) -> Released:
    report = kept.from_plain(json.loads(shown))
    hidden = {
        (table.key, *place) for _section, table in report.tables() for place, cell in table.cells.items()
        if cell.status == Status.SUPPRESSED
    }  # fmt: skip
    return Released(
        id=str(public_id), audience=audience, exact=without_words(kept.from_plain(json.loads(exact))), withheld=frozenset(hidden),
        scope=frozenset({str(award)}), plan=plan_of(from_dict(json.loads(definition))),
    )  # fmt: skip
