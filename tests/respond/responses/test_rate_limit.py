"""How many failures a link may have in a minute."""

from survey_app.respond.rate_limit import RateLimit


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_a_link_may_fail_so_often_in_a_minute():
    budget = RateLimit(Clock(), most=3)

    assert [budget.count("merced-high/student") for _ in range(3)] == [None, None, None]
    assert budget.count("merced-high/student") == 61


def test_one_link_does_not_spend_the_budget_of_another():
    budget = RateLimit(Clock(), most=1)
    budget.count("merced-high/student")

    assert budget.count("merced-high/student") is not None
    assert budget.count("merced-high/family") is None


def test_the_next_minute_brings_a_new_budget():
    clock = Clock()
    budget = RateLimit(clock, most=1)
    budget.count("merced-high/student")
    clock.now = 45.5
    assert budget.count("merced-high/student") == 15

    clock.now = 60.0
    assert budget.count("merced-high/student") is None
