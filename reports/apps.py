"""The app of grant reports."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        from auditlog.registry import auditlog

        from agencies import offered
        from reports import definition, models, retention, wall  # noqa: F401  (declare rights on tables, and what is kept how long)

        def forms() -> list[tuple[str, object]]:
            return [(f"{one.key}@{one.version}", f"{one.title} ({one.version})") for one in definition.every().values()]

        offered.offer("forms", forms)

        def own(agency: int) -> list[tuple[str, object]]:
            from reports.queries.forms import offered_of

            return offered_of(agency)

        offered.offer_of("forms", own)

        for name in models.RECORDED:
            model = getattr(models, name)
            auditlog.register(model, include_fields=[field.name for field in model._meta.fields])
