"""Who is at the table."""

from agencies.models.agency import Agency, AgencySigner, Jurisdiction
from agencies.models.award import Award, AwardReporter
from agencies.models.person import Invitation, Person, SignInTry, StaffSession
from agencies.models.reminder import Reminder
from agencies.models.team import Acknowledgement, Seat, Team, TeamCoordinator

__all__ = [
    "Acknowledgement", "Agency", "AgencySigner", "Award", "AwardReporter", "Invitation",
    "Jurisdiction", "Person", "Reminder", "Seat",
    "SignInTry", "StaffSession", "Team", "TeamCoordinator",
]  # fmt: skip
