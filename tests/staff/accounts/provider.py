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


@contextmanager
def a_provider() -> Iterator[Provider]:
    """A provider that answers until the test is over."""
    provider, app = Provider(), Flask("provider")
    key = RSAKey.generate_key(2048, {"kid": "one"})
    stranger = RSAKey.generate_key(2048, {"kid": "one"})

    @app.get("/.well-known/openid-configuration")
    def discovery() -> Any:
        return jsonify(
            issuer=provider.issuer,
            authorization_endpoint=f"{provider.issuer}/authorize",
            token_endpoint=f"{provider.issuer}/token",
            jwks_uri=f"{provider.issuer}/keys",
            response_types_supported=["code"],
            id_token_signing_alg_values_supported=["RS256"],
        )

    @app.get("/keys")
    def keys() -> Any:
        return jsonify(keys=[key.as_dict(private=False)])

    @app.get("/authorize")
    def authorize() -> Any:
        code = secrets.token_urlsafe(8)
        provider.codes[code] = dict(request.args)
        return redirect(
            f"{request.args['redirect_uri']}?{urlencode({'code': code, 'state': request.args['state']})}"
        )

    @app.post("/token")
    def token() -> Any:
        asked = provider.codes.pop(request.form["code"], None)
        digest = hashlib.sha256(request.form.get("code_verifier", "").encode()).digest()
        if asked is None or base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
            return jsonify(error="invalid_grant"), 400
        now = int(time.time())
        claims = {"iss": provider.issuer, "aud": asked["client_id"], "sub": "1", "iat": now, "exp": now + 300}
        claims |= {"nonce": asked["nonce"], **provider.claims}
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, claims, stranger if provider.other_key else key)
        return jsonify(access_token="t", token_type="Bearer", id_token=signed)

    server = make_server("127.0.0.1", 0, app)
    provider.issuer = f"http://127.0.0.1:{server.port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield provider
    server.shutdown()
    thread.join()
    server.server_close()
