"""Share parts among the pages of several audiences."""
