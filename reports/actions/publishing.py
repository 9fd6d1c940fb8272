"""Protected products: made by one person with the solver, held by the audit against the finished file, released by another."""

import hashlib
import secrets
from decimal import Decimal

from django.db import connection
from django.utils.translation import gettext as _

from agencies.models import Person
from confidentiality import gate
from mdt.kit import clock
from mdt.kit.errors import Refused, refuse
from reports import kept
from reports.definition import from_dict
from reports.exporting import csv_long, reading
from reports.models import Publication, Run
from reports.policy.publishing import may_decide, may_publish
from reports.protecting import refusing, release
from reports.protecting.auditing import Shown
from reports.protecting.building import Task
from reports.protecting.register import Released
from reports.protecting.rules import Place
from reports.publishing import plan_of, readers, without_words
from reports.queries.publications import register
from reports.shape import Report, Status
from reports.vocabulary import PublicationStatus

LOCK = 9_114  # of what an agency releases, among the database's advisory locks


def publish(*, by: Person, run: Run, audience: str, nation_agreed: bool | None = None) -> Publication:
    """Made for a second person to release. A table that cannot be protected refuses the whole, with the ways out."""
    refuse(may_publish(by, run))
    if run.award.agency.is_tribal and not nation_agreed:
        raise Refused(
            _("The nation's numbers leave only when it has agreed. Say that it has, or leave them."),
            about="nation_agreed",
        )
    with gate.own_rows(by):
        waits = Publication.objects.filter(run=run, audience=audience, status=PublicationStatus.PROPOSED).exists()
    if waits:
        raise Refused(_("One for these readers waits for a second person already."))
    task = _task(by, run, audience, secrets.token_hex(16))
    try:
        made = release.protect(task)
        file = csv_long.render(made.report)
        release.audit(task, _read_back(file))
    except refusing.Refused as no:
        raise Refused(_in_words(no, run)) from no
    with gate.begin(by):
        publication = Publication(
            run=run, agency_id=run.agency_id, audience=audience, threshold=task.audience.threshold, seed=made.seed,
            report=kept.to_plain(made.report), sha256=hashlib.sha256(file).hexdigest(), made_by=by, nation_agreed=nation_agreed,
        )  # fmt: skip
        publication.save()
    return publication


def decide(*, by: Person, publication: Publication, released: bool, reason: str = "") -> Publication:
    """Released by who saw the protected product alone. What went out in the meantime counts: it is audited again (GR-46)."""
    refuse(may_decide(by, publication))
    if not released and not reason.strip():
        raise Refused(_("Say why it is not released."), about="reason")
    earlier, waiting = register(by, also=publication) if released else ([], None)
    if released:
        _audit_again(publication, earlier, waiting)
    with gate.begin(by):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, publication.agency_id])
        locked = Publication.objects.select_for_update().get(pk=publication.pk)
        refuse(may_decide(by, locked))
        out = Publication.objects.filter(agency=locked.agency_id, status=PublicationStatus.RELEASED)
        if released and out.count() != len(earlier):
            raise Refused(_("Something else was released at this very moment. Look at it again."))
        locked.status = PublicationStatus.RELEASED if released else PublicationStatus.REFUSED
        locked.decided_by, locked.decided_at, locked.reason = by, clock.now(), reason.strip()
        locked.save(update_fields=["status", "decided_by", "decided_at", "reason"])
    return locked


def _task(by: Person, run: Run, audience: str, seed: str) -> Task:
    earlier, _waiting = register(by)
    return Task(
        report=without_words(kept.from_plain(run.report or {})), audience=readers()[audience], earlier=earlier,
        plan=plan_of(from_dict(run.definition)), scope=frozenset({str(run.award_id)}),
        audiences=list(readers().values()), seed=seed,
    )  # fmt: skip


def _audit_again(publication: Publication, earlier: list[Released], waiting: Released | None) -> None:
    """Against all that went out since it was made."""
    if waiting is None:
        raise Refused(_("This has been decided already."))
    task = Task(
        report=waiting.exact, audience=readers()[publication.audience], earlier=earlier, plan=waiting.plan, scope=waiting.scope,
        audiences=list(readers().values()), seed=publication.seed,
    )  # fmt: skip
    shown: Report = kept.from_plain(publication.report)
    try:
        release.audit(task, _read_back(csv_long.render(shown)))
    except refusing.Refused as no:
        raise Refused(_("With what was released since, small numbers in it could be worked out. Make it anew.")) from no


def _read_back(file: bytes) -> dict[Place, Shown]:
    """What stands in the finished file: numbers, and what is withheld. Words and ticks are no numbers."""
    found: dict[Place, Shown] = {}
    for place, cell in reading.from_csv(file).cells.items():
        if cell.status is Status.SUPPRESSED:
            found[place] = None
        elif isinstance(cell.value, Decimal) and cell.value == int(cell.value):
            found[place] = int(cell.value)
    return found


def _in_words(no: refusing.Refused, run: Run) -> str:
    """The tables by their names, then what may help."""
    labels = {table.key: table.label for _section, table in from_dict(run.definition).tables()}
    where = ", ".join(labels.get(key, key) for key in no.tables)
    return " ".join(str(part) for part in (no.sentence, f"({where})." if where else "", *no.ways) if part)
