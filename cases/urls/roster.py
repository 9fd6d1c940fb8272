"""The addresses of a team's after-hours roster."""

from django.urls import path

from cases.views import roster as views

HERE = "teams/<uuid:team>/roster/"
LINE = HERE + "<int:tier>/<slug:discipline>/"
urlpatterns = [
    path(HERE, views.roster, name="roster"),
    path(HERE + "add/", views.line_add, name="roster_add"),
    path(LINE, views.line, name="roster_line"),
    path(LINE + "remove/", views.line_remove, name="roster_remove"),
]
