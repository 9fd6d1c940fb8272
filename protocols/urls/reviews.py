"""Addresses of reviews and of laws that have changed."""

from django.urls import path

from protocols.views import reviews

urlpatterns = [
    path("", reviews.review_list, name="reviews"),
    path("<uuid:review>/", reviews.review_settle, name="review_settle"),
    path("statutes/<uuid:team>/new/", reviews.statute_note, name="statute_note"),
    path("statutes/<uuid:statute>/confirmed/", reviews.statute_verify, name="statute_verify"),
]
