"""Addresses of who may sign for an agency."""

from django.urls import path

from protocols.views import authority

urlpatterns = [
    path("authority/", authority.authorities, name="authorities"),
    path("authority/delegate/", authority.delegate, name="delegate"),
    path("authority/<uuid:agency>/", authority.agency_authorities, name="agency_authorities"),
    path("authority/<uuid:agency>/new/", authority.authority_record, name="authority_record"),
    path("authority/<uuid:agency>/<uuid:authority>/end/", authority.authority_end, name="authority_end"),
    path(
        "authority/<uuid:agency>/<uuid:authority>/instrument/",
        authority.authority_instrument,
        name="authority_instrument",
    ),
]
