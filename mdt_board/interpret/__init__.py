"""The rules: pure functions of a case. No files, no clock, no Qt, no translation."""
