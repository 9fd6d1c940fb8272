"""Whether a few coarse facts together may already point at one person (law T-03). Warns; never blocks or decides.

The rule. Take the number of people who live in the area; multiply it by the share of people who fit each answer that
was given. That is the expected number of people whom the answers fit. Below ``FEWEST`` the sender is asked to look
again, because in a small place somebody will guess.

What it is not. The shares are rough, national and rounded; places differ, and answers hang together (who speaks a rare
language often needs an interpreter). So the number is a reason to think, not a measurement, and no page shows it as
one: it is told as «about», in one significant digit. What else is known in the place no formula knows.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10, prod

from cases.vocabulary import AccessNeed, AgeBand, Language

FEWEST = 100  # people whom the answers should fit at least
UNKNOWN_POPULATION = 5_000  # where nobody has recorded one: as careful as in a small place

# Rough shares of the population of the United States. Our own estimates, not looked up in any survey: VERIFIED stays
# False until somebody has compared them with one and written down which.
VERIFIED = False
SHARES: dict[str, Mapping[str, float]] = {
    "age_band": {
        AgeBand.UNDER_12: 0.14,
        AgeBand.TEEN: 0.08,
        AgeBand.YOUNG: 0.09,
        AgeBand.ADULT: 0.45,
        AgeBand.OLDER: 0.24,
    },
    "language": {
        Language.ENGLISH: 0.78,
        Language.SPANISH: 0.13,
        Language.ASL: 0.002,
        Language.ARABIC: 0.004,
        Language.CHINESE: 0.011,
        Language.HMONG: 0.0007,
        Language.SOMALI: 0.0006,
        Language.VIETNAMESE: 0.005,
        Language.OTHER: 0.06,
    },
    "access_needs": {
        AccessNeed.INTERPRETER: 0.08,
        AccessNeed.STEP_FREE: 0.07,
        AccessNeed.HEARING: 0.035,
        AccessNeed.SIGHT: 0.025,
        AccessNeed.COGNITIVE: 0.05,
        AccessNeed.CHILD_CARE: 0.15,
        AccessNeed.TRANSPORT: 0.06,
    },
}


@dataclass(frozen=True)
class Warned:
    """The answers may point at one person. ``narrowing`` names the answers, the one that narrows most first."""

    about: int  # people whom the answers fit, in one significant digit; 0: hardly anybody
    narrowing: tuple[str, ...]
    population_known: bool


def warning(population: int | None, answers: Mapping[str, object]) -> Warned | None:
    """Look at the answers to age, language and access needs; None where enough people fit them.

    ``population`` is that of the area, or of the region when the wider one was named; None when nobody recorded it.
    """
    shares = {name: _share(name, answers.get(name)) for name in SHARES} | {"access_needs": _needs(answers)}
    narrowing = sorted((name for name, share in shares.items() if share < 1), key=shares.__getitem__)
    number = expected(population, shares.values())
    if number >= FEWEST:
        return None
    return Warned(_roughly(number), tuple(narrowing), population is not None)


def expected(population: int | None, shares: Iterable[float]) -> float:
    """How many people the shares leave over."""
    return (UNKNOWN_POPULATION if population is None else population) * prod(shares)


def _needs(answers: Mapping[str, object]) -> float:
    """An interpreter tells nothing new about somebody whose language is told."""
    needs, language = answers.get("access_needs"), answers.get("language")
    if isinstance(needs, list | tuple | set) and language not in (None, "", Language.ENGLISH):
        needs = [need for need in needs if need != AccessNeed.INTERPRETER]
    return _share("access_needs", needs)


def _share(name: str, answer: object) -> float:
    """The share of people whom one answer fits; several needs at once fit few. No answer fits everybody."""
    given: Sequence[str] = [answer] if isinstance(answer, str) and answer else []
    if isinstance(answer, list | tuple | set):
        given = [str(one) for one in answer]
    return prod(SHARES[name].get(one, 1.0) for one in given)


def _roughly(number: float) -> int:
    """One significant digit: 38 → 40, 7.4 → 7, 0.3 → 0."""
    if number < 1:
        return 0
    step = 10 ** floor(log10(number))
    return int(round(number / step) * step)
