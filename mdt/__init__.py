"""The project: settings, addresses, start-up, and the servers of a trial. Importing it loads nothing."""
