"""Addresses of teams and of the yearly acknowledgement."""

from django.urls import path

from agencies.views import acknowledgement, teams

SEAT = "teams/<uuid:team>/seats/<uuid:seat>/"
urlpatterns = [
    path("teams/", teams.team_list, name="teams"),
    path("teams/<uuid:team>/", teams.team_page, name="team"),
    path("teams/<uuid:team>/seats/new/", teams.seats_add, name="team_seats_add"),
    path("teams/<uuid:team>/first-coordinator/", teams.first_coordinator, name="team_first_coordinator"),
    path(SEAT, teams.seat_page, name="team_seat"),
    path(SEAT + "end/", teams.seat_end, name="team_seat_end"),
    path(SEAT + "coordinator/", teams.coordinator_appoint, name="team_coordinator_appoint"),
    path(SEAT + "coordinator/withdraw/", teams.coordinator_withdraw, name="team_coordinator_withdraw"),
    path("acknowledgement/", acknowledgement.acknowledgement, name="acknowledgement"),
]
