"""Who may sign a release and why, worked out from facts and from the state's own rules (law 1.4). No database, no page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from confidentiality.vocabulary import Because, Capacity, Guardian
from mdt.kit.errors import Refused

ADULT = 18


class Rule(Protocol):
    state: str
    service: str
    from_age: int
    citation: str
    checked_on: date
    verified: bool


@dataclass(frozen=True)
class Standing:
    """The survivor's standing on the day of the signing. ``age`` in years."""

    age: int
    emancipated: bool
    guardian: str
    service: str
    why_incapable: str = ""  # why a minor cannot knowingly consent


@dataclass(frozen=True)
class Needed:
    """Everybody who has to sign, why, and the rule of the state that was weighed, whether it counted or not."""

    capacities: tuple[Capacity, ...]
    because: Because
    rule: Any = None


def who_signs(standing: Standing, rules: Iterable[Rule]) -> Needed:
    """``rules`` are those of the state; one that nobody verified counts for nothing, and is named all the same."""
    if standing.guardian == Guardian.INFORMAL:
        raise Refused(_("Only a guardian whom a court appointed for incapacity signs for somebody. Caring for her is not"
                        " enough: choose «nobody» if she signs herself."))  # fmt: skip
    rule = next((one for one in rules if one.service == standing.service), None)  # one for each service of a state
    alone = rule is not None and rule.verified and standing.age >= rule.from_age  # law C-08
    if standing.age >= ADULT or standing.emancipated:
        if standing.guardian != Guardian.COURT:
            return Needed((Capacity.SURVIVOR,), Because.EMANCIPATED if standing.age < ADULT else Because.ADULT)
        if not alone:
            return Needed((Capacity.GUARDIAN,), Because.GUARDIAN, rule)
    if alone:
        return Needed((Capacity.SURVIVOR,), Because.ALONE, rule)
    if standing.why_incapable.strip():
        return Needed((Capacity.PARENT,), Because.INCAPABLE, rule)
    return Needed((Capacity.SURVIVOR, Capacity.PARENT), Because.WITH_PARENT, rule)


def explained(because: str, rule: Rule | None) -> list[str]:
    """Why, in plain words: the ground, and the rule with where it stands, when it was looked up, and whether it counts."""
    said = [str(Because(because).label)]
    if rule is None:
        return said
    told = _("%(citation)s (%(state)s, from the age of %(age)s), looked up on %(day)s:") % {
        "citation": rule.citation, "state": rule.state, "age": rule.from_age,
        "day": date_format(rule.checked_on),
    }  # fmt: skip
    if because == Because.ALONE:
        counts = _("confirmed by counsel.")
    elif not rule.verified:
        counts = _("not confirmed by counsel, so it counts for nothing.")
    else:
        counts = _("confirmed by counsel, and she is younger.")
    return [*said, f"{told} {counts}"]


def refuses_signer(capacity: str, harmed_her: str, harmed_parent: str) -> str | None:
    """Law C-07: who harmed her, or her other parent, signs nothing. Unanswered is not «no»."""
    if capacity == Capacity.SURVIVOR:
        return None
    if "yes" in (harmed_her, harmed_parent):
        return _("Somebody who harmed her or her other parent cannot sign for her. Nothing was signed.")
    if harmed_her != "no" or (capacity == Capacity.PARENT and harmed_parent != "no"):
        return _("Write down first, under People, whether this person harmed her or her other parent.")
    return None
