"""Where the keyboard is can be seen, on every background, in light and in dark."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route

from survey_app.documents.kit import contrast

LEAST_OF_A_RING = 3.0
"""Of the ring around what has the focus, on what is beside it: WCAG 2.2, 1.4.11."""
# One of each kind that takes the focus, on each background: [what, background, behind, outline, its width, shadow].
RINGS = """() => {
    const kinds = {
        radio: "<fieldset><label><input type=radio name=r>One</label></fieldset>",
        checkbox: "<fieldset><label><input type=checkbox>One</label></fieldset>",
        chosen: "<fieldset><label><input type=checkbox checked>One</label></fieldset>",
        button: "<p class=go><button type=button class=main>Go</button></p>",
        link: "<p><a href='#main'>There</a></p>",
        text: "<p><label>Say<input></label></p>",
        area: "<textarea></textarea>",
        summary: "<details><summary>More</summary></details>",
    };
    const found = [];
    for (const background of ["paper", "card", "tint", "accent"]) {
        for (const [kind, markup] of Object.entries(kinds)) {
            const place = document.createElement("div");
            place.innerHTML = markup;
            place.style.background = `var(--${background})`;
            document.getElementById("main").replaceChildren(place);
            const target = place.querySelector("input, button, a, textarea, summary");
            target.focus();
            const drawn = [target, target.closest("label")].filter(Boolean).map((each) => getComputedStyle(each))
                .find(({ outlineStyle }) => outlineStyle != "none") || getComputedStyle(target);
            const { outlineColor, outlineStyle, outlineWidth, boxShadow } = drawn;
            const width = outlineStyle == "none" ? 0 : parseFloat(outlineWidth);
            found.push([kind, background, getComputedStyle(place).backgroundColor, outlineColor, width, boxShadow]);
        }
    }
    return found;
}"""


def faint_rings(page: Page, scheme: str) -> list[tuple[str, str]]:
    """What has a ring that cannot be told from its background, and on which: neither of its two tones can."""
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.keyboard.press("Tab")
    faint = []
    for kind, background, behind, outline, width, shadow in page.evaluate(RINGS):
        tones = [hexadecimal(each) for each in [outline, *re.findall(r"rgb\([^)]*\)", shadow)]]
        if width < 2 or max(contrast(tone, hexadecimal(behind)) for tone in tones) < LEAST_OF_A_RING:
            faint.append((kind, background))
    return faint


def hexadecimal(color: str) -> str:
    """A color as the browser spells it, "rgb(250, 245, 236)", as "#faf5ec"."""
    return "#" + "".join(f"{int(channel):02x}" for channel in re.findall(r"\d+", color)[:3])


def restyle(page: Page, change: Callable[[str], str]) -> None:
    """Serve the style sheets of public and staff pages changed."""

    def serve(route: Route) -> None:
        route.fulfill(content_type="text/css", body=change(route.fetch().text()))

    page.route(re.compile(r"/(respond|staff)\.css$"), serve)


def without_has(style: str) -> str:
    """What a browser from before 2023, which knows no `:has()`, makes of a style sheet."""
    return style.replace(":has(", ":never-heard-of(")


def wear_staff_style(page: Page) -> None:
    """Add the style of staff pages, once it is there."""
    page.evaluate(
        """() => new Promise((done) => {
            const link = document.querySelector("link[rel=stylesheet]").cloneNode();
            link.href = link.href.replace("respond.css", "staff.css");
            link.onload = done;
            document.head.append(link);
            document.body.className = "staff";
        })"""
    )


@pytest.mark.parametrize("change", [str, without_has], ids=["today", "without :has()"])
def test_what_has_the_focus_can_be_seen_on_every_background(page: Page, site, change):
    restyle(page, change)
    page.goto(f"{site.url}/en/")

    found = {("public", scheme): faint_rings(page, scheme) for scheme in ("light", "dark")}
    wear_staff_style(page)
    found |= {("staff", scheme): faint_rings(page, scheme) for scheme in ("light", "dark")}
    assert {where: rings for where, rings in found.items() if rings} == {}


RINGS_OF_BEFORE = {
    "pale": lambda style: re.sub(
        r"outline:3px solid var\(--ink\);outline-offset:2px;box-shadow:[^;}]*",
        "outline:3px solid var(--gold)",
        style,
    ),
    "none without :has()": lambda style: (
        without_has(style) + "[type=radio],[type=checkbox]{outline:0!important}"
    ),
}


@pytest.mark.parametrize(
    ("before", "found"),
    [
        ("pale", {"radio", "checkbox", "button", "link", "text", "area", "summary"}),
        ("none without :has()", {"radio", "checkbox", "chosen"}),
    ],
)
def test_a_ring_that_cannot_be_seen_is_found(page: Page, site, before: str, found: set[str]):
    restyle(page, RINGS_OF_BEFORE[before])
    page.goto(f"{site.url}/en/")

    assert {kind for kind, background in faint_rings(page, "light") if background == "paper"} == found
