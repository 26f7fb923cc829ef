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
    "resultTypes": ["violations", "incomplete", "passes"],
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
# Axe does not judge a text over a gradient, and of what was put out of its place it looks at one point. So we look at
# what lies below its first, middle and last character: every layer down to one that nothing shows through.
IS_CLEAR = """(() => {
    const { Color, flattenColors, getContrast } = axe.commons.color;
    const read = (words) => {
        const color = new Color();
        color.parseString(words);
        return color;
    };
    const grounds = ([top, ...below]) => {
        if (!top) return [read("white")];
        const { backgroundColor, backgroundImage, backgroundSize, opacity, filter } = getComputedStyle(top);
        if (backgroundImage.includes("url(") || opacity != "1" || filter != "none") return [];
        const own = read(backgroundColor);
        const base = own.alpha == 1 ? [own] : grounds(below).map((ground) => flattenColors(own, ground));
        const shown = backgroundSize.startsWith("0") ? "" : backgroundImage;
        const stops = (shown.match(/[a-z]+\\([^()]*\\)/g) ?? []).map(read);
        return [...base, ...stops.flatMap((stop) => base.map((ground) => flattenColors(stop, ground)))];
    };
    const isClearAt = (element, { x, y, width, height }) => {
        const layers = document.elementsFromPoint(x + width / 2, y + height / 2);
        const { backgroundColor, color, fontSize, fontWeight, opacity } = getComputedStyle(element);
        // It is cut off there, or lies behind a window, or only shows later: nobody reads it.
        if (opacity == "0" || !layers.includes(element)) return true;
        if (opacity != "1" && read(backgroundColor).alpha) return false;
        const text = read(color);
        text.alpha *= opacity;
        const below = grounds(layers.slice(layers.indexOf(element) + (opacity == "1" ? 0 : 1)));
        const isLarge = parseFloat(fontSize) >= (fontWeight >= 700 ? 18.66 : 24);
        const isSign = element.ariaHidden == "true" && element.textContent.trim().length == 1;
        const least = isLarge || isSign ? 3 : 4.5;
        return below.length > 0 && below.every((each) => getContrast(each, flattenColors(text, each)) >= least);
    };
    globalThis.isClear = (element) => {
        const [left, top] = [scrollX, scrollY];
        element.scrollIntoView({ block: "center", behavior: "instant" });
        const texts = [...element.childNodes].filter(({ nodeType, data }) => nodeType == Node.TEXT_NODE && data.trim());
        const characters = texts.flatMap((text) => {
            const from = text.data.search(/\\S/);
            const to = text.data.trimEnd().length - 1;
            return [from, (from + to) >> 1, to].map((at) => {
                const range = new Range();
                range.setStart(text, at);
                range.setEnd(text, at + 1);
                return range.getBoundingClientRect();
            });
        });
        const seen = characters.filter(({ width, height }) => width && height);
        const isFine = seen.length > 0 && seen.every((place) => isClearAt(element, place));
        scrollTo({ left, top, behavior: "instant" });
        return isFine;
    };
    return true;
})()"""
# Where text runs from the right, axe passes over most elements that it is given one by one: it gets the whole page.
FAULTS_AND_LOOKS = """(options) => IS_CLEAR && axe.run(
    document.documentElement.dir == "rtl" ? document : [...newLooks.values()], options
).then(({ violations, incomplete, passes }) => {
    const elements = new Set(passes.flatMap(({ nodes }) => nodes.map(({ element }) => element)));
    const faults = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => [id, html]));
    const [unsure, passed] = [incomplete, passes].map((all) => all.flatMap(({ nodes }) => nodes));
    const unknown = [...unsure, ...passed.filter(({ element }) => newLooks.has(element))].filter(
        ({ element }) => !isClear(element)
    );
    faults.push(...unknown.map(({ html }) => ["color-contrast by layers", html]));
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
    faults, fine = page.evaluate(FAULTS_AND_LOOKS.replace("IS_CLEAR", IS_CLEAR), COLORS)
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
