"""Charts on the screen, drawn from the same points as those of the PDF."""
