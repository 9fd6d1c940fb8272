"""What another agency sees of a case by a release, and the same page shown beforehand to whom it is about."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.parts import BY_WORD
from cases.queries.sections import sections
from confidentiality import gate
from confidentiality.elements import Element
from confidentiality.gate import Opened, RecordNotFound
from confidentiality.models import Release
from confidentiality.queries.releases import given_to, release_of
from confidentiality.regimes import notices
from confidentiality.vocabulary import Method


def page(request: HttpRequest, opened: Opened, word: str = "") -> HttpResponse:
    """The recipient's own page: the released parts, the terms, and nothing else of the record."""
    releases = given_to(opened, request.user)
    if not releases:  # it ended between the look and the read
        raise RecordNotFound
    return _shown(request, opened, releases, word)


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
        return _shown(request, as_theirs, [mine], word if element & mine.elements else "", preview=True)


def _shown(
    request: HttpRequest, opened: Opened, releases: list[Release], word: str, preview: bool = False
) -> HttpResponse:
    """Each part with the releases that open it: what she wanted it for, by which ways, and until when."""
    parts = [(one, [r for r in releases if r.elements & one.section.element]) for one in sections(opened, word)]
    return render(request, "cases/released.html", {
        "case": opened.case, "release": releases[0], "parts": parts, "word": word, "preview": preview,
        "terms": [(one, _ways(one)) for one in releases], "notices": notices(opened.case.agency.regimes),
    })  # fmt: skip


def _ways(release: Release) -> list[str]:
    return [str(Method(one).label) for one in release.methods]
