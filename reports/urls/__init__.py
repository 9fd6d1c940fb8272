"""The addresses of this app, one file for each part."""

from django.urls import include, path

urlpatterns = [
    path("reports/", include("reports.urls.reports")),
]
