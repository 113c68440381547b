"""Start, prepare and watch the processes of the site."""
