"""What pages about cases and referrals need, narrowed to who asks."""
