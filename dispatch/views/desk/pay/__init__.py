"""Show pay at the desk: what a base owes, pays, advances and answers for."""
