"""Sign and verify texts with RSA over SHA-256, as both wallets require."""

from base64 import b64decode, b64encode
from typing import cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key


class Forged(OSError):
    """The answer is not signed by its wallet, so it says nothing."""


def sign(words: str, private_pem: str) -> str:
    """Return the signature of a text, in base64."""
    key = cast("RSAPrivateKey", load_pem_private_key(private_pem.encode(), None))
    return b64encode(key.sign(words.encode(), PKCS1v15(), SHA256())).decode()


def verify(words: str, signature: str, public_pem: str) -> None:
    """Raise Forged unless the signature is the text's."""
    key = cast("RSAPublicKey", load_pem_public_key(public_pem.encode()))
    try:
        key.verify(b64decode(signature), words.encode(), PKCS1v15(), SHA256())
    except (InvalidSignature, ValueError) as forged:
        raise Forged("the answer is not signed by the wallet") from forged
