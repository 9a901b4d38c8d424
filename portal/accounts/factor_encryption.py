"""Encryption of the keys of authenticator apps and the seeds of recovery codes (Fernet: AES-128-CBC with HMAC-SHA256).
The encryption keys are derived from SECRET_KEY and SECRET_KEY_FALLBACKS by HKDF (RFC 5869), so a copy of the database
does not contain them."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

KEY_PURPOSE = b"portal.accounts.factor_encryption"
SECRET_NAMES = ("secret", "seed")
"""Keys in `Authenticator.data` whose value is a secret. A passkey has only a public key."""
SECRET_LIST_NAME = "migrated_codes"
TOKEN_PREFIX = "gAAAA"
"""The beginning of every Fernet token. No key of an app (base32) and no seed (hexadecimal) begins with it."""


def build_cipher() -> MultiFernet:
    """Returns a cipher that encrypts with the key of SECRET_KEY and decrypts with it or with one of the fallbacks."""
    return combine_keys(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


@lru_cache(maxsize=8)
def combine_keys(*secrets: str) -> MultiFernet:
    return MultiFernet([Fernet(derive_key(secret)) for secret in secrets])


def derive_key(secret: str) -> bytes:
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=KEY_PURPOSE)
    return urlsafe_b64encode(derivation.derive(secret.encode()))


def encrypt_secret(text: str) -> str:
    return build_cipher().encrypt(text.encode()).decode()


def decrypt_secret(token: str) -> str:
    """Raises InvalidToken if none of the present keys made the token."""
    return build_cipher().decrypt(token.encode()).decode()


def rotate_secret(text: str) -> str:
    """Returns the same secret, encrypted with the key of SECRET_KEY. Raises InvalidToken as decrypt_secret() does."""
    return build_cipher().rotate(text.encode()).decode() if is_encrypted(text) else encrypt_secret(text)


def is_encrypted(text: str) -> bool:
    return text.startswith(TOKEN_PREFIX)


def convert_secrets(data: dict, convert: Callable[[str], str]) -> dict:
    """Returns the data of an authenticator with `convert` applied to each secret in it."""
    secrets = {name: convert(data[name]) for name in SECRET_NAMES if name in data}
    if codes := data.get(SECRET_LIST_NAME):
        secrets[SECRET_LIST_NAME] = [convert(code) for code in codes]
    return data | secrets


def is_readable(data: dict) -> bool:
    """Returns whether every secret is encrypted with one of the present keys."""
    try:
        convert_secrets(data, decrypt_secret)
    except InvalidToken:
        return False
    return True
