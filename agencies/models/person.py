"""People who sign in: staff of agencies. Never a survivor."""

import hashlib

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from guardian.mixins import GuardianUserMixin

from agencies.models.agency import Agency
from agencies.vocabulary import SignInOutcome
from mdt.kit import clock, ids


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "Person":
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(GuardianUserMixin, AbstractBaseUser, PermissionsMixin):
    """A person who signs in. Belongs to one agency; only the installation's administrator belongs to none."""

    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    title = models.CharField(_("title"), max_length=120, blank=True)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="people")
    is_active = models.BooleanField(_("active"), default=True)
    is_supervisor = models.BooleanField(_("supervises the agency's cases"), default=False)
    takes_referrals = models.BooleanField(_("answers referrals to the agency"), default=False)
    manages_people = models.BooleanField(_("manages the agency's people"), default=False)
    runs_installation = models.BooleanField(_("runs the installation"), default=False)
    language = models.CharField(_("language"), max_length=8, default="en")
    date_joined = models.DateTimeField(default=clock.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    objects = PersonManager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "people"
        constraints = [
            # Law C-03: no account of any kind passes every permission check.
            models.CheckConstraint(condition=Q(is_superuser=False), name="person_is_never_superuser"),
            models.CheckConstraint(
                condition=Q(runs_installation=True, agency=None) | Q(runs_installation=False, agency__isnull=False),
                name="person_has_agency_or_runs_installation",
            ),
            models.CheckConstraint(condition=Q(email=models.functions.Lower("email")), name="person_email_lower"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        """There is no Django admin for anyone."""
        return False


class Invitation(models.Model):
    """The only way in: agency, role and end are fixed by who invites; the token works once, and only its hash is kept."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=120)
    is_supervisor = models.BooleanField(default=False)
    takes_referrals = models.BooleanField(default=False)
    manages_people = models.BooleanField(default=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=models.F("created_at")), name="invitation_ends_later")
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    @staticmethod
    def digest(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()


class StaffSession(models.Model):
    """A signed-in browser of a member of staff, so that its owner can see it and end it. No address is kept."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="sessions")
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=80, blank=True)
    shared_device = models.BooleanField(default=False)
    started_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-seen_at"]

    def __str__(self) -> str:
        return f"session {self.pk}"


class SignInTry(models.Model):
    """That somebody signed in, or tried to, with which outcome: kept for its owner to see, and never changed (ASVS V16.3.1).

    ``person`` is empty for an address that nobody here has; what was typed is kept nowhere, since it may be a password.
    """

    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="sign_in_tries")
    outcome = models.CharField(max_length=10, choices=SignInOutcome)
    device = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at"]
        indexes = [
            models.Index(fields=["person", "-at"], name="sign_in_try_of"),
            models.Index(fields=["at"], name="sign_in_try_at"),
        ]

    def __str__(self) -> str:
        return f"sign-in {self.pk}"
