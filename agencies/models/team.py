"""Teams, seats at the table, and the yearly confidentiality acknowledgement."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from agencies.models.agency import Agency, Jurisdiction
from agencies.models.person import Person
from agencies.vocabulary import Discipline, SeatRole, Structure, TeamPurpose
from mdt.kit import clock, ids


class Team(models.Model):
    """A multidisciplinary team. A subcommittee has a parent; a systems team never touches a case (law P-11)."""

    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=160, unique=True)
    structure = models.CharField(_("structure"), max_length=16, choices=Structure)
    purpose = models.CharField(_("purpose"), max_length=8, choices=TeamPurpose, default=TeamPurpose.CASE)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="subteams")
    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="teams")
    time_zone = models.CharField(_("time zone"), max_length=60, default="America/Chicago")
    takes_pool_referrals = models.BooleanField(_("takes referrals to its pool"), default=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["name"]
        permissions = [("coordinate_team", _("May coordinate the team"))]
        constraints = [
            models.CheckConstraint(
                condition=~Q(structure=Structure.SUBCOMMITTEE) | Q(parent__isnull=False),
                name="team_subcommittee_has_parent",
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="team_is_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name


class TeamCoordinator(UserObjectPermissionBase):
    """Who may coordinate a team: guardian's permission in its direct form. It counts only with a live seat."""

    content_object = models.ForeignKey(Team, models.CASCADE, related_name="coordinators")

    def __str__(self) -> str:
        return f"coordinator {self.pk}"


class Seat(models.Model):
    """A person's place at a team's table, from one day to another."""

    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    team = models.ForeignKey(Team, models.PROTECT, related_name="seats")
    person = models.ForeignKey(Person, models.PROTECT, related_name="seats")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="seats")
    discipline = models.CharField(_("discipline"), max_length=32, choices=Discipline)
    role = models.CharField(_("role"), max_length=12, choices=SeatRole, default=SeatRole.MEMBER)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["discipline", "person__name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="seat_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["team", "person"], condition=Q(ends_on=None), name="seat_one_open_per_person"
            ),
        ]

    def __str__(self) -> str:
        return f"seat {self.pk}"


class Acknowledgement(models.Model):
    """A person has read and signed that confidentiality binds, for one year. It replaces no release (law A-14)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="acknowledgements")
    wording = models.CharField(max_length=16)  # version of the text that was shown
    text_sha256 = models.CharField(max_length=64)
    signed_name = models.CharField(_("name as signed"), max_length=120)
    signed_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["-signed_at"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("signed_at")), name="acknowledgement_ends_later")
        ]

    def __str__(self) -> str:
        return f"acknowledgement {self.pk}"
