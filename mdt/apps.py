"""Registers what `manage.py check --deploy` asks."""

from django.apps import AppConfig


class MdtConfig(AppConfig):
    name = "mdt"

    def ready(self) -> None:
        from mdt import checks  # noqa: F401 - registers itself
