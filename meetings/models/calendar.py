"""What goes to calendars: mails to be sent, the private feed of a person, and how long before a meeting she is reminded."""

import hashlib

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from agencies.models import Person
from mdt.kit import clock
from meetings.models.schedule import Meeting, Series


class CalendarMail(models.Model):
    """One calendar mail to one person, as a row with a unique key. Claimed with SKIP LOCKED by the worker."""

    key = models.CharField(max_length=120, unique=True)  # kind:id:person:sequence — no word of content
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    series = models.ForeignKey(Series, models.CASCADE, null=True, blank=True, related_name="+")
    meeting = models.ForeignKey(Meeting, models.CASCADE, null=True, blank=True, related_name="+")
    method = models.CharField(max_length=8, choices=[("REQUEST", "REQUEST"), ("CANCEL", "CANCEL")])
    sequence = models.PositiveIntegerField()
    due_at = models.DateTimeField(default=clock.now)
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=Q(sent_at=None, cancelled_at=None), name="calendarmail_waiting")
        ]
        constraints = [
            models.CheckConstraint(condition=Q(sent_at=None) | Q(cancelled_at=None), name="calendarmail_sent_or_not"),
            models.CheckConstraint(
                condition=Q(series__isnull=False, meeting=None) | Q(series=None, meeting__isnull=False),
                name="calendarmail_of_one_thing",
            ),
            models.CheckConstraint(condition=Q(method__in=["REQUEST", "CANCEL"]), name="calendarmail_method"),
        ]

    def __str__(self) -> str:
        return f"calendar mail {self.pk}"


class Feed(models.Model):
    """The address at which a person's own calendar program reads her meetings. Only the hash of its secret is kept."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_at=None), name="feed_one_live_per_person")
        ]

    def __str__(self) -> str:
        return f"feed {self.pk}"

    @staticmethod
    def digest(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()


class LeadTimes(models.Model):
    """How long before a meeting a person wants to be reminded, or that she wants one mail a day instead."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="+")
    hours = ArrayField(models.PositiveSmallIntegerField(), default=list)
    digest_at = models.TimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(digest_at=None) | Q(hours=[]), name="leadtimes_hours_or_digest")
        ]

    def __str__(self) -> str:
        return f"lead times {self.pk}"
