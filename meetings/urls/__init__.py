"""The addresses of this app, one file for each part."""

from django.urls import include, path

PARTS = ["agenda"]
urlpatterns = [path("meetings/", include(f"meetings.urls.{part}")) for part in PARTS]
