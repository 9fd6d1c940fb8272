"""Series, their meetings, and who is invited. No word of a case is here: these rows are what calendars and mails see."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Person, Team
from agencies.vocabulary import Discipline
from mdt.kit import clock, ids
from meetings.vocabulary import Every, MeetingKind, MeetingStatus, Ordinal, Presence, Reply, Weekday


class Series(models.Model):
    """A rule by which meetings come again, in the wall-clock time of the team's zone. Changed by ending it and beginning
    another: meetings that were held stay as they were."""

    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    team = models.ForeignKey(Team, models.PROTECT, related_name="series")
    kind = models.CharField(_("what it is for"), max_length=12, choices=MeetingKind)
    every = models.CharField(_("how often"), max_length=10, choices=Every)
    ordinal = models.SmallIntegerField(_("which one of the month"), choices=Ordinal, null=True, blank=True)
    weekday = models.SmallIntegerField(_("weekday"), choices=Weekday)
    starts_on = models.DateField(_("from"))  # the first day that fits the rule, on or after it
    ends_on = models.DateField(_("until"), null=True, blank=True)
    at = models.TimeField(_("time"))
    minutes = models.SmallIntegerField(_("how long, in minutes"), default=60)
    place = models.CharField(_("place"), max_length=160, blank=True)
    link = models.URLField(_("link"), max_length=300, blank=True)
    notice_days = models.PositiveSmallIntegerField(_("days of notice"), default=7)
    focus_every = models.PositiveSmallIntegerField(
        _("trafficking is the focus every so many times"), null=True, blank=True
    )
    skips_holidays = models.BooleanField(_("not on holidays"), default=True)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now, editable=False)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    sequence = models.PositiveIntegerField(default=0)  # of its calendar entry; only ever rises

    class Meta:
        ordering = ["team__name", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="series_ends_later"
            ),
            models.CheckConstraint(condition=Q(minutes__gte=5, minutes__lte=600), name="series_minutes_5_to_600"),
            models.CheckConstraint(condition=Q(weekday__gte=1, weekday__lte=7), name="series_weekday"),
            models.CheckConstraint(
                condition=Q(every__in=["week", "two_weeks"], ordinal=None)
                | Q(every__in=["month", "quarter"], ordinal__isnull=False),
                name="series_rule_whole",
            ),
            models.CheckConstraint(condition=Q(focus_every=None) | Q(focus_every__gte=1), name="series_focus_every"),
        ]

    def __str__(self) -> str:
        return f"series {self.pk}"


class Meeting(models.Model):
    """One meeting. ``slot`` is the moment that its series' rule gives, whatever it was moved to; it never changes."""

    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    team = models.ForeignKey(Team, models.PROTECT, related_name="meetings")
    series = models.ForeignKey(Series, models.PROTECT, null=True, blank=True, related_name="meetings")
    slot = models.DateTimeField(null=True, blank=True)
    kind = models.CharField(_("what it is for"), max_length=12, choices=MeetingKind)
    starts_at = models.DateTimeField(_("begins"))
    minutes = models.SmallIntegerField(_("how long, in minutes"), default=60)
    place = models.CharField(_("place"), max_length=160, blank=True)
    link = models.URLField(_("link"), max_length=300, blank=True)
    chosen_only = models.BooleanField(_("only who is invited by name"), default=False)
    trafficking_focus = models.BooleanField(_("trafficking is the focus"), default=False)
    status = models.CharField(max_length=10, choices=MeetingStatus, default=MeetingStatus.PLANNED)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now, editable=False)
    began_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    late_because = models.CharField(_("why the notice is short"), max_length=200, blank=True)
    sequence = models.PositiveIntegerField(default=0)  # of its calendar entry; only ever rises

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["series", "slot"], name="meeting_one_per_slot"),
            models.CheckConstraint(
                condition=Q(series=None, slot=None) | Q(series__isnull=False, slot__isnull=False),
                name="meeting_slot_of_a_series",
            ),
            models.CheckConstraint(condition=Q(minutes__gte=5, minutes__lte=600), name="meeting_minutes_5_to_600"),
            models.CheckConstraint(
                condition=Q(status__in=["planned", "cancelled"], began_at=None, began_by=None, ended_at=None)
                | Q(status="under_way", began_at__isnull=False, began_by__isnull=False, ended_at=None)
                | Q(status="held", began_at__isnull=False, began_by__isnull=False, ended_at__gte=F("began_at")),
                name="meeting_times_fit_its_state",
            ),
        ]
        indexes = [models.Index(fields=["team", "starts_at"], name="meeting_of_team")]

    def __str__(self) -> str:
        return f"meeting {self.pk}"


class Attendee(models.Model):
    """Somebody who is invited: what she answered, and whether she is in the room. Discipline and agency as they were then."""

    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendees")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    discipline = models.CharField(_("discipline"), max_length=32, choices=Discipline)
    is_needed = models.BooleanField(_("has to be there"), default=False)
    reply = models.CharField(_("answer"), max_length=10, choices=Reply, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    presence = models.CharField(_("in the room"), max_length=8, choices=Presence, blank=True)
    noted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    noted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["discipline", "person__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="attendee_once"),
            models.CheckConstraint(
                condition=Q(reply="", replied_at=None) | ~Q(reply="") & Q(replied_at__isnull=False),
                name="attendee_reply_whole",
            ),
            models.CheckConstraint(
                condition=Q(presence="", noted_at=None, noted_by=None)
                | ~Q(presence="") & Q(noted_at__isnull=False, noted_by__isnull=False),
                name="attendee_presence_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"attendee {self.pk}"
