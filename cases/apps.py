"""The app of cases and referrals."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"

    def ready(self) -> None:
        from auditlog.registry import auditlog

        from agencies import offered
        from cases import models, retention, wall  # noqa: F401  (declare row security, and what is kept how long)
        from cases.master_lists import Service

        offered.offer("services", lambda: Service.choices)

        for name in models.__all__:
            if name not in ("AgeThen", "Draft", "ElementModel"):
                model = getattr(models, name)
                # Its own columns: left alone, auditlog would also read each element of a case that is saved.
                auditlog.register(model, include_fields=[field.name for field in model._meta.fields])
