"""What the page about keeping and destroying shows: rules, counts of what is due, what waits, holds, certificates."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.models import Person
from confidentiality import retention
from confidentiality.asking import asked
from confidentiality.gate import Opened
from confidentiality.models import Certificate, LegalHold, Purge, RetentionRule
from confidentiality.models.retention import REVIEWED_WITHIN
from confidentiality.policy.retention import may_keep, room_of
from confidentiality.retention import RecordClass
from confidentiality.vocabulary import HoldWhy, KeptUnit
from mdt.kit import clock

SHOWN = 50


@dataclass(frozen=True)
class Line:
    """One class: the agency's rule, how many are due, why others stay, and what waits for a second person."""

    of: RecordClass
    rule: RetentionRule | None
    due: int
    held: int
    open: int
    waiting: Purge | None

    @property
    def term(self) -> str:
        return said(self.rule) if self.rule else ""

    @property
    def counted(self) -> str:
        """How many are due."""
        if not self.due:
            return _("Nothing is due.")
        if self.of.kind == "referral":
            return ngettext("%(n)d referral is due.", "%(n)d referrals are due.", self.due) % {"n": self.due}
        return ngettext("%(n)d record is due.", "%(n)d records are due.", self.due) % {"n": self.due}


@dataclass(frozen=True)
class Held:
    case: UUID
    code: str
    hold: UUID
    why: str
    set_by: str
    set_at: datetime
    review_by: datetime

    @property
    def overdue(self) -> bool:
        return self.review_by <= clock.now()


@dataclass(frozen=True)
class Board:
    lines: list[Line]
    holds: list[Held]
    certificates: list[Certificate]


def board(actor: Person) -> Board:
    with asked(actor, "mdt_kept_counts", purpose="retention.counts") as counted:
        counts = {row[0]: row[1:] for row in counted}
    with asked(actor, "mdt_browse_holds", SHOWN, purpose="retention.holds") as found:
        holds = [_held(row) for row in found]
        mine = {"agency_id": room_of(actor)}
        rules = {one.record_class: one for one in RetentionRule.objects.filter(**mine)}
        open_ones = Purge.objects.filter(**mine, done_at=None, withdrawn_at=None).select_related(
            "asked_by", "approved_by"
        )
        waiting = {one.record_class: one for one in open_ones}
        certificates = list(Certificate.objects.filter(**mine).select_related("approved_by")[:SHOWN])
    lines = [
        Line(one, rules.get(one.key), due, held, open_, waiting.get(one.key))
        for one in retention.destroyed()
        for due, held, open_ in [counts.get(one.key, (0, 0, 0))]
    ]
    return Board(lines, holds, certificates)


def _held(row: tuple[Any, ...]) -> Held:
    case, code, hold, why, set_by, set_at, reviewed_at = row
    return Held(case, code, hold, str(HoldWhy(why).label), set_by, set_at, (reviewed_at or set_at) + REVIEWED_WITHIN)


def to_approve(actor: Person) -> list[tuple[RecordClass, Purge]]:
    """What another person asked to have destroyed and this one can approve; nothing for who does not supervise."""
    if may_keep(actor):
        return []
    found = Purge.objects.filter(agency_id=room_of(actor), approved_at=None, done_at=None, withdrawn_at=None)
    found = found.exclude(asked_by=actor).select_related("asked_by")
    return [(retention.KEPT.classes[one.record_class], one) for one in found]


def kept() -> list[RecordClass]:
    """The classes that stay, each with its reason."""
    return [one for one in retention.KEPT.classes.values() if one.why]


def said(rule: RetentionRule) -> str:
    """Such as «7 years»."""
    words = {
        KeptUnit.DAYS: ngettext("%(n)d day", "%(n)d days", rule.after),
        KeptUnit.MONTHS: ngettext("%(n)d month", "%(n)d months", rule.after),
        KeptUnit.YEARS: ngettext("%(n)d year", "%(n)d years", rule.after),
    }
    return words[KeptUnit(rule.unit)] % {"n": rule.after}


def rule_of(actor: Person, record_class: str) -> RetentionRule | None:
    return RetentionRule.objects.filter(agency_id=room_of(actor), record_class=record_class).first()


def certificate_of(actor: Person, certificate: UUID) -> Certificate | None:
    """One of the actor's agency, for who supervises there."""
    found = Certificate.objects.filter(agency_id=room_of(actor), public_id=certificate)
    return found.select_related("asked_by", "approved_by", "agency").first()


def lines_of(one: Certificate) -> list[dict[str, str]]:
    """What it says, term by term."""
    of = retention.KEPT.classes[one.record_class]
    years = " – ".join(str(year) for year in dict.fromkeys((one.from_year, one.to_year)) if year)
    nobody = _("Somebody whose account is not known here")
    return [
        {"term": _("Agency"), "value": str(one.agency or "")}, {"term": _("What"), "value": str(of.label)},
        {"term": _("How many records"), "value": str(one.count)},
        {"term": _("In which years their time began"), "value": years or _("Nothing was due any more")},
        {"term": _("What is gone"), "value": str(of.goes)}, {"term": _("What stays"), "value": str(of.stays)},
        {"term": _("How"), "value": _how(one)},
        {"term": _("Asked by"), "value": one.asked_by.name if one.asked_by else nobody},
        {"term": _("Approved by"), "value": one.approved_by.name if one.approved_by else nobody},
        {"term": _("Hash (SHA-256)"), "value": one.sha256},
    ]  # fmt: skip


def _how(one: Certificate) -> str:
    """A database that was restored since has no such purge; it opened only after its tables were written anew."""
    if Purge.objects.filter(record_class=one.record_class, done_at=one.at, rewritten_at=None).exists():
        return _("Deleted or blanked in the database. Its tables are to be written anew in the next night.")
    return _("Deleted or blanked in the database, and its tables written anew")


def hold_of(opened: Opened) -> LegalHold | None:
    """The hold that runs on a record of one's own room."""
    return LegalHold.objects.filter(case=opened.case, ended_at=None).select_related("set_by", "reviewed_by").first()
