"""What each confidentiality regime asks of a release, as data, and the strictest of several (law C-26). No database.

The house's own rules are always among those that are merged: a regime can tighten them and never loosens one, whoever looked
it up. ``verified`` is for people: what nobody confirmed is shown as such.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agencies.vocabulary import Regime


class PassingOn(IntEnum):
    """What the recipient may do with it, from loose to strict."""

    FREE = 0
    WITH_NOTICE = 1
    FORBIDDEN = 2


@dataclass(frozen=True)
class Demands:
    """One value for each axis. ``longest`` and ``reason_after`` in days; None: the regime names no length of its own."""

    parent_signs: bool = False  # a minor's parent signs too
    needs_end: bool = False
    longest: int | None = None
    reason_after: int | None = None
    needs_purpose: bool = False
    one_recipient: bool = False
    passing_on: PassingOn = PassingOn.FREE


@dataclass(frozen=True)
class Rule:
    """What a regime asks, where that is written, and whether counsel has confirmed it."""

    demands: Demands
    source: str
    verified: bool = False
    notice: str | Promise = ""  # the words that travel with what was told


HOUSE = Demands(
    parent_signs=True, needs_end=True, longest=90, reason_after=30, needs_purpose=True, one_recipient=True,
    passing_on=PassingOn.FORBIDDEN,
)  # fmt: skip
_FEDERAL = {"needs_end": True, "needs_purpose": True, "one_recipient": True, "passing_on": PassingOn.FORBIDDEN}
RULES: dict[Regime, Rule] = {
    Regime.VAWA: Rule(Demands(parent_signs=True, **_FEDERAL), "34 U.S.C. 12291(b)(2)"),  # type: ignore[arg-type]
    Regime.FVPSA: Rule(Demands(parent_signs=True, **_FEDERAL), "45 CFR 1370.4"),  # type: ignore[arg-type]
    Regime.VOCA: Rule(Demands(**_FEDERAL), "28 CFR 94.115"),  # type: ignore[arg-type]
    Regime.HIPAA: Rule(Demands(needs_end=True, needs_purpose=True, passing_on=PassingOn.WITH_NOTICE), "45 CFR 164.508"),
    Regime.PART2: Rule(
        Demands(needs_end=True, needs_purpose=True, passing_on=PassingOn.FORBIDDEN), "42 CFR 2.31, 2.32",
        notice=_("Records of treatment for substance use: 42 CFR Part 2 forbids passing them on, or using them against her in"
                 " proceedings, unless she agrees to it in writing or a special court order says so."),
    ),
    Regime.FERPA: Rule(
        Demands(needs_purpose=True, one_recipient=True, passing_on=PassingOn.FORBIDDEN), "34 CFR 99.30, 99.33",
        notice=_("Records of a school: they are used for this purpose alone and passed on to nobody without her consent"
                 " (34 CFR 99.33)."),
    ),
    Regime.CJIS: Rule(Demands(passing_on=PassingOn.FORBIDDEN), "CJIS Security Policy"),
    Regime.CAPTA: Rule(
        Demands(passing_on=PassingOn.FORBIDDEN), "42 U.S.C. 5106a(b)(2)(B)",
        notice=_("Records of child abuse: state law names who may have them. Whoever receives them keeps them as closed."),
    ),
    Regime.MDT_STATUTE: Rule(Demands(passing_on=PassingOn.FORBIDDEN), "state law"),
    Regime.STATE: Rule(Demands(needs_end=True), "state law"),
    Regime.TRIBAL: Rule(
        Demands(passing_on=PassingOn.FORBIDDEN), "tribal law",
        notice=_("Records of a tribal nation: its own law governs what is done with them."),
    ),
}  # fmt: skip


def strictest(regimes: Iterable[str]) -> Demands:
    """What holds for an agency under these regimes."""
    return merge([HOUSE, *(RULES[Regime(one)].demands for one in regimes)])


def merge(asked: Iterable[Demands]) -> Demands:
    """On each axis the strictest of all."""
    found = list(asked)
    return Demands(
        parent_signs=any(one.parent_signs for one in found),
        needs_end=any(one.needs_end for one in found),
        longest=min((one.longest for one in found if one.longest is not None), default=None),
        reason_after=min((one.reason_after for one in found if one.reason_after is not None), default=None),
        needs_purpose=any(one.needs_purpose for one in found),
        one_recipient=any(one.one_recipient for one in found),
        passing_on=max((one.passing_on for one in found), default=PassingOn.FREE),
    )


def notices(regimes: Iterable[str]) -> list[Rule]:
    """The rules with words that travel, in the order of the list."""
    return [RULES[one] for one in Regime if one in set(regimes) and RULES[one].notice]
