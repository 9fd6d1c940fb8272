"""The addresses of this app, one file for each part."""

from django.urls import include, path

from meetings.views.calendar import calendar_file

PARTS = [
    "agenda",
    "room",
    "schedule",
]
urlpatterns = [
    path("meetings/calendar/", include("meetings.urls.calendar")),
    *(path("meetings/", include(f"meetings.urls.{part}")) for part in PARTS),
    # For calendar programs. Cut out of every log by its beginning (mdt/logs.py).
    path("calendar/<str:token>.ics", calendar_file, name="calendar_file"),
]
