"""What a thing is called in logs, errors and lists: never by what it says of a person (G5)."""

import datetime
import uuid
from typing import Any

import pytest
from django.apps import apps
from django.db import models

CANARY = "Testa Person-999"
OURS = ("agencies", "confidentiality", "protocols", "cases", "meetings", "reports")
# Names that stand on doors: of agencies, teams, places and days, and of members of staff, who are chosen from lists.
ON_DOORS = {("agencies.Agency", "name"), ("agencies.Team", "name"), ("agencies.Jurisdiction", "name"),
            ("agencies.Person", "name"), ("cases.Holiday", "name"), ("cases.Holiday", "day")}  # fmt: skip
BAIT_DAY = datetime.date(1987, 6, 5)


def bait(field: models.Field, marker: str) -> Any:
    """A value that would be recognised anywhere."""
    if isinstance(field, models.CharField | models.TextField | models.JSONField):
        return f"{marker} {CANARY}"
    if isinstance(field, models.UUIDField):
        return uuid.uuid4()
    if isinstance(field, models.DateTimeField):
        return datetime.datetime(1987, 6, 5, tzinfo=datetime.UTC)
    return BAIT_DAY if isinstance(field, models.DateField) else None


def models_of_ours() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m._meta.app_label in OURS]


@pytest.mark.parametrize("model", models_of_ours(), ids=lambda m: m._meta.label)
def test_G5_str_says_nothing_of_a_person(model: type[models.Model]) -> None:
    for field in model._meta.concrete_fields:
        value = bait(field, field.name)
        if value is None or (model._meta.label, field.name) in ON_DOORS:
            continue
        one = model(pk=7) if model._meta.pk.attname == "id" else model()
        if hasattr(one, "id"):
            one.id = 7
        setattr(one, field.attname, value)
        for said in (str(one), repr(one)):
            assert str(value) not in said, field.name
            assert "1987" not in said


def test_G5_every_model_of_ours_is_named() -> None:
    """Django's own ``Model object (7)`` would do, but each model says a word that a reader of a log understands."""
    assert all("__str__" in vars(m) or any("__str__" in vars(b) for b in m.__mro__[1:-2] if b.__module__.split(".")[0] in OURS)
               for m in models_of_ours())  # fmt: skip


def test_S05_public_ids_are_random() -> None:
    for model in models_of_ours():
        for field in model._meta.concrete_fields:
            if field.name == "public_id":
                assert field.unique
                assert field.default().version == 4
