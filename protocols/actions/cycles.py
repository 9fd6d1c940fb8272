"""A team's cycle of steps: begin it, plan, show evidence, close, reopen. Closing the last opens the next cycle (law P-02)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from agencies.models import Person, Team
from agencies.queries.teams import live_seats, today_of
from confidentiality.scans import Scan
from mdt.kit import acting, clock
from mdt.kit.errors import Refused, refuse
from protocols.models import Agreement, CycleStep, Evidence, ProtocolCycle, Reopening
from protocols.policy import cycles as policy
from protocols.steps import LAST, Step, waits_for


def begin(*, team: Team, by: Person) -> ProtocolCycle:
    """The first turn, with its eight steps."""
    with acting.recorded():
        locked = Team.objects.select_for_update().get(pk=team.pk)
        refuse(policy.may_begin(by, locked))
        return _open(locked, 1, None, by, {})


def plan(*, step: CycleStep, by: Person, **changes: Any) -> None:
    """``owner`` and ``due_on`` by who coordinates; ``started_on`` and ``notes`` by who answers for it too."""
    with acting.recorded():
        locked = _open_step(step, by)
        if {"owner", "due_on"} & changes.keys():
            refuse(policy.may_plan(by, locked))
        owner = changes.get("owner")
        if owner is not None and owner.pk != locked.owner_id and (refusal := policy.may_own(owner, locked.cycle.team)):
            raise Refused(refusal, about="owner")
        if all(getattr(locked, name) == value for name, value in changes.items()):
            raise Refused(_("Nothing has changed."))
        for name, value in changes.items():
            setattr(locked, name, value)
        locked.save()


def add_evidence(
    *,
    step: CycleStep,
    title: str,
    by: Person,
    agreement: Agreement | None = None,
    scan: Scan | None = None,
    place: str = "",
) -> Evidence:
    """One of the three: an agreement of the team, a document, or where a paper is kept."""
    with acting.recorded():
        locked = _open_step(step, by)
        if sum((agreement is not None, scan is not None, bool(place))) != 1:
            raise Refused(_("Name one thing: an agreement of the team, a document, or where it is kept."))
        if agreement is not None and agreement.team_id != locked.cycle.team_id:
            raise Refused(_("That agreement is another team's."), about="agreement")
        files = {"content": scan.content, "content_type": scan.content_type, "sha256": scan.sha256} if scan else {}
        made = Evidence(step=locked, title=title, agreement=agreement, place=place, added_by=by, **files)
        made.save()
        return made


def remove_evidence(*, evidence: Evidence, by: Person) -> None:
    with acting.recorded():
        locked = _open_step(evidence.step, by)
        found = locked.evidence.filter(pk=evidence.pk).first()
        if found is None:
            raise Refused(_("Somebody has taken it away already."))
        found.delete()


def close(*, step: CycleStep, by: Person, why_early: str = "") -> ProtocolCycle | None:
    """Law P-01. Of the last step: the next cycle, which is open now."""
    with acting.recorded():
        locked = _open_step(step, by)
        closed = set(locked.cycle.steps.filter(closed_at__isnull=False).values_list("number", flat=True))
        for about, sentence in policy.refuses_closing(locked, closed, locked.evidence.count(), why_early):
            raise Refused(sentence, about=about)
        locked.closed_at, locked.closed_by = clock.now(), by
        locked.started_on = locked.started_on or today_of(locked.cycle.team)
        locked.why_early = why_early.strip() if waits_for(locked.number, closed) else ""
        locked.save()
        return _turn(locked.cycle, by) if locked.number == LAST else None


def reopen(*, step: CycleStep, reason: str, by: Person) -> None:
    """For a reason that stays. A step of a closed cycle stays closed: the next cycle has it again."""
    with acting.recorded():
        locked = _locked(step)
        refuse(policy.may_work(by, locked))
        if locked.cycle.closed_at is not None:
            raise Refused(_("This cycle is closed. The step comes again in the next one."))
        if locked.closed_at is None or locked.closed_by is None:
            raise Refused(_("This step is open."))
        if not reason.strip():
            raise Refused(_("Say why it is opened again."), about="reason")
        Reopening(
            step=locked, was_closed_at=locked.closed_at, was_closed_by=locked.closed_by, reason=reason.strip(), by=by
        ).save()
        locked.closed_at, locked.closed_by, locked.why_early = None, None, ""
        locked.save()


def _locked(step: CycleStep) -> CycleStep:
    """The cycle is held first, so that all about its steps happens one after the other."""
    cycle = ProtocolCycle.objects.select_for_update(of=("self",)).select_related("team").get(pk=step.cycle_id)
    found = CycleStep.objects.select_for_update(of=("self",)).select_related("closed_by").get(pk=step.pk)
    found.cycle = cycle
    return found


def _open_step(step: CycleStep, by: Person) -> CycleStep:
    locked = _locked(step)
    refuse(policy.may_work(by, locked))
    if locked.cycle.closed_at is not None:
        raise Refused(_("This cycle is closed. The next one is open."))
    if locked.closed_at is not None:
        raise Refused(_("This step is closed. Open it again first, with a reason."))
    return locked


def _turn(cycle: ProtocolCycle, by: Person) -> ProtocolCycle:
    """The next turn, with those who answered for a step proposed again as long as they sit at the table."""
    cycle.closed_at, cycle.closed_by = clock.now(), by
    cycle.save()
    seated = set(live_seats().filter(team=cycle.team).values_list("person", flat=True))
    owners = {one.number: one.owner_id for one in cycle.steps.all() if one.owner_id in seated}
    return _open(cycle.team, cycle.number + 1, cycle, by, owners)


def _open(
    team: Team, number: int, previous: ProtocolCycle | None, by: Person, owners: Mapping[int, int | None]
) -> ProtocolCycle:
    made = ProtocolCycle(team=team, number=number, previous=previous, opened_by=by)
    made.save()
    for one in Step:
        CycleStep(cycle=made, number=one, owner_id=owners.get(one)).save()
    return made
