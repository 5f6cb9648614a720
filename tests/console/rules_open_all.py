"""What `--open-all` must have opened, against an independent reading of the files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.console.story import Event, Story, Violation


@dataclass(frozen=True, slots=True)
class ExpectedMessage:
    """What a message holds: attachments as path -> kind of their data, and value streams."""

    attachments: Mapping[str, str | None]
    streams: int


# file -> message path -> what it holds
Expected = Mapping[str, Mapping[str, ExpectedMessage]]


def open_all(story: Story, expected: Expected) -> Iterator[Violation]:
    for event in story.first.values():
        if event["kind"] == "message":
            held = expected.get(event["file"] or "", {}).get(event["path"] or "")
            if held is None:
                yield Violation("open-all", event["seq"], f"no message at {event['path']}")
            else:
                yield from _message_opened(story, event, held)
    seen = {(event["file"], event["path"]) for event in story.first.values()}
    for file, messages in expected.items():
        for path in messages:
            if (file, path) not in seen:
                yield Violation("open-all", None, f"message {path} of {file} was not opened")


def _message_opened(story: Story, event: Event, held: ExpectedMessage) -> Iterator[Violation]:
    below = story.below(event["id"])
    for kind in ("recipient_table", "attachment_table"):
        if [child["kind"] for child in below].count(kind) != 1:
            yield Violation("open-all", event["seq"], f"not one {kind} was opened")
    streams = sum(child["kind"] == "stream" for child in below)
    if streams != held.streams:
        text = f"{streams} streams of {event['path']} opened, {held.streams} values lie in one"
        yield Violation("open-all", event["seq"], text)
    attachments = {child["path"]: child for child in below if child["kind"] == "attachment"}
    if sorted(attachments) != sorted(held.attachments):
        text = f"attachments {sorted(attachments)}, expected {sorted(held.attachments)}"
        yield Violation("open-all", event["seq"], text)
    for path, child in attachments.items():
        wanted = held.attachments.get(path)
        kinds = [data["kind"] for data in story.below(child["id"])]
        if (wanted is not None and wanted not in kinds) or (wanted is None and kinds):
            yield Violation("open-all", child["seq"], f"data opened as {kinds}, expected {wanted}")
