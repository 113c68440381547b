"""Stand in for Stripe's HTTP API locally: test payments only, no money moves."""
