"""What the web doors share: language, headers, errors, sessions, static files, finished pages, jobs, numbers, logs."""

from flask import Flask

from survey_app.config import Settings
from survey_app.web.error_pages import install_error_pages
from survey_app.web.files.page_cache import install_page_cache
from survey_app.web.files.static_files import install_static_files
from survey_app.web.jobs import install_jobs
from survey_app.web.language import install_languages
from survey_app.web.read_only import install_read_only
from survey_app.web.request_log import install_logs, install_request_log
from survey_app.web.security import install_headers, trust_proxies
from survey_app.web.sessions import install_sessions
from survey_app.web.wording.findings import install_finding_words
from survey_app.web.wording.problems.telling import install_problem_words
from survey_app.web.wording.results import install_result_words
from survey_app.web.wording.shares import install_share_words


def register(app: Flask, settings: Settings) -> None:
    """Prepare an app, before the doors are registered. Whatever is installed later sees a request earlier."""
    install_logs(app)
    install_sessions(app, settings)
    install_languages(app)
    install_error_pages(app)
    install_static_files(app, settings.instance_path)
    install_page_cache(app)
    install_jobs(app, settings)
    install_read_only(app, settings)
    install_result_words(app)
    install_share_words(app)
    install_finding_words(app)
    install_problem_words(app)
    install_headers(app, settings)
    if settings.request_log:
        install_request_log(app)
    trust_proxies(app, settings.trusted_proxies)
