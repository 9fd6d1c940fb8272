"""Writing down what an agency did without a survivor in it. Each change is on record, and belongs to the actor's own agency."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from agencies.models import Award, Person
from mdt.kit import acting
from mdt.kit.errors import Refused, refuse
from reports.grouping import UNKNOWN, labels
from reports.models import PolicyWork, Product, StaffAssignment, Training, TrainingPeople
from reports.policy import activity as policy
from reports.policy.reports import today_at

Written = TypeVar("Written", Training, Product, StaffAssignment, PolicyWork)


def write_training(
    *, by: Person, title: str, on: date, topics: Iterable[str], heads: Mapping[str, int], shares: policy.Shares,
    training: Training | None = None, once: UUID | None = None,
) -> Training:  # fmt: skip
    """An event with the people who came, by discipline, and how many of them each award paid for: all of them (GR-34)."""
    refuse(policy.may_write(by))
    awards = {award for paid in shares.values() for award, people in paid.items() if people}
    for award in awards or {None}:
        _about("on", policy.may_pay(by, award, on, today_at(policy.room_of(by))))
    if not heads:
        raise Refused(_("Say how many people came."), about="people_unknown")
    if unknown := {*heads} - {*labels("people")}:
        raise Refused(_("There is no such discipline."), about=f"people_{min(unknown)}")
    for discipline, sentence in policy.unsplit(heads, shares).items():
        raise Refused(sentence, about=f"people_{discipline}")
    known = _known(Training, training, by, once, {"title": title, "on": on, "topics": [*topics]})
    rows = {
        (award, "" if discipline == UNKNOWN else discipline): people
        for discipline, paid in shares.items()
        for award, people in paid.items()
        if people
    }
    kept = {(row.award, row.discipline): row for row in known.people.select_related("award")} if known.pk else {}
    wrong = {key: row for key, row in kept.items() if rows.get(key) != row.people}
    if _differs(known) or wrong or len(kept) != len(rows):
        with acting.recorded():
            if _differs(known):
                known.save()
            for row in wrong.values():
                row.delete()
            for (award, discipline), people in rows.items():
                if (award, discipline) not in kept or (award, discipline) in wrong:
                    TrainingPeople(training=known, award=award, discipline=discipline, people=people).save()
    return known


def write_product(
    *, by: Person, on: date, award: Award | None, product: Product | None = None, once: UUID | None = None, **said: Any
) -> Product:
    refuse(policy.may_write(by))
    _about("on", policy.may_pay(by, award, on, today_at(policy.room_of(by))))
    return _kept(_known(Product, product, by, once, {"on": on, "award": award, **said}))


def write_staff(
    *, by: Person, award: Award, starts_on: date, ends_on: date | None, assignment: StaffAssignment | None = None,
    once: UUID | None = None, **said: Any,
) -> StaffAssignment:  # fmt: skip
    refuse(policy.may_write(by))
    if ends_on is not None and ends_on < starts_on:
        raise Refused(_("The last day comes before the first."), about="ends_on")
    _about("starts_on", policy.may_employ(by, award, starts_on, ends_on))
    person = said.get("person")
    if person is not None and person.agency_id != by.agency_id:
        raise Refused(_("This person is not of your agency."), about="person")
    said |= {"award": award, "starts_on": starts_on, "ends_on": ends_on}
    return _kept(_known(StaffAssignment, assignment, by, once, said))


def write_policy(
    *,
    by: Person,
    award: Award,
    topic: str,
    action: str,
    on: date,
    work: PolicyWork | None = None,
    once: UUID | None = None,
) -> PolicyWork:
    refuse(policy.may_write(by))
    _about("on", policy.may_pay(by, award, on, today_at(policy.room_of(by))))
    same = PolicyWork.objects.filter(award=award, topic=topic, action=action, on=on, protocol=None)
    if any(one.public_id not in (once, work and work.public_id) for one in same):
        raise Refused(_("This is written down already."), about="topic")
    return _kept(_known(PolicyWork, work, by, once, {"award": award, "topic": topic, "action": action, "on": on}))


def remove(*, by: Person, thing: Written) -> None:
    """Written down by mistake. What was filed has its own numbers and keeps them."""
    refuse(policy.may_write(by))
    if thing.agency_id != by.agency_id:
        raise Refused(_("This belongs to another agency."))
    with acting.recorded():
        thing.delete()


def _known(
    model: type[Written], thing: Written | None, by: Person, once: UUID | None, said: Mapping[str, Any]
) -> Written:
    """What is changed, or made, with its new answers, not saved. A form that is sent twice makes one thing: ``once`` is its
    public id."""
    if thing is None and once is not None:
        thing = model._default_manager.filter(public_id=once, agency=by.agency_id).first()
    known = thing or model(agency=policy.room_of(by), by=by, **({"public_id": once} if once else {}))
    if known.agency_id != by.agency_id:
        raise Refused(_("This belongs to another agency."))
    for name, value in said.items():
        setattr(known, name, value)
    return known


def _differs(thing: Written) -> bool:
    """From what is kept of it."""
    before = type(thing)._default_manager.filter(pk=thing.pk).first()
    names = [field.attname for field in thing._meta.concrete_fields]
    return before is None or any(getattr(before, name) != getattr(thing, name) for name in names)


def _kept(thing: Written) -> Written:
    """Nothing is saved, and nothing goes on record, where nothing changes."""
    if _differs(thing):
        with acting.recorded():
            thing.save()
    return thing


def _about(name: str, sentence: str | None) -> None:
    if sentence is not None:
        raise Refused(sentence, about=name)
