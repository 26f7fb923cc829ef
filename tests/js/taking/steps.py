"""What people do with the survey of four parts: answer, look it over, send it."""


def words(english: str) -> dict[str, object]:
    return {"words": {"en": english, "es": f"{english} (es)", "ar": f"{english} (ar)"}}


def answer_first(survey, belong="some"):
    survey.next()
    survey.page.check(f"[name=belong][value={belong}]")


def go_to_review(survey):
    answer_first(survey)
    survey.page.click("#steps [value=end]")


def send(survey):
    survey.page.locator("#send button").last.click()


def wait_for_failure(survey):
    survey.page.wait_for_selector("#failed:not([hidden])")
