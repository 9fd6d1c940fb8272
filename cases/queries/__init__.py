"""What pages about cases and referrals need, narrowed to who asks."""

from cases.queries.referrals import Waiting, sent_from, waiting_for
from cases.queries.roster import Gap, gaps_for

__all__ = ["Gap", "Waiting", "gaps_for", "sent_from", "waiting_for"]
