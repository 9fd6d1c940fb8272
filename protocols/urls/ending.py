"""Addresses of leaving an agreement and of ending it."""

from django.urls import path

from protocols.views import ending

ONE = "<uuid:agreement>/"
urlpatterns = [
    path(ONE + "leave/", ending.agreement_leave, name="agreement_leave"),
    path(ONE + "end/", ending.agreement_end, name="agreement_end"),
]
