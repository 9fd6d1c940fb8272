"""Minutes: decisions and tasks, approved and from then on fixed (law T-12)."""

from django.db import models

from agencies.models import Person
from mdt.kit import clock
from meetings.models.schedule import Meeting


class Minutes(models.Model):
    """The approval of what is written down of a meeting. ``sha256`` is over all of it, worked out by the database."""

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="minutes_kept")
    approved_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(default=clock.now)
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name_plural = "minutes"

    def __str__(self) -> str:
        return f"minutes {self.pk}"


class MinutesRead(models.Model):
    """Somebody who was not there has read what concerns her."""

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="reads")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["minutes", "person"], name="minutes_read_once")]

    def __str__(self) -> str:
        return f"minutes read {self.pk}"
