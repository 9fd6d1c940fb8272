"""The shape of what is asked on the pages of agreements."""
