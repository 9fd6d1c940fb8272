"""What the forms of agreements share."""

from typing import Any

from django import forms

from mdt.kit.errors import Refused


class LongText(forms.CharField):
    """Words of several lines, with the line ends that we keep, whichever the browser sends."""

    def __init__(self, rows: int = 8, **given: Any) -> None:
        given.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**given)

    def to_python(self, value: Any) -> str:
        said = str(super().to_python(value) or "")
        return said.replace("\r\n", "\n").replace("\r", "\n")


def put(form: forms.BaseForm, refused: Refused) -> None:
    """Above the field that it is about, or above them all."""
    known = refused.about is not None and refused.about in form.fields
    form.add_error(refused.about if known else None, refused.sentence)
