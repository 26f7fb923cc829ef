"""What both web doors share: language, security headers, error pages, static files, logs."""

from flask import Flask

from survey_app.config import Settings
from survey_app.web.error_pages import install_error_pages
from survey_app.web.language import install_languages
from survey_app.web.request_log import install_logs
from survey_app.web.security import behind_proxies, security_headers, with_headers
from survey_app.web.static_files import install_static_files


def register(app: Flask, settings: Settings) -> None:
    """Furnish an app; call it before the doors are registered."""
    install_logs(app, log_requests=settings.request_log)
    install_languages(app)
    install_error_pages(app)
    install_static_files(app, settings.instance_path)
    guarded = with_headers(app.wsgi_app, security_headers(settings))
    app.wsgi_app = behind_proxies(guarded, settings.trusted_proxies)  # type: ignore[method-assign, assignment]
