"""Serve the API that devices and partners use."""
