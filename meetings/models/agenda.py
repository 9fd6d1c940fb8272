"""Agenda items, the case behind one, and who was in the room when it was talked about.

The item and its case are two tables, so that the rule splits where they split: a place on the agenda is seen by who sits
at the table (never by somebody who is walled off from the case behind it), the case by whom a live basis opens it.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Person
from cases.models import Case
from cases.vocabulary import Absence
from confidentiality.protected import ProtectedModel
from mdt.kit import clock, ids
from meetings.models.schedule import Meeting
from meetings.vocabulary import Criterion, ItemKind, ItemStatus, Litigation, Origin, Wish


class Item(ProtectedModel):
    """A place on an agenda. About a case it has a random code and no words; words of the others were screened (law R-19)."""

    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items")
    kind = models.CharField(_("what it is about"), max_length=8, choices=ItemKind)
    code = models.CharField(_("code"), max_length=8, default=ids.case_code, editable=False)
    position = models.PositiveIntegerField(default=0)  # never shown: a gap in it would tell
    minutes = models.SmallIntegerField(_("how long, in minutes"), default=10)
    title = models.CharField(_("what it is about"), max_length=160, blank=True)
    text = models.TextField(_("more about it"), max_length=2000, blank=True)
    reviewed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)  # when what the screen found was looked at by a person
    origin = models.CharField(max_length=8, choices=Origin, default=Origin.REQUEST)
    status = models.CharField(max_length=9, choices=ItemStatus, default=ItemStatus.WAITING)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")  # who brings it
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now, editable=False)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    carried_from = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="carried_to")

    class Meta:
        base_manager_name = "objects"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["case", "file"], title="", text="")
                | Q(kind__in=["systems", "business"]) & ~Q(title=""),
                name="item_words_without_a_case",
            ),
            models.CheckConstraint(condition=Q(minutes__gte=1, minutes__lte=240), name="item_minutes_1_to_240"),
            models.CheckConstraint(
                condition=Q(reviewed_by=None, reviewed_at=None)
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
                name="item_review_whole",
            ),
            models.UniqueConstraint(fields=["meeting"], condition=Q(status="open"), name="item_one_open"),
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "withdrawn"], opened_at=None, closed_at=None)
                | Q(status="open", opened_at__isnull=False, closed_at=None)
                | Q(status__in=["stopped", "done"], opened_at__isnull=False, closed_at__gte=F("opened_at"))
                | Q(status="carried"),
                name="item_times_fit_its_state",
            ),
        ]

    def __str__(self) -> str:
        return f"item {self.pk}"


class ItemCase(ProtectedModel):
    """The case behind an item, brought by its agency of record alone, with the parts that are talked about."""

    item = models.OneToOneField(Item, models.CASCADE, related_name="behind")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    elements = models.IntegerField()  # bits of the parts that everybody in the room has to be allowed to hear
    criterion = models.CharField(_("why it is reviewed"), max_length=16, choices=Criterion)
    adult = models.BooleanField(_("an adult"), default=True)
    wishes = ArrayField(models.CharField(max_length=12, choices=Wish), default=list, blank=True)
    wishes_absent = models.CharField(max_length=16, choices=Absence, blank=True)
    litigation = models.CharField(_("a court case"), max_length=8, choices=Litigation, blank=True)
    counsel = models.CharField(_("counsel who agreed"), max_length=120, blank=True)
    counsel_on = models.DateField(_("on"), null=True, blank=True)
    coarse = models.JSONField(
        default=dict, blank=True
    )  # of a closed file: what is told of it, picked from closed lists

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.CheckConstraint(condition=Q(elements__gte=1), name="itemcase_names_parts"),
            models.CheckConstraint(condition=Q(wishes=[]) | Q(wishes_absent=""), name="itemcase_wishes_or_why_not"),
            models.CheckConstraint(
                condition=Q(counsel="", counsel_on=None) | ~Q(counsel="") & Q(counsel_on__isnull=False),
                name="itemcase_counsel_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"case behind item {self.item_id}"

    def wished(self) -> list[str]:
        """What the survivor wants in words, or why that is not known; nothing where nobody was asked yet."""
        return [str(Wish(one).label) for one in self.wishes] or [
            str(Absence(one).label) for one in (self.wishes_absent,) if one
        ]


class Heard(ProtectedModel):
    """Somebody was in the room while a case was talked about. Written by the database when an item opens or she comes in."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="heard")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    discipline = models.CharField(max_length=32)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "objects"
        ordering = ["since", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="heard_until_later"),
            models.UniqueConstraint(fields=["item", "person"], condition=Q(until=None), name="heard_once_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"heard {self.pk}"
