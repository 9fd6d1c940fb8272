"""Who says what came of a review, and who notes that a law has changed."""

from django.utils.translation import gettext as _

from agencies.models import Person, Team
from agencies.queries.teams import coordinates
from protocols.lifecycle import AT_WORK
from protocols.models import Review
from protocols.vocabulary import ReviewOutcome


def may_note(actor: Person, team: Team) -> str | None:
    if not coordinates(actor, team):
        return _("Only a coordinator of the team notes that a law has changed.")
    return None


def may_settle(actor: Person, review: Review) -> str | None:
    if not coordinates(actor, review.version.agreement.team):
        return _("Only a coordinator of the team says what came of a review.")
    if review.done_on is not None:
        return _("Somebody has said already what came of it.")
    return None


def refuses_outcome(review: Review, outcome: str) -> str | None:
    if outcome == ReviewOutcome.NEXT and not review.version.agreement.versions.filter(status__in=AT_WORK).exists():
        return _("No next version is begun yet. Open the agreement and write it first.")
    return None
