"""Count figures for the federation and for buyers from the work itself."""
