"""What stands in the way of people, by axe: in light and in dark."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe()
# A page in a frame is looked at by itself: axe would wait half a second for it to answer, each time.
OPTIONS = {"resultTypes": ["violations"], "iframes": False}
# Colors take more than half of axe's time: it looks at those of each look once.
ALL_BUT_COLORS = {**OPTIONS, "rules": {"color-contrast": {"enabled": False}}}
COLORS = {
    **OPTIONS,
    "runOnly": {"type": "rule", "values": ["color-contrast"]},
    "resultTypes": ["violations", "passes"],
    "elementRef": True,
}
# One text of each look that was not seen to be fine before. Which colors meet depends on nothing but the styles of a
# text and of all that it lies in, so in a table of a thousand cells a few are enough. What was put out of its place may
# lie on anything: it is always looked at.
NEW_LOOKS = """(fine) => {
    const looks = new Map(fine.map((look) => [look, null]));
    const backgrounds = new Map([[null, ""]]);
    const backgroundOf = (each) => {
        if (!backgrounds.has(each)) {
            const style = getComputedStyle(each);
            const { backgroundColor, backgroundImage, opacity, filter, mixBlendMode } = style;
            const own = [backgroundColor, backgroundImage, opacity, filter, mixBlendMode].join();
            const isNothing = own == "rgba(0, 0, 0, 0),none,1,none,normal";
            const isMoved = ["absolute", "fixed", "sticky"].includes(style.position);
            const around = backgroundOf(each.parentElement);
            backgrounds.set(each, isMoved || around == null ? null : isNothing ? around : `${around};${own}`);
        }
        return backgrounds.get(each);
    };
    for (const each of document.body.querySelectorAll("*")) {
        if (!each.checkVisibility({ visibilityProperty: true })) continue;
        const isText = [...each.childNodes].some(({ nodeType, data }) => nodeType == Node.TEXT_NODE && data.trim());
        if (!isText && !each.matches("input, textarea, select")) continue;
        const { color, fontSize, fontWeight, textShadow, clipPath } = getComputedStyle(each);
        const background = backgroundOf(each);
        const look = [color, fontSize, fontWeight, textShadow, clipPath, each.disabled, background].join();
        if (background == null) looks.set(each, each);
        else if (!looks.has(look)) looks.set(look, each);
    }
    globalThis.newLooks = new Map([...looks].filter(([, each]) => each));
    return newLooks.size;
}"""
FINE_LOOKS: set[str] = set()
"""What axe saw to be fine in this process: all pages together have a few hundred looks, the same in every language."""
# Where text runs from the right, axe passes over most elements that it is given one by one: it gets the whole page.
FAULTS_AND_LOOKS = """(options) => axe.run(
    document.documentElement.dir == "rtl" ? document : [...newLooks.values()], options
).then(({ violations, passes }) => {
    const elements = new Set(passes.flatMap(({ nodes }) => nodes.map(({ element }) => element)));
    const faults = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => [id, html]));
    const fine = [...newLooks].filter(([look, each]) => typeof look == "string" && elements.has(each));
    return [faults, fine.map(([look]) => look)];
})"""


def barriers(page: Page) -> list[tuple[str, str]]:
    """What axe finds: rule and element. Of texts of one look, one."""
    bring_axe(page)
    found = page.evaluate(
        "(options) => axe.run(options).then(({ violations }) => violations)", ALL_BUT_COLORS
    )
    return [(each["id"], node["html"]) for each in found for node in each["nodes"]] + faint_texts(page)


def faint_texts(page: Page) -> list[tuple[str, str]]:
    """What axe finds wrong with the colors of texts whose look is new: rule and element."""
    if not page.evaluate(NEW_LOOKS, sorted(FINE_LOOKS)):
        return []
    bring_axe(page)
    faults, fine = page.evaluate(FAULTS_AND_LOOKS, COLORS)
    FINE_LOOKS.update(fine)
    return [(rule, html) for rule, html in faults]


def bring_axe(page: Page) -> None:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)


class Looker:
    """Looks at one state of a page after the other, in both schemes, and remembers every barrier."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.found: list[tuple[str, str, str]] = []

    def look(self, state: str) -> None:
        self.page.emulate_media(color_scheme="light")
        self.found += [(f"{state}, light", *barrier) for barrier in barriers(self.page)]
        self.look_in_the_dark(state)

    def look_in_the_dark(self, state: str) -> None:
        self.page.emulate_media(color_scheme="dark")
        self.found += [(f"{state}, dark", *barrier) for barrier in faint_texts(self.page)]
