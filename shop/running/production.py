"""Judge whether the site may start with the variables it is given, as the demo or in production."""

import re
import zlib
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from math import log2

from cryptography.fernet import Fernet
from django.utils.module_loading import import_string

# Everybody can read these, so production refuses them by value.
DEMO_SECRET_KEY = "only-for-trying-out-on-this-machine-never-in-production"  # noqa: S105
DEMO_SEALING_KEY = "b25seS1mb3ItdHJ5aW5nLW91dC1vbi10aGlzLWhvc3Q="
DEMO_WEBHOOK_SECRET = "whsec_only_for_the_stand_in"  # noqa: S105
OUTBOX = "shop.accounts.texting.Outbox"
PUBLIC = {DEMO_SECRET_KEY, DEMO_SEALING_KEY, DEMO_WEBHOOK_SECRET, "sk_test_standin"}
# Each of these belongs to a real site. The demo shows everybody's sign-in codes and therefore takes none of them.
REAL = (
    "DATABASE_URL",
    "VALKEY_URL",
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "CSRF_TRUSTED_ORIGINS",
    "BEHIND_PROXY",
    "STRIPE_SECRET_KEY",
    "STRIPE_WEBHOOK_SECRET",
    "WECHAT_TRANSFER",
    "ALIPAY_TRANSFER",
    "TRANSFER_ACCOUNT",
    "SMS_GATEWAY",
    "SEALING_KEY",
    "MEDIA_URL",
    "EMAIL_BACKEND",
)
UNSET = ("", "{}", "false")  # as .env.example shows what is not set
BITS = 128


def refusal(given: Mapping[str, str], *, demo: bool, debug: bool, embedded: str) -> str:
    """Return in one line why the site does not start with the variables `given`, or nothing if it may."""
    if demo:
        names = ", ".join(mixed_into_demo(given, embedded))
        return f"Qiaoshou does not start: DEMO asks for the demo, but a real site's {names} is set." if names else ""
    reasons = "; ".join(against_production(given, debug=debug))
    hint = "`make run` or DEMO=true starts the demo instead"
    return f"Qiaoshou does not start in production mode: {reasons}. ({hint}.)" if reasons else ""


def mixed_into_demo(given: Mapping[str, str], embedded: str) -> list[str]:
    """Return the names that are set although only a real site has them.

    Tests and upgrades need other databases on the embedded server, so DATABASE_URL may name one of those.
    """
    server = re.escape(embedded.rpartition("/")[0])
    is_ours = re.fullmatch(rf"{server}/\w+", given.get("DATABASE_URL", ""))
    return [n for n in REAL if given.get(n, "").lower() not in UNSET and not (n == "DATABASE_URL" and is_ours)]


def against_production(given: Mapping[str, str], *, debug: bool) -> list[str]:
    """Return every reason for which production would put people or money at risk with these variables."""
    text = {name: given.get(name, "") for name in (*REAL, "PUBLIC_ADDRESS")}
    stripe_key, webhook = text["STRIPE_SECRET_KEY"], text["STRIPE_WEBHOOK_SECRET"]
    reasons = {
        "DATABASE_URL must be postgres://...": not re.fullmatch(r"postgres(ql)?://[^/]*/.+", text["DATABASE_URL"]),
        "VALKEY_URL must be redis://...": not re.fullmatch(r"(rediss?|unix)://.+", text["VALKEY_URL"]),
        "SECRET_KEY must be secret and random": not is_secret(text["SECRET_KEY"]),
        "ALLOWED_HOSTS must name the hosts that are served": not all(map(is_host, text["ALLOWED_HOSTS"].split(","))),
        "PUBLIC_ADDRESS must be https://...": not (text["PUBLIC_ADDRESS"] or "https://").startswith("https://"),
        "DEBUG must be off": debug,
        "STRIPE_SECRET_KEY must be sk_live_...": not re.fullmatch(r"[sr]k_(live|test)_\w+", stripe_key)
        or stripe_key in PUBLIC,
        "STRIPE_WEBHOOK_SECRET must be whsec_...": not re.fullmatch(r"whsec_\w+", webhook) or webhook in PUBLIC,
        "SEALING_KEY must be a secret Fernet key": not (is_secret(text["SEALING_KEY"]) and seals(text["SEALING_KEY"])),
    }
    wrong = [reason for reason, is_wrong in reasons.items() if is_wrong]
    return [*wrong, *against_gateway(text["SMS_GATEWAY"])]


def against_gateway(name: str) -> list[str]:
    """Import the class that sends texts, and return what is wrong with it."""
    if not name:
        return ["SMS_GATEWAY must name the class that sends texts"]
    try:
        gateway = import_string(name)
    except Exception as error:  # a provider's module may raise anything
        return [f"SMS_GATEWAY cannot be imported: {' '.join(str(error).split())}"]
    if not isinstance(gateway, type) or not callable(getattr(gateway, "send", None)):
        return ["SMS_GATEWAY must name a class with the method send"]
    if OUTBOX in {f"{base.__module__}.{base.__qualname__}" for base in gateway.__mro__}:
        return ["SMS_GATEWAY must send texts: the outbox shows them to everybody"]
    return []


def is_host(name: str) -> bool:
    """Return whether `name` is one host: no wildcard, no address with a scheme."""
    return re.fullmatch(r"\w[\w.-]*|\[[\da-fA-F:]+\]", name) is not None


def seals(key: str) -> bool:
    """Return whether a text sealed with `key` can be opened with it."""
    try:
        box = Fernet(key)
    except ValueError:
        return False
    return box.decrypt(box.encrypt(b"tried at start")) == b"tried at start"


def is_secret(key: str) -> bool:
    """Return whether `key` is not published in this repository and not easily guessed."""
    return key not in PUBLIC and bits(key) >= BITS


def bits(key: str) -> float:
    """Estimate the entropy of `key`. Few characters, repeated words and rows such as abcdef lower it."""
    letters = Counter(key)
    spread = -sum(count * log2(count / len(key)) for count in letters.values())
    steps = bytes((ord(after) - ord(before)) % 256 for before, after in pairwise(key))
    return min(spread, _squeezed(key.encode()), _squeezed(steps))


def _squeezed(data: bytes) -> float:
    """Return the bits that remain after compression, which finds repetitions."""
    return 8.0 * (len(zlib.compress(data, 9)) - len(zlib.compress(b"", 9)))
