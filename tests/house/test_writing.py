"""Writing: one way for what a person changes, one for machines."""

import ast
from collections.abc import Iterator

from tests.house.project import ROOT, name, our_modules

DATABASE = ROOT / "survey_app" / "store" / "database"
BY_HAND = {"begin", "begin_nested", "begin_twophase", "begin_writing", "commit", "for_writing", "rollback"}
IN_SQL = ("BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT")
FOR_NOBODY = {
    "survey_app/actions/accounts/sign_in.py",  # sessions, and guesses before it is known who guesses
    "survey_app/actions/accounts/staff_links.py",  # the link by which the operator comes in, who is logged then
    "survey_app/actions/changing.py",
    "survey_app/actions/demo/sample_district.py",
    "survey_app/actions/jobs/jobs.py",  # who asks for work changes nothing yet
    "survey_app/actions/jobs/working.py",  # how far the worker is
    "survey_app/actions/responses/failures.py",  # how many wrong codes a link got
    "survey_app/actions/known_secrets.py",  # fingerprints, when a server starts
    "survey_app/actions/responses/writer.py",  # nobody must know who sends a response
    "survey_app/actions/sealing/key_watch.py",  # keys that come and go
    "survey_app/actions/sealing/recover.py",  # it has a line for each epoch
    "survey_app/actions/sealing/seal.py",
    "survey_app/actions/rounds/deletion.py",  # piece by piece; the last piece has the line
    "survey_app/actions/surveys/catalog.py",  # the bundled surveys, when the server starts
}
"""Who may use `writing`. What a person changes goes through `changing`, or it is not in the log."""


def words_of(source: str) -> Iterator[tuple[str, int]]:
    """List each name that a module mentions, in any way, with its line."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute):
            yield node.attr, node.lineno
        elif isinstance(node, ast.Name):
            yield node.id, node.lineno
        elif isinstance(node, ast.ImportFrom):
            for each in node.names:
                yield each.name, node.lineno
                yield f"{node.module}.{each.name}", node.lineno


def by_hand(source: str) -> list[int]:
    """List the lines that begin or end a transaction, by a method or in SQL."""
    statements = [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and is_by_hand(node.value)
    ]
    return sorted({*statements, *(line for word, line in words_of(source) if word in BY_HAND)})


def is_by_hand(statement: str) -> bool:
    words = statement.split(maxsplit=1)
    return bool(words) and words[0].rstrip(";") in IN_SQL


def mentions(word: str) -> set[str]:
    """List the modules outside the room of the database that mention a name."""
    modules = [path for path in our_modules() if DATABASE not in path.parents]
    return {name(path) for path in modules if word in dict(words_of(path.read_text()))}


def test_nobody_begins_or_ends_a_transaction_by_hand():
    elsewhere = [path for path in our_modules() if DATABASE not in path.parents]

    assert {name(path): lines for path in elsewhere if (lines := by_hand(path.read_text()))} == {}


def test_only_machines_write_without_a_person():
    assert mentions("writing") == FOR_NOBODY


def test_only_a_unit_of_work_adds_lines_to_the_log():
    lines = {"survey_app/actions/changing.py", "survey_app/actions/sealing/recover.py"}

    assert mentions("survey_app.actions.audit_log.record") == lines


def test_a_transaction_by_hand_is_found():
    source = (
        "from survey_app.store.database.engine import for_writing\n"
        "session.commit()\n"
        "undo = session.rollback\n"
        "with engine.begin() as connection:\n"
        "    connection.exec_driver_sql('COMMIT')\n"
        "log('Begin to commit.', _commit)\n"
    )

    assert by_hand(source) == [1, 2, 3, 4, 5]
    assert {"for_writing", "commit", "rollback", "begin", "log"} <= dict(words_of(source)).keys()
