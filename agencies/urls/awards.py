"""Addresses of an agency's awards."""

from django.urls import path

from agencies.views import awards as views

urlpatterns = [
    path("own-agency/awards/", views.awards, name="awards"),
    path("own-agency/awards/new/", views.award_new, name="award_new"),
    path("own-agency/awards/<uuid:award>/", views.award_change, name="award_change"),
]
