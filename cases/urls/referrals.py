"""The addresses of referrals."""

from django.urls import path

from cases.views import contact
from cases.views import referral_answers as answers
from cases.views import referral_new as new
from cases.views import referrals as views

HERE = "referrals/<uuid:referral>/"
urlpatterns = [
    path("referrals/", views.referral_list, name="referrals"),
    path("referrals/new/", new.referral_new, name="referral_new"),
    path("referrals/new/draft/", new.draft, name="referral_draft"),
    path("cases/<uuid:case>/refer/", new.referral_new, name="case_refer"),
    path("cases/<uuid:case>/refer/draft/", new.draft, name="case_refer_draft"),
    path(HERE, views.referral_page, name="referral"),
    path(HERE + "screen/", answers.screen, name="referral_screen"),
    path(HERE + "ask/", answers.ask, name="referral_ask"),
    path(HERE + "answer/<slug:question>/", answers.answer, name="referral_answer"),
    path(HERE + "accept/", answers.accept, name="referral_accept"),
    path(HERE + "decline/", answers.decline, name="referral_decline"),
    path(HERE + "redirect/", answers.redirect_on, name="referral_redirect"),
    path(HERE + "withdraw/", answers.withdraw, name="referral_withdraw"),
    path(HERE + "step/", answers.step, name="referral_step"),
    path(HERE + "close/", answers.close, name="referral_close"),
    path(HERE + "attempt/", contact.attempt, name="referral_attempt"),
    path(HERE + "told/<slug:whom>/", contact.notice, name="referral_told"),
    path(HERE + "reassign/", answers.reassign, name="referral_reassign"),
]
