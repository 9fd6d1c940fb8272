"""How days, times and numbers are written, where Django's own way would mislead readers in the United States."""
