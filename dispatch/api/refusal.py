"""How the API says no."""

from ninja import Schema


class Refusal(Schema):
    """Why nothing was done: a code for machines, words for people."""

    code: str
    message: str
