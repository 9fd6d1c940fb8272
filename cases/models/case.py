"""A case: one agency's file about one survivor's matter; who works on it; drafts of its long forms."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from agencies.models import Agency, Person
from cases.vocabulary import CaseStatus
from confidentiality.protected import ProtectedModel
from mdt.kit import clock, ids


class Case(ProtectedModel):
    """The cover of a file: code and status, nothing of the survivor. The agency of record never changes (law C-02).

    ``opened_at`` is set by the database.
    """

    LIST_RELATED = PAGE_RELATED = ("agency",)

    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    # Sorted by its bytes, so that an index finds codes by their beginning whatever the database's language is.
    code = models.CharField(_("code"), max_length=8, default=ids.case_code, editable=False, db_collation="C")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="cases")
    status = models.CharField(_("status"), max_length=8, choices=CaseStatus, default=CaseStatus.OPEN)
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        base_manager_name = "objects"
        permissions = [("work_case", _("Works on the case"))]
        constraints = [
            models.UniqueConstraint(fields=["agency", "code"], name="case_code_in_agency"),
            models.CheckConstraint(condition=Q(status__in=CaseStatus.values), name="case_status_known"),
        ]
        indexes = [models.Index(fields=["code"], name="case_code")]

    def __str__(self) -> str:
        return f"case {self.pk}"


class CaseAssignment(UserObjectPermissionBase):
    """Who works on a case: guardian's permission ``work_case`` in its direct form. Need to know, inside the agency."""

    content_object = models.ForeignKey(Case, models.CASCADE, related_name="assignments")

    def __str__(self) -> str:
        return f"assignment {self.pk}"


class Draft(ProtectedModel):
    """What a person has typed and not yet saved, in her own room, under the rules of the element it belongs to."""

    owner = models.ForeignKey(Person, models.CASCADE, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="drafts")
    form = models.CharField(max_length=40)
    element = models.IntegerField(default=1)
    data = models.JSONField(default=dict)
    saved_at = models.DateTimeField(default=clock.now)

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["owner", "case", "form"], nulls_distinct=False, name="draft_one_per_form")
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"
