"""Keys of authenticator apps and seeds of recovery codes are stored encrypted (Fernet: AES-128-CBC with HMAC-SHA256).
The encryption keys come from SECRET_KEY and SECRET_KEY_FALLBACKS by HKDF (RFC 5869), so a copy of the database does not
contain them."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

KEY_PURPOSE = b"portal.accounts.factor_encryption"
SECRET_NAMES = ("secret", "seed")
"""Keys in `Authenticator.data` whose text is a secret. A passkey has a public key only."""
SECRET_LIST_NAME = "migrated_codes"
TOKEN_PREFIX = "gAAAA"
"""How every Fernet token begins; no key of an app (base32) and no seed (hexadecimal) does."""


def build_cipher() -> MultiFernet:
    """Encrypts with the key of SECRET_KEY, and decrypts with it or with one of the fallbacks."""
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
    """Raises InvalidToken where no present key made the token."""
    return build_cipher().decrypt(token.encode()).decode()


def rotate_secret(text: str) -> str:
    """The same secret, encrypted with the key of SECRET_KEY. Raises InvalidToken as decrypt_secret does."""
    return build_cipher().rotate(text.encode()).decode() if is_encrypted(text) else encrypt_secret(text)


def is_encrypted(text: str) -> bool:
    return text.startswith(TOKEN_PREFIX)


def convert_secrets(data: dict, convert: Callable[[str], str]) -> dict:
    """The data of an authenticator, with each secret in it replaced by what `convert` makes of it."""
    changed = {name: convert(data[name]) for name in SECRET_NAMES if name in data}
    if codes := data.get(SECRET_LIST_NAME):
        changed[SECRET_LIST_NAME] = [convert(code) for code in codes]
    return data | changed


def is_readable(data: dict) -> bool:
    """Whether every secret is encrypted with a present key."""
    try:
        convert_secrets(data, decrypt_secret)
    except InvalidToken:
        return False
    return True
