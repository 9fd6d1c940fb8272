"""The app of people and agencies: which of its tables record their changes."""

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "agencies"

    def ready(self) -> None:
        from allauth.mfa.models import Authenticator
        from auditlog.registry import auditlog

        from agencies import models

        for model in (
            models.Agency, models.AgencySigner, models.Jurisdiction, models.Team, models.TeamCoordinator,
            models.Seat, models.Acknowledgement, models.Award, models.AwardReporter,
        ):  # fmt: skip
            auditlog.register(model)
        auditlog.register(models.Person, exclude_fields=["last_login", "password"])
        auditlog.register(models.Invitation, exclude_fields=["token_hash"])
        auditlog.register(Authenticator, exclude_fields=["data", "last_used_at"])  # added and removed, never used
