"""Addresses on which an agreement is written and talked about."""

from django.urls import path

from protocols.views import comments, writing

ONE = "<uuid:agreement>/"
urlpatterns = [
    path(ONE + "clauses/new/", writing.agreement_clause_add, name="agreement_clause_add"),
    path(ONE + "clauses/<slug:key>/edit/", writing.agreement_clause, name="agreement_clause"),
    path(ONE + "clauses/<slug:key>/remove/", writing.agreement_clause_remove, name="agreement_clause_remove"),
    path(ONE + "clauses/<slug:key>/left-out/", writing.agreement_override, name="agreement_override"),
    path(ONE + "terms/", writing.agreement_terms, name="agreement_terms"),
    path(ONE + "parties/", writing.agreement_parties, name="agreement_parties"),
    path(ONE + "send/", writing.agreement_send, name="agreement_send"),
    path(ONE + "change/", writing.agreement_change, name="agreement_change"),
    path(ONE + "versions/<int:number>/<slug:key>/comment/", comments.agreement_comment, name="agreement_comment"),
    path(ONE + "comments/<uuid:comment>/", comments.agreement_answer, name="agreement_answer"),
]
