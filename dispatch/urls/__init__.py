"""Route the pages of dispatch, one module per audience."""
