"""Show the pages of a station lead."""
