"""The log of attempts at a first contact, and ticking off who was told: each is one page with one question."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.actions import contact as actions
from cases.facts import zone_of
from cases.forms.contact import AttemptForm, NoticeForm
from cases.policy.contact import may_log, may_tick
from cases.queries.contact import contact_of
from cases.views.referral_answers import question_page
from cases.vocabulary import NoticeTo
from confidentiality.gate import RecordNotFound


def attempt(request: HttpRequest, referral: UUID) -> HttpResponse:
    """On the clocks of the reader's place, which the form names."""
    with timezone.override(zone_of(request.user)):
        return question_page(
            request, referral, "attempt", lambda opened, data: AttemptForm(data),
            lambda given: actions.log_attempt(referral=referral, by=request.user, **given), _("Recorded."),
            asked=lambda opened: may_log(request.user, opened, contact_of(opened.referral)),
        )  # fmt: skip


def notice(request: HttpRequest, referral: UUID, whom: str) -> HttpResponse:
    if whom not in NoticeTo.values:
        raise RecordNotFound
    return question_page(
        request, referral, f"notice_{whom}", lambda opened, data: NoticeForm(data),
        lambda given: actions.tick_notice(referral=referral, whom=whom, by=request.user, **given), _("Ticked off."),
        asked=lambda opened: may_tick(request.user, opened, contact_of(opened.referral), whom),
    )  # fmt: skip
