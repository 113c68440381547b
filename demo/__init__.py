"""Build a demo prefecture to try things in, with people who can sign in."""

from typing import NamedTuple

PASSWORD = "straw-plait-willow"  # noqa: S105 of invented people on this machine
HOST = "qiaoshou.example"
CARD_DIGITS = "2580"


class Persona(NamedTuple):
    """A person of the demo who signs in: her role, her place of the site, her name, and the word before the @."""

    role: str
    address: str
    family: str
    given: str
    login: str

    @property
    def email(self) -> str:
        return f"{self.login}@{HOST}"


class SignIn(NamedTuple):
    """The lines to print for one role: the page to open, what to type as name, and the secret."""

    role: str
    address: str
    name: str
    secret: str


PERSONAS = [
    Persona("buyer", "/", "林", "安娜", "anna"),
    Persona("base manager", "/desk/", "周", "梅", "mei"),
    Persona("second manager", "/desk/", "洪", "霞", "hong"),
    Persona("station lead", "/station/", "刘", "兰", "lan"),
    Persona("worker", "/me/", "王", "秀英", "xiuying"),
    Persona("town officer", "/federation/", "方", "洁", "fang"),
    Persona("county officer", "/federation/", "舒", "敏", "shu"),
    Persona("association officer", "/federation/", "关", "静", "guan"),
    Persona("editor", "/cms/", "甄", "文", "zhen"),
    Persona("moderator", "/cms/", "莫", "言清", "mo"),
    Persona("shop staff", "/dashboard/", "邰", "珊", "tai"),
    Persona("operator", "/admin/", "任", "宏", "root"),
]


def sign_ins(card: tuple[str, str] | None) -> list[SignIn]:
    """Return one ready sign-in per role. `card` is the token and the name of a woman who owns no phone."""
    known = [SignIn(one.role, one.address, one.email, PASSWORD) for one in PERSONAS]
    return [*known, SignIn("card without a phone", f"/me/card/{card[0]}/", card[1], CARD_DIGITS)] if card else known
