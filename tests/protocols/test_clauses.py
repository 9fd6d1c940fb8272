"""The checklist of clauses and the words that templates begin with: whole, in order, and never a promise to share."""

import re
from dataclasses import FrozenInstanceError

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from protocols.clauses import CLAUSES, NO_WAIVER, TEXTS, begin_with, granted_by, missing
from protocols.models import Clause
from protocols.vocabulary import MOU_TEMPLATES, Capability, Template
from tests.examples import tried

REQUIRED = ["cultural", "survivor_input", "no_waiver", "precedence", "term", "withdrawal"]
KEYS = st.sets(st.sampled_from(sorted(CLAUSES)))
SPEAKS_OF_SHARING = ("information", "case_review")


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def words(template: Template) -> dict[str, str]:
    return {key: str(body) for key, body in TEXTS[template]}


def bodies() -> dict[tuple[str, str], str]:
    return {(template.value, key): body for template in MOU_TEMPLATES for key, body in words(template).items()}


def room(field: str) -> int:
    """How much the stored clause holds."""
    return Clause._meta.get_field(field).max_length


def test_the_required_clauses_are_these_in_the_order_of_the_checklist() -> None:
    assert [key for key, kind in CLAUSES.items() if kind.required] == REQUIRED


def test_every_clause_is_whole_and_fits_where_it_is_stored() -> None:
    for key, kind in CLAUSES.items():
        assert key == kind.key and re.fullmatch(r"[a-z_]+", key), key
        assert len(key) <= room("key") == 24, key
        assert 0 < len(str(kind.heading)) <= room("heading") == 120, key
        assert str(kind.help).endswith("."), key
        assert kind.source == "" or kind.source.startswith("law "), key


def test_headings_are_told_apart() -> None:
    headings = [str(kind.heading) for kind in CLAUSES.values()]
    assert len(set(headings)) == len(headings)


def test_required_clauses_name_the_rule_that_asks_for_them() -> None:
    assert all(CLAUSES[key].source for key in REQUIRED)


def test_a_clause_of_the_checklist_cannot_be_changed_while_running() -> None:
    with pytest.raises(FrozenInstanceError):
        CLAUSES["term"].required = False  # type: ignore[misc]


def test_A02_the_no_waiver_clause_alone_can_never_be_left_out() -> None:
    assert [key for key, kind in CLAUSES.items() if not kind.overridable] == [NO_WAIVER] == ["no_waiver"]


def test_A02_the_no_waiver_clause_says_that_no_duty_is_waived_or_weakened() -> None:
    for template in MOU_TEMPLATES:
        body = words(template)[NO_WAIVER]
        assert "Nothing in this agreement waives or weakens any duty of confidentiality or any privilege" in body
        assert "not consent to share" in body


def test_A03_the_clause_on_culture_and_language_is_required_and_may_be_overridden() -> None:
    assert CLAUSES["cultural"].required and CLAUSES["cultural"].overridable
    for template in MOU_TEMPLATES:
        assert "interpreter" in words(template)["cultural"]
        assert "free of charge" in words(template)["cultural"]


@pytest.mark.parametrize("template", MOU_TEMPLATES)
def test_A02_A03_every_template_has_every_required_clause(template: Template) -> None:
    assert missing(words(template)) == []


@pytest.mark.parametrize("template", MOU_TEMPLATES)
def test_a_template_has_known_clauses_once_each_in_the_order_of_the_checklist(template: Template) -> None:
    keys = [key for key, _body in TEXTS[template]]
    assert keys == [key for key in CLAUSES if key in set(keys)]


def test_every_kind_of_team_has_a_template_and_every_clause_has_words_somewhere() -> None:
    assert set(TEXTS) == set(MOU_TEMPLATES)
    assert {key for _template, key in bodies()} == set(CLAUSES)


def test_a_template_leaves_out_nothing_but_the_forensic_interview() -> None:
    left_out = {template: set(CLAUSES) - set(words(template)) for template in MOU_TEMPLATES}
    assert left_out.pop(Template.CAC) == set()
    assert set(map(frozenset, left_out.values())) == {frozenset({"forensic_interview"})}


def test_words_are_short_whole_sentences_that_fit() -> None:
    for where, body in bodies().items():
        assert 0 < len(body) <= room("body") == 8000, where
        assert body == " ".join(body.split()) and body[-1] == ".", where
        assert 2 <= len(re.findall(r"[.?](?: |$)", body)) <= 7, where
        assert body.count("[") == body.count("]") and "[]" not in body, where


def test_each_template_has_words_of_its_own() -> None:
    for key in ("purpose", "referral"):
        assert len({words(template)[key] for template in MOU_TEMPLATES}) == len(MOU_TEMPLATES)


def test_A02_no_words_let_a_record_be_seen_because_the_agreement_was_signed() -> None:
    """Where records are spoken of, the ground is a signed release, or a law or an order that compels."""
    for template in MOU_TEMPLATES:
        assert words(template)["information"].startswith("Signing this agreement opens no record.")
        for key in SPEAKS_OF_SHARING:
            body = words(template)[key]
            assert "signed release" in body or "has signed a release" in body, (template, key)
            assert re.search(r"a law or an order (that )?compels", body), (template, key)


def test_A02_no_words_promise_to_share() -> None:
    promise = re.compile(r"\b(will|shall|must|agrees?|agencies|members) (freely |fully )?(to )?share\b", re.IGNORECASE)
    assert [where for where, body in bodies().items() if promise.search(body)] == []


def test_term_and_notice_name_no_number_that_could_differ_from_the_version() -> None:
    for template in MOU_TEMPLATES:
        for key in ("term", "withdrawal", "review"):
            assert not re.search(r"\d|\[", words(template)[key]), (template, key)
            assert "terms" in words(template)[key], (template, key)


def test_begin_with_gives_key_heading_and_words() -> None:
    draft = begin_with("sart")
    assert [(key, body) for key, _heading, body in draft] == list(TEXTS[Template.SART])
    assert all(heading == CLAUSES[key].heading for key, heading, _body in draft)
    with pytest.raises(ValueError):
        begin_with("club")


@tried(60)
@given(KEYS, st.sets(st.text(max_size=8)))
def test_A02_A03_missing_names_exactly_the_required_clauses_that_are_left_out(keys: set[str], own: set[str]) -> None:
    found = [kind.key for kind in missing(keys | own)]
    assert found == [key for key in REQUIRED if key not in keys and key not in own]


def test_missing_reads_what_can_be_read_only_once() -> None:
    assert missing(key for key in REQUIRED) == []


def test_only_referral_and_case_review_let_a_team_do_something() -> None:
    grants = {key: kind.grants for key, kind in CLAUSES.items() if kind.grants}
    assert grants == {"referral": (Capability.POOL_REFERRALS,), "case_review": (Capability.CASE_REVIEW,)}


@tried(60)
@given(KEYS, st.sets(st.text(max_size=8)))
def test_granted_by_gives_what_the_two_clauses_let_a_team_do(keys: set[str], own: set[str]) -> None:
    together = keys | own
    expected = set()
    if "referral" in together:
        expected.add(Capability.POOL_REFERRALS)
    if "case_review" in together:
        expected.add(Capability.CASE_REVIEW)
    assert granted_by(together) == expected
