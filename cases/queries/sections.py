"""What a section of a case page shows: questions with their answers, or the reason for none; rows one by one.

Asked inside a gate that was opened with the section's element.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import ContactMethod, ContactPlan, Demographics, ElementModel, ProtectionOrder, ServiceRequest
from cases.parts import SECTIONS, Section, questions
from cases.vocabulary import Absence, Safety
from confidentiality.gate import Opened
from mdt.kit import clock

NOT_ON_THE_PAGE = ("code_word",)  # it has a page of its own, and no other agency has it
CHECK_AGAIN_AFTER = 30  # days (law S-06)


@dataclass(frozen=True)
class Shown:
    """A section as the page shows it: closed with its questions named, or open with its answers."""

    section: Section
    asked: list[str]
    opened: bool = False
    items: list[dict[str, Any]] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    done: list[Any] = field(default_factory=list)


def sections(opened: Opened, word: str = "") -> list[Shown]:
    """All sections that the basis opens; the one named by ``word`` with its answers, the others closed."""
    return [
        _open(opened, section) if section.word == word else Shown(section, asked(section))
        for section in SECTIONS
        if section.element & opened.elements
    ]


def all_open(opened: Opened) -> list[Shown]:
    """The same, each with its answers: for paper."""
    return [_open(opened, section) for section in SECTIONS if section.element & opened.elements]


def questions_shown(model: type[ElementModel]) -> list[str]:
    """The questions whose answers another agency can be shown."""
    return [name for name in questions(model) if name not in NOT_ON_THE_PAGE]


def asked(section: Section) -> list[str]:
    """The questions of a section, without any answer."""
    model: Any = section.one or section.many
    return [label_of(model, name) for name in questions(model)]


def one_of(opened: Opened, section: Section) -> ElementModel | None:
    return section.one.objects.filter(case=opened.case).first() if section.one else None


def rows_of(opened: Opened, section: Section) -> list[ElementModel]:
    return list(section.many.objects.filter(case=opened.case)) if section.many else []


def row_of(opened: Opened, section: Section, public_id: UUID) -> ElementModel | None:
    return section.many.objects.filter(case=opened.case, public_id=public_id).first() if section.many else None


def _open(opened: Opened, section: Section) -> Shown:
    one = one_of(opened, section)
    items = answers(section.one, one, without=NOT_ON_THE_PAGE) if section.one else []
    if isinstance(one, ContactPlan) and one.code_word:
        items.insert(0, {"term": label_of(ContactPlan, "code_word"), "absence": _("On the page of safe contact")})
    rows = [listed(row) for row in rows_of(opened, section)]
    return Shown(section, asked(section), True, items, rows, done_of(opened, section))


def done_of(opened: Opened, section: Section) -> list[Any]:
    """What was done for her, newest first, with who did it. What it was paid from is not among it."""
    if section.done is None:
        return []
    return list(section.done.objects.filter(case=opened.case).select_related("by"))


def answers(model: type[ElementModel], row: ElementModel | None, without: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """Each question with its answer, or with why there is none."""
    return [_item(model, row, name) for name in questions(model) if name not in without]


def _item(model: type[ElementModel], row: ElementModel | None, name: str) -> dict[str, Any]:
    value = spoken(model, name, getattr(row, name)) if row else ""
    if name == "age_told" and isinstance(row, Demographics) and row.age_told_on:
        day = formats.date_format(row.age_told_on, "DATE_FORMAT")
        value = _("%(years)s, said on %(day)s") % {"years": row.age_told, "day": day}
    if value != "":
        return {"term": label_of(model, name), "value": value}
    return {"term": label_of(model, name), "absence": reason(row.absences.get(name, "") if row else "")}


def reason(absence: str) -> str:
    """Why there is no answer. Nobody having asked yet is a fourth thing (law T-09)."""
    return str(dict(Absence.choices).get(absence, _("Not asked yet")))


def spoken(model: type[ElementModel], name: str, value: Any) -> Any:
    """An answer in words; empty for none."""
    if value in (None, "", []):
        return ""
    asked_field: Any = model._meta.get_field(name)
    if isinstance(asked_field, ArrayField):
        words = dict(asked_field.base_field.flatchoices)
        return ", ".join(str(words.get(one, one)) for one in value)
    return str(dict(asked_field.flatchoices).get(value, value)) if asked_field.choices else value


def listed(row: Any) -> dict[str, Any]:
    """A row of a section that has several, with what a list of them needs."""
    if isinstance(row, ContactMethod):
        return {
            "id": row.public_id, "title": row.get_kind_display(), "value": row.value, "hours": row.safe_hours,
            "safety": safety(row),
        }  # fmt: skip
    if isinstance(row, ServiceRequest | ProtectionOrder):
        name = "service" if isinstance(row, ServiceRequest) else "kind"
        told = [item for item in answers(type(row), row, without=(name,)) if "value" in item]
        return {"id": row.public_id, "title": spoken(type(row), name, getattr(row, name)), "told": told}
    items = answers(type(row), row, without=("relation",) if row.relation else ())
    told = [item for item in items if "value" in item or item["absence"] != reason("")]
    return {"id": row.public_id, "title": row.relation or _("Somebody"), "told": told}


def safety(method: ContactMethod) -> dict[str, str]:
    """Whether a way of contact is safe, in words, with the day on which that was checked (law S-06)."""
    text = method.get_safety_display()
    if method.checked_on:
        text = f"{text} · {_checked(method.checked_on)}"
    if method.safety == Safety.SAFE and is_stale(method):
        again = _("ask again")  # a name of its own: xgettext does not look into f-strings
        return {"text": f"{text} · {again}", "kind": "wait"}
    kinds: dict[str, str] = {Safety.SAFE: "good", Safety.NOT_SAFE: "stop"}
    return {"text": text, "kind": kinds.get(method.safety, "wait")}


def is_stale(method: ContactMethod) -> bool:
    """A check older than thirty days no longer says that a way is safe."""
    return method.checked_on is not None and (_today() - method.checked_on).days > CHECK_AGAIN_AFTER


def _checked(day: date) -> str:
    days = (_today() - day).days
    if days == 0:
        return _("checked today")
    return ngettext("checked %(n)d day ago", "checked %(n)d days ago", days) % {"n": days}


def _today() -> date:
    return timezone.localdate(clock.now())


def label_of(model: type[ElementModel], name: str) -> str:
    field: Any = model._meta.get_field(name)
    return str(field.verbose_name)
