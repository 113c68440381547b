"""The planning desk of a base."""
