"""Addresses of an agency's own forms, beneath ``reports/forms/``."""

from django.urls import path

from reports.views import own_forms as views

urlpatterns = [
    path("", views.own_forms, name="own_forms"),
    path("new/", views.own_form_new, name="own_form_new"),
    path("paste/", views.own_form_paste, name="own_form_paste"),
    path("<uuid:own_form>/", views.own_form, name="own_form"),
    path("<uuid:own_form>/version/", views.own_form_version, name="own_form_version"),
]
