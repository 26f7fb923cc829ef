"""A provider of identities on this machine: OpenID Connect with discovery, code, PKCE and signed tokens."""

import base64
import hashlib
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import Flask, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server


@dataclass
class Provider:
    """Whom it names is up to the test. claims: of the next token; other_key: sign with a key that nobody knows."""

    issuer: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    other_key: bool = False
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    stranger: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))

    def discovery(self) -> Any:
        """Say where everything is."""
        return jsonify(
            issuer=self.issuer,
            authorization_endpoint=f"{self.issuer}/authorize",
            token_endpoint=f"{self.issuer}/token",
            jwks_uri=f"{self.issuer}/keys",
            response_types_supported=["code"],
            id_token_signing_alg_values_supported=["RS256"],
        )

    def keys(self) -> Any:
        """Show the public key that signs tokens."""
        return jsonify(keys=[self.key.as_dict(private=False)])

    def authorize(self) -> Any:
        """Send whoever asks back with a code, as if they had signed in."""
        code = secrets.token_urlsafe(8)
        self.codes[code] = dict(request.args)
        return redirect(
            f"{request.args['redirect_uri']}?{urlencode({'code': code, 'state': request.args['state']})}"
        )

    def token(self) -> Any:
        """Give a signed token for a code, once, to whoever has its verifier."""
        asked = self.codes.pop(request.form["code"], None)
        digest = hashlib.sha256(request.form.get("code_verifier", "").encode()).digest()
        if asked is None or base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
            return jsonify(error="invalid_grant"), 400
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": asked["client_id"], "sub": "1", "iat": now, "exp": now + 300}
        claims |= {"nonce": asked["nonce"], **self.claims}
        key = self.stranger if self.other_key else self.key
        return jsonify(
            access_token="t",
            token_type="Bearer",
            id_token=jwt.encode({"alg": "RS256", "kid": "one"}, claims, key),
        )


@contextmanager
def a_provider() -> Iterator[Provider]:
    """A provider that answers until the test is over."""
    provider, app = Provider(), Flask("provider")
    app.get("/.well-known/openid-configuration")(provider.discovery)
    app.get("/keys")(provider.keys)
    app.get("/authorize")(provider.authorize)
    app.post("/token")(provider.token)
    server = make_server("127.0.0.1", 0, app)
    provider.issuer = f"http://127.0.0.1:{server.port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield provider
    server.shutdown()
    thread.join()
    server.server_close()
