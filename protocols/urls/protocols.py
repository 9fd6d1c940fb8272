"""Addresses of protocols: who does what, deciding, and what was adopted."""

from django.urls import path

from protocols.views import adopting, deciding, matrix

ONE = "<uuid:agreement>/"
urlpatterns = [
    path("new/protocol/", matrix.protocol_new, name="protocol_new"),
    path(ONE + "tasks/", matrix.protocol_tasks, name="protocol_tasks"),
    path(ONE + "measures/", matrix.protocol_measures, name="protocol_measures"),
    path(ONE + "propose/", deciding.protocol_propose, name="protocol_propose"),
    path(ONE + "proposals/<uuid:proposal>/", deciding.protocol_proposal, name="protocol_proposal"),
    path(ONE + "proposals/<uuid:proposal>/say/", deciding.protocol_say, name="protocol_say"),
    path(ONE + "proposals/<uuid:proposal>/close/", deciding.protocol_close, name="protocol_close"),
    path(ONE + "reservations/<uuid:gradient>/", deciding.protocol_answer, name="protocol_answer"),
    path(ONE + "read/", adopting.protocol_read, name="protocol_read"),
    path(ONE + "readers/", adopting.protocol_readers, name="protocol_readers"),
]
