"""Show a worker's own pages."""
