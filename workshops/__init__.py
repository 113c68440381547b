"""Keep the network that makes the goods: counties, stations, bases, crafts, workers."""
