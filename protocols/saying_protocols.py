"""Who does what, how soon, and what was decided on a protocol, in words for pages and documents."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from protocols.fingerprint import of_version
from protocols.models import Measure, Proposal, Version
from protocols.policy.agreements import WRITTEN
from protocols.queries.deciding import Decision, Position
from protocols.queries.matrix import TaskRow, who_does_what
from protocols.saying import Mark
from protocols.vocabulary import Gradients, Outcome, Part, Threshold


def measured(measure: Measure, heading: str) -> str:
    return _("%(within)s, counted from: %(since)s (%(section)s)") % {
        "within": measure.within, "since": measure.counted_from, "section": heading or "–",
    }  # fmt: skip


def assigned(row: TaskRow) -> str:
    """Who does what for one task, in one line."""
    said = [
        _("%(part)s: %(names)s") % {"part": part.label, "names": ", ".join(str(one.label) for one in row.of(part))}
        for part in Part if row.of(part)
    ]  # fmt: skip
    return " · ".join([*said, row.heading or "–"])


# --- What changed ----------------------------------------------------------------------------------------------
def changed_tasks(old: Version, new: Version) -> list[tuple[str, str, str]]:
    """Lines of the matrix and measurable steps that differ: which, before, after. One that is new or gone has one side only."""
    before, after = who_does_what(old), who_does_what(new)
    tasks = _differ({r.task.what: assigned(r) for r in before.tasks}, {r.task.what: assigned(r) for r in after.tasks})
    steps = _differ(
        {one.what: measured(one, heading) for one, heading in before.measures},
        {one.what: measured(one, heading) for one, heading in after.measures},
    )
    return tasks + steps


def _differ(before: Mapping[str, str], after: Mapping[str, str]) -> list[tuple[str, str, str]]:
    every = [*after, *(what for what in before if what not in after)]
    return [
        (what, before.get(what, ""), after.get(what, "")) for what in every if before.get(what) != after.get(what)
    ]  # fmt: skip


# --- What was decided ------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Told:
    """A question as pages and documents tell it."""

    mark: Mark
    rule: str
    meaning: str
    scale: list[tuple[int, str, list[str]]]  # gradient, its name, who stands there
    missing: list[str]
    positions: list[Position]  # those that said something


def words_now(version: Version) -> str:
    """The digest of a text that is still being written, to tell whether it is the one that was asked about."""
    return of_version(version) if version.status in WRITTEN else ""


def told(came: Decision, now: str) -> Told:
    """``now``: see ``words_now``."""
    scale = [
        (one.value, str(one.label), [p.agency.name for p in came.positions if p.number == one.value])
        for one in Gradients
    ]
    return Told(
        mark=_mark(came.proposal), rule=rule(came.proposal), meaning=_meaning(came, now), scale=scale,
        missing=[agency.name for agency in came.missing], positions=[one for one in came.positions if one.last],
    )  # fmt: skip


def rule(proposal: Proposal) -> str:
    if proposal.threshold == Threshold.AT_LEAST:
        return ngettext(
            "At least %(n)s agency is at 1 to 3, and none is at 8",
            "At least %(n)s agencies are at 1 to 3, and none is at 8", proposal.least or 0,
        ) % {"n": proposal.least}  # fmt: skip
    return str(Threshold(proposal.threshold).label)


def _mark(proposal: Proposal) -> Mark:
    kinds = {Outcome.CARRIED: "good", Outcome.NOT_CARRIED: "stop", Outcome.VOID: "stop"}
    if not proposal.outcome:
        return Mark(_("Question open"), "wait")
    return Mark(str(Outcome(proposal.outcome).label), kinds[Outcome(proposal.outcome)])


def warning(came: Decision | None, now: str) -> str:
    """What who writes the text has to know of the last question; ``now``: see ``words_now``."""
    if came is None or not now:
        return ""
    if not came.proposal.outcome:
        return _("A question on this text is open. Any change of the text makes it void.")
    if came.proposal.outcome == Outcome.VOID or (
        came.proposal.sha256 != now and came.proposal.outcome == Outcome.CARRIED
    ):
        return _("The text was changed after the question was put. The answers to it count for nothing: put it again.")
    return ""


def _meaning(came: Decision, now: str) -> str:
    """Where it stands, in a sentence or two."""
    proposal = came.proposal
    if not proposal.outcome:
        return _("The agencies answer until %(day)s. A change of the text would make the question void.") % {
            "day": date_format(proposal.closes_on)
        }
    changed = bool(now) and proposal.sha256 != now
    said = {
        Outcome.CARRIED: _("The threshold was reached for these very words."),
        Outcome.NOT_CARRIED: _("The agreement stayed below the threshold. Nothing is adopted by it."),
        Outcome.VOID: _(
            "The text was changed while the question was open. What was said stays; it counts for nothing."
        ),
    }[Outcome(proposal.outcome)]
    if changed and proposal.outcome == Outcome.CARRIED:
        said = _("The threshold was reached for other words: the text has changed since. Put the question again.")
    if came.dissent and proposal.outcome == Outcome.CARRIED:
        said += " " + ngettext("%(n)s agency dissents, on record.", "%(n)s agencies dissent, on record.", len(came.dissent)) % {
            "n": len(came.dissent)
        }  # fmt: skip
    return capfirst(said)
