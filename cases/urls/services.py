"""Addresses of a day's work, of how a person is counted, and of what is still missing. No code and no name stands in them."""

from django.urls import path

from cases.views import counting, gaps, services

urlpatterns = [
    path("services/", services.services, name="services"),
    path("services/draft/", services.draft, name="services_draft"),
    path("services/undo/", services.undo, name="services_undo"),
    path("services/missing/", gaps.gaps, name="service_gaps"),
    path("cases/<uuid:case>/counting/", counting.counting, name="case_counting"),
    path("cases/<uuid:case>/services/<uuid:event>/", counting.service_change, name="service_change"),
]
