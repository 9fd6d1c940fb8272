"""Pages of agreements: reading, writing, signing, and who may sign."""
