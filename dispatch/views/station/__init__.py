"""Pages of a station lead."""
