"""The app of cases and referrals."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"

    def ready(self) -> None:
        from auditlog.registry import auditlog

        from cases import models, wall  # noqa: F401  (wall: declares row security)

        for name in models.__all__:
            if name not in ("Draft", "ElementModel"):
                auditlog.register(getattr(models, name))
