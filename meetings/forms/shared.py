"""What the forms of meetings share."""

from typing import Any, ClassVar

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from meetings.screening import Hit, digest, hits

READ = _("I have read these. None of them points to a survivor.")


class ScreenedForm(forms.Form):
    """Beside a ``PlainForm``: words of the fields in ``screened`` are screened before they are kept (law R-19).

    Where something is found, the form comes back with each find and one tick, which is asked for exactly these finds: a
    digest of them stands beside it, so that changed words are screened anew. ``known`` are names that may stand there.
    """

    screened: ClassVar[tuple[str, ...]] = ()
    known: frozenset[str] = frozenset()
    found_digest = forms.CharField(required=False, widget=forms.HiddenInput)
    found_read = forms.BooleanField(label=READ, required=False)

    def __init__(self, *args: Any, known: frozenset[str] = frozenset(), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known, self.reviewed = known, False
        self._asked = self.fields.pop("found_read")
        self.fields["found_digest"].initial = ""

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or self.cleaned_data
        found = [hit for name in self.screened for hit in hits(str(given.get(name) or ""), self.known)]
        if not found:
            return given
        exactly = digest(found)
        ticked = bool(self.data.get(self.add_prefix("found_read")))
        if ticked and self.data.get(self.add_prefix("found_digest")) == exactly:
            self.reviewed = True
            if self.errors:  # another answer is wrong: the tick stays
                self._ask(found, exactly, say=False)
        else:
            self._ask(found, exactly)
        return given

    def _ask(self, found: list[Hit], exactly: str, *, say: bool = True) -> None:
        """The finds, with their tick, on the page that comes back; unticked unless it was ticked for these very finds."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix("found_digest")] = exactly
        if say:
            data.pop(self.add_prefix("found_read"), None)
        self.data = data
        self._asked.help_text = format_html(
            "<ul>{}</ul>", format_html_join("", "<li>«{}»: {}</li>", ((hit.words, hit.label) for hit in _once(found)))
        )
        self.fields["found_read"] = self._asked
        if say:
            self.add_error(
                "found_read", _("These words may point at a person. Change them, or read each and tick the box.")
            )

    def typed(self) -> dict[str, Any]:
        """What was typed, without what belongs to the screen."""
        return {name: value for name, value in self.cleaned_data.items() if not name.startswith("found_")}


def _once(found: list[Hit]) -> list[Hit]:
    return list({(hit.words, hit.kind): hit for hit in found}.values())
