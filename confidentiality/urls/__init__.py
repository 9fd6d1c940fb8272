"""The addresses of releases. They carry random ids and plain words, nothing of a survivor."""

from django.urls import path

from confidentiality.views import death, releases

ALL = "cases/<uuid:case>/releases/"
ONE = f"{ALL}<uuid:release>/"

urlpatterns = [
    path("releases/withdraw/", releases.withdraw_by_code, name="withdraw_by_code"),
    path("cases/<uuid:case>/death/", death.record_death, name="record_death"),
    path(ALL, releases.release_list, name="releases"),
    path(ONE, releases.release_page, name="release"),
    path(f"{ONE}sign/", releases.release_sign, name="release_sign"),
    path(f"{ONE}spoken-yes/", releases.release_oral_yes, name="release_oral_yes"),
    path(f"{ONE}countersign/", releases.release_countersign, name="release_countersign"),
    path(f"{ONE}release.pdf", releases.release_pdf, name="release_pdf"),
    path(f"{ONE}withdraw/", releases.release_withdraw, name="release_withdraw"),
]
