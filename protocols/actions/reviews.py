"""Saying what came of a review, and noting that a law has changed."""

from datetime import date

from django.utils.translation import gettext as _

from agencies import reminders
from agencies.models import Person, Team
from agencies.queries.teams import today_of
from mdt.kit import acting
from mdt.kit.errors import Refused, refuse
from protocols import reviewing
from protocols.models import Review, StatuteNote
from protocols.policy import reviews as policy


def settle(*, review: Review, outcome: str, note: str, by: Person) -> None:
    """Read again: nothing to change, or the next version is begun. Nobody is told of it any more."""
    with acting.recorded():
        mine = (
            Review.objects.select_for_update(of=("self",)).select_related("version__agreement__team").get(pk=review.pk)
        )
        refuse(policy.may_settle(by, mine))
        if refusal := policy.refuses_outcome(mine, outcome):
            raise Refused(refusal, about="outcome")
        mine.done_on, mine.done_by = today_of(mine.version.agreement.team), by
        mine.outcome, mine.note = outcome, note
        mine.save()
        reminders.cancel(f"review:{mine.pk}:")


def note_statute(
    *, team: Team, title: str, citation: str, effective_on: date, verified: bool, by: Person
) -> StatuteNote:
    """Every text of the team that is in force is due to be read again by the day on which the law holds."""
    with acting.recorded():
        locked = Team.objects.select_for_update().get(pk=team.pk)
        refuse(policy.may_note(by, locked))
        if locked.statutes.filter(citation=citation, effective_on=effective_on).exists():
            raise Refused(_("This law is noted already, from that day on."), about="citation")
        made = StatuteNote(
            team=locked, title=title, citation=citation, effective_on=effective_on, verified=verified, noted_by=by
        )
        made.save()
        reviewing.make(reviewing.in_force(locked))
        return made


def verify_statute(*, note: StatuteNote, by: Person) -> None:
    """Counsel has confirmed it."""
    with acting.recorded():
        mine = StatuteNote.objects.select_for_update(of=("self",)).select_related("team").get(pk=note.pk)
        refuse(policy.may_note(by, mine.team))
        if mine.verified:
            raise Refused(_("It is confirmed already."))
        mine.verified = True
        mine.save()
