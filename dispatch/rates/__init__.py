"""Tech sheets, time studies and piece rates."""
