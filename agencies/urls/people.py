"""The accounts of an agency and invitations to it."""

from django.urls import path

from agencies.views import invitations, people

urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/agency/<uuid:public_id>/", people.agency_people, name="agency_people"),
    path("people/agency/<uuid:public_id>/invite/", invitations.invite, name="invite"),
    path("people/invitations/", invitations.settle, name="settle_invitation"),
    path("people/<uuid:public_id>/", people.account_of, name="people_account"),
    path("people/<uuid:public_id>/deactivate/", people.deactivate, name="deactivate_person"),
    path("people/<uuid:public_id>/reactivate/", people.reactivate, name="reactivate_person"),
    path("people/<uuid:public_id>/second-factor/", people.reset_second_factor, name="reset_second_factor"),
    path("invitation/", invitations.open_account, name="invitation"),
    path("invitation/<str:token>/", invitations.opened, name="invitation_opened"),
]
