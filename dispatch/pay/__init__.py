"""Pay workers, from what a piece earns to the payout."""
