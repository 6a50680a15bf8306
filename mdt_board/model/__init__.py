"""The nouns: frozen records that import nothing of ours."""
