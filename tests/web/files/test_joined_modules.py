"""Scripts and styles are joined from their parts in order; whatever cannot be joined is refused."""

import pytest

from survey_app.web.files.joined_modules import join_modules, join_styles
from survey_app.web.files.static_files import SOURCE


def modules(folder, **sources):
    for name, source in sources.items():
        (folder / f"{name}.js").write_text(source)
    return folder / "page.js"


def test_what_is_imported_comes_first_and_once(tmp_path):
    page = modules(
        tmp_path,
        page='import { b } from "./b.js";\nimport { c } from "./c.js";\n\nb(c);\n',
        b='import { c } from "./c.js";\nexport function b() {\n  return c;\n}\n',
        c="export const c = 1;\n",
    )

    assert join_modules(page) == b"const c = 1;\nfunction b() {\n  return c;\n}\n\nb(c);\n"


def test_a_module_that_is_imported_later_stays_a_module(tmp_path):
    page = modules(tmp_path, page='import("./b.js").then(({ b }) => b());\n', b="export const b = 1;\n")

    assert join_modules(page) == b'import("./b.js").then(({ b }) => b());\n'


def test_what_the_script_itself_exports_stays_exported_and_what_it_imports_does_not(tmp_path):
    page = modules(
        tmp_path,
        page='import { b } from "./b.js";\nexport const a = b;\n',
        b="const b = 1;\n\nexport { b };\n",
    )

    assert join_modules(page) == b"const b = 1;\n\nexport const a = b;\n"


@pytest.mark.parametrize(
    "line",
    ['import b from "./b.js";', 'import * as b from "./b.js";', "export * from b;", "export default b;"],
)
def test_modules_that_cannot_be_joined_are_refused(tmp_path, line):
    with pytest.raises(ValueError, match=r"page.js: cannot join"):
        join_modules(modules(tmp_path, page=f"{line}\n"))


def test_a_name_that_two_modules_declare_is_refused(tmp_path):
    page = modules(tmp_path, page='import { a } from "./b.js";\nconst list = a;\n', b="const list = 1;\n")

    with pytest.raises(ValueError, match=r"page.js: list is also declared in b.js"):
        join_modules(page)


def test_modules_that_import_each_other_are_refused(tmp_path):
    page = modules(tmp_path, page='import { a } from "./b.js";\n', b='import { c } from "./page.js";\n')

    with pytest.raises(ValueError, match=r"page.js: imports itself"):
        join_modules(page)


def test_every_script_of_ours_can_be_joined():
    assert all(join_modules(script) for script in SOURCE.glob("*.js"))


def a_style(folder, whole, **parts):
    for name, source in parts.items():
        (folder / f"{name}.css").write_text(source)
    (folder / "whole.css").write_text(whole)
    return folder / "whole.css"


def test_a_style_has_its_parts_in_their_order(tmp_path):
    style = a_style(
        tmp_path,
        '/* All. */\n\n@import "./base.css";\n@import "./page.css";\n',
        base="p {\n}\n",
        page="a {\n}\n",
    )

    assert join_styles(style) == b"/* All. */\n\np {\n}\na {\n}\n"


@pytest.mark.parametrize(
    "line", ["@import url(base.css);", '@import "base.css" print;', ' @import "./base.css";']
)
def test_an_import_that_cannot_be_joined_is_refused(tmp_path, line):
    with pytest.raises(ValueError, match=r"whole.css: cannot join an @import"):
        join_styles(a_style(tmp_path, f"{line}\n", base="p {}\n"))


def test_a_part_that_imports_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"whole.css: cannot join an @import"):
        join_styles(a_style(tmp_path, '@import "./base.css";\n', base='@import "./more.css";\n'))


def test_every_style_of_ours_can_be_joined():
    assert all(join_styles(style) for style in SOURCE.glob("*.css"))
