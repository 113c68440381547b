"""Make numbers for orders and enquiries that cannot be guessed and do not tell how many there are."""

import secrets

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is mistaken for another when read aloud or written by hand


def new_number(prefix: str) -> str:
    """Return a new number: `prefix`, then ten random letters and digits in two groups (49 bits), as QS-7K3MD-9QX2H."""
    first, second = ("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(2))
    return f"{prefix}-{first}-{second}"
