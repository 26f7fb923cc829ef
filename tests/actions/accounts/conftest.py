"""A district with two schools, and what keeps the secrets of second steps."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from survey_app.actions.accounts.two_factor import SecretKeeper
from survey_app.store.tables import District, School
from tests.installation import with_secrets


@pytest.fixture
def keeper(tmp_path: Path) -> SecretKeeper:
    return SecretKeeper.of(with_secrets(tmp_path))


@pytest.fixture
def district(session: Session) -> str:
    session.add(District(code="24-65789", name="Merced Union High"))
    session.flush()
    for slug, cds in (("merced-high", "24657892435204"), ("sequoia-high", "24657890107672")):
        session.add(
            School(
                slug=slug, district="24-65789", cds=cds, name=slug, city="Merced", grade_low=9, grade_high=12
            )
        )
    session.commit()
    return "24-65789"
