"""What breaks each constraint of series, meetings and who is invited; and the good rows of all tables of meetings."""

from typing import Any

from tests.architecture.cycles import WithCycles
from tests.rows import LONG_AGO, put

BEGUN = "status = 'under_way', began_at = now(), began_by_id = made_by_id"

SCHEDULE: dict[str, tuple[str, dict[str, Any] | str]] = {
    "series_ends_later": ("meetings_series", "ends_on = '2019-12-31'"),
    "series_minutes_5_to_600": ("meetings_series", {"minutes": 4}),
    "series_weekday": ("meetings_series", {"weekday": 8}),
    "series_rule_whole": ("meetings_series", {"every": "month"}),
    "series_focus_every": ("meetings_series", "focus_every = 0"),
    "meeting_slot_of_a_series": ("meetings_meeting", {"slot": LONG_AGO}),
    "meeting_minutes_5_to_600": ("meetings_meeting", {"minutes": 601}),
    "meeting_times_fit_its_state": ("meetings_meeting", {"began_at": LONG_AGO}),
    "attendee_reply_whole": ("meetings_attendee", "reply = 'accepted'"),
    "attendee_presence_whole": ("meetings_attendee", "noted_at = NULL"),
    # The same by triggers.
    "meeting_of_a_case_team": ("meetings_meeting", {"team_id": lambda here: here.systems_team()}),
    "meeting_sequence_rises": ("meetings_meeting", "sequence = 2 → sequence = 1"),
    "meeting_over_is_fixed": ("meetings_meeting", "status = 'held', ended_at = now() → place = 'Elsewhere'"),
    "meeting_step": ("meetings_meeting", "status = 'planned', began_at = NULL, began_by_id = NULL"),
    "attendee_of_a_meeting_over": ("meetings_attendee", {"meeting_id": lambda here: here.cancelled()}),
    "attendee_noted_stays": ("meetings_attendee", {"person_id": lambda here: here.removed()}),
    "attendee_not_systems_only": ("meetings_attendee", {"agency_id": lambda here: here.systems(), "person_id": lambda here: here.third()}),
}  # fmt: skip


class WithMeetings(WithCycles):
    """Part of ``Furnished``: a meeting under way about cases, with its open item; and one that was held, with minutes."""

    def add_meetings(self, person: int, agency: int, team: int, case: int) -> None:
        links = {"team_id": team, "made_by_id": person}
        self.add("meetings_series", replaces_id=put(self.db, "meetings_series", **links), **links)
        self.links["meetings_series"] = links
        self.add_meeting(person, agency, team)
        self.add_items(person, agency, case)
        held = self.another_meeting()
        self.db.execute(f"UPDATE meetings_meeting SET {BEGUN} WHERE id = {held}")
        self.db.execute(f"UPDATE meetings_meeting SET status = 'held', ended_at = now() WHERE id = {held}")
        minutes = self.add("meetings_minutes", meeting_id=held, approved_by_id=person)
        self.add("meetings_minutesread", minutes_id=minutes, person_id=person)
        self.add("meetings_calendarmail", meeting_id=held, person_id=person)
        self.add("meetings_feed", person_id=person)
        self.add("meetings_leadtimes", person_id=person)

    def add_meeting(self, person: int, agency: int, team: int) -> None:
        links = {"team_id": team, "made_by_id": person}
        meeting = self.add("meetings_meeting", series_id=self.ids["meetings_series"], slot=LONG_AGO, **links)
        self.links["meetings_meeting"] = links
        self.db.execute(f"UPDATE meetings_meeting SET {BEGUN} WHERE id = {meeting}")
        noted = {"presence": "present", "noted_at": LONG_AGO, "noted_by_id": person}
        self.add("meetings_attendee", meeting_id=meeting, person_id=person, agency_id=agency, **noted)

    def add_items(self, person: int, agency: int, case: int) -> None:
        links = {"meeting_id": self.ids["meetings_meeting"], "agency_id": agency, "added_by_id": person}
        before = put(self.db, "meetings_item", **links)
        self.db.execute(f"UPDATE meetings_item SET status = 'carried' WHERE id = {before}")
        item = self.add("meetings_item", carried_from_id=before, **links)
        self.links["meetings_item"] = {**links, "status": "open", "opened_at": LONG_AGO}
        self.db.execute(f"UPDATE meetings_item SET status = 'open', opened_at = now() WHERE id = {item}")
        about = put(self.db, "meetings_item", kind="case", title="", **links)
        self.add("meetings_itemcase", item_id=about, case_id=case)
        self.add("meetings_heard", item_id=about, case_id=case, person_id=person, agency_id=agency)
        decision = self.add("meetings_decision", item_id=item, put_by_id=person)
        self.act_as(person)  # where an agency stands is taken from who sees the item
        self.add("meetings_stance", decision_id=decision, agency_id=agency, by_id=person)
        self.add("meetings_task", meeting_id=links["meeting_id"], item_id=item, owner_id=person, made_by_id=person)

    def act_as(self, person: int) -> None:
        self.db.execute("SELECT set_config('mdt.user_id', %s, true)", [str(person)])

    def another_meeting(self, **columns: Any) -> int:
        return put(self.db, "meetings_meeting", **{**self.links["meetings_meeting"], **columns})

    def cancelled(self) -> int:
        return self.another_meeting(status="cancelled")

    def removed(self) -> int:
        """Whom somebody tries to take off the list after it was noted that she was there."""
        self.db.execute(f"DELETE FROM meetings_attendee WHERE id = {self.ids['meetings_attendee']}")
        return self.other

    def third(self) -> int:
        return put(self.db, "agencies_person", agency_id=self.ids["agencies_agency"])

    def systems_team(self) -> int:
        return put(self.db, "agencies_team", jurisdiction_id=self.ids["agencies_jurisdiction"], purpose="systems")
