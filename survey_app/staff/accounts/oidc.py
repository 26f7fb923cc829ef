"""Sign in with an account of Google Workspace or Microsoft Entra (OpenID Connect), where the settings offer it.

Only invited people get in. The provider says who somebody is; the account here says what they may do. The provider
asks for the second step, so we do not ask again.
"""

import json
import stat
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Flask, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from joserfc.errors import JoseError
from requests import RequestException

from survey_app.actions.accounts.sign_in import sign_in_by_provider
from survey_app.config import Settings
from survey_app.errors import NotFound, SettingsError, SignInError
from survey_app.extensions import db
from survey_app.staff.guard import begin_session, staff

_NAME = "survey_app.oidc"
_KEYS = {"name", "issuer", "client_id", "client_secret"}


@dataclass(frozen=True)
class Provider:
    """An identity provider. trusts_email: its addresses are checked although it does not say so (Entra)."""

    name: str
    issuer: str
    client_id: str
    client_secret: str
    trusts_email: bool = False


def install_oidc(app: Flask, settings: Settings) -> None:
    """Offer the providers in the file that OIDC_PROVIDERS names. Raises SettingsError."""
    providers = read_providers(settings.oidc_providers) if settings.oidc_providers else []
    clients = OAuth(app)
    for number, provider in enumerate(providers):
        clients.register(
            f"provider{number}",
            client_id=provider.client_id,
            client_secret=provider.client_secret,
            server_metadata_url=f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={"scope": "openid email", "code_challenge_method": "S256", "timeout": 10},
        )
    app.extensions[_NAME] = providers, clients
    app.jinja_env.globals["oidc_providers"] = [provider.name for provider in providers]


def read_providers(path: Path) -> list[Provider]:
    """Read the providers in a JSON file that nobody else can read. Raises SettingsError, which names what is wrong."""
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise SettingsError("providers_open", path=path)
        content = json.loads(path.read_text())
    except OSError as error:
        raise SettingsError("providers_unreadable", path=path, reason=error.strerror) from None
    except ValueError:
        raise SettingsError("providers_not_json", path=path) from None
    is_list = isinstance(content, list) and all(isinstance(each, dict) for each in content)
    if not is_list or not all(_KEYS <= each.keys() <= {*_KEYS, "trusts_email"} for each in content):
        raise SettingsError("providers_shape", path=path, keys=sorted(_KEYS))
    return [Provider(**each) for each in content]


@staff.get("/oidc/<int:number>")
def begin_oidc(number: int) -> ResponseReturnValue:
    """Send staff to Google or Microsoft to sign in. This is a link, because our pages may not send forms elsewhere."""
    _provider, client = _client(number)
    address = current_app.config["PUBLIC_URL"] + url_for("staff.end_oidc", number=number)
    try:
        answer: ResponseReturnValue = client.authorize_redirect(address)
    except RequestException:
        return _failed("away"), 503
    return answer


@staff.get("/oidc/<int:number>/done")
def end_oidc(number: int) -> ResponseReturnValue:
    """Sign in the person who comes back from Google or Microsoft, if an account has their e-mail address."""
    provider, client = _client(number)
    try:
        claims = client.authorize_access_token().get("userinfo") or {}
    except RequestException:
        return _failed("away"), 503
    except (OAuthError, JoseError):
        return _failed("refused"), 403
    email = claims.get("email") or ""
    if not email or not (claims.get("email_verified") is True or provider.trusts_email):
        return _failed("no_address"), 403
    try:
        account = sign_in_by_provider(db.session(), email, provider.name, datetime.now(UTC))
    except SignInError:
        return _failed("no_account"), 403
    begin_session(account)
    return redirect(url_for("staff.start"))


def _client(number: int) -> tuple[Provider, Any]:
    providers, clients = current_app.extensions[_NAME]
    if not 0 <= number < len(providers):
        raise NotFound("nothing_here")
    return providers[number], clients.create_client(f"provider{number}")


def _failed(why: str) -> str:
    return render_template("staff/accounts/sign_in.html", provider_problem=why)
