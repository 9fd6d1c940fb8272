"""Fields on the page: what describes what, the same words above and in the summary, not answering."""

import re
from html.parser import HTMLParser

import pytest
from django import forms
from django.template import engines

from mdt.kit.forms import PlainForm
from mdt.kit.gallery import SampleForm


class Controls(HTMLParser):
    """All ids, all references to ids, and the attributes of each control by its id."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.references: list[str] = []
        self.by_id: dict[str, dict[str, str]] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        for name in ("aria-describedby", "aria-labelledby", "for"):
            self.references += found.get(name, "").split()
        if found.get("href", "").startswith("#"):
            self.references.append(found["href"][1:])
        if "id" in found:
            self.ids.append(found["id"])
            self.by_id[found["id"]] = found


def render(source: str, **context: object) -> str:
    return engines["django"].from_string("{% load ui %}" + source).render(context)


def bound(**data: object) -> SampleForm:
    return SampleForm(data)


@pytest.mark.parametrize("form", [SampleForm(), bound(), bound(pastry="short", pastry_absence="declined", loaves="40")])
def test_every_reference_has_its_id_and_every_id_is_one(form: SampleForm):
    page = Controls(render("{% error_summary form %}{{ form }}", form=form))
    assert set(page.references) <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


def test_a_field_in_error_is_described_by_hint_and_error():
    page = Controls(render("{{ form }}", form=bound()))
    title = page.by_id["id_title"]
    assert title["aria-describedby"].split() == ["id_title_helptext", "id_title_error"]
    assert title["aria-invalid"] == title["aria-required"] == "true"
    assert "required" not in title  # the browser's own bubbles would hide ours
    assert "aria-invalid" not in page.by_id["id_oven_0"]  # a radio cannot be invalid; its group is described


def test_the_browser_remembers_nothing():
    page = Controls(render("{{ form }}", form=SampleForm()))
    for name in ("title", "loaves", "baked", "ready", "notes", "pastry"):
        assert page.by_id[f"id_{name}"]["autocomplete"] == "off"


def test_error_stands_between_label_and_control():
    html = render("{{ form.title.as_field_group }}", form=bound())
    assert html.index("<label") < html.index("_helptext") < html.index("errorlist") < html.index("<input")


def test_required_is_said_in_words():
    html = render("{{ form.title.as_field_group }}{{ form.loaves.as_field_group }}", form=SampleForm())
    assert html.count(">required<") == 1


def test_summary_uses_the_same_words_and_takes_the_focus():
    form = bound()
    html = render("{% error_summary form %}", form=form)
    assert 'tabindex="-1" autofocus' in html
    assert f'<a href="#id_title">{form.errors["title"][0]}</a>' in html
    assert "Oven: this needs an answer." in html
    assert 'href="#id_oven_0"' in html


def test_summary_is_printed_once():
    html = render("{% error_summary form %}{{ form }}", form=bound())
    assert html.count('class="summary"') == 1
    assert render("{{ form }}", form=bound()).count('class="summary"') == 1
    assert render("{{ form }}", form=SampleForm()).count('class="summary"') == 0


def test_not_answering_is_an_answer():
    form = bound(pastry_absence="declined")
    form.is_valid()
    assert "pastry" not in form.errors
    assert (form.cleaned_data["pastry"], form.cleaned_data["pastry_absence"]) == ("", "declined")


def test_a_required_field_wants_an_answer_or_a_reason():
    form = bound()
    assert "or a reason for none" in form.errors["pastry"][0]


@pytest.mark.parametrize("answer", ["0", "3"])
def test_an_answer_and_a_reason_are_refused(answer: str):
    form = bound(loaves=answer, loaves_absence="unknown")
    assert "Keep one of the two" in form.errors["loaves"][0]


def test_no_reason_is_marked_until_somebody_marks_one():
    html = render("{{ form.loaves.as_field_group }}", form=SampleForm())
    assert len(re.findall(r'type="radio"', html)) == 4
    assert "checked" not in html
    assert "checked" in render("{{ form.loaves.as_field_group }}", form=bound(loaves_absence="unknown"))


def test_a_moment_names_its_zone():
    assert "Time zone: " in render("{{ form.ready.as_field_group }}", form=SampleForm())


def test_what_was_typed_is_escaped():
    class Nameless(PlainForm):
        word = forms.CharField(label="<b>Word</b>", max_length=3)

    html = render("{% error_summary form %}{{ form }}", form=Nameless({"word": "<script>"}))
    assert "<script>" not in html
    assert "<b>" not in html


class OwnWords(PlainForm):
    """One field that says itself what is missing, one that does not, and two that are asked as questions."""

    told = forms.ChoiceField(choices=[("a", "A")], error_messages={"required": "Choose one of the letters."})
    plain = forms.CharField(label="First")
    question = forms.CharField(label="Is it safe?")
    why = forms.CharField(label="Why?", error_messages={"required": "Choose a reason."})

    def __init__(self, *args: object) -> None:
        super().__init__(*args)
        self.fields["plain"].label = "Later"


def test_a_field_keeps_its_own_words_for_what_is_missing():
    errors = OwnWords({}).errors
    assert errors["told"] == ["Choose one of the letters."]
    assert errors["plain"] == ["Later: this needs an answer."]
    assert errors["question"] == ["Is it safe? This needs an answer."]


def test_the_summary_names_a_question_without_a_second_colon():
    assert "Why? Choose a reason." in render("{% error_summary form %}", form=OwnWords({}))


class WithPassword(PlainForm):
    word = forms.CharField(widget=forms.PasswordInput)


@pytest.mark.parametrize(("form", "said"), [(OwnWords({}), True), (WithPassword({}), False)])
def test_the_summary_promises_that_the_rest_is_kept_only_where_it_is(form: PlainForm, said: bool):
    assert ("Everything else you wrote is still here." in render("{% error_summary form %}", form=form)) is said
