"""The addresses of cases. They carry random ids and plain words, nothing of a survivor."""

from django.urls import path

from cases.views import access, accounting, cases, copying, drafts, elements, looks, release_new, released, walls

CASE = "cases/<uuid:case>/"
PART = f"{CASE}<slug:word>/"

urlpatterns = [
    path("cases/", cases.case_list, name="cases"),
    path("cases/search/", cases.case_search, name="case_search"),
    path("cases/new/", cases.case_new, name="case_new"),
    path("cases/emergency/", access.emergency, name="emergency"),
    path("cases/alerts/", access.alerts, name="case_alerts"),
    path("cases/attempts/", walls.attempts, name="case_attempts"),
    path(CASE, cases.case_page, name="case"),
    path(f"{CASE}show/<slug:word>/", cases.case_show, name="case_show"),
    path(f"{CASE}copy/<slug:word>/", copying.copy, name="case_copy"),
    path(f"{CASE}released.pdf", copying.paper, name="released_pdf"),
    path(f"{CASE}close/", cases.case_close, name="case_close"),
    path(f"{CASE}reopen/", cases.case_reopen, name="case_reopen"),
    path(f"{CASE}who-looked/", looks.who_looked, name="who_looked"),
    path(f"{CASE}who-looked.pdf", looks.who_looked_pdf, name="who_looked_pdf"),
    path(f"{CASE}releases/new/", release_new.release_new, name="release_new"),
    path(f"{CASE}releases/new/draft/", release_new.draft, name="release_draft"),
    path(f"{CASE}accounting/", accounting.accounting, name="case_accounting"),
    path(f"{CASE}accounting.pdf", accounting.accounting_pdf, name="case_accounting_pdf"),
    path(f"{CASE}releases/<uuid:release>/preview/", released.preview, name="release_preview"),
    path(f"{CASE}releases/<uuid:release>/preview/<slug:word>/", released.preview, name="release_preview_show"),
    path(f"{CASE}access/", access.access_page, name="case_access"),
    path(f"{CASE}access/assign/", access.assign, name="case_assign"),
    path(f"{CASE}access/unassign/", access.unassign, name="case_unassign"),
    path(f"{CASE}access/recuse/", access.recuse, name="case_recuse"),
    path(f"{CASE}access/recusal-end/", access.recusal_end, name="case_recusal_end"),
    path(f"{PART}edit/", elements.edit, name="element_edit"),
    path(f"{PART}draft/", drafts.keep, name="element_draft"),
    path(f"{PART}draft/discard/", drafts.discard, name="element_discard"),
    path(f"{PART}add/", elements.edit, {"adding": True}, name="row_add"),
    path(f"{PART}add/draft/", drafts.keep, {"adding": True}, name="row_add_draft"),
    path(f"{PART}add/draft/discard/", drafts.discard, {"adding": True}, name="row_add_discard"),
    path(f"{PART}<uuid:row>/edit/", elements.edit, name="row_edit"),
    path(f"{PART}<uuid:row>/draft/", drafts.keep, name="row_draft"),
    path(f"{PART}<uuid:row>/draft/discard/", drafts.discard, name="row_discard"),
    path(f"{PART}<uuid:row>/remove/", elements.remove, name="row_remove"),
]
