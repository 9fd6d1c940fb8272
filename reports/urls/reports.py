"""Reports: awards and periods, counts, files, protected products."""

from django.urls import URLPattern, path, register_converter

from reports.urls.converters import Day
from reports.views import filing, otherwise, partners, periods, picture, publishing, runs, typing, words

register_converter(Day, "day")
PARTNERS = "award/<uuid:award>/<day:first>/partners/"


def _partners() -> list[URLPattern]:
    """Totals that partner agencies gave for a period."""
    one = f"{PARTNERS}<uuid:partner>/"
    return [
        path(PARTNERS, partners.report_partners, name="report_partners"),
        path(f"{PARTNERS}new/", partners.report_partner_new, name="report_partner_new"),
        path(one, partners.report_partner, name="report_partner"),
        path(f"{one}totals/<slug:section>/", partners.report_partner_totals, name="report_partner_totals"),
        path(f"{one}remove/", partners.report_partner_remove, name="report_partner_remove"),
    ]


urlpatterns = [
    path("", periods.reports, name="reports"),
    path("picture/", picture.report_picture, name="report_picture"),
    path("picture/<uuid:agency>/", picture.report_picture, name="report_picture_one"),
    path("award/<uuid:award>/<day:first>/", periods.report_period, name="report_period"),
    path("award/<uuid:award>/<day:first>/count/", periods.report_count, name="report_count"),
    path("award/<uuid:award>/<day:first>/lines/", typing.report_lines, name="report_lines"),
    path("award/<uuid:award>/<day:first>/typed/<slug:section>/", typing.report_typed, name="report_typed"),
    *_partners(),
    path("count/<uuid:run>/", runs.report, name="report"),
    path("count/<uuid:run>/words/", words.report_words, name="report_words"),
    path("count/<uuid:run>/missing/", runs.report_missing, name="report_missing"),
    path("count/<uuid:run>/since/", runs.report_since, name="report_since"),
    path("count/<uuid:run>/since/<str:table>/<str:line>/", runs.report_moved, name="report_moved_one"),
    path("count/<uuid:run>/since/<str:table>/<str:line>/<str:column>/", runs.report_moved, name="report_moved"),
    path("count/<uuid:run>/behind/<str:table>/<str:line>/", runs.report_behind, name="report_behind_one"),
    path("count/<uuid:run>/behind/<str:table>/<str:line>/<str:column>/", runs.report_behind, name="report_behind"),
    path("count/<uuid:run>/otherwise/<str:table>/<str:line>/", otherwise.report_otherwise, name="report_otherwise"),
    path(
        "count/<uuid:run>/otherwise/<str:table>/<str:line>/back/",
        otherwise.report_otherwise_back,
        name="report_otherwise_back",
    ),
    path("count/<uuid:run>/file/", filing.report_file, name="report_file"),
    path("count/<uuid:run>/publish/", publishing.report_publish, name="report_publish"),
    path("count/<uuid:run>/report.<slug:kind>", filing.report_download, name="report_download"),
    path("released/<uuid:public_id>/", publishing.publication, name="publication"),
    path("released/<uuid:public_id>/decide/", publishing.publication_decide, name="publication_decide"),
    path("released/<uuid:public_id>/report.<slug:kind>", publishing.publication_download, name="publication_download"),
]
