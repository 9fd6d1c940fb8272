"""Agreements of the demo: who may sign; one in force among ten agencies, one partly signed, one ending soon, one lapsed."""

from dataclasses import dataclass
from datetime import timedelta

from auditlog.context import disable_auditlog

from agencies.models import Person
from mdt.demo import cast
from mdt.demo.county import County
from protocols.actions.signing import CONSENT_VERSION, intent, last_day
from protocols.clauses import begin_with
from protocols.fingerprint import of_signature, of_version
from protocols.models import Agreement, Authority, Clause, Executed, Party, Signature, Version
from protocols.vocabulary import Body, Factor, VersionStatus

TRIBE = "Cedar Nation Victim Services"
TEN = ("hana", "gus", "lou", "roy", "dora", "nora", "mae", "ida", "ray", "vic")


@dataclass(frozen=True)
class Pact:
    """``ago`` in days since the last signature; ``unsigned`` are asked and have not answered."""

    title: str
    team: str
    template: str
    signers: tuple[str, ...]
    ago: int
    months: int
    unsigned: tuple[str, ...] = ()
    profile: str = "own"
    review: int = 12  # months until it is read again


ALL = (
    Pact("Alder County SART memorandum of understanding", cast.SART, "sart", TEN, 200, 36, profile="nca"),
    Pact("Trafficking response: shelter at night", "Alder Trafficking Response", "trafficking", ("hana", "gus"), 9, 24,
         unsigned=("lou", "dora", "ray")),
    Pact("Shared training between advocacy and hospital", cast.SART, "sart", ("hana", "nora"), 335, 12, review=10),
    Pact("Pilot on exams at night", cast.SART, "sart", ("hana", "nora", "lou"), 500, 12),
)  # fmt: skip


def agree(county: County) -> int:
    """Set up as it came to be: authority first, then each text with its signatures. How many agreements there are."""
    with disable_auditlog():
        held = {first: _authority(county, first) for first in {*TEN}}
        for pact in ALL:
            _write(county, pact, held)
    return len(ALL)


def _authority(county: County, first: str) -> Authority:
    from guardian.shortcuts import assign_perm

    person = county.people[first]
    assign_perm("sign_for_agency", person, person.agency)
    row = Authority(
        public_id=county.dice.public_id(), agency=person.agency, person=person, office=person.title, source="head",
        citation="Invented charter, section 4", starts_on=county.dice.ago(days=900).date(), recorded_by=county.people["adam"],
        recorded_at=county.dice.ago(days=380),
    )  # fmt: skip
    row.save()
    return row


def _write(county: County, pact: Pact, held: dict[str, Authority]) -> None:
    cora, begun = county.people["cora"], county.dice.ago(days=pact.ago + 30)
    agreement = Agreement(
        public_id=county.dice.public_id(), team=county.teams[pact.team], title=pact.title, template=pact.template,
        profile=pact.profile, created_by=cora, created_at=begun,
    )  # fmt: skip
    agreement.save()
    version = Version(
        agreement=agreement, number=1, term_months=pact.months, review_months=pact.review,
        fallback=county.agencies["Harbor House"], created_by=cora, created_at=begun,
    )  # fmt: skip
    version.save()
    for position, (key, heading, body) in enumerate(begin_with(pact.template), start=1):
        Clause(version=version, position=position, key=key, heading=str(heading), body=str(body)).save()
    parties = {first: _party(version, county.people[first], pact) for first in (*pact.signers, *pact.unsigned)}
    version.status, version.sent_at, version.sent_by = VersionStatus.OUT, county.dice.ago(days=pact.ago + 14), cora
    version.sha256 = of_version(version)
    version.save()
    for place, first in enumerate(pact.signers):
        sign(county, parties[first], held[first], pact, days=pact.ago + len(pact.signers) - 1 - place)
    if not pact.unsigned:
        execute(county, version, pact)


def _party(version: Version, signer: Person, pact: Pact) -> Party:
    tribal = signer.agency is not None and signer.agency.name == TRIBE
    party = Party(version=version, agency=signer.agency, body=Body.TRIBAL_COUNCIL if tribal and pact.unsigned else "")
    party.save()
    return party


def sign(county: County, party: Party, authority: Authority, pact: Pact, *, days: int) -> None:
    at = county.dice.ago(days=days, hours=3)
    row = Signature(
        public_id=county.dice.public_id(), party=party, person=authority.person, name=authority.person.name, authority=authority,
        office=authority.office, by_authority_of=f"{authority.get_source_display()}: {authority.citation}", way="online",
        intent=intent(authority.agency.name, pact.title, 1), consent_version=CONSENT_VERSION, factor=Factor.CODE,
        authenticated_at=at, read_at=at - timedelta(minutes=4), signed_at=at, version_sha256=party.version.sha256,
    )  # fmt: skip
    row.sha256 = of_signature(row)
    row.save()


def execute(county: County, version: Version, pact: Pact) -> None:
    at = county.dice.ago(days=pact.ago, hours=3)
    version.status, version.executed_at, version.starts_on = VersionStatus.EXECUTED, at, at.date()
    version.ends_on = last_day(at.date(), pact.months)
    version.save()
    Executed(version=version, asked_at=at).save()
