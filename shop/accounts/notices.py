"""Send notices to people by e-mail or text, once the deed that they tell of is committed."""

from shop.queueing import queue_on_commit


def send(subject: str, words: str, *, email: str, phone: str) -> None:
    """Send a notice by e-mail where there is an address, else by text to a phone (E.164), else not at all."""
    if email:
        queue_on_commit("shop.accounts.tasks.send_mail", email, subject, words)
    elif phone:
        queue_on_commit("shop.accounts.tasks.send_text", phone, words)
