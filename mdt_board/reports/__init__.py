"""What is printed: one report, many formats."""
