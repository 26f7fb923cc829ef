"""Tells people right away which of the characters they typed cannot be printed as they are."""

from flask import flash
from flask_babel import gettext as _

from survey_app.documents.fonts import MARK, unprintable, with_code_points


def warn_of_marks(*typed: str) -> None:
    """Tell the person which characters of these texts paper shows as a mark, if there are any."""
    missing = unprintable("\n".join(typed))
    if missing:
        flash(
            _(
                "No font has these characters. Paper shows %(mark)s in place of each: %(signs)s",
                mark=MARK,
                signs=with_code_points(missing),
            )
        )
