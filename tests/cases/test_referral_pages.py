"""The pages of referrals, as a browser without scripts uses them: write, check, send, answer, follow."""

import re
import uuid
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.actions import answers
from cases.models import Draft, Referral
from confidentiality import gate
from tests import rooms
from tests.cases.referring import Scene, as_, look
from tests.counting import Asked

AsPerson = Callable[[Any], Client]


@pytest.fixture
def scene() -> Scene:
    return Scene()


def typed(scene: Scene, **changed: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "recipient": scene.to_team(), "travels": "coarse", "asked_for": ["advocacy", "medical"], "urgency": "now",
        "tier": "1", "area_kind": "county", "area": str(scene.county.public_id), "risk_band": "high",
        "risk_band_absence": "", "age_band": "25-59", "age_band_absence": "", "language": "",
        "language_absence": "declined", "access_needs_absence": "", "once": str(uuid.uuid4()), "stage": "check",
    }  # fmt: skip
    return {**given, **changed}


def words(answer: Any) -> str:
    return unescape(re.sub(r"\s+", " ", answer.content.decode()))


def drafts_of(person: Any) -> int:
    with as_(person), gate.own_rows(person):
        return Draft.objects.filter(owner=person).count()


NEW = reverse("referral_new")


# --- Writing and sending ----------------------------------------------------------------------------------------


def test_T02_check_page_shows_what_the_recipient_sees_in_the_recipients_own_words(
    scene: Scene, as_person: AsPerson
) -> None:
    ada, given = as_person(scene.ada), typed(scene)
    check = words(ada.post(NEW, given))
    assert "Nothing has left yet." in check
    with as_(scene.ada), gate.own_rows(scene.ada):
        assert not Referral.objects.filter(sent_by=scene.ada).exists()
    sent = ada.post(NEW, {**given, "stage": "send"})
    page = words(as_person(scene.cora).get(sent.headers["Location"]))
    leaves = re.search(r'<dl class="deflist">.*?</dl>', check).group()
    assert leaves in page
    assert "Declined to say" in leaves


def test_T02_the_form_has_no_free_text(scene: Scene, as_person: AsPerson) -> None:
    page = words(as_person(scene.ada).get(NEW)).split("<main", 1)[1].split("</main>", 1)[0]
    assert "<textarea" not in page
    assert 'type="text"' not in page


def test_T01_identified_is_offered_and_refused_with_what_would_open_it(scene: Scene, as_person: AsPerson) -> None:
    page = words(as_person(scene.ada).post(NEW, typed(scene, travels="identified")))
    assert "Not from a call. Parts of her record travel from her record, with a release signed by the survivor." in page
    assert "Nothing has left yet." not in page


def test_T09_no_optional_answer_is_filled_in_beforehand(scene: Scene, as_person: AsPerson) -> None:
    page = as_person(scene.ada).get(NEW).content.decode()
    checked = [tag for tag in re.findall(r"<input[^>]*>", page) if " checked" in tag]
    assert [re.search(r'value="(\w+)"', tag).group(1) for tag in checked] == ["coarse"]
    assert re.findall(r'<option value="([^"]+)" selected', page.split("<main", 1)[1].split("</main>", 1)[0]) == []


def test_T09_an_answer_and_a_reason_for_none_do_not_go_together(scene: Scene, as_person: AsPerson) -> None:
    page = words(as_person(scene.ada).post(NEW, typed(scene, language="es", language_absence="declined")))
    assert "Keep one of the two" in page


def test_wrong_input_is_told_twice_and_nothing_is_lost(scene: Scene, as_person: AsPerson) -> None:
    page = words(as_person(scene.ada).post(NEW, typed(scene, tier="", asked_for=["medical"])))
    assert page.count("Tier: this needs an answer.") == 2
    assert re.search(r'value="medical"[^>]* checked', page)
    assert re.search(r'value="25-59" selected', page)


def test_going_back_from_checking_keeps_everything_and_says_nothing_is_wrong(scene: Scene, as_person: AsPerson) -> None:
    page = words(as_person(scene.ada).post(NEW, typed(scene, stage="edit")))
    assert re.search(r'value="25-59" selected', page)
    assert re.search(r'name="language_absence" value="declined"[^>]* checked', page)
    assert "needs another look" not in page


@pytest.mark.parametrize("way", ["autosave", "check"])
def test_a_draft_is_kept_given_back_and_gone_after_sending(scene: Scene, as_person: AsPerson, way: str) -> None:
    ada, given = as_person(scene.ada), typed(scene)
    if way == "autosave":
        assert ada.post(reverse("referral_draft"), {**given, "tier": ""}).status_code == 204
    else:
        ada.post(NEW, given)
    page = words(ada.get(NEW))
    assert "is still here" in page
    assert re.search(r'value="25-59" selected', page)
    assert given["once"] not in page  # each page has its own key
    assert words(as_person(scene.bea).get(NEW)).count("is still here") == 0
    ada.post(NEW, {**given, "stage": "send"})
    assert drafts_of(scene.ada) == 0


def test_a_draft_can_be_thrown_away(scene: Scene, as_person: AsPerson) -> None:
    ada = as_person(scene.ada)
    ada.post(reverse("referral_draft"), typed(scene))
    assert ada.post(NEW, {"stage": "discard"}).headers["Location"] == NEW
    assert drafts_of(scene.ada) == 0


def test_sending_twice_leads_to_the_same_page_and_says_so(scene: Scene, as_person: AsPerson) -> None:
    ada, given = as_person(scene.ada), typed(scene, stage="send")
    first, second = ada.post(NEW, given), ada.post(NEW, given)
    assert first.headers["Location"] == second.headers["Location"]
    assert "It was not sent again." in words(ada.get(second.headers["Location"]))


def test_T03_answers_that_may_point_at_one_person_need_a_tick(scene: Scene, as_person: AsPerson) -> None:
    ada = as_person(scene.ada)
    given = typed(scene, age_band="60+", language="hmn", language_absence="")
    check = words(ada.post(NEW, given))
    assert "This may point at one person" in check
    assert re.search(r"About \d people around", check)
    assert "Language, Age" in check
    refused = words(ada.post(NEW, {**given, "stage": "send"}))
    assert "I have thought of this, and I send it as it is: this needs an answer." in refused
    assert ada.post(NEW, {**given, "stage": "send", "sure": "on"}).status_code == 302


def test_a_recipient_that_closed_meanwhile_is_told_and_nothing_is_lost(scene: Scene, as_person: AsPerson) -> None:
    gone = f"team:{uuid.uuid4()}"
    page = words(as_person(scene.ada).post(NEW, typed(scene, recipient=gone, stage="send")))
    assert "takes no referrals at this moment" in page
    assert re.search(r'value="25-59" selected', page)


def test_from_a_case_of_ones_own_room_and_from_no_other(scene: Scene, as_person: AsPerson) -> None:
    case = rooms.case(scene.ada, name="Testa Person-931")
    here = reverse("case_refer", args=[case.public_id])
    ada, given = as_person(scene.ada), typed(scene)
    assert ada.get(here).status_code == 200
    check = words(ada.post(here, given))
    assert "Which record this comes from" in check
    assert "Testa Person-931" not in check
    assert ada.post(reverse("case_refer_draft", args=[case.public_id]), given).status_code == 204
    sent = ada.post(here, {**given, "stage": "send"}).headers["Location"]
    assert reverse("case", args=[case.public_id]) in words(ada.get(sent))
    assert str(case.public_id) not in words(as_person(scene.cora).get(sent))
    for stranger in (scene.bea, scene.cora, scene.olga):
        client = as_person(stranger)
        answers_ = [client.get(here), client.post(here, given), client.post(here, {**given, "stage": "send"})]
        assert {answer.status_code for answer in answers_} == {404}
        assert client.post(reverse("case_refer_draft", args=[case.public_id]), given).status_code == 404


# --- Answering ----------------------------------------------------------------------------------------------------


def url(name: str, sent: uuid.UUID, *more: str) -> str:
    return reverse(name, args=[sent, *more])


def test_the_main_job_from_a_question_to_a_closed_referral(scene: Scene, as_person: AsPerson) -> None:
    ada, dan, sent = as_person(scene.ada), as_person(scene.dan), scene.send()
    dan.post(url("referral_screen", sent), {"reason": "urgent"})
    dan.post(url("referral_ask", sent), {"question": "knows"})
    assert "asks you a question" in words(ada.get("/"))
    form = words(ada.get(url("referral", sent)))
    assert "Does the survivor know of this referral?" in form
    ada.post(url("referral_answer", sent, "knows"), {"answer": "yes"})
    assert "asks you a question" not in words(ada.get("/"))
    dan.post(url("referral_accept", sent), {"coordinator": str(scene.dan.public_id)})
    page = words(dan.get(url("referral", sent)))
    assert "Open your agency's record for it" in page
    assert "Next: First contact" in words(dan.get("/"))
    for action in ("contact", "schedule", "review", "plan", "follow_up"):
        dan.post(url("referral_step", sent), {"action": action})
    dan.post(url("referral_close", sent), {"reason": "survivor_ended"})
    seen = words(ada.get(url("referral", sent)))
    assert "Closed" in seen
    assert "The survivor chose to end it" not in seen
    assert scene.dan.name not in seen  # the other side's people are not named
    assert scene.dan.name in words(dan.get(url("referral", sent)))


def test_a_page_that_has_grown_stale_meets_a_sentence(scene: Scene, as_person: AsPerson) -> None:
    dan, lou, sent = as_person(scene.dan), as_person(scene.lou), scene.send()
    dan.post(url("referral_accept", sent), {"coordinator": str(scene.dan.public_id)})
    for answer in (
        lou.post(url("referral_accept", sent), {"coordinator": str(scene.lou.public_id)}),
        lou.post(url("referral_decline", sent), {"reason": "conflict"}),
        lou.get(url("referral_redirect", sent)),
        lou.post(url("referral_step", sent), {"action": "contact"}),
        lou.post(url("referral_answer", sent, "knows"), {"answer": "yes"}),
    ):
        assert answer.headers["Location"] == url("referral", sent)
    page = words(lou.get(url("referral", sent)))
    assert f"Already answered: {scene.sheriff.name} has accepted it." in page
    assert "Only the coordinator of this referral does that." in page
    assert look(scene.dan, sent).coordinator_id == scene.dan.pk


def test_redirected_shows_the_sender_where_it_is_now(scene: Scene, as_person: AsPerson) -> None:
    cora, sent = as_person(scene.cora), scene.send(to=scene.to_team())
    form = cora.get(url("referral_redirect", sent))
    once = re.search(r'name="once" value="([^"]+)"', form.content.decode()).group(1)
    cora.post(url("referral_redirect", sent), {"recipient": scene.to_sheriff(), "once": once})
    page = words(as_person(scene.ada).get(url("referral", sent)))
    assert "Redirected" in page
    assert f"{scene.cac.name} · {scene.sheriff.name}" in page
    assert "To your agency" in words(as_person(scene.dan).get("/"))


def test_supervisors_change_the_coordinator(scene: Scene, as_person: AsPerson) -> None:
    dan, lou, sent = as_person(scene.dan), as_person(scene.lou), scene.send()
    dan.post(url("referral_accept", sent), {"coordinator": str(scene.dan.public_id)})
    lou.post(url("referral_reassign", sent), {"coordinator": str(scene.rex.public_id)})
    assert "Coordinator changed" in words(lou.get(url("referral", sent)))
    assert "Coordinator changed" in words(as_person(scene.ada).get(url("referral", sent)))
    assert as_person(scene.rex).get(url("referral", sent)).status_code == 200


PAGES = [
    "referral", "referral_screen", "referral_ask", "referral_accept", "referral_decline", "referral_redirect",
    "referral_withdraw", "referral_close", "referral_reassign", "referral_step",
]  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_C01_hidden_and_missing_are_the_same_answer(scene: Scene, as_person: AsPerson, name: str) -> None:
    sent, missing = scene.send(), uuid.uuid4()
    for stranger in (scene.bea, scene.rex, scene.olga, scene.adam):
        client = as_person(stranger)
        for way in (client.get, client.post):
            hidden, gone = way(url(name, sent)), way(url(name, missing))
            assert hidden.status_code == gone.status_code
            assert hidden.status_code in (404, 405) or name == "referral_step"
            assert hidden.content.replace(str(sent).encode(), b"") == gone.content.replace(str(missing).encode(), b"")


def test_a_question_that_is_not_on_the_list_is_not_found(scene: Scene, as_person: AsPerson) -> None:
    assert as_person(scene.ada).post(url("referral_answer", scene.send(), "name"), {"answer": "x"}).status_code == 404


# --- Lists and Today ----------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("page", ["/", "/referrals/", "/referrals/?show=sent", "/referrals/?show=all"])
def test_lists_ask_the_same_number_of_questions_for_one_row_and_for_three(
    scene: Scene, as_person: AsPerson, page: str
) -> None:
    def wait_for_everybody() -> None:
        for _ in range(2):
            scene.send(by=scene.dan, to=scene.to_team())
        asked, taken = scene.send(by=scene.dan, to=scene.to_team()), scene.send(by=scene.dan, to=scene.to_team())
        with as_(scene.cora):
            answers.ask(referral=asked, question="knows", by=scene.cora)
            answers.accept(referral=taken, coordinator=scene.cora, by=scene.cora)
        scene.send(by=scene.cora)

    def asked() -> int:
        with Asked() as found:
            assert cora.get(page).status_code == 200
        return len(found)

    cora = as_person(scene.cora)
    wait_for_everybody()
    asked()
    before = asked()
    wait_for_everybody()
    wait_for_everybody()
    assert asked() == before


def test_lists_show_where_each_referral_is_and_nothing_of_others(scene: Scene, as_person: AsPerson) -> None:
    sent = scene.send()
    code = look(scene.ada, sent).code
    assert code in words(as_person(scene.ada).get("/referrals/?show=sent"))
    assert code not in words(as_person(scene.ada).get("/referrals/?show=received"))
    assert code in words(as_person(scene.dan).get("/referrals/?show=received"))
    for stranger in (scene.bea, scene.olga):
        assert code not in words(as_person(stranger).get("/referrals/?show=all"))
    assert as_person(scene.adam).get("/referrals/").status_code == 404


@pytest.mark.slow
def test_a_long_list_has_older_pages(scene: Scene, as_person: AsPerson) -> None:
    codes = [look(scene.ada, scene.send()).code for _ in range(27)]
    ada = as_person(scene.ada)
    first = words(ada.get("/referrals/?show=sent"))
    older = re.search(r'rel="next" href="([^"]+)"', first).group(1)
    second = words(ada.get(older))
    assert [code in first for code in codes] == [False] * 2 + [True] * 25
    assert [code in second for code in codes] == [True] * 2 + [False] * 25
    assert ada.get("/referrals/?show=sent&before=nonsense").status_code == 404


def test_today_teaches_when_nothing_waits(scene: Scene, as_person: AsPerson) -> None:
    assert "Nothing waits for you" in words(as_person(scene.ada).get("/"))
    assert "You run this installation and see no record." in words(as_person(scene.adam).get("/"))


def test_pages_carry_no_word_of_a_referral_in_their_titles(scene: Scene, as_person: AsPerson) -> None:
    sent = scene.send()
    for page in ("/", "/referrals/", url("referral", sent), url("referral_accept", sent)):
        title = re.search(r"<title>(.*?)</title>", words(as_person(scene.dan).get(page))).group(1)
        assert title in ("Record", "Referral")


def test_every_look_at_a_referral_is_on_record(scene: Scene, as_person: AsPerson, owner_db: Any) -> None:
    sent = scene.send()
    as_person(scene.dan).get(url("referral", sent))
    as_person(scene.dan).get("/referrals/")
    found = owner_db.execute(
        "SELECT kind, purpose FROM confidentiality_ledger WHERE actor_id = %s AND referral_ids = ARRAY[%s::bigint] ORDER BY id",
        [scene.dan.pk, look(scene.dan, sent).pk],
    ).fetchall()
    assert found[:2] == [("look", "referral.page"), ("browse", "referral.waiting")]
