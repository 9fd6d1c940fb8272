"""Invented answers for the demo's cases. Names that nobody bears, numbers that ring nowhere, mail that goes nowhere."""

from agencies.vocabulary import Sector
from cases.models.elements import VictimizationKind as V
from cases.vocabulary import AgeBand, ContactKind

AREAS = ("Port Alder", "Alder Falls", "Mill Creek", "North Fork")
STREETS = ("Nowhere Lane", "Invented Street", "Sample Avenue", "Example Road")
PRONOUNS = ("she/her", "she/her", "she/her", "they/them", "he/him")
GENDERS = ("Woman", "Woman", "Girl", "Trans woman", "Man", "Nonbinary")
BACKGROUNDS = ("White", "Latina", "Black", "Cedar Nation", "Hmong", "White and Cedar Nation")
CODE_WORDS = ("blue kettle", "library book", "bus to Mill Creek", "the green coat", "two lemons")
ANSWERERS = ("Only she answers.", "Her sister may answer.", "Her employer may take a message without a name.")
INSTRUCTIONS = (
    "Say that you call about the library book. Hang up if somebody else answers.",
    "Text first and wait for her answer. Never leave a voicemail.",
    "She calls us. Do not call before she has.",
)
HOURS = ("Weekdays 9 to 11", "After 19:00", "Tuesday and Thursday mornings", "Any time before 15:00")
WHEN = ("Last month", "Over about two years", "Since last summer", "One night in spring", "She is not sure")
WANTS = (
    "A safe place for herself and her two children, and nobody told at her work.",
    "To know what an examination is before she decides about one.",
    "That it stops. She does not want to talk with police now.",
    "A protection order, and somebody beside her in court.",
    "To go back to school without having to explain.",
)
TOLD_US = (
    "She told us what happened in her own order. This text is invented for the demo and describes nobody.",
    "She chose to tell us little today and may tell more later. This text is invented for the demo.",
    "She came with her sister, who waited outside. This text is invented for the demo and describes nobody.",
)
RELATIONS = (
    ("Sister", "no"), ("Mother", "no"), ("Friend who drove her", "no"), ("Child", "no"),
    ("Former partner", "yes"), ("Employer", "yes"), ("Stepfather", "yes"), ("Neighbor", ""),
)  # fmt: skip
NOTES = ("", "", "May be told that she is safe.", "Must not learn where she is.", "Speaks Hmong and some English.")

_CHILD = (V.CHILD_SEXUAL_ABUSE, V.CHILD_PHYSICAL_ABUSE, V.SEX_TRAFFICKING)
_ADULT = (V.SEXUAL_ASSAULT, V.DOMESTIC_VIOLENCE, V.DATING_VIOLENCE, V.STALKING, V.SEX_TRAFFICKING, V.LABOR_TRAFFICKING)
_CHILDRENS = {Sector.CAC, Sector.CHILD_WELFARE, Sector.JUVENILE_JUSTICE, Sector.EDUCATION}


def kinds_for(sector: str) -> tuple[V, ...]:
    return _CHILD if sector in _CHILDRENS else _ADULT


def ages_for(sector: str) -> tuple[AgeBand, ...]:
    if sector in _CHILDRENS:
        return AgeBand.UNDER_12, AgeBand.TEEN
    return AgeBand.YOUNG, AgeBand.ADULT, AgeBand.ADULT, AgeBand.OLDER


def contact_value(kind: str, number: int) -> str:
    """Where case ``number`` is reached. The numbers 555-0100 to 555-0199 belong to nobody."""
    return {
        ContactKind.EMAIL: f"person-{number:03}@inbox.example",
        ContactKind.PERSON: f"Testa Friend-{number:03}",
        ContactKind.IN_PERSON: "The reading room of the Port Alder library",
    }.get(ContactKind(kind), f"555-01{number % 100:02}")
