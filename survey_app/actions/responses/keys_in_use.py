"""Notice that an older state of the database was put back, while a server runs: a key comes back that was replaced."""

from survey_app.errors import KeyMissing


class KeysInUse:
    """The public keys that this process has sealed to. The private key of one that was replaced may be destroyed."""

    def __init__(self) -> None:
        self._newest = b""
        self._replaced: set[bytes] = set()

    def use(self, public_key: bytes) -> None:
        """Note that we seal to a key. Raises KeyMissing if it was replaced before: what we seal to it would be lost."""
        if public_key in self._replaced:
            raise KeyMissing("older_database")
        if self._newest not in (b"", public_key):
            self._replaced.add(self._newest)
        self._newest = public_key
