"""Who may do what with a referral. Whether somebody may see it at all is the database's answer, given before."""

from django.utils.translation import gettext as _

from agencies.models import Agency, Person
from agencies.queries.teams import coordinates
from cases.lifecycle import ANSWERABLE, RUNNING, SIDES, STEPS, Side, moved
from cases.models import Referral
from cases.vocabulary import ReferralStatus
from confidentiality.elements import Element, labels
from confidentiality.gate import Opened, OpenedReferral


def sides_of(actor: Person, opened: OpenedReferral) -> frozenset[Side]:
    """Where the actor stands; somebody who coordinates a team to which her own agency has sent stands on both sides."""
    referral, sides = opened.referral, set()
    if opened.own and actor.agency_id == referral.from_agency_id:
        sides.add(Side.SENDER)
    if _answers_for(actor, referral):
        sides.add(Side.RECIPIENT)
    if referral.coordinator_id == actor.pk:
        sides.add(Side.COORDINATOR)
    if referral.accepted_agency_id and referral.accepted_agency_id == actor.agency_id and actor.is_supervisor:
        sides.add(Side.SUPERVISOR)
    return frozenset(sides)


def _answers_for(actor: Person, referral: Referral) -> bool:
    if referral.to_team is not None:
        return coordinates(actor, referral.to_team)
    return referral.to_agency_id == actor.agency_id and (actor.takes_referrals or actor.is_supervisor)


def may(actor: Person, action: str, opened: OpenedReferral) -> str | None:
    """None, or the sentence that refuses. Asked again under the row's lock, so that a stale page meets today's answer."""
    return refusal(action, sides_of(actor, opened), opened.referral)


def refusal(action: str, sides: frozenset[Side], referral: Referral) -> str | None:
    """The same, for somebody whose sides are known already."""
    if SIDES[action] not in sides:
        return _not_theirs(SIDES[action])
    if action == "answer":
        return None if referral.status == ReferralStatus.CONSULTING else _settled(referral)
    if action == "reassign":
        return None if referral.status in RUNNING else _("Only a referral that is being worked on changes hands.")
    return None if moved(referral.status, action) else _not_now(action, referral)


def _not_theirs(side: Side) -> str:
    return {
        Side.SENDER: _("Only the agency that sent this referral does that."),
        Side.RECIPIENT: _("Only those who answer for the agency or the team it was sent to do that."),
        Side.COORDINATOR: _("Only the coordinator of this referral does that."),
        Side.SUPERVISOR: _("Only a supervisor of the agency that accepted it hands it to somebody else."),
    }[side]


def _not_now(action: str, referral: Referral) -> str:
    if action == "screen" and referral.status in ANSWERABLE:
        return _("It has been looked at already.")
    if action in STEPS and referral.status in (*RUNNING, ReferralStatus.CLOSED):
        now = referral.get_status_display()
        return _("That step does not follow from where the referral is now: %(status)s.") % {"status": now}
    return _settled(referral)


def _settled(referral: Referral) -> str:
    """What has become of it meanwhile."""
    if referral.accepted_agency:
        return _("Already answered: %(agency)s has accepted it.") % {"agency": referral.accepted_agency.name}
    return {
        ReferralStatus.DECLINED: _("Already answered: it was declined."),
        ReferralStatus.REDIRECTED: _("Already answered: it was redirected."),
        ReferralStatus.WITHDRAWN: _("The sender has withdrawn it."),
    }.get(ReferralStatus(referral.status), _("That cannot be done where the referral is now."))


def may_refer(actor: Person, case: Opened | None = None) -> str | None:
    """Whether the actor may send a referral, and from this case. Sending identity is another matter: see below."""
    if not actor.is_active or actor.agency_id is None:
        return _("Only people who work at an agency send referrals.")
    if case is not None and not case.own:
        return _("A referral starts from a record of one's own agency.")
    return None


def may_carry(agency: Agency | None, bits: int, *, open_there: int, alone: int, from_case: bool = True) -> str | None:
    """Law T-01, R-03: parts of her record travel to one agency, and each through a basis that is in force there now.

    ``open_there`` are the parts open to everybody who answers there, ``alone`` those released to one person only.
    """
    if not from_case:
        return _("Not from a call. Parts of her record travel from her record, with a release signed by the survivor.")
    if agency is None:
        return _(
            "Not to a team. A release signed by the survivor names one agency, and only there can parts of her record go."
        )
    if bits <= Element.COVER:
        return _("Choose which parts of her record travel with it.")
    missing = bits & ~open_there
    if not missing:
        return None
    needed = {"agency": agency.name, "parts": ", ".join(labels(missing))}
    if missing & alone == missing:
        return _(
            "The release that there is names one person at %(agency)s, and a referral goes to everybody who answers there. "
            "A release signed by the survivor, naming %(agency)s and %(parts)s, would open this."
        ) % needed  # fmt: skip
    return _(
        "Not without her signature. A release signed by the survivor, naming %(agency)s and %(parts)s, would open this."
    ) % needed  # fmt: skip


def may_be_coordinator(person: Person, by: Person, *, hears: bool) -> str | None:
    """The one who will answer for it works at the agency that accepts (law T-07); nobody whom a wall keeps from it (S-17)."""
    if not hears:
        return _("%(person)s cannot take this on. Choose somebody else.") % {"person": person.name}
    if person.is_active and person.agency_id is not None and person.agency_id == by.agency_id:
        return None
    return _("The coordinator is somebody with an open account in your own agency.")
