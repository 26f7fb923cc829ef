"""The distribution kit: sheets to print, texts to copy, slips with access codes; all of it as a zip."""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from itertools import islice
from pathlib import Path

from flask import (
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey_app.actions.kit.kit import KitOf, code_slips, kit_of
from survey_app.actions.responses.access_codes import (
    MOST_AT_ONCE,
    CodeBook,
    draw_codes,
    keep_codes,
    void_codes,
)
from survey_app.actions.rounds.lifecycle import Actor
from survey_app.actions.texts.printed import printed_before
from survey_app.documents.kit import KINDS, sheet_pdf
from survey_app.errors import CodesMade, NotFound, PaperError, RoundError
from survey_app.extensions import db
from survey_app.languages.listed import in_usual_order
from survey_app.lines import lines_of, with_plain_breaks
from survey_app.staff.guard import staff, the_person
from survey_app.staff.handing_out import hand_out
from survey_app.staff.jobs import begin_job
from survey_app.staff.on_paper import warn_of_marks
from survey_app.staff.reach import RoundInReach, link_at, round_in_reach
from survey_app.store.tables import Link
from survey_app.web.wording.kit import kit_wording, message_text, social_text
from survey_app.web.wording.problems.telling import error_text

_PDF = "application/pdf"


@dataclass(frozen=True)
class MadeSlips:
    """Slips that were just made: how many, and the file that holds the only copy of their codes."""

    count: int
    name: str
    content: bytes

    @property
    def address(self) -> str:
        """Put the file inside its own link: the page can show the new state, and the server keeps nothing."""
        return f"data:{_PDF};base64,{b64encode(self.content).decode()}"


_TRAY = re.compile(r"(.{1,60}?)\s*:\s*(\d{1,4})")


@staff.get("/rounds/<key>/kit/<slug>/<audience>")
def kit(key: str, slug: str, audience: str) -> str:
    """Show everything to print and to copy for one audience at one school."""
    return _kit_page(*link_at(key, slug, audience))


@staff.get("/rounds/<key>/kit/<slug>/<audience>/<kind>.pdf")
def kit_sheet(key: str, slug: str, audience: str, kind: str) -> Response:
    """Download a sheet as PDF, in one language or two: `?languages=en-es`."""
    _found, link = link_at(key, slug, audience)
    about = _about(link)
    languages = tuple(request.args.get("languages", about.languages[0]).split("+")[:2])
    if kind not in KINDS or not set(languages) <= set(about.languages):
        raise NotFound("nothing_here")
    name = _name_of_sheet(about, languages, kind)
    content = sheet_pdf(kind, about.sheet(languages, kind, kit_wording))
    return hand_out(content, _PDF, name, key)


@staff.post("/rounds/<key>/kit/<slug>/<audience>/codes")
def new_codes(key: str, slug: str, audience: str) -> ResponseReturnValue:
    """Make access codes. Show the page with the slips to cut out, once.

    Nothing else holds the codes: they are only in this PDF. We print it before we keep the codes. So if the sheet
    cannot be typeset, no codes stay behind that nobody holds and that would count as people asked.
    """
    in_reach, link = link_at(key, slug, audience)
    wanted = _trays(request.form.get("trays", ""))
    languages = tuple(request.form.get("languages", "en").split("+")[:2])
    about = _about(link)
    if wanted is None or not set(languages) <= set(about.languages):
        problem = _("Please write one class on each line, with the number of slips, such as Room 12: 30")
        return _kit_page(in_reach, link, problem), 422
    db.session.remove()
    try:
        slips = _print_and_keep((key, slug, audience), about, languages, wanted)
    except CodesMade as error:
        return _kit_page(*link_at(key, slug, audience), error_text(error)), 409
    except PaperError:
        problem = _(
            "The slips could not be printed, so no codes were made. "
            "Please tell the person who runs the server."
        )
        return _kit_page(*link_at(key, slug, audience), problem), 422
    except RoundError as error:
        return _kit_page(*link_at(key, slug, audience), error_text(error)), 422
    warn_of_marks(*(name for name, _count in wanted))
    return _kit_page(*link_at(key, slug, audience), made=slips)


def _print_and_keep(
    place: tuple[str, str, str], about: KitOf, languages: tuple[str, ...], trays: list[tuple[str, int]]
) -> MadeSlips:
    """Print new codes, then keep them. place: round, school, audience. Raises PaperError, CodesMade, RoundError."""
    codes = draw_codes(sum(count for _name, count in trays))
    _key, slug, audience = place
    slips = MadeSlips(len(codes), f"{slug}-{audience}-codes.pdf", _slips(about, languages, trays, codes))
    files = {slips.name: sha256(slips.content).hexdigest()}
    seen = request.form.get("seen", "")
    keep_codes(db.engine, code_book(), place, codes, _actor(), int(seen) if seen.isdecimal() else -1, files)
    return slips


@staff.post("/rounds/<key>/kit/<slug>/<audience>/void")
def void_unused_codes(key: str, slug: str, audience: str) -> ResponseReturnValue:
    """Take back the unused codes; responses stay as they are."""
    link_at(key, slug, audience)
    db.session.remove()
    # Do not say how many they were. The others were used, so that would tell how many people have answered by now.
    void_codes(db.engine, (key, slug, audience), _actor())
    flash(_("We took back the unused codes. Nobody can use them anymore."))
    return redirect(url_for("staff.kit", key=key, slug=slug, audience=audience))


@staff.post("/rounds/<key>/kit")
def ask_for_kit(key: str) -> ResponseReturnValue:
    """Make one zip of everything to print for the round; the worker makes it beside the server."""
    return begin_job("kit", round_in_reach(key), {})


def code_book() -> CodeBook:
    """Return what recognizes access codes."""
    return CodeBook.of(Path(current_app.instance_path))


def _about(link: Link) -> KitOf:
    about = kit_of(db.session(), link, current_app.config["PUBLIC_URL"])
    return replace(about, languages=in_usual_order(about.languages))


def _slips(
    about: KitOf, languages: Sequence[str], wanted: Sequence[tuple[str, int]], codes: Iterable[str]
) -> bytes:
    """Make the slips as PDF, class by class."""
    left = iter(codes)
    trays = {name: list(islice(left, count)) for name, count in wanted}
    return code_slips(about, languages, trays, kit_wording)


def _name_of_sheet(about: KitOf, languages: tuple[str, ...], kind: str) -> str:
    return f"{about.slug}-{about.audience}-{kind}-{'-'.join(languages)}.pdf"


def _sheets(about: KitOf) -> list[tuple[str, ...]]:
    """Return the languages of each sheet: one, or English and another."""
    pairs = [("en", each) for each in about.languages if each != "en" and "en" in about.languages]
    return [*((each,) for each in about.languages), *pairs]


def _kit_page(in_reach: RoundInReach, link: Link, problem: str = "", made: MadeSlips | None = None) -> str:
    about, key, district = _about(link), in_reach.line.key, in_reach.line.district
    choices = _sheets(about)
    every = [(languages, kind) for languages in choices for kind in KINDS]
    return render_template(
        "staff/kit/kit.html",
        line=in_reach.line,
        link=link,
        choices=choices,
        old=printed_before(
            db.session(), key, district, about, every, partial(_name_of_sheet, about), kit_wording
        ),
        kit=about,
        texts=list(_texts(about)),
        kinds=KINDS,
        problem=problem,
        made=made,
        typed="" if made else request.form.get("trays", ""),
    )


def _texts(about: KitOf) -> Iterator[tuple[str, str, str, bool]]:
    """Yield language, post and message, ready to copy; and whether a machine wrote some words of the kit."""
    for language in about.languages:
        post = about.link((language,), "social")
        message = about.link((language,), "message")
        is_draft = bool(kit_wording(language, about.asked).draft)
        said = social_text(language, about.asked, post), message_text(language, about.asked, message)
        yield language, *said, is_draft


def _trays(typed: str) -> list[tuple[str, int]] | None:
    """Read classes and their numbers of slips, one in each line: "Room 12: 30". None if a line cannot be read."""
    trays: list[tuple[str, int]] = []
    for line in lines_of(with_plain_breaks(typed)):
        if not line.strip():
            continue
        match = _TRAY.fullmatch(line.strip())
        name, count = (match[1], int(match[2])) if match else ("", 0)
        if line.strip().isdecimal():
            name, count = _("Slips"), int(line)
        if not 1 <= count <= MOST_AT_ONCE or any(name == other for other, _count in trays):
            return None
        trays.append((name, count))
    return trays or None


def _actor() -> Actor:
    return Actor(the_person().email, datetime.now(UTC))
