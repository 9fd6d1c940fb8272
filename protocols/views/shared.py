"""What the pages of agreements share: finding one as if others did not exist, and saying what came of an action."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from confidentiality import gate
from mdt.kit.errors import Refused
from protocols.models import Agreement
from protocols.queries.agreements import Board, boards, visible_agreements

# A document that somebody handed in is only ever saved: it runs nothing and draws nothing here.
SANDBOX = "default-src 'none'; sandbox"
_NAMES = {"application/pdf": "paper.pdf", "image/jpeg": "paper.jpg", "image/png": "paper.png"}


def found(request: HttpRequest, public_id: UUID) -> Agreement:
    """The agreement, or the 404 that a missing one gives."""
    return get_object_or_404(visible_agreements(request.user).select_related("team"), public_id=public_id)


def found_board(request: HttpRequest, public_id: UUID) -> Board:
    """The same with where it stands, in one go."""
    here = boards(visible_agreements(request.user).filter(public_id=public_id))
    if not here:
        raise Http404
    return here[0]


def refused(request: HttpRequest, agreement: Agreement, sentence: str) -> HttpResponse:
    """What was asked for and is not done is on record, and said."""
    gate.refused(request.user, purpose="agreement.page")
    messages.error(request, sentence)
    return redirect("agreement", agreement.public_id)


def settled(
    request: HttpRequest, agreement: Agreement, done: str, act: Callable[[], object], *back: object
) -> HttpResponse:
    """Do it, and say on the page what came of it; ``back``: to which page, if not to the agreement's."""
    try:
        act()
        messages.success(request, done)
    except Refused as no:
        messages.error(request, no.sentence)
    return redirect(*(back or ("agreement", agreement.public_id)))  # type: ignore[call-overload, no-any-return]


def attached(content: bytes, content_type: str) -> HttpResponse:
    """A file with a name that says nothing, only ever saved."""
    named = f'attachment; filename="{_NAMES.get(content_type, "paper")}"'
    return HttpResponse(
        bytes(content), content_type=content_type,
        headers={"Content-Disposition": named, "Content-Security-Policy": SANDBOX},
    )  # fmt: skip
