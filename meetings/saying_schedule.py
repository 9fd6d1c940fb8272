"""Meetings in words: what each kind is for, how a series comes again, whether a team meets as often as it has to."""

from collections import Counter
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agencies.models import Team
from meetings.models import Attendee, Series
from meetings.queries.cadence import Cadence
from meetings.vocabulary import Every, MeetingKind, Ordinal, Presence, Reply, Weekday

# Law 2.4, 5.3: what a meeting is for decides which data can be in it.
DATA_RULES = {
    MeetingKind.SYSTEMS: gettext_lazy("About how the system works. No case can be linked to it."),
    MeetingKind.CONSULTATION: gettext_lazy(
        "About open cases, by code. A case is heard only while everybody in the room has a lawful basis for it."
    ),
    MeetingKind.FILE_REVIEW: gettext_lazy("About closed cases only, with all that points at a person left out."),
    MeetingKind.EMERGENCY: gettext_lazy(
        "About one open case, soon, with those who are invited by name. Each needs a lawful basis, as always."
    ),
    MeetingKind.BUSINESS: gettext_lazy("About the team's own business. No case can be linked to it."),
}
MINE = {
    Reply.ACCEPTED: gettext_lazy("I come"),
    Reply.TENTATIVE: gettext_lazy("I may come"),
    Reply.DECLINED: gettext_lazy("I do not come"),
}
MARKS = {Reply.ACCEPTED: "good", Reply.TENTATIVE: "wait", Reply.DECLINED: "stop", Reply.NONE: "plain"}


def zone(team: Team) -> ZoneInfo:
    """By which clocks a team's meetings are told to everybody."""
    return ZoneInfo(team.time_zone)


def again(series: Series) -> str:
    """«Every month: third Wednesday, 9 a.m.»"""
    at = formats.time_format(series.at, "TIME_FORMAT")
    words = {"every": Every(series.every).label, "weekday": Weekday(series.weekday).label, "at": at}
    if series.ordinal is None:
        return _("%(every)s on %(weekday)s, %(at)s") % words
    return _("%(every)s on the %(which)s %(weekday)s, %(at)s") % {**words, "which": Ordinal(series.ordinal).label}


def counted(answers: dict[str, int]) -> str:
    """«3 come · 1 may come · 2 have not answered»"""
    told = [
        (Reply.ACCEPTED, lambda n: ngettext("%(n)s comes", "%(n)s come", n)),
        (Reply.TENTATIVE, lambda n: ngettext("%(n)s may come", "%(n)s may come", n)),
        (Reply.DECLINED, lambda n: ngettext("%(n)s does not come", "%(n)s do not come", n)),
        (Reply.NONE, lambda n: ngettext("%(n)s has not answered", "%(n)s have not answered", n)),
    ]
    return " · ".join(words(answers[key]) % {"n": answers[key]} for key, words in told if answers[key])


def attended(rows: Iterable[Attendee]) -> str:
    """«11 were there · 2 excused · 2 absent»; nothing while nothing is noted."""
    noted = Counter(Presence.PRESENT if one.presence == Presence.OUT else one.presence for one in rows)
    told = [
        (Presence.PRESENT, lambda n: ngettext("%(n)s was there", "%(n)s were there", n)),
        (Presence.EXCUSED, lambda n: ngettext("%(n)s excused", "%(n)s excused", n)),
        (Presence.ABSENT, lambda n: ngettext("%(n)s absent", "%(n)s absent", n)),
    ]
    return " · ".join(words(noted[key]) % {"n": noted[key]} for key, words in told if noted[key])


def cadence(one: Cadence) -> dict[str, Any]:
    """What it is about, where it stands, and the mark of its chip."""
    name = {
        "review": _("Case review, every 35 days at the latest"),
        "quarter": _("A meeting each quarter, by the law of Texas"),
        "focus": _("Trafficking as the focus"),
    }[one.what]
    mark, label = {
        "good": ("good", _("In time")),
        "open": ("wait", _("None planned in time")),
        "late": ("stop", _("Too long ago")),
        "first": ("plain", _("The first is planned")),
        "never": ("wait", _("Not held yet")),
    }[one.state]
    last, following = (formats.date_format(day, "DATE_FORMAT") if day else "" for day in (one.last, one.following))
    told = [one.team.name]
    told += [_("last on %(day)s") % {"day": last}] if last else []
    told += [_("next on %(day)s") % {"day": following}] if following else [_("none planned")]
    return {"name": name, "detail": " · ".join(told), "mark": mark, "label": label, "team": one.team}
