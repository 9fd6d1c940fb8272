"""Forms of leaving an agreement and of ending it. Which days are taken, the policy says."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mdt.kit.forms import PlainForm


class LeaveForm(PlainForm):
    effective_on = forms.DateField(label=_("Out from"))
    reason = forms.CharField(
        label=_("Why your agency leaves"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("You need not say. If you do, the other agencies can read it."),
    )  # fmt: skip


class EndAgreementForm(PlainForm):
    on = forms.DateField(label=_("Ended from"), help_text=_("The first day on which it holds no more."))
    reason = forms.CharField(
        label=_("Why it ends"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Every agency that signed can read it."),
    )  # fmt: skip
