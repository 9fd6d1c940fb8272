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

    ``opened_at`` and ``closed_at`` are set by the database; what was destroyed of it is marked by the owner's purge (law K-04).
    """

    LIST_RELATED = PAGE_RELATED = ("agency",)

    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    # Sorted by its bytes, so that an index finds codes by their beginning whatever the database's language is.
    code = models.CharField(_("code"), max_length=8, default=ids.case_code, editable=False, db_collation="C")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="cases")
    status = models.CharField(_("status"), max_length=8, choices=CaseStatus, default=CaseStatus.OPEN)
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=clock.now, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    words_destroyed_at = models.DateTimeField(null=True, blank=True, editable=False)
    identity_destroyed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        base_manager_name = "objects"
        permissions = [("work_case", _("Works on the case"))]
        constraints = [
            models.UniqueConstraint(fields=["agency", "code"], name="case_code_in_agency"),
            models.CheckConstraint(condition=Q(status__in=CaseStatus.values), name="case_status_known"),
            models.CheckConstraint(
                condition=Q(status=CaseStatus.CLOSED, closed_at__isnull=False)
                | (~Q(status=CaseStatus.CLOSED) & Q(closed_at=None)),
                name="case_closed_has_its_time",
            ),
        ]
        indexes = [models.Index(fields=["code"], name="case_code")]

    def __str__(self) -> str:
        return f"case {self.pk}"


class AgeThen(models.Model):
    """Her age in whole years on days on which something was counted, kept when her date of birth is destroyed (law K-02)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="+", db_index=False)
    on = models.DateField()
    years = models.SmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "on"], name="age_then_once"),
            models.CheckConstraint(condition=Q(years__range=(0, 120)), name="age_then_in_years"),
        ]

    def __str__(self) -> str:
        return f"age {self.pk}"


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
