"""A quarter from missing answers to the filed and the released report, page by page; and nothing of it for anybody else."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from reports import tasks
from tests import rooms, rows
from tests.copies import as_worker
from tests.reports.scene import Agency

FIRST, LAST = date(2025, 7, 1), date(2025, 9, 30)


@pytest.fixture
def here(owner_db: Any) -> Agency:
    made = Agency(owner_db)
    made.pmt = made.award("ovc.pmt", "2015")  # type: ignore[attr-defined]
    for n in range(24):
        case = made.person(
            told=(20 + n % 40, date(2025, 7, 1)), sex="female" if n % 4 else "male", race=["white"] if n % 3 else ["black"],
            kinds=["sexual_assault"] if n % 2 else ["domestic_violence"], counted_under=[("sexual_assault", date(2025, 7, 1))],
        )  # fmt: skip
        made.service(case, "counseling", date(2025, 8, 1 + n), made.pmt, units=1 + n % 3)  # type: ignore[attr-defined]
    return made


def worked() -> None:
    with as_worker():
        tasks.count_waiting()


def award(here: Agency) -> Any:
    from agencies.models import Award

    return Award.objects.get(pk=here.pmt)  # type: ignore[attr-defined]


def counted(here: Agency, client: Any, **more: Any) -> str:
    answer = client.post(reverse("report_count", args=[award(here).public_id, FIRST]), more)
    assert answer.status_code == 302
    page = client.get(answer.url)
    assert "counted" in page.content.decode().lower()
    worked()
    return str(answer.url)


def answered(here: Agency, client: Any) -> None:
    """The questions that only a person can answer: what was offered, and no yearly part."""
    for section in ("family_a", "family_b", "family_c", "family_d", "family_e", "annual"):
        address = reverse("report_typed", args=[award(here).public_id, FIRST, section])
        assert client.get(address).status_code == 200
        assert client.post(address, {f"gate.{section}": "1" if section == "family_c" else "0"}).status_code == 302


def filed(here: Agency, client: Any) -> str:
    answered(here, client)
    url = counted(here, client)
    answer = client.post(f"{url}file/", {"confirmed": "yes"}, follow=True)
    assert b"Filed" in answer.content, answer.content.decode()[:3000]
    return url


def test_GR04_GR06_a_quarter_from_counting_to_the_filed_report(here: Agency, as_person: Any) -> None:
    client = as_person(here.director)
    assert str(award(here).public_id) in client.get(reverse("reports")).content.decode()
    url = counted(here, client)
    page = client.get(url).content.decode()
    assert ">24<" in page and "Draft" in page
    behind = client.get(
        reverse("report_behind_one", args=[url.split("/")[-2], "individuals", "individuals"])
    ).content.decode()
    assert (
        "Individuals who received services" in behind and behind.count('href="/cases/') == 24 + 2
    )  # and the two menus
    assert b"set right first" in client.post(f"{url}file/", {"confirmed": "yes"}, follow=True).content
    answered(here, client)
    assert b"Confirm that" in client.post(f"{url}file/", {}, follow=True).content
    client.post(f"{url}file/", {"confirmed": "yes"})
    assert b"never" in client.get(reverse("report_period", args=[award(here).public_id, FIRST])).content
    before = client.get(f"{url}report.csv").content
    here.service(here.person(told=(30, LAST)), "counseling", LAST, here.pmt)  # type: ignore[attr-defined]
    assert client.get(f"{url}report.csv").content == before


def test_GR06_what_is_missing_leads_into_the_own_room_and_no_further(here: Agency, as_person: Any) -> None:
    """The director opens every record; a colleague who reports learns how many there are, and no code of them."""
    case = here.person()
    here.service(case, "counseling", LAST, here.pmt)  # type: ignore[attr-defined]
    code = here.db.execute("SELECT code FROM cases_case WHERE id = %s", [case]).fetchone()[0]
    colleague = rooms.person(here.agency)
    rows.put(here.db, "agencies_awardreporter", award_id=here.pmt, person_id=colleague.pk, named_by_id=here.director.pk)  # type: ignore[attr-defined]
    client = as_person(here.director)
    url = counted(here, client)
    page = client.get(f"{url}missing/").content.decode()
    assert code in page and "Race and ethnicity" in page and "Services outside" not in page
    hers = as_person(colleague).get(f"{url}missing/").content.decode()
    assert code not in hers and "1 person on whose record you do not work" in hers
    behind = (
        as_person(colleague)
        .get(reverse("report_behind_one", args=[url.split("/")[-2], "individuals", "individuals"]))
        .content.decode()
    )
    assert code not in behind and "25 persons besides" in behind


def test_GR06_nobody_else_sees_that_it_is_there(here: Agency, as_person: Any) -> None:
    url = filed(here, as_person(here.director))
    others = [
        here.advocate,
        rooms.person(here.agency, is_supervisor=True),
        rooms.person(rooms.agency(), is_supervisor=True),
    ]
    for person in others:
        client = as_person(person)
        for address in (url, f"{url}missing/", f"{url}since/", f"{url}report.csv", f"{url}publish/",
                        reverse("report_period", args=[award(here).public_id, FIRST])):  # fmt: skip
            assert client.get(address).status_code == 404, address
        assert client.post(f"{url}file/", {"confirmed": "yes"}).status_code == 404


def test_GR27_what_came_late_is_a_signed_difference(here: Agency, as_person: Any) -> None:
    client = as_person(here.director)
    url = filed(here, client)
    here.service(here.person(told=(30, LAST)), "counseling", LAST, here.pmt, units=2)  # type: ignore[attr-defined]
    assert (
        client.post(reverse("report_count", args=[award(here).public_id, FIRST]), follow=True)
        .content.decode()
        .count("filed again")
    )
    counted(here, client, reason="One entry came late")
    page = client.get(f"{url}since/").content.decode()
    assert "+1" in page and "+2" in page and "−" not in page


def test_GR40_GR48_a_protected_report_needs_a_second_person(here: Agency, as_person: Any) -> None:
    client = as_person(here.director)
    url = filed(here, client)
    answer = client.post(f"{url}publish/", {"audience": "team"}, follow=True)
    page = answer.content.decode()
    assert "Made by" in page, [part.strip() for part in strip_tags(page).split("\n") if len(part.strip()) > 40][:12]
    product = answer.redirect_chain[-1][0]
    assert b"second person" in client.post(f"{product}decide/", {"released": "yes"}).content
    second = as_person(rooms.person(here.agency, is_supervisor=True))
    assert second.get(f"{product}report.csv").status_code == 404
    assert b"Released" in second.post(f"{product}decide/", {"released": "yes"}, follow=True).content
    assert second.get(f"{product}report.csv").status_code == 200
    stranger = as_person(rooms.person(rooms.agency()))
    assert stranger.get(product).status_code == 404


def noted(here: Agency, page: str) -> list[Any]:
    """What the ledger says of a report or a product: who, outcome, purpose."""
    return here.db.execute(
        "SELECT actor_id, outcome, purpose FROM confidentiality_ledger WHERE asked = %s ORDER BY id",
        [page.strip("/").split("/")[-1]],
    ).fetchall()


def test_GR06_each_look_and_each_copy_of_both_products_is_on_record_and_told_in_its_agency(
    here: Agency, as_person: Any
) -> None:
    client = as_person(here.director)
    url = filed(here, client)
    me = here.director.pk
    for kind in ("csv", "json"):
        client.get(f"{url}report.{kind}")
    assert noted(here, url)[-2:] == [(me, "shown", "report.download.csv"), (me, "shown", "report.download.json")]
    page = client.get(url).content.decode()
    assert "Who took a copy" in page and page.count(here.director.name) >= 2 and "JSON" in page
    product = client.post(f"{url}publish/", {"audience": "public"}, follow=True).redirect_chain[-1][0]
    assert client.get(f"{product}report.csv").status_code == 404  # nobody has released it
    second = rooms.person(here.agency, is_supervisor=True)
    assert b"Released" in as_person(second).post(f"{product}decide/", {"released": "yes"}, follow=True).content
    reader = rooms.person(rooms.agency())
    for kind in ("csv", "xlsx"):
        assert as_person(reader).get(f"{product}report.{kind}").status_code == 200
    assert noted(here, product) == [
        (me, "shown", "publication.view"), (me, "denied", "publication.download.csv"), (second.pk, "shown", "publication.decide"),
        (reader.pk, "shown", "publication.download.csv"), (reader.pk, "shown", "publication.download.xlsx"),
    ]  # fmt: skip
    told = as_person(here.advocate).get(product).content.decode()
    assert told.count(reader.name) == 2 and reader.agency.name in told and "XLSX" in told
    assert "Who took a copy" not in as_person(reader).get(product).content.decode()
    outsider = rooms.person(None)
    assert as_person(outsider).get(f"{product}report.csv").status_code == 404
    assert noted(here, product)[-1] == (outsider.pk, "denied", "publication.download.csv")


def test_a_count_under_way_is_not_begun_anew_by_the_next_look(here: Agency, as_person: Any, worker_db: Any) -> None:
    """Somebody looks every five seconds; a count that takes longer would never end."""
    client = as_person(here.director)
    client.post(reverse("report_count", args=[award(here).public_id, FIRST]))
    run = here.db.execute("SELECT max(id) FROM reports_run").fetchone()[0]
    worker_db.execute("SELECT pg_advisory_lock(%s, %s)", [tasks.LOCK, run])
    assert worker_db.execute("SELECT mdt_count_begin(%s)", [run]).fetchone()[0]
    worker_db.execute("SELECT mdt_count_table(%s, 0)", [run])
    worked()
    assert here.db.execute("SELECT status, step FROM reports_run WHERE id = %s", [run]).fetchone() == ("counting", 1)
    worker_db.execute("SELECT pg_advisory_unlock(%s, %s)", [tasks.LOCK, run])  # that worker died
    worked()
    assert here.db.execute("SELECT status FROM reports_run WHERE id = %s", [run]).fetchone() == ("counted",)


def test_a_count_that_fails_keeps_no_other_waiting(here: Agency, as_person: Any) -> None:
    client = as_person(here.director)
    for day in (FIRST, date(2025, 10, 1)):
        client.post(reverse("report_count", args=[award(here).public_id, day]))
    first, second = (
        key for (key,) in here.db.execute("SELECT id FROM reports_run ORDER BY id DESC LIMIT 2").fetchall()[::-1]
    )
    here.db.execute("ALTER TABLE reports_run DISABLE TRIGGER USER")
    here.db.execute("""UPDATE reports_run SET plan = '{"tables": 3}' WHERE id = %s""", [first])
    here.db.execute("ALTER TABLE reports_run ENABLE TRIGGER USER")
    worked()
    states = dict(
        here.db.execute("SELECT id, status FROM reports_run WHERE id IN (%s, %s)", [first, second]).fetchall()
    )
    here.db.execute("DELETE FROM reports_run WHERE id = %s", [first])
    assert states == {first: "waiting", second: "counted"}


def test_GR04_a_second_click_asks_for_no_second_count_and_a_later_one_does(here: Agency, as_person: Any) -> None:
    client, address = as_person(here.director), reverse("report_count", args=[award(here).public_id, FIRST])
    one, two = client.post(address), client.post(address)
    assert one.url == two.url
    worked()
    assert client.post(address).url != one.url
