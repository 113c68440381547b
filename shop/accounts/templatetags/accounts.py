"""Define the template tags of a person's own pages."""

from django import template

from shop.accounts import sessions

register = template.Library()
register.filter(sessions.device)
