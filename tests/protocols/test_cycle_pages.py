"""Pages of the eight steps, of reviews and of tension points: who sees them, what is typed and kept, what is refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from protocols.actions import cycles, reviews, tensions
from protocols.models import Evidence, ProtocolCycle, Review, TensionPoint
from tests import rooms
from tests.counting import Asked
from tests.protocols.agreeing import as_
from tests.protocols.cycling import WHY, Ring
from tests.protocols.reading import picture, said, text
from tests.protocols.test_endings import moved


@pytest.fixture
def ring() -> Ring:
    return Ring()


@pytest.fixture
def cora(ring: Ring, as_person: Any) -> Any:
    return as_person(ring.cora)


def at(ring: Ring, number: int, then: str = "") -> str:
    return reverse(f"step_{then}" if then else "step", args=[ring.cycle.public_id, number])


def refusals(owner_db: Any, who: Any) -> int:
    return owner_db.execute(
        "SELECT count(*) FROM confidentiality_ledger WHERE actor_id = %s AND purpose = 'protocol.cycle'", [who.pk]
    ).fetchone()[0]


# --- Reading ---------------------------------------------------------------------------------------------------
def test_who_sees_a_cycle_and_for_whom_it_does_not_exist(ring: Ring, as_person: Any) -> None:
    one = reverse("cycle", args=[ring.cycle.public_id])
    for who, status in ((ring.cora, 200), (ring.ada, 200), (ring.hana, 404), (ring.olga, 404), (ring.adam, 404)):
        browser = as_person(who)
        for path in (one, at(ring, 3)):
            assert browser.get(path).status_code == status
        for path in (at(ring, 3, "plan"), at(ring, 3, "close"), at(ring, 3, "evidence"), at(ring, 3, "reopen")):
            assert (browser.post(path).status_code == 404) is (status == 404)
        listed = browser.get("/cycles/")
        assert (listed.status_code == 404) is (who == ring.adam)
        assert (str(ring.cycle.public_id) in listed.content.decode()) is (status == 200)
    assert as_person(ring.cora).get(reverse("step", args=[ring.cycle.public_id, 9])).status_code == 404


def test_the_ring_says_in_words_what_it_shows(ring: Ring, cora: Any) -> None:
    ring.through(1)
    ring.plan(2, due_on=ring.today - timedelta(days=1))
    ring.plan(3, started_on=ring.today)
    page = text(cora.get(reverse("cycle", args=[ring.cycle.public_id])))
    assert "Inventory: done; Survivor survey: overdue; Community needs: now; Writing: to come" in page
    for mark in (
        "step-ring__dot--done",
        "step-ring__dot--overdue",
        "step-ring__sign",
        "step-ring__halo",
        "1 of 8",
        "1 overdue",
    ):
        assert mark in page
    assert page.index("<svg") < page.index("2. Survivor experience survey")  # the table stands beneath
    assert page.count("<tr>") == 9
    today = text(cora.get("/"))
    assert "2. Survivor experience survey" in today and "Overdue" in today
    assert ring.team.name in today


def asked(browser: Any, path: str) -> int:
    """How many statements; now and then one more, when the session is written down."""
    with Asked() as statements:
        text(browser.get(path))
    return len(statements)


@pytest.mark.slow
def test_lists_the_ring_and_today_ask_as_much_for_one_as_for_three(ring: Ring, cora: Any, owner_db: Any) -> None:
    def busier() -> None:
        version = ring.executed()
        moved(owner_db, version, ring.today - timedelta(days=340), ring.today + timedelta(days=500))
        other = rooms.team(
            jurisdiction=ring.county, parent_id=ring.team.pk, structure="subcommittee", purpose="systems"
        )
        rooms.coordinator(other, ring.cora)
        with as_(ring.cora):
            made = cycles.begin(team=other, by=ring.cora)
            cycles.plan(step=made.steps.get(number=1), due_on=ring.today - timedelta(days=1), by=ring.cora)
            reviews.note_statute(
                team=ring.team,
                title="Law",
                citation=f"ZZ {version.pk}",
                effective_on=ring.today,
                verified=False,
                by=ring.cora,
            )
            point = tensions.open_point(team=ring.team, key="own", title=f"Point {version.pk}", by=ring.cora)
            tensions.say(
                point=point, discipline=ring.cora.seats.filter(team=ring.team).get().discipline, text="So", by=ring.cora
            )

    paths = ["/", "/cycles/", "/reviews/", "/tensions/", reverse("cycle", args=[ring.cycle.public_id])]
    counted = []
    for more in (1, 2):
        for _ in range(more):
            busier()
        counts = {path: min(asked(cora, path) for _ in range(3)) for path in paths}
        counted.append(counts)
    assert counted[0] == counted[1]


def test_a_subcommittees_cycle_stands_under_its_parents_and_its_protocol_names_it(
    ring: Ring, as_person: Any, cora: Any
) -> None:
    small = rooms.team(jurisdiction=ring.county, parent_id=ring.team.pk, structure="subcommittee")
    rooms.coordinator(small, ring.cora)
    with as_(ring.cora):
        made = cycles.begin(team=small, by=ring.cora)
    here = reverse("cycle", args=[made.public_id])
    parent = reverse("cycle", args=[ring.cycle.public_id])
    assert here in text(cora.get(parent))
    page = text(as_person(ring.ada).get(parent))  # she sits at the parent's table alone: how far it is, and no way in
    assert small.name in page and here not in page
    assert f"under {ring.team.name}" in text(cora.get(here))
    from protocols.actions import writing

    with as_(ring.cora):
        protocol = writing.begin(
            team=small, kind="protocol", title="At night", template="sart", profile="own", by=ring.cora
        )
    assert f"under {ring.team.name}" in text(cora.get(reverse("agreement", args=[protocol.public_id])))


# --- Working ---------------------------------------------------------------------------------------------------
def test_a_team_begins_once_and_only_through_who_coordinates(as_person: Any) -> None:
    from tests.protocols.agreeing import Table

    table = Table()
    begin = reverse("cycle_begin", args=[table.team.public_id])
    assert as_person(table.olga).post(begin).status_code == 404
    assert "Only a coordinator" in said(as_person(table.ada).post(begin))
    browser = as_person(table.cora)
    assert "Begin the eight steps" in text(browser.get("/cycles/"))
    assert "Say who answers for each" in said(browser.post(begin))
    assert "there already" in said(browser.post(begin))
    assert ProtocolCycle.objects.filter(team=table.team).count() == 1


def test_who_and_by_when_is_the_coordinators_and_notes_are_the_owners_too(
    ring: Ring, cora: Any, as_person: Any
) -> None:
    given = {
        "owner": str(ring.ada.public_id),
        "due_on": "2030-05-01",
        "started_on": "",
        "notes": "Three of nine have answered",
    }
    assert "written down" in said(cora.post(at(ring, 1, "plan"), given))
    assert "Nothing has changed" in text(cora.post(at(ring, 1, "plan"), given))
    assert "Three of nine" in text(cora.get(at(ring, 1)))
    ada = as_person(ring.ada)
    page = text(ada.get(at(ring, 1, "plan")))
    assert 'name="notes"' in page and 'name="owner"' not in page
    said(ada.post(at(ring, 1, "plan"), {"notes": "Nine of nine", "started_on": "", "due_on": "1999-01-01"}))
    step = ring.step(1)
    assert (step.notes, str(step.due_on), step.owner) == ("Nine of nine", "2030-05-01", ring.ada)
    stranger = {**given, "owner": str(ring.olga.public_id)}
    assert "Select a valid choice" in text(cora.post(at(ring, 1, "plan"), stranger))
    assert "Who answers for this step" in said(as_person(ring.dan).get(at(ring, 1, "plan")))


def test_evidence_is_added_fetched_and_taken_away(ring: Ring, cora: Any, as_person: Any) -> None:
    where = at(ring, 1, "evidence")
    page = text(cora.post(where, {"title": "A survey", "agreement": "", "place": ""}))
    assert "Name one thing" in page and "A survey" in page  # nothing that was typed is lost
    assert "Name one thing" in text(
        cora.post(where, {"title": "Both", "agreement": "", "place": "Binder", "scan": picture()})
    )
    assert "not a PDF, JPEG or PNG" in text(
        cora.post(where, {"title": "x", "scan": __import__("io").BytesIO(b"MZ no picture")})
    )
    said(cora.post(where, {"title": "A scan", "agreement": "", "place": "", "scan": picture()}))
    said(cora.post(where, {"title": "A binder", "agreement": "", "place": "Binder 4"}))
    kept = Evidence.objects.filter(step=ring.step(1)).order_by("pk")
    assert [one.title for one in kept] == ["A scan", "A binder"]
    fetch = lambda one: reverse("step_evidence_file", args=[ring.cycle.public_id, 1, one.public_id])  # noqa: E731
    answer = cora.get(fetch(kept[0]))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="paper.png"'
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert cora.get(fetch(kept[1])).status_code == 404
    assert as_person(ring.olga).get(fetch(kept[0])).status_code == 404
    remove = reverse("step_evidence_remove", args=[ring.cycle.public_id, 1, kept[1].public_id])
    assert "Who answers" in said(as_person(ring.dan).post(remove))
    assert "taken away" in said(cora.post(remove))
    assert Evidence.objects.filter(step=ring.step(1)).get().title == "A scan"


def test_a_step_that_is_not_ready_is_refused_in_words_and_on_record(ring: Ring, cora: Any, owner_db: Any) -> None:
    before = refusals(owner_db, ring.cora)
    assert "Nobody answers for this step yet" in said(cora.post(at(ring, 1, "close")))
    ring.plan(1, owner=ring.ada, due_on=ring.today)
    assert "at least one piece of evidence" in said(cora.post(at(ring, 1, "close")))
    assert refusals(owner_db, ring.cora) == before + 2
    ring.show(1)
    assert "The step is closed" in said(cora.post(at(ring, 1, "close")))
    assert "This step is closed" in said(cora.post(at(ring, 1, "close")))


def test_the_fourth_asks_why_before_the_first_three(ring: Ring, cora: Any) -> None:
    ring.ready(4)
    page = text(cora.post(at(ring, 4, "close")))
    assert "These steps come first and are still open" in page and "1. Inventory of existing services" in page
    assert "this needs an answer" in text(cora.post(at(ring, 4, "close"), {"why_early": " "}))
    assert ring.step(4).closed_at is None
    said(cora.post(at(ring, 4, "close"), {"why_early": WHY}))
    assert WHY in text(cora.get(at(ring, 4)))
    assert "Closed before the others" in text(cora.get(reverse("cycle", args=[ring.cycle.public_id])))
    assert "this needs an answer" in text(cora.post(at(ring, 4, "reopen"), {"reason": ""}))
    assert "open again" in said(cora.post(at(ring, 4, "reopen"), {"reason": "The text was not the last"}))
    assert "The text was not the last" in text(cora.get(at(ring, 4)))


def test_P02_the_last_click_leads_to_the_next_cycle_and_a_second_one_to_a_sentence(ring: Ring, cora: Any) -> None:
    ring.through(7)
    ring.ready(8)
    answer = cora.post(at(ring, 8, "close"))
    following = ProtocolCycle.objects.get(team=ring.team, number=2)
    assert answer.url == reverse("cycle", args=[following.public_id])
    assert "The same people are proposed" in said(answer)
    assert "closed" in said(cora.post(at(ring, 8, "close")))
    assert ProtocolCycle.objects.filter(team=ring.team).count() == 2
    assert f"/cycles/{ring.cycle.public_id}/" in text(cora.get(answer.url))


# --- Reviews ---------------------------------------------------------------------------------------------------
@pytest.mark.slow
def test_a_review_is_on_today_on_the_ring_and_in_the_list_until_it_is_said_what_came_of_it(
    ring: Ring, cora: Any, as_person: Any, owner_db: Any
) -> None:
    version = ring.executed()
    day = ring.today - timedelta(days=3)
    note = reverse("statute_note", args=[ring.team.public_id])
    assert "this needs an answer" in text(cora.post(note, {"title": "Kits", "citation": "", "effective_on": str(day)}))
    assert "due to be read again" in said(
        cora.post(note, {"title": "Kits", "citation": "ZZ Stat. 1", "effective_on": str(day)})
    )
    review = Review.objects.get(version=version)
    with owner_db.transaction():
        owner_db.execute("ALTER TABLE protocols_review DISABLE TRIGGER fixed")
        owner_db.execute("UPDATE protocols_review SET due_on = %s WHERE id = %s", [day, review.pk])
        owner_db.execute("ALTER TABLE protocols_review ENABLE TRIGGER fixed")
    ringed = reverse("cycle", args=[ring.cycle.public_id])
    for path in ("/", ringed, "/cycles/", "/reviews/"):
        page = text(cora.get(path))
        assert "A law has changed: ZZ Stat. 1" in page and "Overdue" in page, path
    assert "Not confirmed by counsel" in text(cora.get("/reviews/"))
    settle = reverse("review_settle", args=[review.public_id])
    assert "ZZ Stat. 1" not in text(as_person(ring.ada).get("/"))
    assert "Only a coordinator" in said(as_person(ring.ada).get(settle))
    assert as_person(ring.olga).get(settle).status_code == 404
    before = refusals(owner_db, ring.cora)
    assert "No next version" in text(cora.post(settle, {"outcome": "next", "note": ""}))
    assert refusals(owner_db, ring.cora) == before + 1
    assert "on record" in said(cora.post(settle, {"outcome": "no_change", "note": "Read by all"}))
    for path in ("/", ringed):
        assert "A law has changed: ZZ Stat. 1" not in text(cora.get(path))
    assert "Read by all" in text(cora.get("/reviews/"))
    verify = reverse("statute_verify", args=[review.statute.public_id])
    assert "It is confirmed" in said(cora.post(verify))
    assert "Confirmed by counsel" in text(cora.get("/reviews/"))


# --- Tension points --------------------------------------------------------------------------------------------
def test_a_point_is_named_spoken_to_and_settled(ring: Ring, cora: Any, as_person: Any) -> None:
    ada, new = as_person(ring.ada), reverse("tension_new", args=[ring.team.public_id])
    assert "own words" in text(ada.post(new, {"key": "own", "title": ""}))
    assert "It is named" in said(ada.post(new, {"key": "detention", "title": ""}))
    point = TensionPoint.objects.get(team=ring.team)
    here, say, settle = (reverse(name, args=[point.public_id]) for name in ("tension", "tension_say", "tension_settle"))
    assert "Detention where there is no shelter" in text(ada.get("/tensions/"))
    words = {"discipline": "advocacy", "text": "A night there ends the trust", "seen": ""}
    assert "stand on the page" in said(ada.post(say, words))
    assert "wrote meanwhile" in text(as_person(ring.dan).post(say, {**words, "text": "Otherwise"}))
    page = text(as_person(ring.dan).get(here))
    assert "A night there ends the trust" in page and ring.harbor.name in page
    assert "Only a coordinator" in said(ada.get(settle))
    outcome = {"outcome": "A room at the hospital, tried for a year", "review_on": str(ring.today)}
    assert "written down" in said(cora.post(settle, outcome))
    assert "Talk about it again" in text(cora.get(here))
    for path in (here, say, settle):
        assert as_person(ring.olga).get(path).status_code == 404
