"""Lower bounds that prove how good a plan is."""
