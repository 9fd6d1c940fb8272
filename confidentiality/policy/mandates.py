"""Who may write down a law that compels or an order, and what each of them can open (law C-05, C-06, 1.5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from agencies.models import Agency, Person
from agencies.vocabulary import Regime, Sector
from confidentiality.elements import labels
from confidentiality.models import Basis, Statute
from confidentiality.policy.releases import RELEASABLE, refuses_parts, refuses_recipient
from confidentiality.vocabulary import Effect
from mdt.kit import clock

STRICT = {Regime.VAWA, Regime.FVPSA, Regime.VOCA}  # only what compels lifts these
LONGEST = timedelta(days=90)
LONGEST_ORDER = timedelta(days=365)
_POLICE = (Sector.LOCAL_POLICE, Sector.STATE_POLICE, Sector.FEDERAL_POLICE)
_PROSECUTION = (Sector.LOCAL_PROSECUTION, Sector.STATE_PROSECUTION, Sector.FEDERAL_PROSECUTION)
GENERATES = frozenset((*_POLICE, *_PROSECUTION))


@dataclass(frozen=True)
class Compelled:
    """What is to be opened: on which ground, to whom, which parts, until when. Times are aware."""

    basis: str
    statute: Statute | None
    citation: str
    issuer: str
    judge_signed: bool
    recipient: Agency
    recipient_person: Person | None
    elements: int
    methods: Sequence[str]
    expires_at: datetime


def is_strict(agency: Agency) -> bool:
    """Bound by federal confidentiality that a law which merely permits does not lift. No regime known counts as bound."""
    return not agency.regimes or bool(STRICT & set(agency.regimes))


def may_record(actor: Person, case: Any, basis: str) -> str | None:
    """None, or the sentence that refuses. An order is for who supervises; a duty to report is everybody's own."""
    if case.agency_id != actor.agency_id:
        return _("Only the agency of record does this.")
    if basis != Basis.STATUTORY_MANDATE and not actor.is_supervisor:
        return _("Only somebody who supervises your agency's records writes this down. Tell that person, and the agency's"
                 " lawyer, at once.")  # fmt: skip
    return None


def refuses(actor: Person, agency: Agency, given: Compelled) -> tuple[str, str] | None:
    """None, or the question whose answer is at fault and why this opens nothing. ``agency`` is that of record."""
    faults = {
        "basis": _refuses_ground(given),
        "recipient": refuses_recipient(actor, given.recipient, given.recipient_person),
        "elements": refuses_parts(given.elements & ~1),
        "statute": _refuses_law(agency, given) if given.basis == Basis.STATUTORY_MANDATE else None,
        "judge_signed": _refuses_order(given) if given.basis == Basis.COURT_MANDATE else None,
        "citation": _refuses_generated(agency, given) if given.basis == Basis.LE_PROS_GENERATED else None,
        "expires_at": _refuses_end(given),
    }
    return next(((name, fault) for name, fault in faults.items() if fault), None)


def _refuses_ground(given: Compelled) -> str | None:
    if given.basis not in (Basis.STATUTORY_MANDATE, Basis.COURT_MANDATE, Basis.LE_PROS_GENERATED):
        return _("That is no ground that compels. A release that she signs may be what is needed.")
    return None


def _refuses_law(agency: Agency, given: Compelled) -> str | None:
    law = given.statute
    if law is None or law.state != agency.jurisdiction.state:
        return _("Choose the law of your state that asks for it.")
    if law.effect == Effect.PERMITS and is_strict(agency):
        return _(
            "That law permits it and does not compel it. For your agency only a law that compels counts, or her release."
        )
    if not law.verified:
        return _("Nobody has confirmed that law for this place yet, so it opens nothing here. If you have to report now,"
                 " report by telephone, and write down here afterwards what you told.")  # fmt: skip
    if law.sector != given.recipient.sector:
        return _("That law names another kind of agency.")
    if beyond := given.elements & ~law.elements & RELEASABLE:
        return _("The law does not ask for: %(parts)s. Only what it asks for may go.") % {
            "parts": ", ".join(labels(beyond))
        }
    return None


def _refuses_order(given: Compelled) -> str | None:
    if not given.judge_signed:
        return _(
            "A subpoena that no judge signed is not an order. Open nothing; call the agency's lawyer, and tell her."
        )
    if not given.issuer.strip() or not given.citation.strip():
        return _("Write down the court with its judge, and the number of the order.")
    return None


def _refuses_generated(agency: Agency, given: Compelled) -> str | None:
    if is_strict(agency) or agency.sector not in GENERATES:
        return _("This is for what police or prosecution made themselves, in their own records.")
    if given.recipient.sector not in GENERATES:
        return _("What police and prosecution made goes to police and prosecution by this ground, and to nobody else.")
    if not given.citation.strip():
        return _("Write down the law, or the number of the case at the police or the prosecutor.")
    return None


def _refuses_end(given: Compelled) -> str | None:
    lasts = given.expires_at - clock.now()
    if lasts <= timedelta(0):
        return _("The end lies in the past.")
    longest = LONGEST_ORDER if given.basis == Basis.COURT_MANDATE else LONGEST
    if lasts > longest:
        return _("That is longer than %(days)s days. Write it down anew when it is still needed then.") % {
            "days": longest.days
        }
    return None
