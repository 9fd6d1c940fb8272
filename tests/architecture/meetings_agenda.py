"""What breaks each constraint of agenda items and of the cases behind them."""

from typing import Any

from tests.rows import LONG_AGO, put

JSON = '\'{"a": "Her words"}\''
OF_CASE = "meetings_itemcase"
WAITS: dict[str, Any] = {"status": "waiting", "opened_at": None}
CLOSED: dict[str, Any] = {"item_id": lambda here: here.a_file(), "case_id": lambda here: here.a_case("closed")}

AGENDA: dict[str, tuple[str, dict[str, Any] | str]] = {
    "item_words_without_a_case": ("meetings_item", {"kind": "case", **WAITS}),
    "item_minutes_1_to_240": ("meetings_item", {"minutes": 241, **WAITS}),
    "item_review_whole": ("meetings_item", "reviewed_at = now()"),
    "item_times_fit_its_state": ("meetings_item", {"status": "waiting"}),
    "itemcase_names_parts": (OF_CASE, "elements = 0"),
    "itemcase_wishes_or_why_not": (OF_CASE, "wishes = '{safety}', wishes_absent = 'declined'"),
    "itemcase_counsel_whole": (OF_CASE, "counsel = 'A Lawyer'"),
    # The same by triggers.
    "item_of_a_meeting_over": ("meetings_item", {"meeting_id": lambda here: here.cancelled(), **WAITS}),
    "item_fits_its_meeting": (
        "meetings_item",
        {"meeting_id": lambda here: here.another_meeting(kind="systems"), "kind": "case", "title": "", **WAITS},
    ),
    "item_opens_in_a_meeting": ("meetings_item", {"position": lambda here: here.item(open_in="planned")}),
    "item_opens_while_its_case_fits": ("meetings_item", {"position": lambda here: here.opens_closed()}),
    "item_step": ("meetings_item", "status = 'done', closed_at = now() → status = 'open', closed_at = NULL"),
    "itemcase_of_the_agency_of_record": (OF_CASE, {"item_id": lambda here: here.item()}),
    "itemcase_state_fits": (OF_CASE, {"item_id": lambda here: here.item(kind="case"), "case_id": lambda here: here.a_case("closed")}),
    "itemcase_no_court_case_runs": (OF_CASE, {"litigation": "pending", **CLOSED}),
    "itemcase_file_is_redacted": (OF_CASE, {"litigation": "none", "elements": 3, **CLOSED}),
    "itemcase_released_to_the_table": (OF_CASE, {"item_id": lambda here: here.in_texas(), "case_id": lambda here: here.a_case()}),
    "itemcase_once_on_an_agenda": (OF_CASE, {"item_id": lambda here: here.item("case")}),
    "itemcase_coarse_from_lists": (OF_CASE, f"coarse = {JSON}"),
    "itemcase_parts_stand_while_open": (OF_CASE, {"elements": lambda here: here.open_and_wider()}),
}  # fmt: skip


class WithAgenda:
    """Part of ``Furnished``."""

    db: Any
    ids: dict[str, int]
    links: dict[str, dict[str, Any]]

    def item(self, kind: str = "systems", open_in: str = "", meeting: int = 0) -> int:
        """A further item that waits; or one that opens in a meeting that is not under way, which is refused."""
        links = {name: self.links["meetings_item"][name] for name in ("meeting_id", "agency_id", "added_by_id")}
        where = self.another_meeting() if open_in else meeting or links["meeting_id"]  # type: ignore[attr-defined]
        words = "" if kind in ("case", "file") else "Kits"
        made = put(self.db, "meetings_item", **{**links, "meeting_id": where}, kind=kind, title=words)
        if open_in:
            self.db.execute(f"UPDATE meetings_item SET status = 'open', opened_at = now() WHERE id = {made}")
        return made

    def a_case(self, status: str = "open") -> int:
        made = put(self.db, "cases_case", **self.links["cases_case"])
        if status == "closed":
            self.db.execute(f"UPDATE cases_case SET status = 'closed' WHERE id = {made}")
        return made

    def a_file(self) -> int:
        return self.item("file", meeting=self.another_meeting(kind="file_review"))  # type: ignore[attr-defined]

    def opens_closed(self) -> int:
        """A case that is closed between being put on and being talked about."""
        item, case = self.item("case"), self.a_case()
        put(self.db, OF_CASE, item_id=item, case_id=case)
        self.db.execute(f"UPDATE cases_case SET status = 'closed' WHERE id = {case}")
        self.db.execute(
            f"UPDATE meetings_item SET status = 'done', closed_at = now() WHERE id = {self.ids['meetings_item']}"
        )
        self.db.execute(f"UPDATE meetings_item SET status = 'open', opened_at = now() WHERE id = {item}")
        return item

    def open_and_wider(self) -> int:
        """Other parts, while it is talked about. That it opened is written past the rules of the room."""
        item, case = self.item("case"), self.a_case()
        put(self.db, OF_CASE, item_id=item, case_id=case)
        self.db.execute(
            f"UPDATE meetings_item SET status = 'done', opened_at = '{LONG_AGO}', closed_at = now() WHERE id = {item}"
        )
        self.db.execute(f"UPDATE {OF_CASE} SET elements = 5 WHERE item_id = {item}")
        return 5

    def in_texas(self) -> int:
        """An item before a team whose text in force follows that profile. The text that is in force is another team's."""
        version = self.ids["protocols_executed"]
        found = self.db.execute(f"SELECT version_id FROM protocols_executed WHERE id = {version}").fetchone()[0]
        self.db.execute(
            f"UPDATE protocols_agreement SET profile = 'texas' WHERE id = (SELECT agreement_id FROM protocols_version WHERE id = {found})"
        )
        return self.item("case")
