"""Headers that every response carries, and the check that a POST comes from our own page."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask, Request, current_app
from werkzeug.middleware.proxy_fix import ProxyFix

from survey_app.config import Settings
from survey_app.errors import WrongOrigin
from survey_app.web.files.static_files import WRITTEN, written_hashes

_POLICY = "survey_app.content_security_policy"
# Every first visit carries this, so it repeats nothing that another directive says: workers fall under script-src.
_DIRECTIVES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
_UNUSED_POWERS = ("camera", "microphone", "geolocation")
_TWO_YEARS = 63_072_000
_FOR_PARTS = {"X-Content-Type-Options", "Cross-Origin-Resource-Policy", "Strict-Transport-Security"}


def content_security_policy(more: Mapping[str, Sequence[str]]) -> str:
    """Return the policy of every page. more: directive → sources besides the usual ones."""
    return "; ".join(
        " ".join([directive, usual, *more.get(directive, ())]) for directive, usual in _DIRECTIVES.items()
    )


def security_headers(settings: Settings, policy: str) -> list[tuple[str, str]]:
    """Return the headers of every response; over https, also the promise to stay there."""
    headers = [
        ("Content-Security-Policy", policy),
        ("X-Content-Type-Options", "nosniff"),
        # Not no-referrer: with that, browsers post our own forms with "Origin: null".
        ("Referrer-Policy", "same-origin"),
        ("Permissions-Policy", ", ".join(f"{power}=()" for power in _UNUSED_POWERS)),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ]
    if urlsplit(settings.public_url).scheme == "https":
        headers.append(("Strict-Transport-Security", f"max-age={_TWO_YEARS}"))
    return headers


def install_headers(app: Flask, settings: Settings) -> None:
    """Add the headers to every response, also to finished pages and failures.

    Style and script get only those that matter for files that are not pages: the others would be a tenth of a visit.
    """
    policy = app.extensions[_POLICY] = content_security_policy(
        written_hashes(app.extensions.get(WRITTEN, {}))
    )
    application, headers = app.wsgi_app, security_headers(settings, policy)
    of_parts = [header for header in headers if header[0] in _FOR_PARTS]

    def guarded(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, own: list[tuple[str, str]], *error: Any) -> Callable[[bytes], object]:
            own_names = {name for name, _ in own}
            ours = of_parts if _is_part(own) else headers
            return start_response(status, own + [each for each in ours if each[0] not in own_names], *error)

        return application(environ, start)

    app.wsgi_app = guarded  # type: ignore[method-assign]


def _is_part(headers: list[tuple[str, str]]) -> bool:
    """Whether a response is style or script, by its own headers."""
    kind = next((value for name, value in headers if name == "Content-Type"), "")
    return kind.startswith(("text/css", "text/javascript"))


def framed_policy(directive: str, source: str) -> str:
    """Return the policy with one directive changed, for a page that frames one of our pages, or is framed by one."""
    policy: str = current_app.extensions[_POLICY]
    kept = [each for each in policy.split("; ") if not each.startswith(f"{directive} ")]
    return "; ".join([*kept, f"{directive} {source}"])


def trust_proxies(app: Flask, hops: int) -> None:
    """Trust X-Forwarded-For, -Proto and -Host from exactly this many proxies; from none by default."""
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def check_same_origin(request: Request, public_url: str) -> None:
    """Refuse what a page of another site sent, as the browser says. Raises WrongOrigin.

    We let programs through, which say nothing: there is no cookie or other right that a forged request could use.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise WrongOrigin("other_origin")
        return
    origin = request.headers.get("Origin")
    if origin is not None and _host(origin) not in (_host(f"//{request.host}"), _host(public_url)):
        raise WrongOrigin("other_origin")


def refuse_other_sites(request: Request, public_url: str) -> None:
    """Refuse a form with the right token if the browser says that another site sent it. Raises WrongOrigin.

    The token has already shown that the form is ours. So it does no harm if a proxy or filter removes the port of Host,
    or the whole Origin.
    """
    origin = request.headers.get("Origin", "null")
    if "Sec-Fetch-Site" in request.headers:
        check_same_origin(request, public_url)
    elif origin != "null" and _name(origin) not in (_name(f"//{request.host}"), _name(public_url)):
        raise WrongOrigin("other_origin")


def is_surely_ours(request: Request, public_url: str) -> bool:
    """Whether the browser says that one of our pages sent this. If it says nothing, we are not sure."""
    if "Sec-Fetch-Site" not in request.headers and "Origin" not in request.headers:
        return False
    try:
        check_same_origin(request, public_url)
    except WrongOrigin:
        return False
    return True


def _name(address: str) -> str | None:
    """Return the host of an address, without its port."""
    host = _host(address)
    return host[0] if host else None


def _host(address: str) -> tuple[str, int | None] | None:
    """Return host and port of an address. We leave out the scheme: behind a proxy, we may not know our own."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if not parts.hostname:
        return None
    return parts.hostname, None if port in (80, 443) else port
