"""Who may sign a release, worked out from facts and from the state's own rules (law 1.4). No database, no page."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext as _

from confidentiality.vocabulary import Capacity, Guardian
from mdt.kit.errors import Refused

ADULT = 18


class Rule(Protocol):
    service: str
    from_age: int
    verified: bool


@dataclass(frozen=True)
class Standing:
    """The survivor's standing on the day of the signing. ``age`` in years."""

    age: int
    emancipated: bool
    guardian: str
    service: str
    why_incapable: str = ""  # why a minor cannot knowingly consent


def signers_for(standing: Standing, rules: Iterable[Rule]) -> tuple[Capacity, ...]:
    """Everybody who has to sign. ``rules`` are those of the state; one that nobody verified counts for nothing."""
    if standing.guardian == Guardian.INFORMAL:
        raise Refused(_("Only a guardian whom a court appointed for incapacity signs for somebody. Caring for her is not"
                        " enough: choose «nobody» if she signs herself."))  # fmt: skip
    alone = _may_use_alone(standing, rules)
    if standing.age >= ADULT or standing.emancipated:
        guarded = standing.guardian == Guardian.COURT and not alone
        return (Capacity.GUARDIAN,) if guarded else (Capacity.SURVIVOR,)
    if alone:
        return (Capacity.SURVIVOR,)
    if standing.why_incapable.strip():
        return (Capacity.PARENT,)
    return (Capacity.SURVIVOR, Capacity.PARENT)


def _may_use_alone(standing: Standing, rules: Iterable[Rule]) -> bool:
    """Law C-08: only a service on the state's list, from its age."""
    return any(
        rule.verified and rule.service == standing.service and standing.age >= rule.from_age for rule in rules
    )  # fmt: skip


def refuses_signer(capacity: str, harmed_her: str, harmed_parent: str) -> str | None:
    """Law C-07: who harmed her, or her other parent, signs nothing. Unanswered is not «no»."""
    if capacity == Capacity.SURVIVOR:
        return None
    if "yes" in (harmed_her, harmed_parent):
        return _("Somebody who harmed her or her other parent cannot sign for her. Nothing was signed.")
    if harmed_her != "no" or (capacity == Capacity.PARENT and harmed_parent != "no"):
        return _("Write down first, under People, whether this person harmed her or her other parent.")
    return None
