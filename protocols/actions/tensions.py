"""Tension points: name one, say how a discipline sees it, write down what the team made of it."""

from datetime import date

from django.utils.translation import gettext as _

from agencies.models import Agency, Person, Team
from agencies.queries.teams import today_of
from mdt.kit import acting, clock
from mdt.kit.errors import Refused, refuse
from protocols.models import Position, TensionPoint
from protocols.policy import tensions as policy
from protocols.vocabulary import Tension


def open_point(*, team: Team, key: str, title: str, by: Person) -> TensionPoint:
    with acting.recorded():
        locked = Team.objects.select_for_update().get(pk=team.pk)
        refuse(policy.may_open(by, locked))
        if key == Tension.OWN and not title.strip():
            raise Refused(_("Say in the team's own words what it is about."), about="title")
        if key != Tension.OWN and locked.tensions.filter(key=key).exists():
            raise Refused(_("Your team has taken this one up already."), about="key")
        made = TensionPoint(team=locked, key=key, title=title.strip() if key == Tension.OWN else "", opened_by=by)
        made.save()
        return made


def say(*, point: TensionPoint, discipline: str, text: str, by: Person, seen: str = "") -> Position:
    """How the discipline sees it. ``seen``: the words from which the writer began, so that two who write lose nothing."""
    with acting.recorded():
        locked = _locked(point)
        refuse(policy.may_speak(by, locked, discipline))
        mine = locked.positions.filter(discipline=discipline).first() or Position(point=locked, discipline=discipline)
        if mine.text != seen:
            raise Refused(
                _("Somebody of your discipline wrote meanwhile. Your words are below; compare them with the text."),
                about="text",
            )
        if mine.text == text:
            raise Refused(_("Nothing has changed."))
        mine.text, mine.by, mine.agency, mine.at = text, by, _agency(by), clock.now()
        mine.save()
        return mine


def settle(*, point: TensionPoint, outcome: str, review_on: date | None, by: Person) -> None:
    """What the team made of it, and when it is talked about again. It can stay open: not every point is settled."""
    with acting.recorded():
        locked = _locked(point)
        refuse(policy.may_settle(by, locked))
        if (locked.outcome, locked.review_on) == (outcome, review_on):
            raise Refused(_("Nothing has changed."))
        if locked.outcome != outcome:
            locked.outcome, locked.outcome_on = outcome, today_of(locked.team) if outcome else None
        locked.review_on = review_on
        locked.save()


def _agency(by: Person) -> Agency:
    if by.agency is None:
        raise Refused(_("A discipline speaks through somebody who sits for it at this table."))
    return by.agency


def _locked(point: TensionPoint) -> TensionPoint:
    return TensionPoint.objects.select_for_update(of=("self",)).select_related("team").get(pk=point.pk)
