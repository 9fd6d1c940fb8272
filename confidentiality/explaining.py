"""Why somebody sees a part of a record, or does not, and what would lawfully open it. Rules in plain Python, no database.

The database decides with its own words (``sql/10_actor.sql``, the policy of grants). This says the same a second time, so
that it can be told in sentences; ``tests/confidentiality/test_explained_pairs.py`` holds the two together.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from agencies.vocabulary import SYSTEMS_ONLY_SECTORS
from confidentiality.elements import LABELS, Element
from confidentiality.grounds import Ground


@dataclass(frozen=True)
class Standing:
    """What is true of a person, seen from one record."""

    person: int
    name: str
    agency: int | None
    agency_name: str
    sector: str
    active: bool
    agency_active: bool
    supervises: bool
    answers: bool
    walled: bool

    def is_meant(self, ground: Ground) -> bool:
        """Whether the fact leads to somebody of whom these things are true."""
        if ground.kind == 1:
            return (ground.a, ground.b) == (self.person, self.agency)
        said = {2: self.supervises, 5: self.answers}
        return ground.a == self.agency and said.get(ground.kind, False)

    @property
    def works(self) -> bool:
        return self.active and self.agency is not None and self.agency_active


@dataclass(frozen=True)
class Question:
    """Whether this person sees this part of a record of that agency now."""

    standing: Standing
    grounds: tuple[Ground, ...]
    element: Element
    home: int  # the agency of record
    home_name: str
    now: datetime


@dataclass(frozen=True)
class Answer:
    """``chains``: for each fact that opens it, the conditions that hold. ``fails``: those that do not, the deciding one first."""

    sees: bool
    chains: tuple[tuple[str, ...], ...] = ()
    fails: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()


def verdict(standing: Standing, grounds: Iterable[Ground], now: datetime) -> int:
    """The parts that the person sees now, as bits."""
    if not standing.works or standing.walled:
        return 0
    bits = 0
    for ground in grounds:
        if ground.holds(now) and standing.is_meant(ground):
            bits |= ground.elements
    return bits if bits & Element.COVER else 0


def why(asked: Question) -> Answer:
    if verdict(asked.standing, asked.grounds, asked.now) & asked.element:
        return Answer(True, chains=tuple(_chain(asked, ground) for ground in _opening(asked)))
    return Answer(False, fails=tuple(_fails(asked)), opens=tuple(dict.fromkeys(_opens(asked))))


def _opening(asked: Question) -> list[Ground]:
    """The facts by which she sees it, each once, the one that lasts longest first."""
    found: dict[tuple[str, int], Ground] = {}
    for ground in asked.grounds:
        if ground.holds(asked.now) and asked.standing.is_meant(ground) and ground.elements & asked.element:
            found.setdefault((ground.source, ground.source_id), ground)
    return sorted(found.values(), key=lambda ground: ground.expires_at, reverse=True)


def _chain(asked: Question, ground: Ground) -> tuple[str, ...]:
    """Who she is, what she is there, the fact, the parts, until when."""
    me = asked.standing
    names = {"name": me.name, "agency": me.agency_name}
    is_there = {
        2: _("%(name)s supervises the records of %(agency)s."),
        5: _("%(name)s answers referrals for %(agency)s."),
    }.get(ground.kind)
    said = [_("%(name)s works at %(agency)s, and the account is active.") % names]
    said += [is_there % names] if is_there else []
    return (*said, ground.fact(), ground.parts(), ground.until(), _("Nobody has walled %(name)s off from it.") % names)


def _fails(asked: Question) -> Iterable[str]:
    """Every condition that does not hold, in the order in which they decide."""
    me = asked.standing
    names = {"name": me.name, "agency": me.agency_name, "home": asked.home_name}
    if not me.active:
        yield _("The account of %(name)s is not active.") % names
    if me.agency is None:
        yield _("%(name)s belongs to no agency. Who runs the installation sees no record.") % names
    elif not me.agency_active:
        yield _("%(agency)s is not active here.") % names
    if me.walled:
        yield _("%(name)s is walled off from this record. That goes before everything else.") % names
    yield from filter(None, (_short_of(asked, ground) for ground in _each(asked.grounds)))
    if me.agency == asked.home:
        if not any(me.is_meant(ground) and ground.source in ("case", "assignment") for ground in asked.grounds):
            yield _("%(name)s does not work on this record and does not supervise the records of %(home)s.") % names
    elif me.agency is not None and all(ground.own for ground in asked.grounds):
        yield _("Nothing is released to %(agency)s, and no law or order recorded here compels to tell it.") % names


def _each(grounds: Iterable[Ground]) -> list[Ground]:
    """Each fact once, as it leads to whoever answers rather than to whoever supervises."""
    found: dict[tuple[str, int], Ground] = {}
    for ground in sorted(grounds, key=lambda ground: (ground.own, ground.expires_at, ground.kind), reverse=True):
        found.setdefault((ground.source, ground.source_id), ground)
    return list(found.values())


def _short_of(asked: Question, ground: Ground) -> str:
    """Why this fact does not show the part to this person; empty where the person was never meant by it."""
    me = asked.standing
    names = {"name": me.name}
    meant = any(me.is_meant(one) for one in asked.grounds if one.same_fact(ground))
    if not meant and ground.own:
        left = ground.kind == 1 and ground.a == me.person
        return _("%(name)s worked on it at another agency, and does not work there now.") % names if left else ""
    if said := ground.not_in_force(asked.now):
        return said
    if not ground.elements & asked.element:
        return _("%(fact)s It does not name this part.") % {"fact": ground.fact()}
    if not meant and ground.kind == 1:
        moved = ground.a == me.person
        said = (
            _("%(fact)s It names %(name)s at another agency.") if moved else _("%(fact)s It names somebody else there.")
        )
        return said % {"fact": ground.fact(), **names}
    if not meant:
        return _("%(fact)s It leads to who answers referrals or supervises there, and %(name)s does neither.") % {
            "fact": ground.fact(), **names,
        }  # fmt: skip
    return ""


def _opens(asked: Question) -> Iterable[str]:
    """What would lawfully open it. Nothing that is not a fact of the closed list is ever named here (law C-05)."""
    me = asked.standing
    part = str(LABELS[asked.element])
    names = {"name": me.name, "agency": me.agency_name, "home": asked.home_name, "part": part}
    if me.walled:
        yield _("Nothing but that a supervisor of %(home)s ends the wall.") % names
        return
    if me.agency is None or (me.agency != asked.home and me.sector in SYSTEMS_ONLY_SECTORS):
        yield _("Nothing. Nobody there may see a survivor's record.")
        return
    if not me.active:
        yield _("The account has to be opened again by who manages the people of %(agency)s.") % names
    if not me.agency_active:
        yield _("%(agency)s has to take part here again.") % names
    if verdict(_at_work(me), asked.grounds, asked.now) & asked.element:
        return
    if me.agency == asked.home:
        yield _("That a supervisor of %(home)s lets %(name)s work on it.") % names
        yield _("Emergency access: with a reason, a second person who is told, for sixty minutes.")
        return
    yield from _from_outside(asked, names)


def _from_outside(asked: Question, names: dict[str, str]) -> Iterable[str]:
    releases = [one for one in _each(asked.grounds) if one.source == "release"]
    live = [one for one in releases if one.holds(asked.now)]
    waiting = [one for one in releases if one.ended == "prepared" and one.expires_at > asked.now]
    if any(not one.elements & asked.element for one in live):
        yield _("A new release that names this part too (%(part)s), signed anew.") % names
    elif any(not asked.standing.is_meant(one) for one in live):
        yield (
            _("A new release that names %(name)s, signed anew; or that %(name)s answers referrals for %(agency)s.")
            % names
        )
    elif any(one.elements & asked.element for one in waiting):
        yield _("That the release that waits is signed by everybody who has to, and countersigned.")
    elif releases:
        yield _("A new release, signed anew. One that is over does not come back.")
    else:
        yield _("A release that she signs, which names %(agency)s and this part (%(part)s).") % names
    yield _("A law that compels %(home)s to tell %(agency)s this part.") % names
    yield _("An order that a judge signed, for this part.")


def _at_work(me: Standing) -> Standing:
    """The same person with account and agency active."""
    return replace(me, active=True, agency_active=True)
