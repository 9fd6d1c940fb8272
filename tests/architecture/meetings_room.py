"""What breaks each constraint of the room, of decisions, tasks and minutes."""

from typing import Any

from tests.architecture.meetings_schedule import BEGUN
from tests.rows import put

DONE = "status = 'done', closed_at = now()"
ROOM: dict[str, tuple[str, dict[str, Any] | str]] = {
    "heard_until_later": ("meetings_heard", "until = since - interval '1 day'"),
    "decision_step_or_words": ("meetings_decision", {"step": "exam"}),
    "decision_has_a_threshold": ("meetings_decision", {"threshold": "at_least"}),
    "decision_closed_whole": ("meetings_decision", "closed_at = now()"),
    "stance_from_1_to_8": ("meetings_stance", "number = 0"),
    "stance_7_and_8_say_why": ("meetings_stance", "number = 8"),
    "task_step_or_words": ("meetings_task", {"step": "exam"}),
    "task_settled_whole": ("meetings_task", "status = 'done'"),
    # The same by triggers.
    "item_opens_to_all_present": ("meetings_item", {"position": lambda here: here.opens_to_nobody()}),
    "made_while_the_item_is_open": ("meetings_decision", {"item_id": lambda here: here.item()}),
    "made_about_the_items_case": (
        "meetings_decision", {"case_id": lambda here: here.ids["cases_case"], "step": "exam", "proposal": ""},
    ),
    "decision_stands": ("meetings_decision", "outcome = 'not_carried', closed_at = now() → closed_at = now()"),
    "decision_carried_by_its_rule": ("meetings_decision", {"item_id": lambda here: here.carried_below()}),
    "stance_while_open": ("meetings_stance", {"decision_id": lambda here: here.closed_already()}),
    "stance_without_words_about_a_case": ("meetings_stance", {"decision_id": lambda here: here.about_a_case(), "words": "She"}),
    "stance_of_who_is_there": ("meetings_stance", {"agency_id": lambda here: here.another_agency()}),
    "task_settled_stays": ("meetings_task", "status = 'done', settled_at = now(), settled_by_id = made_by_id → status = 'open'"),
    "task_owner_may_hear": ("meetings_task", {"owner_id": lambda here: here.other}),
    "minutes_of_a_meeting_held": ("meetings_minutes", {"meeting_id": lambda here: here.another_meeting()}),
    "minutes_are_fixed": ("meetings_decision", {"item_id": lambda here: here.in_minutes()}),
}  # fmt: skip


class WithRoom:
    """Part of ``Furnished``."""

    db: Any
    ids: dict[str, int]
    links: dict[str, dict[str, Any]]

    def _done(self) -> None:
        self.db.execute(f"UPDATE meetings_item SET {DONE} WHERE id = {self.ids['meetings_item']}")

    def opens_to_nobody(self) -> int:
        self._done()
        self.db.execute(f"UPDATE meetings_attendee SET presence = 'absent' WHERE id = {self.ids['meetings_attendee']}")
        item: int = self.item()  # type: ignore[attr-defined]
        self.db.execute(f"UPDATE meetings_item SET status = 'open', opened_at = now() WHERE id = {item}")
        return item

    def carried_below(self) -> int:
        self.db.execute(f"UPDATE meetings_stance SET number = 8, words = 'No' WHERE id = {self.ids['meetings_stance']}")
        decision = self.ids["meetings_decision"]
        self.db.execute(f"UPDATE meetings_decision SET outcome = 'carried', closed_at = now() WHERE id = {decision}")
        return decision

    def closed_already(self) -> int:
        decision = self.ids["meetings_decision"]
        self.db.execute(f"UPDATE meetings_decision SET outcome = 'carried', closed_at = now() WHERE id = {decision}")
        return decision

    def about_a_case(self) -> int:
        """A decision on an item about a case, which opens to a supervisor of its own room."""
        about = self.links["meetings_itemcase"]
        self._done()
        self.db.execute(f"UPDATE agencies_person SET is_supervisor = true WHERE id = {self.ids['agencies_person']}")
        self.db.execute("UPDATE confidentiality_recusal SET ended_at = now()")
        self.db.execute(f"UPDATE meetings_item SET status = 'open', opened_at = now() WHERE id = {about['item_id']}")
        who = self.links["meetings_decision"]["put_by_id"]
        return put(
            self.db, "meetings_decision", item_id=about["item_id"], case_id=about["case_id"], step="exam", proposal="",
            put_by_id=who,
        )  # fmt: skip

    def another_agency(self) -> int:
        return put(self.db, "agencies_agency", jurisdiction_id=self.ids["agencies_jurisdiction"])

    def in_minutes(self) -> int:
        """An item of a meeting whose minutes are approved."""
        meeting: int = self.another_meeting(series_id=None, slot=None)  # type: ignore[attr-defined]
        item: int = self.item(meeting=meeting)  # type: ignore[attr-defined]
        self.db.execute(f"UPDATE meetings_meeting SET {BEGUN} WHERE id = {meeting}")
        self.db.execute(f"UPDATE meetings_meeting SET status = 'held', ended_at = now() WHERE id = {meeting}")
        put(self.db, "meetings_minutes", meeting_id=meeting, approved_by_id=self.ids["agencies_person"])
        return item
