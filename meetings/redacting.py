"""What is told of a closed file (law P-05): choices of closed lists, picked by the agency that keeps it. No code, no day, no
place, no word of anybody's own."""

from collections.abc import Mapping
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.vocabulary import Discipline
from cases.models.elements import VictimizationKind
from cases.singling_out import Warned, warning
from cases.vocabulary import AgeBand

# A file is of somebody who came to services: about one in a hundred of those who live there. Our own rough estimate, like the
# shares in cases/singling_out.py; what happened and who responded narrow further, by shares that nobody here knows.
ONE_IN = 100


class Gap(TextChoices):
    """How long it took from one step to the next, as coarse as it can be and still be useful."""

    DAYS = "days", gettext_lazy("Within days")
    WEEKS = "weeks", gettext_lazy("Within weeks")
    MONTHS = "months", gettext_lazy("Within months")
    LONGER = "longer", gettext_lazy("Longer")
    NEVER = "never", gettext_lazy("It did not come about")


class Outcome(TextChoices):
    """How the work on it ended."""

    HELPED = "helped", gettext_lazy("What she asked for came about")
    PARTLY = "partly", gettext_lazy("Part of it came about")
    NOT = "not", gettext_lazy("It did not come about")
    SHE_ENDED = "she_ended", gettext_lazy("She ended it")
    LOST = "lost", gettext_lazy("Contact was lost")


# What is told, in its order: name → its question, its choices, whether there can be several.
TOLD: dict[str, tuple[Any, list[tuple[str, Any]], bool]] = {
    "age_band": (gettext_lazy("Age"), list(AgeBand.choices), False),
    "kinds": (gettext_lazy("What happened, as categories"), list(VictimizationKind.choices), True),
    "responded": (
        gettext_lazy("Which disciplines responded"),
        [one for one in Discipline.choices if one[0] != Discipline.SURVIVOR_ADVISER], True,
    ),
    "to_contact": (gettext_lazy("From the report to the first contact"), list(Gap.choices), False),
    "to_end": (gettext_lazy("From the first contact to the end"), list(Gap.choices), False),
    "outcome": (gettext_lazy("How it ended"), list(Outcome.choices), False),
}  # fmt: skip


def coarse(answers: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of the answers: those that were given, each a choice of its list; anything else is a mistake of ours."""
    kept = {name: answers[name] for name in TOLD if answers.get(name)}
    for name, given in kept.items():
        known = {value for value, _words in TOLD[name][1]}
        if not set(given if TOLD[name][2] else [given]) <= known:
            raise ValueError(f"{name} is not from its list")
    return kept


def lines(told: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The projection in words, in the order of the list."""
    said = []
    for name, (label, choices, several) in TOLD.items():
        words = dict(choices)
        given = told.get(name) or []
        found = [str(words[one]) for one in (given if several else [given]) if one in words] if given else []
        if found:
            said.append((str(label), ", ".join(found)))
    return said or [(_("What is told"), _("Nothing but that it is closed."))]


def may_point_at_one(population: int | None, told: Mapping[str, Any]) -> Warned | None:
    """Whether the answers may point at one person among those who came to services in the place (law T-03). Warns only."""
    came = None if population is None else population // ONE_IN
    return warning(came, {"age_band": told.get("age_band", "")})
