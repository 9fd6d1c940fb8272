"""Leaving an agreement, and ending it as a whole. Nobody loses a record of her own by it (law A-09)."""

from datetime import date, timedelta

from agencies.models import Person
from mdt.kit import acting
from mdt.kit.errors import Refused, refuse
from protocols import reminders
from protocols.models import Agreement, Party, WithdrawalNotice
from protocols.policy import ending as policy
from protocols.queries.agreements import Board, board
from protocols.queries.leaving import seats_that_end


def give_notice(*, party: Party, effective_on: date, reason: str = "", by: Person) -> None:
    """From that day on the agency's people sit at the team's table no more; until then everything stays as it is."""
    with acting.recorded():
        here = _held(party.version.agreement)
        row = next((one for one in here.executed_rows if one.party.pk == party.pk), None)
        refuse(policy.may_leave(by, here, row))
        if refusal := policy.refuses_leaving_on(effective_on, here):
            raise Refused(refusal, about="effective_on")
        WithdrawalNotice(
            party=party, given_on=here.today, effective_on=effective_on, reason=reason, recorded_by=by
        ).save()
        for seat in seats_that_end(party, effective_on).select_for_update(of=("self",)):
            seat.ends_on = effective_on - timedelta(days=1)
            seat.starts_on = min(seat.starts_on, seat.ends_on)  # one that would begin later counts as never held
            seat.save()
        reminders.tell_of_leaving(here, party, by)


def end(*, agreement: Agreement, on: date, reason: str, by: Person) -> None:
    """All of it, by who coordinates the team: not in the past, for a reason that is kept."""
    with acting.recorded():
        here = _held(agreement)
        refuse(policy.may_end(by, here))
        if refusal := policy.refuses_ending_on(on, here):
            raise Refused(refusal, about="on")
        mine = here.agreement
        mine.ended_on, mine.why_ended = on, reason
        mine.save()
        reminders.stop(mine)
        reminders.tell_of_ending(here, by)


def _held(agreement: Agreement) -> Board:
    """As it stands now, held until the end of the transaction: of two clicks the second finds what the first did."""
    return board(Agreement.objects.select_for_update().get(pk=agreement.pk))
