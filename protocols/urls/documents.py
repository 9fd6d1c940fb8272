"""Addresses of sealed documents."""

from django.urls import path

from protocols.views import documents

urlpatterns = [
    path("verify/", documents.verify_document, name="verify_document"),
    path(
        "<uuid:agreement>/versions/<int:number>/document.pdf", documents.agreement_document, name="agreement_document"
    ),
    path(
        "<uuid:agreement>/versions/<int:number>/approvals/<uuid:agency>/", documents.agreement_approval_file,
        name="agreement_approval_file",
    ),
]  # fmt: skip
