"""What is being written on a page: the answers of a section, a new row, or one row; and the addresses that go with it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from agencies.models import Person
from cases.actions import elements as actions
from cases.forms.absences import ElementForm
from cases.forms.elements import FORMS
from cases.models import ElementModel
from cases.parts import BY_WORD, Answers, Section
from cases.queries import sections
from confidentiality.gate import Opened, RecordNotFound


@dataclass(frozen=True)
class Desk:
    case: UUID
    section: Section
    row: UUID | None = None
    adding: bool = False

    @property
    def of_rows(self) -> bool:
        return self.adding or self.row is not None

    @property
    def model(self) -> type[ElementModel]:
        model = self.section.many if self.of_rows else self.section.one
        if model is None:
            raise RecordNotFound
        return model

    @property
    def form(self) -> type[ElementForm]:
        return FORMS[self.model]

    @property
    def draft_key(self) -> str:
        return actions.row_form(self.section, self.row) if self.of_rows else self.section.word

    @property
    def back(self) -> str:
        """Where saving leads: a row back to its list, answers back to the record."""
        if self.of_rows and self.section.one:
            return reverse("element_edit", args=[self.case, self.section.word])
        return f"{reverse('case', args=[self.case])}#{self.section.word}"

    def address(self, name: str) -> str:
        """Of this very page (``edit``), of its ``draft`` and of its ``discard``."""
        if self.adding:
            return reverse("row_add" if name == "edit" else f"row_add_{name}", args=[self.case, self.section.word])
        if self.row:
            return reverse(f"row_{name}", args=[self.case, self.section.word, self.row])
        return reverse(f"element_{name}", args=[self.case, self.section.word])

    def current(self, opened: Opened) -> ElementModel | None:
        """The row as it stands now. One row that is not there is not found."""
        if self.adding:
            return None
        if self.row is None:
            return sections.one_of(opened, self.section)
        found = sections.row_of(opened, self.section, self.row)
        if found is None:
            raise RecordNotFound
        return found

    def save(self, given: Answers, by: Person) -> None:
        what: dict[str, Any] = {"case": self.case, "section": self.section, "given": given, "by": by}
        if self.adding:
            actions.add_row(**what)
        elif self.row:
            actions.change_row(**what, row=self.row)
        else:
            actions.write(**what)


def desk_for(case: UUID, word: str, row: UUID | None = None, adding: bool = False) -> Desk:
    """Raises RecordNotFound for a section that there is not, or that has nothing of this kind."""
    section = BY_WORD.get(word)
    if section is None:
        raise RecordNotFound
    desk = Desk(case, section, row, adding)
    desk.model  # noqa: B018 - asked for what it raises
    return desk
