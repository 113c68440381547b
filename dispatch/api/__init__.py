"""The API that devices and partners use."""
