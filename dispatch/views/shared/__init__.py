"""Parts that several audiences' pages share."""
