"""How referrals, clocks and times are put into words on lists and pages."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from cases import telling
from cases.defaults import BUSINESS_DAY, DAY, HOUR, Term
from cases.facts import moment, recipient
from cases.lifecycle import Side
from cases.models import Referral
from cases.queries.clocks import Standing
from cases.queries.referral_page import Happened, ReferralPage
from cases.queries.referrals import Row, Waiting
from cases.vocabulary import Calendar, ReferralStatus

# What each action is called on its button.
ACTIONS: dict[str, str | Promise] = {
    "screen": gettext_lazy("Record the first look"),
    "ask": gettext_lazy("Ask the sender"),
    "accept": gettext_lazy("Accept"),
    "decline": gettext_lazy("Decline"),
    "redirect": gettext_lazy("Redirect"),
    "withdraw": gettext_lazy("Take it back"),
    "reassign": gettext_lazy("Change the coordinator"),
    "contact": gettext_lazy("First contact was made"),
    "schedule": gettext_lazy("A team meeting is scheduled"),
    "review": gettext_lazy("The team has taken it up"),
    "plan": gettext_lazy("A plan is agreed"),
    "follow_up": gettext_lazy("Follow-up was made"),
    "close": gettext_lazy("Close"),
    "reopen": gettext_lazy("Open it again"),
    "attempt": gettext_lazy("Record an attempt"),
    "notice_coordinator": gettext_lazy("The team's coordinator was told"),
    "notice_police": gettext_lazy("Police were told"),
}
# What the page of an action says before one does it.
LEADS: dict[str, str | Promise] = {
    "accept": gettext_lazy(
        "Accepting opens an empty record in your agency's own room. The sender sees that your agency has accepted."
    ),
    "ask": gettext_lazy("Questions and answers come from closed lists, so that nobody's identity slips in."),
    "decline": gettext_lazy("The sender sees your reason and can turn to somebody else at once."),
    "redirect": gettext_lazy("The same facts go on, nothing is added. Your agency is the sender of the new referral."),
    "withdraw": gettext_lazy("Nobody answers it any more. That it was sent stays on record."),
    "close": gettext_lazy("The sender sees that it is closed, and not why."),
    "attempt": gettext_lazy("Only your agency sees it. It cannot be changed or taken back afterwards."),
    "notice_coordinator": telling.NOTHING_OF_HER,
    "notice_police": telling.NOTHING_OF_HER,
    "reassign": gettext_lazy("The new coordinator works on the record from now on, and the one before no longer does."),
}
_CHIPS = {
    ReferralStatus.RECEIVED: "wait",
    ReferralStatus.SCREENED: "wait",
    ReferralStatus.CONSULTING: "wait",
    ReferralStatus.DECLINED: "stop",
    ReferralStatus.WITHDRAWN: "plain",
    ReferralStatus.REDIRECTED: "plain",
    ReferralStatus.CLOSED: "plain",
}


def chip_kind(referral: Referral) -> str:
    return _CHIPS.get(ReferralStatus(referral.status), "good")


def in_list(rows: Iterable[Row], zone: ZoneInfo) -> list[dict[str, Any]]:
    """Rows of a list of referrals: what is asked, between whom, where it is now."""
    return [_row(row, zone, _title(row.referral), _between(row)) for row in rows]


def waiting(found: Waiting, zone: ZoneInfo) -> dict[str, list[dict[str, Any]]]:
    """The three groups of what waits for one person."""
    return {
        "to_answer": to_answer(found.to_answer, zone),
        "asks_me": asks_me(found.asks_me, zone),
        "next_steps": next_steps(found.next_steps, zone),
        "to_tell": to_tell(found.to_tell, zone),
    }


def to_answer(rows: Iterable[Row], zone: ZoneInfo) -> list[dict[str, Any]]:
    return [_row(row, zone, _arrived(row.referral), _from(row), action=_("Answer"), primary=True) for row in rows]


def asks_me(rows: Iterable[Row], zone: ZoneInfo) -> list[dict[str, Any]]:
    return [_row(row, zone, _asking(row), _title(row.referral), action=_("Reply"), primary=True) for row in rows]


def to_tell(rows: Iterable[Row], zone: ZoneInfo) -> list[dict[str, Any]]:
    return [
        _row(row, zone, telling.to_tell(row.to_tell), _title(row.referral), action=_("Open"), primary=True)
        for row in rows
    ]


def next_steps(rows: Iterable[Row], zone: ZoneInfo) -> list[dict[str, Any]]:
    return [_row(row, zone, _step(row), _title(row.referral), action=_("Open")) for row in rows]


def _row(
    row: Row, zone: ZoneInfo, title: str, detail: str, *, action: str = "", primary: bool = False
) -> dict[str, Any]:
    due = _due(row.standing, zone) if row.standing else ""
    return {
        "title": title, "detail": " · ".join(filter(None, [detail, due])), "clock": row.latest and row.latest.clock,
        "ended_at": row.latest and row.latest.ended_at, "action": action,
        "primary": primary, "url": reverse("referral", args=[row.referral.public_id]),
        "status": row.referral.get_status_display(), "chip": chip_kind(row.referral),
    }  # fmt: skip


def _title(referral: Referral) -> str:
    return f"{referral.code} · {referral.get_tier_display()}"


def _arrived(referral: Referral) -> str:
    tier = referral.get_tier_display()
    if referral.to_team:
        return _("To the pool of %(team)s: %(tier)s") % {"team": referral.to_team.name, "tier": tier}
    return _("To your agency: %(tier)s") % {"tier": tier}


def _from(row: Row) -> str:
    parts = (
        _("From %(agency)s, with released parts") if row.referral.identified else _("From %(agency)s, without identity")
    )
    said = parts % {"agency": row.referral.from_agency.name}
    waits = _("waits for their answer")
    return f"{said} · {waits}" if row.asked else said


def _between(row: Row) -> str:
    if row.mine:
        said = _("To %(name)s") % {"name": recipient(row.referral).name}
    else:
        said = _("From %(name)s") % {"name": row.referral.from_agency.name}
    return " · ".join([said, *([_("with released parts")] if row.referral.identified else [])])


def _asking(row: Row) -> str:
    who = recipient(row.referral).name
    text = ngettext("%(who)s asks you a question", "%(who)s asks you %(n)s questions", row.asked)
    return text % {"who": who, "n": row.asked}


def _step(row: Row) -> str:
    step = row.standing.clock.get_kind_display() if row.standing else row.referral.get_status_display()
    return _("Next: %(step)s") % {"step": step}


def _due(standing: Standing, zone: ZoneInfo) -> str:
    said = _("was due %(when)s") if standing.missed else _("due %(when)s")
    return said % {"when": moment(standing.clock.due_at, zone)}


def clock_line(standing: Standing, zone: ZoneInfo) -> str:
    """When a clock is or was due, and what became of it."""
    clock, due = standing.clock, _("Due %(when)s.") % {"when": moment(standing.clock.due_at, zone)}
    if clock.met_at:
        said = _("Missed. Done %(when)s.") if standing.missed else _("Done %(when)s.")
        return f"{due} {said % {'when': moment(clock.met_at, zone)}}"
    if clock.stopped_at:
        said = _("Missed. No longer owed since %(when)s.") if standing.missed else _("No longer owed since %(when)s.")
        return f"{due} {said % {'when': moment(clock.stopped_at, zone)}}"
    still = _("Missed, and still open.")
    return f"{due} {still}" if standing.missed else due


def side_words(page: ReferralPage) -> str:
    """Why the reader sees this: said on the page, like every basis."""
    if Side.COORDINATOR in page.sides:
        return _("You coordinate it")
    if page.referral.accepted_agency and Side.SUPERVISOR in page.sides:
        return _("Your agency has accepted it")
    if Side.RECIPIENT in page.sides:
        team = page.referral.to_team
        return _("Sent to the pool of %(team)s") % {"team": team.name} if team else _("Sent to your agency")
    return _("Sent by your agency") if Side.SENDER in page.sides else kind_words(page.referral)


def kind_words(referral: Referral) -> str:
    return _("With released parts") if referral.identified else _("Without identity")


def lead(action: str, referral: Referral) -> str | Promise:
    """What the page of the action says beforehand. A coordinator is no recipient of a release by being one (law R-13)."""
    said = LEADS.get(action, "")
    if action not in ("accept", "reassign") or not referral.identified:
        return said
    only = _("Released parts stay with those who answer referrals or supervise: another coordinator does not see them.")
    return f"{said} {only}"


def time_line(happened: Iterable[Happened], zone: ZoneInfo) -> list[dict[str, Any]]:
    """What happened, the latest first."""
    return [
        {
            "title": _("Coordinator changed") if _changed_hands(entry) else entry.event.get_after_display(),
            "detail": " · ".join(filter(None, [moment(entry.event.at, zone), entry.who, entry.why])),
            "kind": "stop" if entry.event.after == ReferralStatus.DECLINED else "",
        }
        for entry in reversed(list(happened))
    ]


def _changed_hands(entry: Happened) -> bool:
    return entry.event.before == entry.event.after and entry.event.reason.startswith("person:")


def term_words(term: Term) -> str:
    """«3 business days», «1 hour», «14 days»."""
    return span_words(term.minutes, term.calendar)


def later_words(term: Term) -> str:
    return span_words(term.escalate_after, term.calendar) if term.escalate_after else _("at once")


def span_words(minutes: int, calendar: str) -> str:
    """A number of counted minutes in the largest unit that fits without a rest."""
    business = calendar == Calendar.BUSINESS
    for unit, words in _UNITS_OF_BUSINESS if business else _UNITS:
        if minutes and minutes % unit == 0:
            return str(words % {"n": minutes // unit})
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}


_UNITS = (
    (DAY, ngettext_lazy("%(n)s day", "%(n)s days", "n")),
    (HOUR, ngettext_lazy("%(n)s hour", "%(n)s hours", "n")),
)
_UNITS_OF_BUSINESS = (
    (BUSINESS_DAY, ngettext_lazy("%(n)s business day", "%(n)s business days", "n")),
    (HOUR, ngettext_lazy("%(n)s business hour", "%(n)s business hours", "n")),
)
