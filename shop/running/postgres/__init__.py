"""Django's PostgreSQL backend for when DATABASE_URL is not set."""
