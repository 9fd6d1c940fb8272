"""The app of the gate, the wall and the ledger."""

from django.apps import AppConfig


class ConfidentialityConfig(AppConfig):
    name = "confidentiality"

    def ready(self) -> None:
        from auditlog.registry import auditlog

        from confidentiality import kept_tables, models, retention, tables  # noqa: F401  (declare the wall; retention: a check)

        auditlog.register(models.Recusal)
        auditlog.register(models.EmergencyAccess)
        for model in (
            models.Release, models.ReleaseTalk, models.ReleaseSignature, models.Mandate, models.MandateCare, models.Disclosure,
            models.Death, models.RetentionRule, models.LegalHold, models.Purge,
        ):  # fmt: skip
            auditlog.register(model, include_fields=[field.name for field in model._meta.fields])
        for kept in (models.ReleaseLink, models.ReleaseScan):  # their bytes are not compared
            names = [field.name for field in kept._meta.fields if field.name not in ("sealed", "content")]
            auditlog.register(kept, include_fields=names)
