"""Addresses of planning meetings and of answering."""

from django.urls import path

from meetings.views import planning, schedule

ONE = "<uuid:meeting>/"
NEW = "new/<uuid:team>/"
urlpatterns = [
    path("", schedule.meeting_list, name="meetings"),
    path(NEW, planning.meeting_new, name="meeting_new"),
    path(NEW + "<slug:kind>/", planning.meeting_plan, name="meeting_plan"),
    path(NEW + "<slug:kind>/series/", planning.series_new, name="series_new"),
    path(ONE, schedule.meeting_page, name="meeting"),
    path(ONE + "answer/", schedule.meeting_reply, name="meeting_reply"),
    path(ONE + "change/", planning.meeting_change, name="meeting_change"),
    path(ONE + "cancel/", schedule.meeting_cancel, name="meeting_cancel"),
    path(ONE + "series/", planning.series_change, name="series_change"),
    path(ONE + "series/end/", planning.series_end, name="series_end"),
]
