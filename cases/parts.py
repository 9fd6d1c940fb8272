"""The sections of a case page: which element each shows, by which word it stands in addresses, from which tables; and what a
person answers in one."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases import models
from cases.models import ElementModel
from confidentiality.elements import LABELS, Element

# The last is the day of an answer, and stands with it.
_OF_EVERY_ROW = {"id", "case", "public_id", "agency", "absences", "updated_at", "updated_by", "age_told_on"}


@dataclass(frozen=True)
class Section:
    """``one`` holds answers of which there is one set for each case, ``many`` holds rows such as ways of contact.

    ``rows`` names these rows where they stand under answers; ``done`` are rows that are written on a page of their own.
    """

    word: str
    element: Element
    one: type[Any] | None = None
    many: type[Any] | None = None
    rows: Any = ""
    add: Any = ""
    done: type[Any] | None = None

    @property
    def label(self) -> str:
        return str(LABELS[self.element])


# In the order of the page. What she wants comes first of what can be shown, who she is beside it.
SECTIONS = (
    Section("words", Element.NARRATIVE, one=models.Narrative),
    Section("identity", Element.IDENTITY, one=models.Identity),
    Section("contact", Element.CONTACT, one=models.ContactPlan, many=models.ContactMethod, rows=_("Ways to reach her"),
            add=_("Add a way")),
    Section("location", Element.LOCATION, one=models.Location),
    Section("background", Element.DEMOGRAPHICS, one=models.Demographics),
    Section("events", Element.VICTIMIZATION, one=models.Victimization),
    Section("people", Element.PEOPLE, many=models.InvolvedPerson),
    Section("services", Element.SERVICES, many=models.ServiceRequest, rows=_("What she asked help with"),
            done=models.ServiceEvent),
    Section("justice", Element.JUSTICE, one=models.Justice, many=models.ProtectionOrder, rows=_("Protection orders"),
            add=_("Add an order")),
)  # fmt: skip
BY_WORD = {section.word: section for section in SECTIONS}


def questions(model: type[ElementModel]) -> tuple[str, ...]:
    """The names of the fields that are questions, in the order of the table."""
    return tuple(field.name for field in model._meta.get_fields() if _is_question(field))


def _is_question(field: object) -> bool:
    return getattr(field, "concrete", False) and getattr(field, "name", "") not in _OF_EVERY_ROW


@dataclass(frozen=True)
class Answers:
    """What a form of an element says: answers by field, reasons for none by field, and the version that was seen."""

    values: dict[str, Any]
    absences: dict[str, str]
    seen: str


def version(row: ElementModel | None) -> str:
    """Names a version of a row; empty for a row that does not exist yet."""
    return row.updated_at.isoformat() if row is not None and row.pk is not None else ""
