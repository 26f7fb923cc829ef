"""What gunicorn and the flask command load."""

import gc
import os
import sys

# What is loaded here stays as long as the program. Whoever collects garbage need not look through it: not now, when
# each import makes it look again, and not later in every process that serves.
gc.disable()

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
gc.freeze()
gc.enable()
