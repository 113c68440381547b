"""Show the pages of county and association officers."""
