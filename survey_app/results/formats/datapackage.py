"""datapackage.json: what is in the zip, for Frictionless and other readers of tabular data packages."""

from collections.abc import Iterable, Iterator, Mapping

from survey_app.results.formats.columns import MISSING_NUMBERS, Described

PROFILE = "tabular-data-package"


def data_package(name: str, title: str, resources: Iterable[Mapping[str, object]]) -> dict[str, object]:
    """The descriptor. name: in lowercase letters, digits and dashes."""
    return {"profile": PROFILE, "name": name, "title": title, "resources": list(resources)}


def rows_resource(name: str, path: str, columns: Iterable[Described]) -> dict[str, object]:
    """Describe a file of rows that holds codes."""
    schema = {"fields": list(_fields(columns)), "missingValues": ["", *MISSING_NUMBERS], "primaryKey": "row"}
    return _resource(name, path, schema)


def table_resource(name: str, path: str, header: Iterable[str], numbers: frozenset[str]) -> dict[str, object]:
    """Describe a file with these columns. numbers: the columns that hold whole numbers."""
    fields = [{"name": each, "type": "integer" if each in numbers else "string"} for each in header]
    return _resource(name, path, {"fields": fields, "missingValues": [""]})


def _resource(name: str, path: str, schema: Mapping[str, object]) -> dict[str, object]:
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True},
        "schema": schema,
    }


def _fields(columns: Iterable[Described]) -> Iterator[dict[str, object]]:
    for column in columns:
        field: dict[str, object] = {"name": column.name, "title": column.label}
        field["type"] = column.cell.frictionless
        if column.part_of:
            field["constraints"] = {"enum": [0, 1]}
        elif column.labels and column.entry and not column.several:
            field["constraints"] = {"enum": list(column.labels)}
        yield field
