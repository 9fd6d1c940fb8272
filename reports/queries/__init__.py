"""What pages of reports need, narrowed to who asks."""
