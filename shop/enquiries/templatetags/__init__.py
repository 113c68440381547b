"""Define the template tags of bulk buying."""
