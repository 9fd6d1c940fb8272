"""Pages about cases and referrals."""
