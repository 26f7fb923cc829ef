"""Who may read results, and who may change them."""

from flask.testing import FlaskClient

from tests.district.conftest import NOW_ROUND
from tests.district.results.result_pages import RESULTS, SCHOOL


def test_each_sees_the_results_of_their_own_schools(coordinator: FlaskClient, viewer: FlaskClient):
    for client in (coordinator, viewer):
        assert client.get(RESULTS).status_code == 200
        assert client.get(f"{SCHOOL}/student").status_code == 200
        assert client.get(f"{RESULTS}/all/student").status_code == 200
        assert client.get(f"{SCHOOL}/report/summary.pdf").status_code == 200
        assert client.get(f"{SCHOOL}/student/question/belong").status_code == 200
        others = (
            "",
            "/student",
            "/student/section/school",
            "/student/question/belong",
            "/student/belong.svg",
        )
        for other in (*others, "/report/summary.pdf"):
            assert client.get(f"{RESULTS}/golden-valley-high{other}").status_code == 404
        assert "Golden Valley" not in client.get(RESULTS).text


def test_a_viewer_changes_nothing(viewer: FlaskClient):
    assert viewer.get(f"/staff/rounds/{NOW_ROUND}/plan/merced-high").status_code == 403
    assert viewer.get(f"/staff/rounds/{NOW_ROUND}/comments/merced-high").status_code == 403
