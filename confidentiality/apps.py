"""The app of the gate, the wall and the ledger."""

from django.apps import AppConfig


class ConfidentialityConfig(AppConfig):
    name = "confidentiality"

    def ready(self) -> None:
        from auditlog.registry import auditlog

        from confidentiality import models, tables  # noqa: F401  (tables: declares the wall)

        auditlog.register(models.Recusal)
        auditlog.register(models.EmergencyAccess)
        for model in (
            models.Release, models.ReleaseTalk, models.ReleaseSignature, models.Mandate, models.MandateCare, models.Disclosure,
            models.Death,
        ):  # fmt: skip
            auditlog.register(model, include_fields=[field.name for field in model._meta.fields])
        for kept in (models.ReleaseLink, models.ReleaseScan):  # their bytes are not compared
            names = [field.name for field in kept._meta.fields if field.name not in ("sealed", "content")]
            auditlog.register(kept, include_fields=names)
