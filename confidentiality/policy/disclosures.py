"""What may be written down as told another way than by a page here: within its basis, in words (law C-05, R-05)."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from agencies.models import Agency, Person
from confidentiality.elements import Element, labels
from confidentiality.policy.mandates import is_strict
from confidentiality.vocabulary import Effect, Method
from mdt.kit import clock

# A page here is a look and on record by itself; a copy is written down by who makes it.
OUTSIDE = [one for one in Method if one not in (Method.HERE, Method.COPY)]


def may_record(actor: Person, case: Any) -> str | None:
    """None, or the sentence that refuses to write down a disclosure on this record."""
    if case.agency_id != actor.agency_id:
        return _("Only the agency of record writes down what it told.")
    return None


def refuses_moment(at: datetime) -> str | None:
    return _("That lies in the future. Write it down once it was told.") if at > clock.now() else None


def refuses_within(
    starts_at: datetime | None, ends_at: datetime, named: int, ways: list[str], *, at: datetime, elements: int, method: str
) -> str | None:  # fmt: skip
    """Law R-05: what a release, a law or an order names, by a way that it names, while it was in force."""
    if starts_at is None or at < starts_at or at >= ends_at:
        return _("At that time it was not in force. It allows nothing before it begins and nothing after its end.")
    if method not in ways:
        agreed = ", ".join(str(Method(one).label) for one in ways)
        return _("Not by this way. The ways that it names are: %(ways)s.") % {"ways": agreed}
    if beyond := elements & ~named & ~Element.COVER:
        return _("It does not name this: %(parts)s.") % {"parts": ", ".join(labels(beyond))}
    return None


def refuses_law(agency: Agency, law: Any, *, elements: int) -> str | None:
    """Law C-05: a law that merely permits lifts no federal confidentiality, and a law is obeyed for what it asks for alone."""
    if law.state != agency.jurisdiction.state:
        return _("That is not a law of your agency's state.")
    if law.effect != Effect.COMPELS and is_strict(agency):
        return _("That law permits and does not compel. For your agency only a law that compels allows telling it.")
    if beyond := elements & ~law.elements & ~Element.COVER:
        return _("That law does not ask for this: %(parts)s.") % {"parts": ", ".join(labels(beyond))}
    return None


def refuses_care(notice: str, safety_steps: str) -> str | None:
    """Law C-06: what a law alone compelled to tell is told with care for her."""
    if not notice.strip():
        return _("Write down what she was told of it, or why she could not be told.")
    return None if safety_steps.strip() else _("Write down what was done for her safety and privacy.")


def refuses_parts(elements: int) -> str | None:
    return None if elements & ~Element.COVER else _("Name at least one part that was told.")
