"""Set tech sheets, time studies and piece rates."""
