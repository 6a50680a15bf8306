"""Names of drugs, genes, organs and units as people write them."""
