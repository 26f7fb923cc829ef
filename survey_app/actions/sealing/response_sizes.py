"""The size of every sealed response of a version, for whoever stores one."""

from collections.abc import Set

from sqlalchemy import Connection

from survey_app.store.catalog import response_sizes
from survey_app.store.sealing.box import survey_json
from survey_app.surveys.published import published_survey
from survey_app.surveys.sizes import response_size


def sizes_of(connection: Connection, versions: Set[str]) -> dict[str, int]:
    """Map each version to the bytes of its sealed responses. One query, unless a version was never measured."""
    known = response_sizes(connection, versions)
    unmeasured = versions - known.keys()
    return known | {
        version: response_size(published_survey(survey_json(connection, version))) for version in unmeasured
    }
