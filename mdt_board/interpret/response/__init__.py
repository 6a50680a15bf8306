"""How the disease responds: criteria, measurement error, what growth means."""
