"""MDT Board: what a tumor board needs to see, interpret, decide and record."""
