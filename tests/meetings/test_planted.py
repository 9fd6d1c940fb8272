"""Cases with planted identifiers in every field, put on agendas: none of them reaches a page, a paper, a title or a log of somebody
without a basis (law R-17, S-03, S-17)."""

import itertools
import logging
from typing import Any

import psycopg
import pytest
from django.urls import reverse

from tests import rows
from tests.examples import EVERYTHING
from tests.meetings.agendas import PARTS, Table
from tests.meetings.test_agenda_pages import paper
from tests.protocols.reading import text

MANY = 1_000 if EVERYTHING else 20
EACH = 50  # items on one agenda
NAME, PHONE, CODE = "Plantedname", "555-7", "PLNT"
_numbers = itertools.count(1)


def planted(db: Any, table: Table) -> int:
    """A case whose every field of words holds something that would be recognized; its id."""
    n = next(_numbers)
    who = {"agency_id": table.harbor.pk, "updated_by_id": table.ada.pk}
    case = rows.put(db, "cases_case", agency_id=table.harbor.pk, opened_by_id=table.ada.pk, code=f"{CODE}{n:04}")
    rows.put(
        db,
        "cases_caseassignment",
        content_object_id=case,
        user_id=table.ada.pk,
        permission_id=rows.permission(db, "work_case"),
    )
    for name, sample in rows.SAMPLES.items():
        if name.startswith("cases_") and "absences" in sample and name != "cases_referral":
            words = {
                key: f"{NAME}{n} {PHONE}{n:03}"
                for key, value in sample.items()
                if isinstance(value, str) and key in WORDS[name]
            }
            rows.put(db, name, case_id=case, **who, **words)
    return case


WORDS = {
    "cases_identity": ("name", "other_names", "pronouns"), "cases_contactplan": ("code_word", "who_may_answer", "instructions"),
    "cases_contactmethod": ("value", "safe_hours"), "cases_location": ("address", "area"), "cases_demographics": ("gender", "race_ethnicity"),
    "cases_victimization": ("happened",), "cases_involvedperson": ("name", "relation", "note"), "cases_narrative": ("wants", "told_us"),
}  # fmt: skip


def on_agenda(db: Any, table: Table, meeting: Any, case: int) -> str:
    item = rows.put(
        db,
        "meetings_item",
        meeting_id=meeting.pk,
        agency_id=table.harbor.pk,
        added_by_id=table.ada.pk,
        kind="case",
        title="",
    )
    rows.put(db, "meetings_itemcase", item_id=item, case_id=case, elements=PARTS | 1, wishes=["left_alone"])
    return str(db.execute("SELECT code FROM meetings_item WHERE id = %s", [item]).fetchone()[0])


@pytest.mark.parametrize("round_", range(max(1, MANY // EACH)))
def test_R17_S03_no_planted_identifier_reaches_anybody_without_a_basis(
    round_: int, as_person: Any, superuser_db: psycopg.Connection[Any], caplog: pytest.LogCaptureFixture
) -> None:
    table = Table()
    meeting = table.meeting()
    with superuser_db.transaction():
        cases = [planted(superuser_db, table) for _n in range(min(MANY, EACH))]
        codes = [on_agenda(superuser_db, table, meeting, case) for case in cases]
    publics = [
        str(row[0]) for row in superuser_db.execute("SELECT public_id FROM cases_case WHERE id = ANY (%s)", [cases])
    ]
    said: list[str] = []
    caplog.set_level(logging.DEBUG)
    for who in (table.cora, table.dan, table.rita):
        page = text(as_person(who).get(reverse("agenda", args=[meeting.public_id])))
        assert all(code in page for code in codes)
        said += [page, paper(as_person(who).get(reverse("agenda_pdf", args=[meeting.public_id])).content)]
        said += [text(as_person(who).get(reverse("agenda_add", args=[meeting.public_id])))]
    said.append(paper(as_person(table.ada).get(reverse("agenda_pdf", args=[meeting.public_id])).content))
    for words in [*said, caplog.text]:
        assert not [bait for bait in (NAME, PHONE, CODE, "To be left alone", *publics) if bait in words], round_
    own = text(as_person(table.ada).get(reverse("agenda", args=[meeting.public_id])))
    assert own.count(CODE) == len(cases), "the bait is there for whom it is open"
    assert NAME not in own


def test_the_plants_are_in_every_field_of_words(superuser_db: Any) -> None:
    """A field of words that is added to an element is planted too, or this fails."""
    elements = [name for name, sample in rows.SAMPLES.items() if name.startswith("cases_") and "absences" in sample]
    assert set(elements) - {"cases_referral"} == set(WORDS)
    closed = {"pronouns", "kind", "safety", "safe_hours", "age_band", "language", "reported", "harmed_her", "harmed_parent",
              "works_at_member_agency"}  # fmt: skip
    for name in WORDS:
        text_columns = {key for key, value in rows.SAMPLES[name].items() if isinstance(value, str)}
        assert text_columns - closed <= set(WORDS[name]), name
