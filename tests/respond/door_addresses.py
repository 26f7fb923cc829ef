"""The addresses of the public door that every test of its responses asks for."""

from tests.respond.door_samples import SURVEY

PAGES = [
    "/",
    "/en/",
    "/es/",
    "/s/merced-high",
    "/s/merced-high/es",
    f"{SURVEY}/en",
    f"{SURVEY}/ar",
    f"{SURVEY}/es/thanks",
    "/s/merced-high/interview/es",
]
