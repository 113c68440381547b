"""Define how the API answers a refusal."""

from ninja import Schema


class Refusal(Schema):
    """The reason why nothing was done: a code for machines, a message for people."""

    code: str
    message: str
