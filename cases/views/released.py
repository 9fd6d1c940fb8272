"""What another agency sees of a case by a release, and the same page shown beforehand to whom it is about."""

from dataclasses import dataclass
from datetime import datetime
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
from confidentiality.queries.received import Given, covering, in_force, naming
from confidentiality.queries.releases import opens, release_of
from confidentiality.regimes import notices
from confidentiality.vocabulary import Method


@dataclass(frozen=True)
class Door:
    """One release, law or order as its recipient may read it. ``what``: what she wanted it for, or what compels it."""

    what: str
    elements: int
    ways: list[str]
    until: datetime
    compels: bool = False


def page(request: HttpRequest, opened: Opened, word: str = "") -> HttpResponse:
    """The recipient's own page: the parts that are open to her, on what basis, until when, and nothing else of the record."""
    doors = [_door(one) for one in in_force(opened, request.user)]
    if not doors:  # it ended between the look and the read
        raise RecordNotFound
    return _shown(request, opened, doors, word)


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
        return _shown(request, as_theirs, [_door(mine)], word if element & mine.elements else "", preview=mine)


def _door(given: Given) -> Door:
    ways = [str(Method(one).label) for one in given.methods]
    if isinstance(given, Release):
        return Door(given.get_purpose_display(), given.elements, ways, given.expires_at)
    said = ", ".join(filter(None, [f"{given.get_basis_display()} {given.citation}", given.issuer]))
    return Door(said, given.elements, ways, given.expires_at, compels=True)


def _shown(
    request: HttpRequest, opened: Opened, doors: list[Door], word: str, preview: Release | None = None
) -> HttpResponse:  # fmt: skip
    """Each part with what opens it, by which ways, and until when."""
    parts = [(one, [d for d in doors if d.elements & one.section.element]) for one in sections(opened, word)]
    return render(request, "cases/released.html", {
        "case": opened.case, "doors": doors, "parts": parts, "word": word, "preview": preview and preview.public_id,
        "in_force": preview is not None and opens(preview), "released": any(not d.compels for d in doors),
        "compelled": any(d.compels for d in doors), "notices": notices(opened.case.agency.regimes),
        **_taken_along(opened, request.user, preview),
    })  # fmt: skip


def _taken_along(opened: Opened, actor: Person, preview: Release | None) -> dict[str, Any]:
    """The ways besides this page that are named: for which parts a copy, and whether paper (law R-05)."""
    copied = naming(opened, actor, Method.COPY) if preview is None else [preview] * (Method.COPY in preview.methods)
    words = [section.word for section in BY_WORD.values() if not section.done and covering(copied, section.element)]
    return {"copies": words, "paper": bool(naming(opened, actor, Method.PAPER))}
