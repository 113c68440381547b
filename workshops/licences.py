"""Check unified social credit codes, the numbers of business licences (GB 32100)."""

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18


def is_licence_number(number: str) -> bool:
    """Return whether this can be the code of a licence: 18 signs, of which the last one checks the others."""
    if len(number) != LENGTH or any(sign not in SIGNS for sign in number):
        return False
    total = sum(SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(number[:-1]))
    return SIGNS[-total % 31] == number[-1]
