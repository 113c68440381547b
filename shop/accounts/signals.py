"""Tell the apps above what happens to an account."""

from django.dispatch import Signal

# Sent with `user`, `before` (E.164, "" for none) and `by`, within the transaction that changed the phone where there is
# one. Who signs in with the new number has what the account has, so those who pay to it must know.
phone_changed = Signal()
