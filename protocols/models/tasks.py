"""Who does what by a protocol, and how soon: tasks by discipline, and steps that can be measured (law P-03)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from agencies.vocabulary import Discipline
from protocols.models.agreement import Version
from protocols.vocabulary import Part, Unit


class Task(models.Model):
    """One line of the responsibility matrix. ``key`` is that of the section which it belongs to."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="tasks")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(_("section"), max_length=24)
    what = models.CharField(_("what is to be done"), max_length=200)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "what"], name="task_said_once"),
            models.UniqueConstraint(fields=["version", "position"], name="task_position_once"),
            models.CheckConstraint(condition=~Q(what=""), name="task_says_what"),
        ]

    def __str__(self) -> str:
        return f"task {self.pk}"


class Duty(models.Model):
    """What one discipline does for a task. At most one leads."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="duties")
    discipline = models.CharField(max_length=32, choices=Discipline)
    part = models.CharField(max_length=8, choices=Part)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["task", "discipline"], name="duty_once"),
            models.UniqueConstraint(fields=["task"], condition=Q(part="leads"), name="duty_one_leads"),
            models.CheckConstraint(
                condition=Q(part__in=Part.values, discipline__in=Discipline.values), name="duty_from_closed_lists"
            ),
        ]

    def __str__(self) -> str:
        return f"duty {self.pk}"


class Measure(models.Model):
    """A step that can be measured: what, within how long, counted from what."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="measures")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(_("section"), max_length=24)
    what = models.CharField(_("what happens"), max_length=200)
    number = models.SmallIntegerField(_("within"))
    unit = models.CharField(max_length=8, choices=Unit)
    counted_from = models.CharField(_("counted from"), max_length=200)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "what"], name="measure_said_once"),
            models.UniqueConstraint(fields=["version", "position"], name="measure_position_once"),
            models.CheckConstraint(
                condition=~Q(what="") & ~Q(counted_from="") & Q(number__gte=1, unit__in=Unit.values),
                name="measure_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"measure {self.pk}"

    @property
    def within(self) -> str:
        """«within 60 minutes», in the reader's language."""
        said = {
            Unit.MINUTES: ngettext("within %(n)s minute", "within %(n)s minutes", self.number),
            Unit.HOURS: ngettext("within %(n)s hour", "within %(n)s hours", self.number),
            Unit.DAYS: ngettext("within %(n)s day", "within %(n)s days", self.number),
        }[Unit(self.unit)]
        return said % {"n": self.number}
