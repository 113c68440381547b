"""Template tags of bulk buying."""
