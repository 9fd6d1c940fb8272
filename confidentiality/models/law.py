"""What the owner of the installation keeps about signing: rules of states, and approved translations. Data, never code."""

from django.db import models
from django.db.models import Q

from confidentiality.vocabulary import Service, Spoken


class SelfConsentRule(models.Model):
    """From which age a minor may use a service alone in a state: data, never code. Counts only once it is verified."""

    state = models.CharField(max_length=2)
    service = models.CharField(max_length=12, choices=Service)
    from_age = models.PositiveSmallIntegerField()
    citation = models.CharField(max_length=200)
    checked_on = models.DateField()
    verified = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["state", "service"], name="self_consent_once")]

    def __str__(self) -> str:
        return f"self-consent rule {self.pk}"


class ReleaseWording(models.Model):
    """The page that is signed, in a language that the house does not speak itself (law R-16). Its sentences never change:
    what was signed stays readable as it was."""

    language = models.CharField(max_length=8, choices=Spoken)
    wording = models.CharField(max_length=8)  # the version that it translates
    sentences = models.JSONField()
    right_to_left = models.BooleanField(default=False)
    translated_by = models.CharField(max_length=120)
    approved_by = models.CharField(max_length=120)
    approved_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["language", "wording"], name="release_wording_once"),
            models.CheckConstraint(
                condition=~Q(translated_by="") & ~Q(approved_by=""), name="release_wording_approved"
            ),
        ]

    def __str__(self) -> str:
        return f"wording {self.pk}"
