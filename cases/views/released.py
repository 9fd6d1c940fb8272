"""What another agency sees of a case by a release, and the same page shown beforehand to whom it is about."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agencies.models import Person
from cases.parts import BY_WORD
from cases.queries.sections import sections
from confidentiality import gate
from confidentiality.elements import Element
from confidentiality.gate import Opened, RecordNotFound
from confidentiality.models import Release
from confidentiality.queries.received import covering, naming
from confidentiality.queries.releases import given_to, release_of
from confidentiality.vocabulary import Method


def page(request: HttpRequest, opened: Opened, word: str = "") -> HttpResponse:
    """The recipient's own page: the released parts, the terms, and nothing else of the record."""
    release = given_to(opened, request.user)
    if release is None:  # it ended between the look and the read
        raise RecordNotFound
    return _shown(request, opened, release, word)


@require_safe
def preview(request: HttpRequest, case: UUID, release: UUID, word: str = "") -> HttpResponse:
    """For the agency of record, before it is signed: this page, with what is in it now."""
    section = BY_WORD.get(word)
    if word and section is None:
        raise RecordNotFound
    element = section.element if section else Element.COVER
    with gate.open_own(request.user, case, element, purpose="release.preview") as opened:
        mine = release_of(opened, release)
        as_theirs = Opened(opened.case, Element(mine.elements), opened.basis, own=False)
        return _shown(request, as_theirs, mine, word if element & mine.elements else "", preview=True)


def _taken_along(opened: Opened, actor: Person) -> dict[str, Any]:
    """The ways besides this page that are named: for which parts a copy, and whether paper (law R-05)."""
    copied = naming(opened, actor, Method.COPY)
    words = [section.word for section in BY_WORD.values() if covering(copied, section.element)]
    return {"copies": words, "paper": bool(naming(opened, actor, Method.PAPER))}


def _shown(request: HttpRequest, opened: Opened, release: Release, word: str, preview: bool = False) -> HttpResponse:
    return render(request, "cases/released.html", {
        "case": opened.case, "release": release, "sections": sections(opened, word), "word": word, "preview": preview,
        **_taken_along(opened, request.user),
        "ways": [label for value, label in release._meta.get_field("methods").base_field.choices if value in release.methods],
    })  # fmt: skip
