"""Hold the template tags of accounts."""
