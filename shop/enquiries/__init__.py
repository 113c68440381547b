"""Buy in bulk before there is an order: ask, quote, agree, promise."""
