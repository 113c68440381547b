"""Figures for the federation and for buyers, counted from the work itself."""
