"""Addresses of what an agency writes down of its work, beneath ``reports/work/``."""

from django.urls import URLPattern, path

from reports.views import activity, links, tracked


def _part(part: str, one: str) -> list[URLPattern]:
    """A list, a new one, one of them, and its removal."""
    said, one_of = {"part": part}, f"{part}/<uuid:public_id>/"
    return [
        path(f"{part}/", activity.work_list, said, name=part),
        path(f"{part}/new/", activity.work_new, said, name=f"{one}_new"),
        path(one_of, activity.work_change, said, name=f"{one}_change"),
        path(f"{one_of}remove/", activity.work_remove, said, name=f"{one}_remove"),
    ]


AWARD, SOURCE = "awards/<uuid:award>/", "written-down/<slug:source>/"
urlpatterns = [
    path("", activity.activity, name="activity"),
    *(pattern for part, one in activity.PARTS.items() for pattern in _part(part, one.one)),
    path(AWARD, links.award_links, name="award_links"),
    path(f"{AWARD}agreements/<uuid:agreement>/", links.award_agreement, name="award_agreement"),
    path(f"{AWARD}protocols/", links.award_protocol, name="award_protocol"),
    path(f"{AWARD}protocols/<uuid:policy>/remove/", links.award_protocol_remove, name="award_protocol_remove"),
    path("written-down/", tracked.tracked, name="tracked"),
    path(SOURCE, tracked.tracked_source, name="tracked_source"),
    path(f"{SOURCE}<str:day>/remove/", tracked.tracked_forget, name="tracked_forget"),
]
