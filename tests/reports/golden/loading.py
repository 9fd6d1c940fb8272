"""The made-up agency written into the database, each row of its tables where the application would keep it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from agencies.models import Agency as Place
from agencies.models import Award
from cases.master_lists import Service
from reports.definition import get
from reports.models import Run
from reports.vocabulary import Source
from tests import rooms, rows
from tests.reports.golden import REPORTS, day, several, table, typed
from tests.reports.scene import Agency
from tests.reports.teamwork import past_guards

Json = rows.psycopg.types.json.Jsonb
LONG_AGO = date(2020, 1, 1)


class Office(Agency):
    """One of the four agencies, with its director and an advocate, and no award yet."""

    def __init__(self, db: Any, agency: Place) -> None:
        self.db, self.agency = db, agency
        self.director = rooms.person(agency, is_supervisor=True)
        self.advocate = rooms.person(agency)
        self.stop = 0  # no award unless a row of the tables names one


class Golden:
    """All of it. ``cases`` are the files by client, ``records`` everything else by its name in the tables."""

    def __init__(self, db: Any) -> None:
        self.db = db
        self.county = rooms.county()
        self.offices = {
            one["agency"]: Office(db, rooms.agency(jurisdiction=self.county, sector=one["sector"], discipline=one["discipline"]))
            for one in table("agencies")
        }  # fmt: skip
        self.harbor = self.offices["harbor"]
        self.awards: dict[str, int] = {}
        self.cases: dict[str, int] = {}
        self.records: dict[tuple[str, int], str] = {}
        self._awards()
        self._people()
        self._work()
        self._others()
        self._typed()

    # --- awards, and since when each thing is written down ---------------------------------------------------

    def _awards(self) -> None:
        for one in table("awards"):
            month, first = one["new_again_from"].split("-")
            unpaid = several(one["does_not_pay_for"])
            self.awards[one["award"]] = self.offices[one["agency"]].award(
                one["form"], one["version"], starts_on=day(one["starts_on"]), ends_on=day(one["ends_on"]), reset_month=int(month),
                reset_day=int(first), services=[code for code in Service.values if code not in unpaid] if unpaid else [],
                choices=Json(dict(choice.split("=") for choice in several(one["choices"]))),
            )  # fmt: skip
        since = {one["source"]: day(one["from_on"]) for one in table("tracked")}
        for source in Source.values:
            self._wrote("tracked", source=source, from_on=since.get(source, LONG_AGO))

    def _wrote(self, name: str, **columns: Any) -> int:
        return rows.put(
            self.db, f"reports_{name}", agency_id=self.harbor.agency.pk, by_id=self.harbor.director.pk, **columns
        )

    # --- the sixty clients -----------------------------------------------------------------------------------

    def _people(self) -> None:
        first_day = {one["client"]: day(one["day"]) for one in reversed(table("services"))}
        people = table("people")
        for one in people:
            office = self.offices[one["agency"]]
            case = self.cases[one["client"]] = office.person(**_known(one))
            for relationship in several(one["harmed_by"]):
                office.row("involvedperson", case, relationship=relationship, harmed_her="yes")
            for barrier in several(one["learned"]):
                learned = first_day.get(one["client"]) or date(2025, 1, 1)
                office.row("knownbarrier", case, code=barrier, learned_on=learned)
        for one in people:
            office, case = self.offices[one["agency"]], self.cases[one["client"]]
            for kind, column in (("same", "same_person_as"), ("secondary", "shares_harm_of")):
                if one[column]:
                    office.row("relatedfile", case, kind=kind, other_id=self.cases[one[column]])
            if one["reported_under"]:
                award, starts = one["reported_under"].split()
                office.row("reportedunder", case, award_id=self.awards[award], starts_on=day(starts))

    def _of(self, client: str) -> tuple[Office, int]:
        agency = next(one["agency"] for one in table("people") if one["client"] == client)
        return self.offices[agency], self.cases[client]

    def _work(self) -> None:
        for one in table("services"):
            office, case = self._of(one["client"])
            shares = dict(share.rsplit(" ", 1) for share in several(one["paid"]))
            office.service(
                case, one["service"], date.fromisoformat(one["day"]), units=int(one["units"]), family=int(one["family"]),
                shares={self.awards.get(award): int(share) for award, share in shares.items()},
            )  # fmt: skip
        for one in table("requests"):
            office, case = self._of(one["client"])
            office.request(
                case, one["service"], date.fromisoformat(one["asked_on"]), one["outcome"], *several(one["reasons"]),
                settled_on=day(one["settled_on"]), her_reason=one["her_reason"],
            )  # fmt: skip
        for one in table("orders"):
            office, case = self._of(one["client"])
            office.row(
                "protectionorder", case, kind=one["kind"], requested_on=day(one["requested_on"]), granted_on=day(one["granted_on"])
            )  # fmt: skip
        for one in table("contacts"):
            contact = rows.put(
                self.db, "cases_servicecontact", agency_id=self.harbor.agency.pk, by_id=self.harbor.advocate.pk, kind=one["kind"],
                service=one["service"], on=day(one["day"]), count=int(one["how_many"]), award_id=self.awards.get(one["award"]),
            )  # fmt: skip
            if one["client"]:
                office, case = self._of(one["client"])
                office.row("contactlink", case, contact_id=contact, linked_on=day(one["linked_on"]))

    # --- what the agency did with others, and without a survivor ---------------------------------------------

    def _others(self) -> None:
        self._referrals()
        self._meetings()
        self._agreements()
        self._activity()

    def _referrals(self) -> None:
        for one in table("referrals"):
            giver, taker = self.offices[one["from"]], self.offices[one["to"]]
            for number in range(int(one["times"])):
                sent = date.fromisoformat(one["first"]) + timedelta(days=number * int(one["every_days"]))
                rows.put(
                    self.db, "cases_referral", from_agency_id=giver.agency.pk, sent_by_id=giver.advocate.pk,
                    area_id=self.county.pk, to_agency_id=taker.agency.pk, sent_at=self._at(sent, 12),
                )  # fmt: skip

    def _at(self, on: date, hour: int) -> datetime:
        """An hour of the day in the county."""
        return datetime(on.year, on.month, on.day, hour, tzinfo=ZoneInfo(self.county.time_zone))

    def _meetings(self) -> None:
        self.team = rooms.team(jurisdiction=self.county)
        below = rooms.team(structure="subcommittee", parent=self.team, jurisdiction=self.county)
        teams = {"team": self.team, "subcommittee": below}
        for one in table("meetings"):
            begins = self._at(date.fromisoformat(one["day"]), int(one["hour"]))
            present = [self.offices[agency].advocate for agency in several(one["present"])]
            with past_guards() as db:
                meeting = rows.put(
                    db, "meetings_meeting", team_id=teams[one["team"]].pk, made_by_id=present[0].pk, starts_at=begins, status="held",
                    began_at=begins, began_by_id=present[0].pk, ended_at=begins + timedelta(hours=1),
                )  # fmt: skip
                for person in present:
                    rows.put(
                        db, "meetings_attendee", meeting_id=meeting, person_id=person.pk, agency_id=person.agency_id,
                        presence="present", noted_at=begins, noted_by_id=present[0].pk,
                    )  # fmt: skip

    def _agreements(self) -> None:
        self.agreements: dict[str, int] = {}
        for one in table("agreements"):
            agreement = self.agreements[one["agreement"]] = self._agreement(one)
            for award in several(one["awards"]):
                rows.put(
                    self.db, "reports_awardagreement", award_id=self.awards[award], agreement_id=agreement,
                    linked_by_id=self.harbor.director.pk,
                )  # fmt: skip

    def _agreement(self, one: dict[str, str]) -> int:
        advocate, signed = self.harbor.advocate, self._at(date.fromisoformat(one["first_day"]), 9)
        ended = {"ended_on": day(one["ended_on"]), "why_ended": "It is over"} if one["ended_on"] else {}
        with past_guards() as db:
            agreement = rows.put(
                db, "protocols_agreement", team_id=self.team.pk, created_by_id=advocate.pk, kind=one["kind"], **ended
            )
            version = rows.put(
                db, "protocols_version", agreement_id=agreement, created_by_id=advocate.pk, status="executed", sent_at=signed,
                sent_by_id=advocate.pk, sha256="0" * 64, executed_at=signed, starts_on=day(one["first_day"]), ends_on=day(one["last_day"]),
            )  # fmt: skip
            for position, name in enumerate(several(one["parties"]), 1):
                place = self.offices[name]
                party = rows.put(
                    db, "protocols_party", version_id=version, agency_id=place.agency.pk, position=position
                )
                authority = rows.put(
                    db, "protocols_authority", agency_id=place.agency.pk, person_id=place.advocate.pk, recorded_by_id=place.director.pk
                )  # fmt: skip
                rows.put(db, "protocols_signature", party_id=party, person_id=place.advocate.pk, authority_id=authority)
        return agreement

    def _activity(self) -> None:
        for one in table("trainings"):
            training = self._wrote("training", on=day(one["day"]), topics=several(one["topics"]))
            self.records["training", training] = one["training"]
            for part in several(one["people"]):
                discipline, people, award = part.split()
                rows.put(
                    self.db, "reports_trainingpeople", training_id=training, award_id=self.awards[award], people=int(people),
                    discipline="" if discipline == "not_known" else discipline,
                )  # fmt: skip
        for one in table("products"):
            product = self._wrote(
                "product", kind=one["kind"], on=day(one["day"]), number=int(one["how_many"]), award_id=self.awards.get(one["award"])
            )  # fmt: skip
            self.records["product", product] = one["product"]
        for one in table("staff"):
            staff = self._wrote(
                "staffassignment", job=one["job"], percent=int(one["percent"]), starts_on=day(one["starts_on"]),
                ends_on=day(one["ends_on"]), award_id=self.awards[one["award"]],
            )  # fmt: skip
            self.records["staff", staff] = one["staff"]
        for one in table("policies"):
            self._wrote(
                "policywork", topic=one["topic"], action=one["action"], on=day(one["day"]), award_id=self.awards[one["award"]],
                protocol_id=self.agreements.get(one["protocol"]),
            )  # fmt: skip

    def _typed(self) -> None:
        """Numbers as numbers, all else as words; the answer to a gate is 1 or 0. Two forms ask for the shares in words."""
        for report, about in REPORTS.items():
            for line, said in typed(report).items():
                number = Decimal(said) if said.isdigit() and not line.startswith("shares.") else None
                if line.startswith("gate."):
                    number = Decimal(said == "yes")
                rows.put(
                    self.db, "reports_typedfigure", award_id=self.awards[about["award"]], starts_on=day(about["first"]), line=line,
                    value=number, text=said if number is None else "", by_id=self.harbor.director.pk,
                )  # fmt: skip

    # --- counted ---------------------------------------------------------------------------------------------

    def count(self, report: str, version: str = "") -> Run:
        """As the director asks and the worker counts; of another generation of the form where one is named."""
        about = REPORTS[report]
        award = self.awards[about["award"]]
        form = Award.objects.get(pk=award)
        return self.harbor.ask(
            award, date.fromisoformat(about["first"]), date.fromisoformat(about["last"]), get(form.form, version or form.version)
        )  # fmt: skip

    @contextmanager
    def set_otherwise(self, award: str, **columns: Any) -> Iterator[None]:
        """Inside, the award has other settings; a count keeps those that it was asked with."""
        names = ", ".join(columns)
        before = self.db.execute(f"SELECT {names} FROM agencies_award WHERE id = %s", [self.awards[award]]).fetchone()
        change = f"UPDATE agencies_award SET {', '.join(f'{name} = %s' for name in columns)} WHERE id = %s"
        self.db.execute(change, [*columns.values(), self.awards[award]])
        try:
            yield
        finally:
            kept = [Json(one) if isinstance(one, dict) else one for one in before]
            self.db.execute(change, [*kept, self.awards[award]])

    def client_of(self, public_id: Any) -> str:
        """The client whose first file this is."""
        (case,) = self.db.execute("SELECT id FROM cases_case WHERE public_id = %s", [public_id]).fetchone()
        return next(client for client, key in self.cases.items() if key == case)


def _known(one: dict[str, str]) -> dict[str, Any]:
    """What is known of a client, as the scene writes it down."""
    known: dict[str, Any] = {"race": several(one["race"]), "sex": one["sex"], "kinds": several(one["happened"])}
    if one["born"]:
        known["born"] = day(one["born"])
    if one["age_told"]:
        age, on = one["age_told"].split()
        known["told"] = (int(age), day(on))
    known["absences"] = dict(said.split() for said in several(one["no_answer"]))
    known["counted_under"] = [(kind, day(on)) for kind, on in (said.split() for said in several(one["counted_under"]))]
    return known
