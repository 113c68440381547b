"""The demonstration: invented bases, goods, orders and people to show the whole system at work."""
