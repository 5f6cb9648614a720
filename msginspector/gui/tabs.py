"""The tabs of the message page: a row for each, in their order.

A row says what the tab is called, how it is built, and what it shows of an object: nothing means
that the tab does not fit the object and is absent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from msginspector.findings import Finding
    from msginspector.gui.theme import Theme
    from msginspector.gui.times import Clock
    from msginspector.gui.views.tab import Tab
    from msginspector.session import ObjectRow

SUMMARY: Final = "summary"
BODY: Final = "body"
CLASS: Final = "class"
SEAL: Final = "seal"
PROPERTIES: Final = "properties"
RECIPIENTS: Final = "recipients"
ATTACHMENTS: Final = "attachments"
PREVIEW: Final = "preview"
HEADERS: Final = "headers"
TIMES: Final = "times"
STORAGES: Final = "storages"
FINDINGS: Final = "findings"

BODY_IDS: Final = (0x1000, 0x1013, 0x1009)
"""PidTagBody, PidTagHtml / PidTagBodyHtml, PidTagRtfCompressed."""
PEOPLE_IDS: Final = (0x0C1A, 0x0C1F, 0x0042, 0x0065, 0x004F, 0x0050)
"""Names and addresses of senders and of those an answer goes to."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The object a page shows; `wanted` is the tab that belongs to what somebody selected."""

    row: ObjectRow
    findings: tuple[Finding, ...]
    clock: Clock
    wanted: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What a tab shows: how to get it once somebody looks, and how many rows there are.

    `title` takes the place of the tab's own. `rows` may raise InspectorError.
    """

    rows: Callable[[], Iterable[Any]]
    count: int | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class TabKind:
    """A tab: its name in the program, its title, how it is built, what it shows of an object."""

    name: str
    title: str
    make: Callable[[Theme, Clock, QWidget], Tab]
    offer: Callable[[Shown], Content | None]


def tab_kinds() -> tuple[TabKind, ...]:
    """All tabs, in their order."""
    return (
        TabKind(SUMMARY, _said("Summary"), _summary, _offer_summary),
        TabKind(BODY, _said("Body"), _body, _offer_body),
        TabKind(CLASS, _said("Class"), _class, _offer_class),
        TabKind(SEAL, _said("Signature"), _seal, _offer_seal),
        TabKind(PREVIEW, _said("Preview"), _preview, _offer_preview),
        TabKind(PROPERTIES, _said("Properties"), _properties, _offer_properties),
        TabKind(RECIPIENTS, _said("Recipients"), _recipients, _offer_recipients),
        TabKind(ATTACHMENTS, _said("Attachments"), _attachments, _offer_attachments),
        TabKind(HEADERS, _said("Headers"), _headers, _offer_headers),
        TabKind(TIMES, _said("Times"), _times, _offer_times),
        TabKind(STORAGES, _said("Storage"), _storage, _offer_storage),
        TabKind(FINDINGS, _said("Findings"), _findings, _offer_findings),
    )


def contents(shown: Shown) -> dict[str, Content]:
    """What the tabs that fit an object show, by name of the tab."""
    offered = ((kind.name, kind.offer(shown)) for kind in tab_kinds())
    return {name: content for name, content in offered if content is not None}


# -- what each shows of an object -------------------------------------------------------------


def _offer_summary(shown: Shown) -> Content:
    from msginspector.gui.facts import sections

    return Content(lambda: sections(shown.row, shown.clock, shown.findings))


def _offer_body(shown: Shown) -> Content | None:
    has_body = shown.row.kind == "message" and shown.row.first(*BODY_IDS) is not None
    return Content(lambda: [shown.row]) if has_body else None


def _offer_class(shown: Shown) -> Content | None:
    """A tab that is called what the message is; a plain mail has none."""
    from msginspector.analysis.classes.dispatch import class_title

    title = class_title(shown.row)
    return Content(lambda: [shown.row], title=_said(title)) if title else None


def _offer_seal(shown: Shown) -> Content | None:
    """A tab that is called what a message is under, or what it tells; a plain mail has none."""
    from msginspector.analysis.sealed.kinds import seal_title

    title = seal_title(shown.row)
    return Content(lambda: [shown.row], title=_said(title)) if title else None


def _offer_properties(shown: Shown) -> Content:
    return Content(lambda: shown.row.properties)


def _offer_recipients(shown: Shown) -> Content | None:
    row = shown.row
    if row.kind != "message":
        return None
    rows = row.recipients
    if not rows and shown.wanted != RECIPIENTS and row.first(*PEOPLE_IDS) is None:
        return None
    return Content(lambda: [row], len(rows))


def _offer_times(shown: Shown) -> Content | None:
    return Content(lambda: [shown.row]) if shown.row.kind == "message" else None


def _offer_attachments(shown: Shown) -> Content | None:
    rows = shown.row.attachments
    if not rows and shown.wanted != ATTACHMENTS:
        return None
    return Content(lambda: [(shown.row, rows)], len(rows))


def _offer_preview(shown: Shown) -> Content | None:
    return Content(lambda: [shown.row]) if shown.row.kind == "attachment" else None


def _offer_headers(shown: Shown) -> Content | None:
    from msginspector.analysis.headers.source import has_headers

    there = shown.row.kind == "message" and has_headers(shown.row)
    return Content(lambda: [shown.row]) if there else None


def _offer_storage(shown: Shown) -> Content:
    return Content(lambda: [(shown.row.list_storage(), shown.row.storage)])


def _offer_findings(shown: Shown) -> Content | None:
    found = shown.findings
    return Content(lambda: found, len(found)) if found else None


# -- how each is built: modules are loaded when somebody looks --------------------------------


def _summary(_colors: Theme, _clock: Clock, parent: QWidget) -> Tab:
    from msginspector.gui.views.summary_tab import SummaryTab

    return SummaryTab(parent)


def _body(colors: Theme, clock: Clock, parent: QWidget) -> Tab:
    from msginspector.gui.views.body_tab import BodyTab

    return BodyTab(colors, clock, parent)


def _properties(colors: Theme, clock: Clock, parent: QWidget) -> Tab:
    from msginspector.gui.views.properties_tab import PropertiesTab

    return PropertiesTab(colors, clock, parent)


def _recipients(colors: Theme, clock: Clock, parent: QWidget) -> Tab:
    from msginspector.gui.views.people_tab import PeopleTab

    return PeopleTab(colors, clock, parent)


def _times(colors: Theme, clock: Clock, parent: QWidget) -> Tab:
    from msginspector.gui.views.times_tab import TimesTab

    return TimesTab(colors, clock, parent)


def _attachments(colors: Theme, clock: Clock, parent: QWidget) -> Tab:
    from msginspector.gui.views.attachments_tab import AttachmentsTab

    return AttachmentsTab(colors, clock, parent)


def _class(colors: Theme, clock: Clock, parent: QWidget) -> Tab:
    from msginspector.gui.views.class_tab import ClassTab

    return ClassTab(colors, clock, parent)


def _seal(colors: Theme, clock: Clock, parent: QWidget) -> Tab:
    from msginspector.gui.views.seal_tab import SealTab

    return SealTab(colors, clock, parent)


def _preview(colors: Theme, clock: Clock, parent: QWidget) -> Tab:
    from msginspector.gui.views.attachments_tab import PreviewTab

    return PreviewTab(colors, clock, parent)


def _headers(colors: Theme, clock: Clock, parent: QWidget) -> Tab:
    from msginspector.gui.views.headers_tab import HeadersTab

    return HeadersTab(colors, clock, parent)


def _storage(colors: Theme, clock: Clock, parent: QWidget) -> Tab:
    from msginspector.gui.views.storage_tab import StorageTab

    return StorageTab(colors, clock, parent)


def _findings(colors: Theme, _clock: Clock, parent: QWidget) -> Tab:
    from msginspector.gui.models.findings import FindingsModel
    from msginspector.gui.views.list_tab import ListTab

    nouns = ("finding", "findings")
    return ListTab(_said("Findings"), nouns, FindingsModel(), colors, parent, FINDINGS)


def _said(text: str) -> str:
    return QCoreApplication.translate("Tabs", text)
