"""Blocks on paper: the only package that knows reportlab. Imported late."""
