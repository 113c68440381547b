"""What a buyer owes and has paid."""
