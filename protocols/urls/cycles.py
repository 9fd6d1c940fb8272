"""Addresses of the eight steps."""

from django.urls import path

from protocols.views import cycles, steps

ONE = "<uuid:cycle>/"
STEP = ONE + "steps/<int:number>/"
urlpatterns = [
    path("", cycles.cycle_list, name="cycles"),
    path("begin/<uuid:team>/", cycles.cycle_begin, name="cycle_begin"),
    path(ONE, cycles.cycle_page, name="cycle"),
    path(STEP, steps.step_page, name="step"),
    path(STEP + "plan/", steps.step_plan, name="step_plan"),
    path(STEP + "evidence/", steps.step_evidence, name="step_evidence"),
    path(STEP + "evidence/<uuid:evidence>/remove/", steps.step_evidence_remove, name="step_evidence_remove"),
    path(STEP + "evidence/<uuid:evidence>/document/", steps.step_evidence_file, name="step_evidence_file"),
    path(STEP + "close/", steps.step_close, name="step_close"),
    path(STEP + "reopen/", steps.step_reopen, name="step_reopen"),
]
