"""The addresses of releases. They carry random ids and plain words, nothing of a survivor."""

from django.urls import path

from confidentiality.views import disclosures, releases

ALL = "cases/<uuid:case>/releases/"
ONE = f"{ALL}<uuid:release>/"

urlpatterns = [
    path("releases/withdraw/", releases.withdraw_by_code, name="withdraw_by_code"),
    path("cases/<uuid:case>/disclosures/new/", disclosures.disclosure_new, name="disclosure_new"),
    path(ALL, releases.release_list, name="releases"),
    path(f"{ALL}new/", releases.release_new, name="release_new"),
    path(ONE, releases.release_page, name="release"),
    path(f"{ONE}sign/", releases.release_sign, name="release_sign"),
    path(f"{ONE}countersign/", releases.release_countersign, name="release_countersign"),
    path(f"{ONE}release.pdf", releases.release_pdf, name="release_pdf"),
    path(f"{ONE}withdraw/", releases.release_withdraw, name="release_withdraw"),
]
