"""Django's PostgreSQL backend for the demo's embedded server."""
