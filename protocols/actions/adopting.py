"""Read and understood: somebody at the table says so of an adopted protocol, once."""

from django.db import IntegrityError
from django.utils.translation import gettext as _

from agencies.models import Person
from mdt.kit import acting
from mdt.kit.errors import Refused, refuse
from protocols.models import Understanding, Version
from protocols.policy import deciding as policy


def understood(*, version: Version, shown: str, by: Person) -> None:
    """``shown``: the digest of the text that was read. Saying it twice, or at the same moment, changes nothing."""
    refuse(policy.may_understand(by, version))
    if shown != version.sha256:
        raise Refused(_("A newer version has been adopted since you opened this one. Read that one."))
    if Understanding.objects.filter(version=version, person=by).exists():
        return
    try:
        with acting.recorded():
            Understanding(version=version, person=by).save()
    except IntegrityError as error:
        if "understood_once" not in str(error.__cause__):
            raise
