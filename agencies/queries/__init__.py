"""What pages about agencies, people and teams need, narrowed to who asks."""
