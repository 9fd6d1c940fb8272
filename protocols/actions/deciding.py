"""Deciding on a protocol: a question, one gradient for each agency, answers to reservations, the outcome (law P-06)."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agencies.models import Agency, Person
from agencies.queries.teams import today_of
from mdt.kit import acting, clock
from mdt.kit.errors import Refused, refuse
from protocols.actions.held import close_as, hold
from protocols.fingerprint import of_version
from protocols.lifecycle import least_allowed, outcome
from protocols.models import Asked, Gradient, Proposal, Version
from protocols.policy import deciding as policy
from protocols.queries.deciding import Decision, decision
from protocols.vocabulary import Outcome, Threshold


def propose(
    *, version: Version, question: str, threshold: str, least: int | None, closes_on: date, by: Person
) -> Proposal:
    """Put the question on the words as they stand. How much agreement it needs is fixed now, before anybody answers."""
    with acting.recorded():
        held = hold(version)
        refuse(policy.may_propose(by, held))
        asked = _at_the_table(held)
        _fits(held, threshold, least, closes_on, len(asked))
        made = Proposal(
            version=held, sha256=of_version(held), question=question, threshold=threshold,
            least=least if threshold == Threshold.AT_LEAST else None, closes_on=closes_on, opened_by=by,
        )  # fmt: skip
        made.save()
        for agency in asked:
            Asked(proposal=made, agency=agency).save()
        return made


def say(*, proposal: Proposal, number: int, words: str, seen: str, by: Person) -> Gradient:
    """Where the own agency stands. ``seen``: the id of its last gradient that the page showed, or nothing.

    Refused when somebody of the agency has answered since, so that neither of two overrules the other unseen."""
    with acting.recorded():
        held = _held(proposal)
        refuse(policy.may_say(by, held))
        last = Gradient.objects.filter(proposal=held, agency=by.agency).last()
        if seen != (str(last.public_id) if last else ""):
            raise Refused(
                _("Somebody of your agency answered meanwhile. Look at it above; send yours if it still holds.")
            )
        if number >= 7 and not words.strip():
            raise Refused(
                _("At 7 or 8, say what stands in the way. The others can answer only what they know."), about="words"
            )
        made = Gradient(proposal=held, agency=by.agency, number=number, words=words, by=by)
        made.save()
        return made


def answer(*, gradient: Gradient, answer: str, by: Person) -> None:
    """What the team says to a reservation. It stands beside it for good."""
    with acting.recorded():
        held = _held(gradient.proposal)
        refuse(policy.may_settle(by, held))
        last = Gradient.objects.filter(proposal=held, agency=gradient.agency).last()
        if last is None or last.pk != gradient.pk:
            raise Refused(_("The agency has said something else since. Look at what it says now."))
        if not last.words or last.answered_at is not None:
            raise Refused(_("Somebody answered this already."))
        last.answer, last.answered_by, last.answered_at = answer, by, clock.now()
        last.save()


def close(*, proposal: Proposal, by: Person) -> Outcome:
    """Work the outcome out, once everybody has answered or the last day has passed, and nothing is left unanswered."""
    with acting.recorded():
        held = _held(proposal)
        refuse(policy.may_settle(by, held))
        came = decision(held)
        if held.sha256 != of_version(held.version):
            close_as(held, Outcome.VOID, by)
            return Outcome.VOID
        refuse(refuses_closing(came))
        found = outcome(held.threshold, held.least, [one.number for one in came.positions])
        close_as(held, found, by)
        return found


def refuses_closing(came: Decision) -> str | None:
    """Why the question stays open for now."""
    proposal = came.proposal
    names = ", ".join(one.agency.name for one in came.waiting)
    if names:
        return _("Not answered yet: what %(names)s holds against it. Answer it first.") % {"names": names}
    if came.missing and today_of(proposal.version.agreement.team) <= proposal.closes_on:
        return _("%(names)s can still answer, until %(day)s. Silence is not consent.") % {
            "names": ", ".join(agency.name for agency in came.missing), "day": date_format(proposal.closes_on),
        }  # fmt: skip
    return None


def _held(proposal: Proposal) -> Proposal:
    """The question under the lock of its version, so that an answer and a change of the text come one after the other."""
    version = hold(proposal.version)
    held = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    held.version = version
    return held


def _at_the_table(version: Version) -> list[Agency]:
    seats = policy.deciding_seats(version.agreement.team)
    return list(Agency.objects.filter(pk__in=seats.values("agency")).order_by("name"))


def _fits(version: Version, threshold: str, least: int | None, closes_on: date, asked: int) -> None:
    if closes_on < today_of(version.agreement.team):
        raise Refused(_("That day is past. Give the agencies time to answer."), about="closes_on")
    if threshold != Threshold.AT_LEAST:
        return
    if least is None or not least_allowed(asked) <= least <= asked:
        raise Refused(
            _("%(asked)s agencies are asked. Say a number from %(least)s, which is two thirds, to %(asked)s.")
            % {"asked": asked, "least": least_allowed(asked)},
            about="least",
        )
