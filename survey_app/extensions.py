"""Bare extension instances; `factory.create_app` binds them to an app."""

from flask_babel import Babel
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect

from survey_app.store.tables import Base

db = SQLAlchemy(model_class=Base, disable_autonaming=True)
migrate = Migrate()
babel = Babel()
csrf = CSRFProtect()
