"""The map of the house."""

from django.urls import include, path

from mdt import health
from mdt.kit import gallery
from mdt.operating import metrics
from mdt.operating import views as operating
from mdt.today import today

urlpatterns = [
    path("", today, name="today"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("administration/operation/", operating.operation, name="operation"),
    path("gallery/", gallery.gallery, name="gallery"),  # in a trial alone
    path("", include("agencies.urls")),
    path("", include("confidentiality.urls")),
    path("", include("protocols.urls")),
    path("", include("cases.urls")),
    path("", include("meetings.urls")),
    path("", include("reports.urls")),
]

handler400 = "mdt.errors.bad_request"
handler403 = "mdt.errors.not_allowed"
handler404 = "mdt.errors.not_found"
handler500 = "mdt.errors.server_error"
