"""Who can see, who looked: in plain words, to the agency of record alone, on the page and on paper."""

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader

from agencies.models import Person
from confidentiality import gate
from confidentiality.queries import who_can_see, who_looked
from mdt.kit import clock, pdf
from mdt.kit.acting import Acting, acting
from tests import rooms
from tests.cases.test_case_access import seen_by
from tests.cases.working import BAIT, Room, looks, posted, room_fixture  # noqa: F401
from tests.counting import Asked


def test_C23_every_look_and_change_in_plain_words(room: Room, as_person) -> None:
    ada = as_person(room.ada)
    room.page(ada)
    ada.get(room.url("case_show", "location"))
    posted(ada, room.url("element_edit", "words"), wants="To rest.", seen="")
    ada.get(room.url("element_edit", "events"))
    page = ada.get(room.url("who_looked")).content.decode()
    for words in (
        "Opened the cover: code and status", "Looked at: Location", "Opened to write: What happened, as categories",
        "Wrote: In her own words", "Read this list", room.ada.name, "Your agency&#x27;s record",
    ):  # fmt: skip
        assert words in page, words
    assert "To rest." not in page
    assert BAIT not in page


def test_C21_denied_tries_are_told_to_the_agency_of_record(room: Room, as_person) -> None:
    for stranger in (room.bea, room.olga, rooms.person(None)):
        room.page(as_person(stranger))
    page = as_person(room.ada).get(room.url("who_looked")).content.decode()
    assert f"Somebody at {room.olga.agency.name}" in page
    assert "Somebody who belongs to no agency" in page
    assert room.olga.name not in page
    assert room.bea.name in page  # one's own colleague is named
    assert page.count("None: refused") == 3


def test_C22_the_page_the_paper_and_each_show_are_one_look_each(room: Room, as_person) -> None:
    ada = as_person(room.ada)
    urls = [room.url(n) for n in ("case", "who_looked", "who_looked_pdf", "case_access")]
    for url in [*urls, room.url("case_show", "people"), room.url("element_edit", "contact")]:
        before = len(looks(room.ada))
        assert ada.get(url).status_code == 200
        assert len(looks(room.ada)) == before + 1, url


def test_pages_go_on_where_the_last_one_ended_and_lose_nothing(room: Room, as_person) -> None:
    ada = as_person(room.ada)
    for word in ("words", "identity", "contact", "location", "words", "identity"):
        ada.get(room.url("case_show", word))
    with (
        acting(Acting(room.ada.pk, room.ada.agency_id, "test")),
        gate.open(room.ada, room.case.public_id, purpose="test") as opened,
    ):
        start = clock.now() + timedelta(days=1)
        whole, more = who_looked(opened.case.pk, before=start)
        parts, rest = who_looked(opened.case.pk, before=start, limit=2)
        while rest:
            page, rest = who_looked(opened.case.pk, before=parts[-1].at, limit=2)
            parts += page
    assert not more
    assert len(whole) > 8
    assert parts == whole
    assert ada.get(room.url("who_looked"), {"before": "nonsense"}).status_code == 200
    older = ada.get(room.url("who_looked"), {"before": start.isoformat()})
    assert "Back to the newest" in older.content.decode()


def test_repeats_are_drawn_together(room: Room, as_person) -> None:
    ada = as_person(room.ada)
    for _ in range(3):
        ada.get(room.url("case_show", "people"))
    page = ada.get(room.url("who_looked")).content.decode()
    assert page.count("Looked at: People") == 1
    assert "3 times since" in page


def test_C23_the_paper_is_tagged_named_and_says_nothing_of_her(room: Room, as_person) -> None:
    ada = as_person(room.ada)
    ada.get(room.url("case_show", "identity"))
    answer = ada.get(room.url("who_looked_pdf"))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="record.pdf"'
    assert "no-store" in answer["Cache-Control"]
    document = PdfReader(io.BytesIO(answer.content))
    assert document.metadata.title == "Who looked"
    root = document.trailer["/Root"]
    assert root["/Lang"].startswith("en")
    assert root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid" in root["/Metadata"].get_data()
    text = " ".join(page.extract_text() for page in document.pages)
    assert "Looked at: Identity" in text
    assert room.case.code in text
    assert "Testa" not in text
    heads = list(_structure(root["/StructTreeRoot"]["/K"][0], "/TH"))
    assert {head["/A"]["/Scope"] for head in heads} == {"/Column", "/Row"}


def _structure(element, kind: str):
    element = element.get_object()
    if not isinstance(element, dict):
        return
    if element.get("/S") == kind:
        yield element
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        if not isinstance(kid, int):
            yield from _structure(kid, kind)


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "http://127.0.0.1:1/x.css", "/static/../manage.py", "//elsewhere.example/x.css"]
)
def test_a_document_fetches_static_files_and_nothing_else(address: str) -> None:
    with pytest.raises(pdf.OutsideAddress):
        pdf.StaticFilesOnly().fetch(address if ":" in address else f"{pdf.HERE}{address}")
    assert pdf.StaticFilesOnly().fetch(f"{pdf.HERE}/static/css/paper.css").read()


def test_who_can_see_and_until_when(room: Room, as_person) -> None:
    hana = as_person(room.hana)
    found = {one["name"]: one for one in seen_by(hana, room)}
    assert found[room.ada.name]["why"] == "works on it"
    assert found[room.hana.name]["why"].startswith("supervises")
    assert set(found) == {room.ada.name, room.hana.name}
    assert all(one["until"] is None for one in found.values())
    posted(hana, room.url("case_assign"), person=room.bea.public_id)
    assert room.bea.name in {one["name"] for one in seen_by(hana, room)}


def test_who_can_see_is_exactly_whom_the_gate_lets_in(world, as_person, owner_db) -> None:
    """Against every person of the cast, for a case of each agency."""
    cases = owner_db.execute(
        "SELECT DISTINCT ON (c.agency_id) c.id, c.public_id, c.opened_by_id FROM cases_case c JOIN agencies_agency a ON a.id ="
        " c.agency_id WHERE EXISTS (SELECT 1 FROM cases_caseassignment s JOIN agencies_person p ON p.id = s.user_id"
        " WHERE s.content_object_id = c.id AND p.email NOT LIKE '%+%')"
    ).fetchall()
    assert len(cases) > 5
    for case_id, public_id, _by in cases[:6]:
        let_in = {person.pk for person in world.people() if _opens(person, public_id)}
        insider = Person.objects.get(pk=min(let_in))
        with acting(Acting(insider.pk, insider.agency_id, "test")), gate.open(insider, public_id, purpose="test"):
            told = {one.person_id for one in who_can_see(case_id)}
        assert told == let_in


def _opens(person: Person, public_id) -> bool:
    with acting(Acting(person.pk, person.agency_id, "test")):
        try:
            with gate.open(person, public_id, purpose="test"):
                return True
        except gate.RecordNotFound:
            return False


def test_the_explaining_functions_answer_nobody_else(room: Room, web_db) -> None:
    far = "now() + interval '1 day'"
    asked = [
        f"SELECT count(*) FROM mdt_who_looked({room.case.pk}, {far}, 100)",
        f"SELECT count(*) FROM mdt_who_can_see({room.case.pk})",
        f"SELECT by_own + by_others + refused FROM mdt_looks_since({room.case.pk}, now() - interval '1 day')",
    ]
    for actor, sees in ((room.ada, True), (room.hana, True), (room.bea, False), (room.olga, False)):
        for sql in asked:
            with web_db.transaction():
                web_db.execute("SELECT set_config('mdt.user_id', %s, true)", [str(actor.pk)])
                assert (web_db.execute(sql).fetchone()[0] > 0) == sees, (actor, sql)


def test_the_case_page_asks_as_much_for_much_work_as_for_little(room: Room, as_person) -> None:
    ada = as_person(room.ada)
    room.page(ada)
    counts = []
    for _round in range(2):
        with Asked() as asked:
            room.page(ada)
        counts.append(len(asked))
        posted(as_person(room.hana), room.url("case_assign"), person=room.bea.public_id)
        for _ in range(2):
            other = rooms.person(room.ada.agency)
            posted(as_person(room.hana), room.url("case_assign"), person=other.public_id)
        posted(ada, room.url("row_add", "people"), relation="Sister", seen="")
    assert counts[0] == counts[1]
