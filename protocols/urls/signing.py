"""Addresses of signing, online and on paper."""

from django.urls import path

from protocols.views import paper, signing

ONE = "<uuid:agreement>/"
urlpatterns = [
    path(ONE + "sign/", signing.agreement_sign, name="agreement_sign"),
    path(ONE + "sign/now/", signing.agreement_sign_now, name="agreement_sign_now"),
    path(ONE + "decline/", signing.agreement_decline, name="agreement_decline"),
    path(ONE + "approval/", signing.agreement_approve, name="agreement_approve"),
    path(ONE + "paper/<uuid:agency>/", paper.agreement_paper, name="agreement_paper"),
    path(ONE + "paper/<uuid:signature>/check/", paper.agreement_paper_check, name="agreement_paper_check"),
    path(ONE + "scans/<uuid:signature>/", paper.agreement_paper_scan, name="agreement_paper_scan"),
]
