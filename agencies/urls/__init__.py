"""The addresses of this app, one file for each part."""

from django.urls import include, path

PARTS = ["account", "people", "teams", "awards", "administration"]
urlpatterns = [path("", include(f"agencies.urls.{p}")) for p in PARTS]
