"""The addresses of this app, one file for each part."""

from django.urls import include, path

PARTS = ["authority", "documents", "agreements", "writing", "signing", "ending", "protocols"]
urlpatterns = [
    *(path("agreements/", include(f"protocols.urls.{p}")) for p in PARTS),
    *(path(f"{p}/", include(f"protocols.urls.{p}")) for p in ("cycles", "reviews", "tensions")),
]
