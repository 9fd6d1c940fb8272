"""The addresses of this app, one file for each part."""

from django.urls import include, path

urlpatterns = [
    path("reports/work/", include("reports.urls.activity")),
    path("reports/forms/", include("reports.urls.forms")),
    path("reports/", include("reports.urls.reports")),
]
