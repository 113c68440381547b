"""Who makes it, and where: counties, stations, bases, crafts, workers."""
