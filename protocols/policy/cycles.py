"""Who may do what with a team's cycle of steps, and what holds a step back. None of it opens a record."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from agencies.models import Person, Team
from agencies.queries.teams import coordinates, live_seats
from protocols.models import CycleStep
from protocols.queries.cycles import visible_cycles
from protocols.steps import SHORT, waits_for


def may_begin(actor: Person, team: Team) -> str | None:
    if not coordinates(actor, team):
        return _("Only a coordinator of the team begins its steps.")
    if team.cycles.exists():
        return _("The team's steps are there already.")
    return None


def may_plan(actor: Person, step: CycleStep) -> str | None:
    """Who answers for a step and by when is the coordinators' to say."""
    if not coordinates(actor, step.cycle.team):
        return _("Only a coordinator of the team says who answers for a step, and by when.")
    return None


def may_work(actor: Person, step: CycleStep) -> str | None:
    """Notes, evidence, closing: by who answers for the step, and by who coordinates."""
    if not visible_cycles(actor).filter(pk=step.cycle_id).exists():
        return _("There is no such step.")
    if step.owner_id == actor.pk or coordinates(actor, step.cycle.team):
        return None
    return _("Who answers for this step does that, or who coordinates the team.")


def may_own(person: Person, team: Team) -> str | None:
    """Everybody at the table can, survivor advisers and guests too."""
    if not live_seats().filter(person=person, team=team).exists():
        return _("Only somebody who sits at this table answers for a step.")
    return None


def refuses_closing(step: CycleStep, closed: Collection[int], evidence: int, why_early: str) -> list[tuple[str, str]]:
    """What holds it open, each with the question that it is about (law P-01). ``closed``: the numbers of closed steps."""
    held = []
    if step.owner_id is None:
        held.append(("owner", _("Nobody answers for this step yet. Say who does.")))
    if step.due_on is None:
        held.append(("due_on", _("This step has no date yet. Say by when.")))
    if not evidence:
        held.append(("evidence", _("Nothing shows yet that this step was taken. Add at least one piece of evidence.")))
    if (waits := waits_for(step.number, closed)) and not why_early.strip():
        names = ", ".join(f"{one} {SHORT[one]}" for one in waits)
        said = _(
            "These steps come first and are still open: %(names)s. Close them, or say why this one is closed before."
        )
        held.append(("why_early", said % {"names": names}))
    return held
