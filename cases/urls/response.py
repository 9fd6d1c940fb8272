"""The addresses of response times, of a team or of one's own agency, and of holidays."""

from django.urls import path

from cases.views import response as views

TEAM, AGENCY = "teams/<uuid:team>/response-times/", "own-agency/response-times/"
STEP = "<int:tier>/<slug:kind>/"
HOLIDAYS = "teams/<uuid:team>/holidays/"
urlpatterns = [
    path(TEAM, views.terms, name="team_terms"),
    path(TEAM + STEP, views.term, name="team_term"),
    path(TEAM + STEP + "built-in/", views.built_in, name="team_term_built_in"),
    path(AGENCY, views.terms, name="agency_terms"),
    path(AGENCY + STEP, views.term, name="agency_term"),
    path(AGENCY + STEP + "built-in/", views.built_in, name="agency_term_built_in"),
    path(HOLIDAYS, views.holidays, name="holidays"),
    path(HOLIDAYS + "<slug:day>/remove/", views.holiday_remove, name="holiday_remove"),
]
