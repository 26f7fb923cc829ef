"""What gunicorn and the flask command load."""

import os
import sys

from survey_app.actions.private_files import MASK
from survey_app.errors import SettingsError
from survey_app.factory import create_app
from survey_app.web.request_log import quiet_libraries

os.umask(MASK)
quiet_libraries()
try:
    app = create_app()
except SettingsError as error:
    # Operators get the list of what to mend, not a traceback.
    sys.exit(str(error))
