"""Pages of county and association officers."""
