"""Spanish: whole, true to its placeholders, compiled, and what somebody reads who has chosen it, also in mails."""

import gettext
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from textwrap import wrap
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.core import mail as django_mail
from django.db.models import CharField, TextField
from django.forms import BaseForm, ChoiceField, ModelChoiceField
from django.test import Client
from django.urls import Resolver404, get_resolver, resolve, reverse
from django.utils import formats, translation
from psycopg import sql

from agencies.models import Agency, Jurisdiction, Person, Team
from cases.saying import span_words
from cases.vocabulary import Calendar, CaseStatus, ReferralStatus
from confidentiality.models import Statute
from mdt.demo import agreed
from mdt.demo.words import WANTS
from mdt.kit import clock, mail
from protocols.models import Agreement, Signature
from protocols.profiles import PROFILES
from reports.definition import every
from reports.dims import own_lists
from reports.lines import lines, numbered
from tests import rooms
from tests.examples import EVERYTHING
from tests.face.pages import page
from tests.face.reading import Reading
from tests.face.strings import CATALOGUE, HOLE, catalogue, extracted, holes
from tests.world import World

SPANISH = catalogue()
OURS = ("agencies", "confidentiality", "protocols", "cases", "meetings", "reports")


# --- The catalogue ------------------------------------------------------------------------------------------------


def test_every_string_is_in_the_catalogue_and_no_other():
    said = extracted()
    assert {key: said[key] for key in said.keys() - SPANISH.keys()} == {}
    assert SPANISH.keys() - said.keys() == set()


def test_extraction_finds_strings_of_each_kind():
    """Bait: were one kind overlooked, the test above would hold all the same."""
    said = extracted()
    assert ("", "Leave this page", "") in said  # Python
    assert ("", "Skip to the page", "") in said  # a template
    assert ("", "%(n)s minute", "%(n)s minutes") in said
    assert ("", "One account", "%(n)s accounts") in said
    assert ("a record", "Closed", "") in said
    assert ("a team", "Closed", "") in said


def test_nothing_is_empty_or_guessed():
    assert [key for key, texts in SPANISH.items() if not all(texts)] == []
    assert ", fuzzy" not in CATALOGUE.read_text()


def test_plurals_have_both_forms():
    assert {key: len(texts) for key, texts in SPANISH.items() if len(texts) != (2 if key[2] else 1)} == {}


@pytest.mark.parametrize("form", [0, 1])
def test_placeholders_and_line_ends_are_those_of_the_english(form: int):
    for (_context, one, many), texts in SPANISH.items():
        english, spanish = ((many if form else one), texts[form]) if many else (one, texts[0])
        assert holes(spanish) == holes(english), spanish
        assert [spanish[:1] == "\n", spanish[-1:] == "\n"] == [english[:1] == "\n", english[-1:] == "\n"], spanish


def test_compiled_catalogue_says_the_same():
    with CATALOGUE.with_suffix(".mo").open("rb") as compiled:
        read = gettext.GNUTranslations(compiled)._catalog  # type: ignore[attr-defined]
    del read[""]
    expected: dict[str | tuple[str, int], str] = {}
    for (context, one, many), texts in SPANISH.items():
        name = f"{context}\x04{one}" if context else one
        expected.update({(name, form): text for form, text in enumerate(texts)} if many else {name: texts[0]})
    assert read == expected


# --- The words where they are shown ---------------------------------------------------------------------------------


def test_words_that_english_does_not_tell_apart():
    with translation.override("es"):
        assert [str(CaseStatus.CLOSED.label), str(ReferralStatus.CLOSED.label)] == ["Cerrado", "Cerrada"]
        assert [span_words(60, Calendar.ALWAYS), span_words(120, Calendar.ALWAYS)] == ["1 hora", "2 horas"]
        assert span_words(3 * 540, Calendar.BUSINESS) == "3 días hábiles"


def test_days_and_numbers_are_written_for_readers_in_the_united_states():
    """03/04 would be April for some of them and March for others."""
    day = clock.now().replace(year=2026, month=4, day=3, hour=14, minute=30)
    with translation.override("es"):
        assert formats.date_format(day, "SHORT_DATE_FORMAT") == "3\u00a0abr\u00a02026"  # never broken in two
        assert formats.date_format(day, "DATETIME_FORMAT") == "3 de abril de 2026, 2:30 p.m."
        assert formats.number_format(1234.5, decimal_pos=1, force_grouping=True) == "1,234.5"


# --- The pages ------------------------------------------------------------------------------------------------------


def english() -> re.Pattern[str]:
    """Any sentence or word of the catalogue that reads otherwise in Spanish, with anything in its placeholders."""
    same = {text for texts in SPANISH.values() for text in texts}
    words = {text for key in SPANISH for text in key[1:] if text} - same
    return re.compile("|".join(".+".join(map(re.escape, HOLE.split(one))) for one in words))


def in_spanish(client: Client, path: str) -> Reading | None:
    answer = client.get(path)
    if "text/html" not in answer.headers["Content-Type"]:
        return None
    assert answer.headers["Content-Language"] == "es", path
    return Reading(answer.content.decode(), "es")


def pages(client: Client, *starts: str) -> Iterator[tuple[str, Reading]]:
    """These pages and all that can be reached from them, one of each kind."""
    seen, paths = set(), list(starts)
    while paths:
        path = paths.pop(0)
        try:
            name = resolve(urlsplit(path).path).view_name
        except Resolver404:
            name = path
        if name in seen:
            continue
        seen.add(name)
        page = in_spanish(client, path)
        if page:
            yield path, page
            paths += [link for link in page.links if link.startswith("/") and not link.endswith(".pdf")]


def left_in_english(found: Iterable[tuple[str, Reading]]) -> list[tuple[str, str]]:
    """Also a word of a funder's form that does not say in which language it is: in ``said`` stands only what is Spanish by
    its markup."""
    known, names, laws, drawn = english(), names_and_wishes(), names_of_laws(), in_pictures()
    funders = {text for text in words_of_forms() if len(text) > 3} - {
        text for texts in SPANISH.values() for text in texts
    }
    return [
        (path, part) for path, page in found for text in page.said for part in {text, *text.split(" · ")} - names
        if (part in funders or known.fullmatch(laws.sub("§", part))) and not drawn.fullmatch(part)
    ]  # fmt: skip


def in_pictures() -> re.Pattern[str]:
    """A title that a picture had no room for, or a line of an agency's name."""
    lines = {
        line
        for name in Agency.objects.values_list("name", flat=True)
        for width in (8, 12, 16)
        for line in wrap(name, width)
    }
    starts = {
        f"{title[:n]}…" for title in Agreement.objects.values_list("title", flat=True) for n in range(8, len(title))
    }
    return re.compile("|".join(map(re.escape, lines | starts)))


def names_and_wishes() -> set[str]:
    """What nobody translates. «State of Fennmark» has the shape of «3 of 7», and a wish may have the word «at»."""
    places = {name for model in (Agency, Jurisdiction, Team) for name in model.objects.values_list("name", flat=True)}
    # An agreement is in the language in which it was written, and so is by what somebody signs it.
    signed = {" · ".join(by) for by in Signature.objects.values_list("office", "by_authority_of")}
    return {
        *places,
        *signed,
        *typed_by_people(),
        *WANTS,
        *(one.words for one in agreed.ALL),
        *dict(settings.LANGUAGES).values(),
    }


def typed_by_people() -> set[str]:
    """Every text of the county that somebody typed, from whatever column: what was chosen from a list is none."""
    found: set[str] = set()
    with psycopg.connect(os.environ["OWNER_DATABASE_URL"]) as owner:  # each agency reads its own alone
        for model in (one for one in apps.get_models() if one._meta.app_label in OURS and one._meta.managed):
            for field in model._meta.local_concrete_fields:
                if isinstance(field, CharField | TextField) and not field.choices:
                    told = sql.SQL("SELECT DISTINCT {} FROM {}").format(
                        *map(sql.Identifier, (field.column, model._meta.db_table))
                    )
                    found |= {text for (text,) in owner.execute(told) if text}
    return found | {f": {text}" for text in found}  # after a name, for who hears the page


def words_of_forms() -> set[str]:
    """A funder's form is in the funder's language, as it stands in the portal: a page marks its words as that. Within our
    sentences they stand as names do."""
    found: set[str] = set()
    for form in every().values():
        found |= {form.title, *(one.text for one in lines(form))}
        found |= {f"{one.label}: {words}." for one in form.choices.values() for words in one.options.values()}
        for section, table in form.tables():
            heads = [(section.number, section.label), (table.number, table.label)]
            heads += [(table.numbers.get(row, ""), label) for row, label in table.rows.items()]
            found |= {numbered(*head) for head in heads} | {label for _number, label in heads}
            found |= {section.gate, table.basis, table.note, f"{table.basis}.", *table.columns.values()}
            found |= {label for walk in form.crosswalks.values() for label in walk.labels(form.chosen()).values()}
    own = {label for labels in own_lists().values() for label in labels.values()}
    apart = {part for label in own for part in label.split(": ", 1)}  # groups, and what stands in them with a capital
    return found | own | apart | {part[:1].upper() + part[1:] for part in apart}


def choices_of(choices: Any) -> Iterator[str]:
    for _key, label in choices:
        yield from choices_of(label) if isinstance(label, list | tuple) else [str(label)]


def test_no_choice_of_a_form_was_put_into_words_before_there_was_a_reader():
    """A label put together when the program starts is English for everybody."""
    assert get_resolver().url_patterns, "every page is loaded, and with it its forms"
    known, forms = english(), every_form()
    assert len(forms) > 100
    with translation.override("es"):
        left = {
            (form.__name__, name, part)
            for form in forms for name, field in form.base_fields.items() if isinstance(field, ChoiceField) and not isinstance(field, ModelChoiceField)
            for label in choices_of(field.choices) for part in label.split(" · ") if known.fullmatch(part)
        }  # fmt: skip
    assert {one for one in left if one[2] not in dict(settings.LANGUAGES).values()} == set(), (
        "languages name themselves"
    )


def every_form(kind: type[BaseForm] = BaseForm) -> set[type[BaseForm]]:
    """Those of ours, each with what is built on it."""
    ours = {
        one for one in kind.__subclasses__() if one.__module__.split(".")[0] in OURS and hasattr(one, "base_fields")
    }
    return ours.union(*(every_form(one) for one in kind.__subclasses__()))


def names_of_laws() -> re.Pattern[str]:
    """They stand within sentences, as they are cited; titles of agreements do, too."""
    names = {name for law in Statute.objects.values_list("title", "citation") for name in law}
    names |= {
        *Agreement.objects.values_list("title", flat=True),
        *(one.citation for one in PROFILES.values() if one.citation),
        *(text for text in words_of_forms() | typed_by_people() if len(text) > 14),
    }
    return re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))) or r"(?!)")


def reader(client: Client) -> Client:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    return client


@pytest.mark.parametrize("name", ["ada", "cora", "hana", "adam"] if EVERYTHING else ["adam"])
def test_pages_of_a_person_are_spanish(world: World, as_person: Callable[[Person], Client], name: str):
    found = list(pages(reader(as_person(getattr(world, name))), "/", "/no/such/page/"))
    assert len(found) > 10
    assert left_in_english(found) == []


def test_pages_before_signing_in_are_spanish():
    starts = ("account_login", "account_reset_password", "account_reset_password_done", "signed_out", "invitation")
    found = list(pages(reader(Client()), *map(reverse, starts)))
    assert len(found) >= len(starts)
    assert left_in_english(found) == []


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"])
def test_error_pages_are_spanish(name: str):
    assert left_in_english([(name, Reading(page(name, language="es"), "es"))]) == []


def test_what_is_left_in_english_is_found():
    """Bait for the tests above."""
    said = {text for _path, text in left_in_english([("", Reading(page("404.html", language="en"), "en"))])}
    assert {"There is nothing here", "Leave this page", "Skip to the page"} <= said


def test_the_day_of_today_is_spanish(world: World, as_person: Callable[[Person], Client]):
    with translation.override("es"):
        days = [formats.date_format(clock.now() + timedelta(days=n), "l").capitalize() for n in range(7)]
    said = Reading(reader(as_person(world.ada)).get("/").content.decode(), "es").said
    assert any(re.match(rf"({'|'.join(days)}), \d+ de [a-z]+", text) for text in said)


# --- The choice -----------------------------------------------------------------------------------------------------


def test_language_that_a_person_chooses_goes_along_to_pages_and_mails(as_person: Callable[[Person], Client]):
    one = rooms.person(rooms.agency())
    here = as_person(one)
    here.post(reverse("set_language"), {"language": "es", "next": "/"})
    assert here.get("/").headers["Content-Language"] == "es"
    one.refresh_from_db()
    mail.notice(one.email, "/", one.language, f"test:{one.pk}")
    assert django_mail.outbox[-1].subject == "Usted tiene algo pendiente"
    assert django_mail.outbox[-1].body.startswith("Usted tiene algo pendiente. Inicie sesión:")


def test_language_that_is_not_offered_is_not_taken(as_person: Callable[[Person], Client]):
    one = rooms.person(rooms.agency(), language="es")
    as_person(one).post(reverse("set_language"), {"language": "xx", "next": "/"})
    one.refresh_from_db()
    assert one.language == "es"


@pytest.mark.parametrize(("tried", "offered"), [("0", ["en", "es"]), ("1", ["en", "es", "ar"])])
def test_arabic_is_offered_only_to_try_right_to_left(tried: str, offered: list[str]):
    ask = "from mdt import settings; print(*dict(settings.LANGUAGES))"
    env = {**os.environ, "MDT_TRY_RTL": tried, "DJANGO_DEBUG": "0"}
    done = subprocess.run([sys.executable, "-c", ask], cwd=settings.BASE_DIR, env=env, capture_output=True, check=True)
    assert done.stdout.decode().split() == offered
