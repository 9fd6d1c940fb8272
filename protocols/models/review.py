"""When a text in force has to be read again, by the calendar and by what happens, and what came of it (law 5.2, A-04, A-05)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Person, Team
from mdt.kit import clock, ids
from protocols.models.agreement import Version
from protocols.vocabulary import ReviewCause, ReviewOutcome


class StatuteNote(models.Model):
    """A law that has changed, as somebody noted it. Not legal advice: it says whether counsel has confirmed it."""

    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    team = models.ForeignKey(Team, models.PROTECT, related_name="statutes")
    title = models.CharField(_("what the law is about"), max_length=160)
    citation = models.CharField(_("where it is written"), max_length=160)
    effective_on = models.DateField(_("holds from"))
    verified = models.BooleanField(_("confirmed by counsel"), default=False)
    noted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-effective_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["team", "citation", "effective_on"], name="statute_noted_once"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(citation=""), name="statute_note_is_named"),
        ]

    def __str__(self) -> str:
        return f"statute note {self.pk}"


class Review(models.Model):
    """One cause to read a text in force again. The key makes each happen once, and one of a cause is open at a time."""

    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    key = models.CharField(max_length=60, unique=True)  # cause:version:which
    version = models.ForeignKey(Version, models.PROTECT, related_name="reviews")
    cause = models.CharField(max_length=10, choices=ReviewCause)
    statute = models.ForeignKey(StatuteNote, models.PROTECT, null=True, blank=True, related_name="reviews")
    turn = models.SmallIntegerField(default=1)  # of the calendar
    due_on = models.DateField()
    made_at = models.DateTimeField(default=clock.now)
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(_("what came of it"), max_length=10, choices=ReviewOutcome, blank=True)
    note = models.CharField(_("in a sentence or two"), max_length=1000, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "cause", "statute"], condition=Q(done_on=None), nulls_distinct=False,
                name="review_one_open",
            ),
            models.CheckConstraint(
                condition=Q(cause="statute", statute__isnull=False)
                | Q(cause__in=["calendar", "signatory"], statute=None),
                name="review_has_a_cause",
            ),
            models.CheckConstraint(
                condition=Q(done_on=None, done_by=None, outcome="", note="")
                | Q(done_on__isnull=False, done_by__isnull=False, outcome__in=ReviewOutcome.values),
                name="review_done_is_whole",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"review {self.pk}"
