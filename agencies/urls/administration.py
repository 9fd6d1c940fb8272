"""Addresses of who runs the installation, and of an agency's own details."""

from django.urls import path

from agencies.views import administration as views

HERE = "administration/"
urlpatterns = [
    path(HERE, views.administration, name="administration"),
    path(HERE + "agencies/new/", views.agency_add, name="agency_add"),
    path(HERE + "agencies/<uuid:public_id>/", views.agency_change, name="agency_change"),
    path(HERE + "teams/", views.teams, name="administration_teams"),
    path(HERE + "teams/new/", views.team_add, name="team_add"),
    path(HERE + "teams/<uuid:public_id>/", views.team_change, name="team_change"),
    path(HERE + "jurisdictions/", views.jurisdictions, name="administration_jurisdictions"),
    path(HERE + "jurisdictions/new/", views.jurisdiction_add, name="jurisdiction_add"),
    path(HERE + "jurisdictions/<uuid:public_id>/", views.jurisdiction_change, name="jurisdiction_change"),
    path("own-agency/", views.own_agency, name="own_agency"),
]
