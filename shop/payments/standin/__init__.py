"""A local stand-in for Stripe's HTTP API: test payments only, no money moves."""
