"""Export anonymized rows of a closed round: whole, or not at all. The audit log says who wanted them, and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom

from sqlalchemy.orm import Session

from survey_app.actions.audit_log import Actor
from survey_app.actions.exports.format_files import TABLES, write_data_package, write_formats, write_tables
from survey_app.actions.exports.handed_out import log_handed_out, sha256_of
from survey_app.actions.exports.row_files import write_codebooks, write_rows
from survey_app.actions.exports.whole_files import (
    beside,
    files_in,
    hand_out,
    places_beside,
    write_sums,
    write_text,
    zip_folder,
)
from survey_app.actions.jobs.progress import Progress, Tell, tell_nobody
from survey_app.actions.results.approval import why_nothing_shows
from survey_app.actions.results.comments import shown_comments
from survey_app.actions.sealing.mixed_responses import SurveySource, find_closed_round, read_sources
from survey_app.errors import ExportError, NotFound
from survey_app.results.files.csv_files import defuse, write_csv
from survey_app.results.files.disclosure import NOTICES, SurveyReport, disclosure_text
from survey_app.results.files.readme import SIMULATED, readme_text
from survey_app.store.exports import ExportedRound, find_round
from survey_app.store.results.comments import count_comments
from survey_app.store.rounds.setup import links_at
from survey_app.vocabulary import LONGEST_TEXT

LONGEST_PURPOSE = LONGEST_TEXT["reason"]

COMMENT_COLUMNS = {
    "school": "the school, as in its link",
    "version": "the version of the survey",
    "question": "the question; empty for words that name no question",
    "comment": "the comment, as the reviewer let it through",
    "themes": "needs that the reviewer chose for it, joined by a space",
}
"""The columns of comments.csv, and what they hold."""


@dataclass(frozen=True)
class ExportRequest:
    """What somebody wants: rows of a round, of all schools or one, of all surveys or one, and what for.

    languages: the languages to write the rows in as words, besides the codes.
    """

    round: str
    purpose: str
    school: str | None = None
    survey: str | None = None
    languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exported:
    """What was written: the path, how many rows, and what people must be told (too few, simulated)."""

    path: Path
    rows: int
    notices: tuple[str, ...]


@dataclass(frozen=True)
class ExportedComments:
    """How many comments were written, and how many questions were withheld, counted at each school."""

    comments: int
    withheld: int


def export_rows(session: Session, request: ExportRequest, out: Path, by: Actor) -> Exported:
    """Write responses.csv of each survey into the new folder `out`. If `out` ends in .csv, write one survey there.

    Raises NotFound; RoundError unless the round is closed and mixed; ExportError when the request cannot be met.
    After any error, nothing was written.
    """
    round_row, sources = _read(session, request)
    if out.suffix == ".csv" and len(sources) != 1:
        names = ", ".join(source.file.name for source in sources)
        raise ExportError("several_surveys", key=request.round, count=len(sources), names=names)
    if out.suffix != ".csv" and out.exists():
        raise ExportError("path_exists", path=out)
    with beside(out) as folder:
        reports = _write_all_rows(folder, sources, request, always_in_words=False)
        if out.suffix == ".csv":
            places = places_beside(folder / sources[0].file.name, out)
        else:
            places = {path: out / path.relative_to(folder) for path in files_in(folder)}
        files = {place.relative_to(out.parent).as_posix(): sha256_of(path) for path, place in places.items()}
        rows = _log(session, request, "rows", reports, by, files)
        if out.suffix == ".csv":
            for path, place in places.items():
                hand_out(path, place)
        else:
            hand_out(folder, out)
    return Exported(out, rows, _notices(round_row, reports))


def export_zip(
    session: Session, request: ExportRequest, out: Path, by: Actor, tell: Tell = tell_nobody
) -> Exported:
    """Write one zip with the rows of each survey, in codes and words, codebooks, and what the files disclose.

    Rows in words come in the language that each survey was written in, and in the languages of the request. Raises as
    `export_rows`.
    """
    round_row, sources = _read(session, request)
    if out.is_dir():
        raise ExportError("path_is_folder", path=out)
    title = _title(round_row, request)
    with beside(out) as folder:
        content = folder / "content"
        content.mkdir()
        reports = _write_all_rows(content, sources, request, always_in_words=True, tell=tell)
        not_made = _write_beside_rows(content, sources, reports, title)
        write_tables(session, content, request.round, request.school)
        write_data_package(content, sources, request.round, title)
        about = (title, request.purpose, by.now.date())
        readme = readme_text(reports, *about, not_made=not_made, is_sample=round_row.sample)
        write_text(content / "README.txt", readme)
        write_text(content / "disclosure.txt", disclosure_text(reports, title))
        write_sums(content)
        whole = folder / "whole.zip"
        zip_folder(content, whole, by.now.date())
        rows = _log(session, request, "zip", reports, by, {out.name: sha256_of(whole)})
        hand_out(whole, out)
    left_out = (f"not made: {each}" for each in not_made)
    return Exported(out, rows, (*_notices(round_row, reports), *left_out))


def _write_beside_rows(
    content: Path, sources: Iterable[SurveySource], reports: Sequence[SurveyReport], title: str
) -> list[str]:
    """Write codebooks and the files of programs beside the rows of each survey; return what could not be made."""
    not_made: list[str] = []
    for source in sources:
        survey = source.file.versions[0]
        full_title = f"{survey.title.source}, {title}"
        write_codebooks(content / survey.name, source, full_title)
        printed = next(report.ledger.printed for report in reports if report.survey == survey.name)
        not_made += write_formats(content / survey.name, source, full_title, printed)
    return not_made


def export_tables(session: Session, key: str, school: str | None, out: Path, by: Actor) -> int:
    """Write every number of the approved releases of a round into a new CSV file. Return how many there are.

    Raises NotFound for a school that is not in the round, and when nothing is approved.
    """
    _refuse_unknown(session, key, school)
    with beside(out) as folder:
        numbers = write_tables(session, folder, key, school)
        if not numbers:
            raise NotFound(why_nothing_shows(session, key), key=key)
        _log_single(session, "export tables", (key, school), folder / TABLES, out, by)
        hand_out(folder / TABLES, out)
    return numbers


def export_comments(session: Session, key: str, school: str | None, out: Path, by: Actor) -> ExportedComments:
    """Write the comments that were reviewed and shown into a new CSV file.

    Each question at a school has at least 11 comments, or none. Their order was never used before. Words beside "other"
    name no question. Raises NotFound; RoundError unless the round is closed and mixed.
    """
    find_closed_round(session, key)
    _refuse_unknown(session, key, school)
    schools = [school] if school else sorted(count_comments(session, key))
    by_school = {place: shown_comments(session, key, place) for place in schools}
    with beside(out) as folder:
        lines = [
            [place, one.version, one.question or "", defuse(one.body), " ".join(one.themes)]
            for place, comments in by_school.items()
            for one in comments.readable
        ]
        SystemRandom().shuffle(lines)
        written = write_csv(folder / "comments.csv", tuple(COMMENT_COLUMNS), lines)
        _log_single(session, "export comments", (key, school), folder / "comments.csv", out, by)
        hand_out(folder / "comments.csv", out)
    return ExportedComments(written, sum(comments.withheld for comments in by_school.values()))


def _refuse_unknown(session: Session, key: str, school: str | None) -> None:
    if find_round(session, key) is None:
        raise NotFound("no_round", key=key)
    if school and not links_at(session, key, [school]):
        raise NotFound("school_not_in_round", school=school, key=key)


def _read(session: Session, request: ExportRequest) -> tuple[ExportedRound, list[SurveySource]]:
    """Look up what the request names, and refuse what nobody may have."""
    if not request.purpose.strip() or len(request.purpose) > LONGEST_PURPOSE:
        raise ExportError("purpose_wrong", longest=LONGEST_PURPOSE)
    round_row = find_closed_round(session, request.round)
    sources = [s for s in read_sources(session, request.round) if request.survey in (None, s.file.name)]
    if not sources:
        raise NotFound("survey_not_in_round", key=request.round, survey=request.survey)
    if request.school:
        sources = [source for source in sources if request.school in {*source.received, *source.boxed}]
        if not sources:
            raise NotFound("school_not_in_round", school=request.school, key=request.round)
    known = {language for source in sources for language in source.file.versions[0].languages}
    if unknown := [language for language in request.languages if language not in known]:
        raise ExportError("labels_unknown", unknown=unknown, known=sorted(known))
    return round_row, sources


def _write_all_rows(
    folder: Path,
    sources: Sequence[SurveySource],
    request: ExportRequest,
    *,
    always_in_words: bool,
    tell: Tell = tell_nobody,
) -> list[SurveyReport]:
    wanted = []
    for source in sources:
        first = [source.file.versions[0].language] if always_in_words else []
        wanted.append((source, list(dict.fromkeys([*first, *request.languages]))))
    # Read every response once, and write it once in codes and once in each language.
    progress = Progress(sum(len(source) * (2 + len(languages)) for source, languages in wanted), tell)
    reports = []
    for source, languages in wanted:
        survey_folder = folder / source.file.name
        survey_folder.mkdir()
        reports.append(write_rows(survey_folder, source, request.school, languages, progress))
    return reports


def _log(
    session: Session,
    request: ExportRequest,
    kind: str,
    reports: Iterable[SurveyReport],
    by: Actor,
    files: Mapping[str, str],
) -> int:
    """Log the export before anybody gets it. Return the number of its rows."""
    rows = sum(report.ledger.printed for report in reports)
    details = {"purpose": request.purpose.strip(), "rows": rows, **_of_school(request.school)}
    details |= {"survey": request.survey} if request.survey else {}
    log_handed_out(session, by, f"export {kind}", request.round, files, details)
    return rows


def _log_single(
    session: Session, action: str, about: tuple[str, str | None], made: Path, out: Path, by: Actor
) -> None:
    """Log the export of one file. about: round and school."""
    key, school = about
    log_handed_out(session, by, action, key, {out.name: sha256_of(made)}, _of_school(school))


def _of_school(school: str | None) -> dict[str, object]:
    return {"school": school} if school else {}


def _notices(round_row: ExportedRound, reports: Iterable[SurveyReport]) -> tuple[str, ...]:
    few = [notice for report in reports for say in NOTICES if (notice := say(report))]
    return (*((SIMULATED,) if round_row.sample else ()), *few)


def _title(round_row: ExportedRound, request: ExportRequest) -> str:
    school = f", {request.school}" if request.school else ""
    return f"{round_row.name}{school}"
