"""Check numbers of bank accounts and their check digits."""

SHORTEST, LONGEST = 12, 21  # digits of a Chinese bank account: passbooks have 12 and more, cards 16 to 19


def is_card_number(number: str) -> bool:
    """Return whether this can be the number of a bank account.

    It has digits only and a valid length, and a card's number ends in its Luhn check digit.
    """
    if not (number.isdecimal() and number.isascii() and SHORTEST <= len(number) <= LONGEST):
        return False
    if not (16 <= len(number) <= 19 and number.startswith("62")):
        return True
    return number == with_check_digit(number[:-1])


def with_check_digit(number: str) -> str:
    """Return digits followed by their Luhn check digit."""
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(number))]
    total = sum(value - 9 if value > 9 else value for value in doubled)
    return f"{number}{-total % 10}"
