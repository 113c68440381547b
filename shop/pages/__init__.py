"""What all pages of the site share: lists, charts, print, template tags."""
