"""Pay on the desk: what a base owes, pays, gives ahead and answers for."""
