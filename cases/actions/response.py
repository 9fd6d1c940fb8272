"""What a coordinator sets for a team, and a supervisor for an agency: response times, holidays, the after-hours roster."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from agencies.models import Agency, Person, Team
from cases.defaults import Term
from cases.models import ClockRule, Holiday, RosterSlot
from cases.policy.response import may_set
from cases.queries.roster import WEEK, able_to_answer, hours_of, line_of
from mdt.kit import acting
from mdt.kit.errors import Refused, refuse


def set_term(*, place: Agency | Team, tier: int, kind: str, term: Term, by: Person) -> None:
    """How long a step may take from now on. Clocks that run already keep their times (law T-04)."""
    with acting.recorded():
        refuse(may_set(by, place))
        owner = {"team": place} if isinstance(place, Team) else {"agency": place}
        rule = ClockRule.objects.select_for_update().filter(**owner, tier=tier, kind=kind).first()
        rule = rule or ClockRule(**owner, tier=tier, kind=kind)
        if rule.pk and (rule.minutes, rule.calendar, rule.escalate_after) == (
            term.minutes, term.calendar, term.escalate_after
        ):  # fmt: skip
            raise Refused(_("That is the time already."))
        rule.minutes, rule.calendar, rule.escalate_after = term.minutes, term.calendar, term.escalate_after
        rule.save()


def use_built_in(*, place: Agency | Team, tier: int, kind: str, by: Person) -> None:
    """Give up one's own term for a step; the built-in one counts again."""
    with acting.recorded():
        refuse(may_set(by, place))
        rule = place.clock_rules.filter(tier=tier, kind=kind).first()
        if rule is None:
            raise Refused(_("The built-in time counts already."))
        rule.delete()


def add_holiday(*, team: Team, day: date, name: str, by: Person) -> None:
    """A day on which business hours do not run in the team's jurisdiction, for clocks that start from now on."""
    with acting.recorded():
        refuse(may_set(by, team))
        if Holiday.objects.filter(jurisdiction=team.jurisdiction_id, day=day).exists():
            raise Refused(_("That day is on the list already."))
        Holiday(jurisdiction=team.jurisdiction, day=day, name=name).save()


def remove_holiday(*, team: Team, day: date, by: Person) -> None:
    with acting.recorded():
        refuse(may_set(by, team))
        holiday = Holiday.objects.filter(jurisdiction=team.jurisdiction_id, day=day).first()
        if holiday is None:
            raise Refused(_("That day is not on the list."))
        holiday.delete()


def add_line(*, team: Team, tier: int, discipline: str, by: Person) -> None:
    """Put a discipline on the roster of a tier: seven slots, all empty, so that each warns until it is filled."""
    with acting.recorded():
        refuse(may_set(by, team))
        Team.objects.select_for_update().get(pk=team.pk)  # two at once must not both find it missing
        if line_of(team, tier, discipline):
            raise Refused(_("That discipline is on the roster of this tier already."))
        for weekday in WEEK:
            starts, ends = hours_of(weekday)
            RosterSlot(team=team, tier=tier, discipline=discipline, weekday=weekday, starts=starts, ends=ends).save()


def fill_line(*, team: Team, tier: int, discipline: str, people: Mapping[int, Person | None], by: Person) -> None:
    """Who answers on each weekday; None leaves the slot empty. Only people of the table who can answer."""
    with acting.recorded():
        refuse(may_set(by, team))
        able, changed = set(able_to_answer(team).values_list("person_id", flat=True)), False
        for slot in RosterSlot.objects.select_for_update().filter(team=team, tier=tier, discipline=discipline):
            person = people.get(slot.weekday)
            if person is not None and person.pk not in able:
                raise Refused(_("%(person)s does not sit at this table with a signed acknowledgement.")
                              % {"person": person.name})  # fmt: skip
            if slot.person_id != (person.pk if person else None):
                slot.person = person
                slot.save()
                changed = True
        if not changed:
            raise Refused(_("Nothing has changed."))


def remove_line(*, team: Team, tier: int, discipline: str, by: Person) -> None:
    """Take a discipline off the roster of a tier."""
    with acting.recorded():
        refuse(may_set(by, team))
        slots = list(RosterSlot.objects.filter(team=team, tier=tier, discipline=discipline))
        if not slots:
            raise Refused(_("That discipline is not on the roster of this tier."))
        for slot in slots:
            slot.delete()
