"""Addresses of agendas, beneath ``meetings/``."""

from django.urls import path

from meetings.views import agenda, agenda_items, agenda_paper, bringing

AGENDA = "<uuid:meeting>/agenda/"
urlpatterns = [
    path("bring/<uuid:case>/", bringing.case_bring, name="case_bring"),
    path(AGENDA, agenda.agenda_page, name="agenda"),
    path(f"{AGENDA}agenda.pdf", agenda_paper.agenda_pdf, name="agenda_pdf"),
    path(f"{AGENDA}add/", agenda_items.agenda_add, name="agenda_add"),
    path(f"{AGENDA}cases/", bringing.agenda_suggest, name="agenda_suggest"),
    path(f"{AGENDA}bring/<uuid:case>/", bringing.agenda_bring, name="agenda_bring"),
    path(f"{AGENDA}<uuid:item>/", agenda_items.agenda_change, name="agenda_change"),
    path(f"{AGENDA}<uuid:item>/move/", agenda_items.agenda_move, name="agenda_move"),
    path(f"{AGENDA}<uuid:item>/off/", agenda_items.agenda_off, name="agenda_off"),
    path(f"{AGENDA}<uuid:item>/carry/", agenda_items.agenda_carry, name="agenda_carry"),
]
