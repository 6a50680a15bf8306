"""Files in, records and issues out: one file per format."""
