"""Addresses that show agreements."""

from django.urls import path

from protocols.views import agreements as views

ONE = "<uuid:agreement>/"
urlpatterns = [
    path("", views.agreement_list, name="agreements"),
    path("new/", views.agreement_new, name="agreement_new"),
    path(ONE, views.agreement_page, name="agreement"),
    path(ONE + "versions/<int:number>/", views.agreement_version, name="agreement_version"),
    path(ONE + "versions/<int:earlier>/to/<int:later>/", views.agreement_redline, name="agreement_redline"),
]
