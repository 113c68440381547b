"""Show the planning desk of a base."""
