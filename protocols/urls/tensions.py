"""Addresses of tension points."""

from django.urls import path

from protocols.views import tensions

urlpatterns = [
    path("", tensions.tension_list, name="tensions"),
    path("new/<uuid:team>/", tensions.tension_new, name="tension_new"),
    path("<uuid:tension>/", tensions.tension_page, name="tension"),
    path("<uuid:tension>/position/", tensions.tension_say, name="tension_say"),
    path("<uuid:tension>/outcome/", tensions.tension_settle, name="tension_settle"),
]
