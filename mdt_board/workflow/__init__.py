"""The only place where a case changes: every verb returns a new case."""
