"""Who puts a question to the agencies, who answers it, who reads what was adopted (law P-06). None of it opens a record."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from agencies.models import Agency, Person, Seat, Team
from agencies.queries.teams import live_seats, today_of
from agencies.vocabulary import SeatRole
from protocols.models import Agreement, Asked, Proposal, Version
from protocols.policy.agreements import may, may_write, refuses_deciding
from protocols.policy.matrix import undecided
from protocols.queries.authority import authority_of
from protocols.vocabulary import Kind, Outcome, VersionStatus


def deciding_seats(team: Team) -> QuerySet[Seat]:
    """Guests hear, and do not decide. Survivor advisers decide like everybody."""
    return live_seats().filter(team=team).exclude(role=SeatRole.GUEST)


def may_work_on(agreement: Agreement) -> str | None:
    """An MOU has no matrix and no question."""
    return None if agreement.kind == Kind.PROTOCOL else _("Only a protocol has this.")


def may_propose(actor: Person, version: Version) -> str | None:
    if refusal := may_work_on(version.agreement) or may_write(actor, version):
        return refusal
    for _key, sentence in refuses_deciding(version):
        return sentence
    if version.proposals.filter(outcome="").exists():
        return _("A question is open already. Wait for its end.")
    if not undecided(version):
        return _("The team has decided on these very words. Send them out for adoption.")
    return None


def may_say(actor: Person, proposal: Proposal) -> str | None:
    """One answer for each agency, by somebody who sits at the table for it."""
    if refusal := _closed(proposal):
        return refusal
    team = proposal.version.agreement.team
    if not deciding_seats(team).filter(person=actor).exists():
        return _("Who sits at the team's table as a member, an alternate or an adviser answers for the agency.")
    if not Asked.objects.filter(proposal=proposal, agency=actor.agency_id).exists():
        return _("Your agency came to the table after this question was put. It is asked the next time.")
    if today_of(team) > proposal.closes_on:
        return _("The last day for answers has passed.")
    return None


def may_settle(actor: Person, proposal: Proposal) -> str | None:
    """Answering reservations and closing the question: who coordinates the team."""
    if refusal := may(actor, "write", proposal.version.agreement):
        return refusal
    return _closed(proposal)


def _closed(proposal: Proposal) -> str | None:
    if proposal.outcome == Outcome.VOID:
        return _(
            "The text has changed since the question was put, which makes it void. Nothing is answered to it any more."
        )
    return _("The question is closed. What was said stays as it is.") if proposal.outcome else None


def may_understand(actor: Person, version: Version | None) -> str | None:
    """Read and understood: by people at the table, once it is adopted."""
    if version is None or version.status != VersionStatus.EXECUTED or version.agreement.kind != Kind.PROTOCOL:
        return _("This is read as adopted once every agency that has to sign has signed.")
    if not live_seats().filter(team=version.agreement.team, person=actor).exists():
        return _("People at the team's table say that they have read it.")
    return None


def leads(actor: Person, agency: Agency, agreement: Agreement) -> bool:
    """Whether the actor answers for how this agency's people work: its supervisor, manager, or who may sign for it."""
    if actor.agency_id != agency.pk:
        return False
    signs = authority_of(actor, agency, today_of(agreement.team)) is not None
    return signs or actor.is_supervisor or actor.manages_people
