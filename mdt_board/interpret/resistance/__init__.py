"""Why a drug stops working, and what follows."""
