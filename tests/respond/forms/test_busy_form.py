"""A plain form that cannot be stored now comes back with every answer."""

from flask import Flask

from tests.respond.door_samples import SURVEY


def test_a_form_that_cannot_be_stored_comes_back_with_every_answer(app: Flask) -> None:
    app.extensions["survey_app.public_door"].writer.stop()  # a server that stops tells everybody to come back

    answer = app.test_client().post(
        f"{SURVEY}/es", data={"belong": "some", "open_change": "Más baños abiertos"}
    )

    assert answer.status_code == 503
    assert 'value="some" checked' in answer.text
    assert "Más baños abiertos" in answer.text
    assert 'role="alert"' in answer.text
