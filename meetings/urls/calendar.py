"""Addresses of one's own calendar."""

from django.urls import path

from meetings.views import calendar

urlpatterns = [
    path("", calendar.calendar, name="calendar"),
    path("address/", calendar.calendar_feed, name="calendar_feed"),
    path("address/end/", calendar.calendar_feed_end, name="calendar_feed_end"),
    path("reminders/", calendar.lead_times, name="lead_times"),
]
