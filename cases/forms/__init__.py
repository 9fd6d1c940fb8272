"""The shape of input for cases and referrals."""
