"""The site and its storefront."""
