"""What the source files of the example cases hold, and how each kind is written."""
