"""Messages to be sent, as rows. The unique key makes each one happen once."""

from django.db import models
from django.db.models import Q

from agencies.models.person import Person
from mdt.kit import clock


class Reminder(models.Model):
    """One content-free mail to one member of staff: «you have something to do». Claimed with SKIP LOCKED by the worker."""

    key = models.CharField(max_length=120, unique=True)  # kind:id:person:due — no word of content
    person = models.ForeignKey(Person, models.CASCADE, related_name="reminders")
    path = models.CharField(max_length=120, default="/")  # where signing in leads; a list page, never a thing
    due_at = models.DateTimeField()
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=Q(sent_at=None, cancelled_at=None), name="reminder_waiting")
        ]
        constraints = [
            models.CheckConstraint(condition=Q(sent_at=None) | Q(cancelled_at=None), name="reminder_sent_or_cancelled")
        ]

    def __str__(self) -> str:
        return f"reminder {self.pk}"
