"""Take payments: what a buyer owes and has paid."""
