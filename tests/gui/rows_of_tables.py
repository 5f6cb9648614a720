"""A few rows for the tables of what a message says, by name of the table."""

from __future__ import annotations

from typing import Any

from msginspector.analysis.headers.report import read_headers
from msginspector.analysis.mail_html import clean
from msginspector.analysis.moments.report import moment_steps
from msginspector.analysis.people.report import people_steps
from msginspector.gui.models import attachments, headers, left_out, moments, people
from msginspector.gui.models.table import TableModel
from msginspector.gui.views import code_pages
from msginspector.session import ObjectRow
from tests.storage.building import drained

HTML = '<img src="http://a.example/x.png"><a href="http://b.example">http://c.example</a>'

TABLES = {
    "attachments": lambda: TableModel(attachments.COLUMNS),
    "blocked": lambda: TableModel(left_out.BLOCKED),
    "code pages": lambda: TableModel(code_pages.COLUMNS),
    "codes of headers": lambda: TableModel(headers.PARTS),
    "headers": lambda: TableModel(headers.FIELDS),
    "hops": lambda: TableModel(headers.HOPS),
    "links": lambda: TableModel(left_out.LINKS),
    "parts": lambda: TableModel(attachments.PARTS),
    "people": lambda: TableModel(people.COLUMNS),
    "times": lambda: TableModel(moments.COLUMNS),
}


def rows(row: ObjectRow) -> dict[str, list[Any]]:
    """Rows of a message that has an attachment, recipients and headers."""
    said = read_headers(row)
    times = drained(moment_steps(row))[1]
    mail = clean(HTML)
    return {
        "attachments": list(attachments.lines_of(row.attachments, row)),
        "blocked": list(mail.blocked),
        "code pages": code_pages.lines()[:3],
        "codes of headers": headers.part_lines(said),
        "headers": headers.field_lines(said),
        "hops": headers.hop_lines(said, str),
        "links": list(mail.links),
        "parts": [attachments.PartLine(("a",), None), attachments.PartLine(("a", "b"), 3)],
        "people": [
            people.PersonLine(person, place)
            for place, person in enumerate(drained(people_steps(row))[1].persons)
        ],
        "times": [moments.MomentLine(one, n, times) for n, one in enumerate(times.moments)],
    }
