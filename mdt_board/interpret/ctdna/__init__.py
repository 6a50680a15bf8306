"""What plasma says: sampling, course, origin, and what imaging does not show."""
