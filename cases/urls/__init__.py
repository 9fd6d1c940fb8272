"""The addresses of cases and referrals, one file for each part."""

from django.urls import include, path

PARTS = ["referrals", "roster", "response", "services", "cases"]  # cases last: its addresses have open ends
urlpatterns = [path("", include(f"cases.urls.{p}")) for p in PARTS]
