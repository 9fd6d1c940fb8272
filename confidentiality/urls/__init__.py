"""The addresses of releases. They carry random ids and plain words, nothing of a survivor."""

from django.urls import path

from confidentiality.views import death, disclosures, mandates, releases, retention, signing

ALL = "cases/<uuid:case>/releases/"
ONE = f"{ALL}<uuid:release>/"

MANDATES = "cases/<uuid:case>/mandates/"
KEEPING = "own-agency/keeping/"

urlpatterns = [
    path("releases/withdraw/", releases.withdraw_by_code, name="withdraw_by_code"),
    path("cases/<uuid:case>/death/", death.record_death, name="record_death"),
    path("cases/<uuid:case>/disclosures/new/", disclosures.disclosure_new, name="disclosure_new"),
    path(ALL, releases.release_list, name="releases"),
    path(ONE, releases.release_page, name="release"),
    path(f"{ONE}sign/", releases.release_sign, name="release_sign"),
    path(f"{ONE}spoken-yes/", releases.release_oral_yes, name="release_oral_yes"),
    path(f"{ONE}countersign/", releases.release_countersign, name="release_countersign"),
    path(f"{ONE}release.pdf", releases.release_pdf, name="release_pdf"),
    path(f"{ONE}link/<str:capacity>/", signing.release_link, name="release_link"),
    path(f"{ONE}scans/add/", signing.release_scan_add, name="release_scan_add"),
    path(f"{ONE}scans/<uuid:scan>/", signing.release_scan, name="release_scan"),
    path("s/<str:token>/", signing.signing_link, name="signing_link"),
    path(f"{ONE}withdraw/", releases.release_withdraw, name="release_withdraw"),
    path(KEEPING, retention.keeping, name="keeping"),
    path(f"{KEEPING}<str:record_class>/", retention.rule, name="keeping_rule"),
    path(f"{KEEPING}<str:record_class>/ask/", retention.ask, name="keeping_ask"),
    path(f"{KEEPING}asked/<uuid:purge>/approve/", retention.approve, name="purge_approve"),
    path(f"{KEEPING}asked/<uuid:purge>/withdraw/", retention.withdraw, name="purge_withdraw"),
    path(f"{KEEPING}certificates/<uuid:certificate>/", retention.certificate, name="certificate"),
    path("cases/<uuid:case>/hold/", retention.hold, name="case_hold"),
    path("cases/<uuid:case>/hold/<uuid:hold>/review/", retention.hold_review, name="hold_review"),
    path("cases/<uuid:case>/hold/<uuid:hold>/end/", retention.hold_end, name="hold_end"),
    path(MANDATES, mandates.mandate_list, name="mandates"),
    path(f"{MANDATES}new/", mandates.mandate_new, name="mandate_new"),
    path(f"{MANDATES}<uuid:mandate>/end/", mandates.mandate_end, name="mandate_end"),
]
