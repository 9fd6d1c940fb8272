"""What breaks each constraint of cycles, reviews, tension points and of who works on cases; and the good rows beside them."""

from typing import Any

from tests.copies import Connection
from tests.rows import LONG_AGO, put

CYCLES: dict[str, tuple[str, dict[str, Any] | str]] = {
    "cycle_but_the_first_has_a_previous": ("protocols_protocolcycle", {"number": 2, "team_id": lambda here: here.table()}),
    "cycle_closing_whole": ("protocols_protocolcycle", "closed_at = now()"),
    "step_is_one_of_eight": ("protocols_cyclestep", {"number": 9}),
    "step_closed_is_whole": ("protocols_cyclestep", "why_early = 'So'"),
    "evidence_is_one_thing": ("protocols_evidence", {"content": b"x"}),
    "reopening_has_a_reason": ("protocols_reopening", {"reason": ""}),
    "statute_note_is_named": ("protocols_statutenote", {"title": ""}),
    "review_has_a_cause": ("protocols_review", {"cause": "statute"}),
    "review_done_is_whole": ("protocols_review", {"done_on": LONG_AGO}),
    "tension_is_named": ("protocols_tensionpoint", {"key": "own"}),
    "tension_outcome_has_a_day": ("protocols_tensionpoint", {"key": "words", "outcome": "So"}),
    "position_says_something": ("protocols_position", "text = ''"),
    # The same by triggers.
    "cycle_begins_open": ("protocols_protocolcycle", {"closed_at": LONG_AGO}),
    "cycle_follows_the_last": ("protocols_protocolcycle", {"number": 3, "previous_id": lambda here: here.ids["protocols_protocolcycle"]}),
    "cycle_closed_stays": ("protocols_protocolcycle", {"number": lambda here: here.after(8, "closed_at = NULL, closed_by_id = NULL")}),
    "cycle_has_eight_steps": ("protocols_protocolcycle", {"team_id": lambda here: here.table()}),
    "cycle_closes_with_its_last_step": ("protocols_protocolcycle", "closed_at = now(), closed_by_id = opened_by_id"),
    "cycle_opens_the_next": ("protocols_protocolcycle", {"number": lambda here: here.after(8, now=True)}),
    "step_of_a_closed_cycle_stays": ("protocols_cyclestep", {"number": lambda here: here.after(8, of_step="notes = 'x'")}),
    "step_begins_open": ("protocols_cyclestep", {"closed_at": LONG_AGO}),
    "step_owner_is_seated": ("protocols_cyclestep", {"owner_id": lambda here: here.other}),
    "step_closed_stays": ("protocols_cyclestep", {"number": lambda here: here.after(1, of_step="notes = 'x'")}),
    "step_reopened_for_a_reason": (
        "protocols_cyclestep", {"number": lambda here: here.after(1, of_step="closed_at = NULL, closed_by_id = NULL")},
    ),
    "step_closed_has_evidence": ("protocols_cyclestep", {"number": lambda here: here.after(2, shown=False)}),
    "step_waits_or_says_why": ("protocols_cyclestep", {"number": lambda here: here.after(4)}),
    "evidence_of_a_closed_step_stays": ("protocols_evidence", {"title": lambda here: here.after(1, of_step="") and "A paper"}),
    "evidence_of_the_same_team": ("protocols_evidence", {"place": "", "agreement_id": lambda here: here.elsewhere()}),
    "review_of_an_executed_text": ("protocols_review", {"version_id": lambda here: here.draft()}),
    "review_done_stays": (
        "protocols_review", "done_on = now(), done_by_id = (SELECT min(id) FROM agencies_person), outcome = 'next' → note = 'x'",
    ),
    "position_by_its_discipline": ("protocols_position", {"by_id": lambda here: here.other, "point_id": lambda here: here.point()}),
    "seat_fits_the_team": ("agencies_seat", {"role": "adviser", "person_id": lambda here: here.other}),
    "sector_fits_its_seats": ("agencies_agency", "sector = 'media'"),
    "recipient_works_with_people": ("confidentiality_release", {"recipient_id": lambda here: here.systems()}),
    "referral_to_who_works_on_cases": ("cases_referral", {"to_team_id": None, "to_agency_id": lambda here: here.systems()}),
    "case_where_records_are_kept": ("cases_case", {"agency_id": lambda here: here.systems()}),
}  # fmt: skip


class WithCycles:
    """Part of ``Furnished``."""

    db: Connection
    ids: dict[str, int]
    links: dict[str, dict[str, Any]]
    other: int

    def add(self, table: str, **links: Any) -> int:
        """A good row, whose id and links are kept."""
        self.links[table] = links
        self.ids[table] = put(self.db, table, **links)
        return self.ids[table]

    def add_cycle(self, person: int, team: int) -> None:
        """A cycle with its eight steps; asked for when all of them are there."""
        cycle = self.add("protocols_protocolcycle", team_id=team, opened_by_id=person)
        for number in range(2, 9):
            put(self.db, "protocols_cyclestep", cycle_id=cycle, number=number)
        step = self.add("protocols_cyclestep", cycle_id=cycle)
        self.add("protocols_evidence", step_id=step, added_by_id=person)
        self.add("protocols_reopening", step_id=step, was_closed_by_id=person, by_id=person)
        self.add("protocols_statutenote", team_id=team, noted_by_id=person)
        self.add("protocols_tensionpoint", team_id=team, opened_by_id=person)
        point, agency = self.ids["protocols_tensionpoint"], self.ids["agencies_agency"]
        self.add("protocols_position", point_id=point, agency_id=agency, by_id=person)

    def after(
        self, number: int, of_cycle: str = "", *, of_step: str = "", shown: bool = True, now: bool = False
    ) -> int:
        """Close this step (the last one with its cycle and the next), then change one of the two; its number comes back."""
        cycle, links = self.ids["protocols_protocolcycle"], self.links["protocols_evidence"]
        self.db.execute("SET CONSTRAINTS ALL DEFERRED")
        for one in range(1 if number == 8 else number, number + 1):
            step = self.db.execute(
                f"SELECT id FROM protocols_cyclestep WHERE cycle_id = {cycle} AND number = {one}"
            ).fetchone()[0]  # type: ignore[index]
            if shown:
                put(self.db, "protocols_evidence", **{**links, "step_id": step})
            who = links["added_by_id"]
            self.db.execute(f"UPDATE protocols_cyclestep SET closed_at = now(), closed_by_id = {who}, owner_id = {who}, due_on = now(),"
                            f" started_on = now() WHERE id = {step}")  # fmt: skip
        if number == 8:
            self.db.execute(
                f"UPDATE protocols_protocolcycle SET closed_at = now(), closed_by_id = opened_by_id WHERE id = {cycle}"
            )
        if now:
            self.db.execute("SET CONSTRAINTS ALL IMMEDIATE")
        if of_cycle:
            self.db.execute(f"UPDATE protocols_protocolcycle SET {of_cycle} WHERE id = {cycle}")
        if of_step:
            self.db.execute(f"UPDATE protocols_cyclestep SET {of_step} WHERE id = {step}")
        return number

    def table(self) -> int:
        """Another team."""
        return put(self.db, "agencies_team", jurisdiction_id=self.ids["agencies_jurisdiction"])

    def elsewhere(self) -> int:
        """An agreement of another team."""
        return put(self.db, "protocols_agreement", team_id=self.table(), created_by_id=self.other)

    def point(self) -> int:
        return put(self.db, "protocols_tensionpoint", **self.links["protocols_tensionpoint"], key="words")

    def systems(self) -> int:
        """An agency that takes part in systems work only."""
        return put(self.db, "agencies_agency", jurisdiction_id=self.ids["agencies_jurisdiction"], sector="media")
