"""Share among all pages of the site: lists, charts, print, template tags."""
