"""Forms of an agency's own, beside those that come with the system."""

from reports.definition import Definition, from_dict
from reports.models import CustomForm


def custom(agency: int, key: str, version: str) -> Definition | None:
    found = CustomForm.objects.filter(agency=agency, key=key, version=version).first()
    return from_dict(found.source) if found else None
