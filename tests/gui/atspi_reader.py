"""A program of assistive technology: tells over a pipe what a window says of itself to AT-SPI.

It runs in the Python of the system, which has the bindings (`gi`, Atspi 2.0), and knows nothing of
the window's program but its process id. A line of JSON comes in, a line of JSON goes out:
`{"do": NAME, …}` is answered by `{"ok": …}` or `{"failed": TEXT}`. Nodes are numbered as they are
found. Every wait has a deadline.
"""

from __future__ import annotations

import json
import re
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402 - the version has to be said first

PAUSE = 0.02
MOST_NODES = 4000
MOST_NAMES = 40
SCREEN = Atspi.CoordType.SCREEN
STATES = ("ACTIVE", "CHECKED", "ENABLED", "EXPANDABLE", "EXPANDED", "FOCUSABLE", "FOCUSED",
          "SELECTED", "SHOWING")  # fmt: skip


class NotThereError(Exception):
    """What was asked for has not come before the deadline."""


def until(ask, wait, what):
    """The first true answer of `ask`; what the window says meanwhile is listened to."""
    end = time.monotonic() + wait
    while True:
        hear()
        try:
            answer = ask()
        except GLib.GError:  # a part went away while it was looked at
            answer = None
        if answer:
            return answer
        if time.monotonic() > end:
            raise NotThereError(what)
        time.sleep(PAUSE)


def children(node):
    """The children of a node; those that go meanwhile are left out."""
    found = (node.get_child_at_index(n) for n in range(node.get_child_count()))
    return [child for child in found if child is not None]


def actions(node):
    """The names of what a node can do."""
    return [Atspi.Action.get_action_name(node, n) for n in range(Atspi.Action.get_n_actions(node))]


def has(node, state):
    return node.get_state_set().contains(getattr(Atspi.StateType, state))


def fits(node, role, name):
    """The node has that role, and its whole name fits that pattern."""
    return node.get_role_name() == role and re.fullmatch(name, node.get_name()) is not None


def hear():
    """Listen to all the window has said meanwhile."""
    while GLib.MainContext.default().iteration(False):
        pass


def walk(top, hidden=False):
    """Everything below a node, nearest first; what does not show only if asked for."""
    waiting = [top]
    for node in waiting:  # grows while it is walked
        if len(waiting) > MOST_NODES:
            return
        for child in children(node):
            if hidden or has(child, "SHOWING"):
                waiting.append(child)
                yield child


class Reader:
    """Answers what is asked about one window."""

    def __init__(self):
        self.nodes = []
        self.focused = None
        self.menu = None
        self.app = None
        self.listener = Atspi.EventListener.new(self.on_event)
        for state in ("focused", "showing"):
            self.listener.register(f"object:state-changed:{state}")

    def on_event(self, event):
        """Note where the focus went, and which menu came up."""
        try:
            menu = event.source.get_role_name() == "popup menu"
        except GLib.GError:  # it has gone since
            return
        if event.detail1 and event.type.endswith(":focused"):
            self.focused = event.source
        elif event.detail1 and menu:
            self.menu = event.source

    def attach(self, pid, wait):
        """Find the program with that process id; node 0."""

        def found():
            programs = children(Atspi.get_desktop(0))
            return next((p for p in programs if p.get_process_id() == pid), None)

        self.app = until(found, wait, f"no program with the process id {pid}")
        self.app.set_cache_mask(Atspi.Cache.NONE)
        self.nodes, self.focused = [self.app], None
        return self.told(self.app)

    def find(self, top, role, name, wait, hidden=False, states=()):
        """The nearest node of a role whose whole name fits a pattern and that has these states."""

        def found():
            return next((node for node in walk(self.nodes[top], hidden) if fits(node, role, name)
                         and all(has(node, state) for state in states)), None)  # fmt: skip

        try:
            return self.told(until(found, wait, f"no {role} named {name!r} {states}"))
        except NotThereError as error:
            seen = [
                node.get_name() for node in walk(self.nodes[top]) if node.get_role_name() == role
            ]
            raise NotThereError(f"{error}, but {seen[:MOST_NAMES]}") from None

    def gone(self, top, role, name, wait):
        """Wait until there is no such node any more."""

        def absent():
            return not any(fits(node, role, name) for node in walk(self.nodes[top]))

        return until(absent, wait, f"there still is a {role} named {name!r}")

    def taller(self, top, role, name, than, wait):
        """Wait until a node is higher on the screen than that."""

        def grown():
            node = next((one for one in walk(self.nodes[top]) if fits(one, role, name)), None)
            return node and Atspi.Component.get_extents(node, SCREEN).height > than

        return until(grown, wait, f"the {role} named {name!r} does not grow")

    def names(self, top, role):
        """The names of the children of a node that have a role and show."""
        return [node.get_name() for node in children(self.nodes[top])
                if node.get_role_name() == role and has(node, "SHOWING")]  # fmt: skip

    def everything(self, top, roles):
        """Role, name, and name of the parent of all nodes of these roles below a node."""
        return [(node.get_role_name(), node.get_name(), node.get_parent().get_name())
                for node in walk(self.nodes[top]) if node.get_role_name() in roles]  # fmt: skip

    def told(self, node):
        """A node as values: who it is, where it is, what it can do."""
        can = node.get_interfaces()
        place = Atspi.Component.get_extents(node, SCREEN) if "Component" in can else None
        self.nodes.append(node)
        return {
            "node": len(self.nodes) - 1,
            "role": node.get_role_name(),
            "name": node.get_name(),
            "description": node.get_description(),
            "states": [state for state in STATES if has(node, state)],
            "place": [place.x, place.y, place.width, place.height] if place else None,
            "actions": actions(node) if "Action" in can else [],
        }  # fmt: skip

    def act(self, node, action):
        """Do one of the actions a node offers, by name."""
        there = self.nodes[node]
        return bool(Atspi.Action.do_action(there, actions(there).index(action)))

    def write(self, node, text):
        """Put text into an editable node."""
        return bool(Atspi.EditableText.set_text_contents(self.nodes[node], text))

    def reads(self, node, text, wait):
        """Wait until a node has that text."""
        there = self.nodes[node]

        def read():
            return Atspi.Text.get_text(there, 0, Atspi.Text.get_character_count(there))

        try:
            return until(lambda: read() == text, wait, "")
        except NotThereError:
            raise NotThereError(f"{there.get_name()!r} reads {read()!r}, not {text!r}") from None

    def described(self, node, description, wait):
        """Wait until the description of a node fits a pattern."""
        there = self.nodes[node]

        def fitting():
            return re.fullmatch(description, there.get_description())

        return bool(until(fitting, wait, f"described as {there.get_description()!r}"))

    def focus(self, role, name, wait):
        """Wait until the focus is on such a node."""

        def reached():
            node = self.focused
            return node if node is not None and fits(node, role, name) else None

        return self.told(until(reached, wait, f"the focus did not come to a {role} {name!r}"))

    def has_focus(self, role, name, wait):
        """The focus comes to such a node in time."""
        try:
            return bool(self.focus(role, name, wait))
        except NotThereError:
            return False

    def popup(self, item, wait):
        """Wait for an item of the menu that came up last: no window has context menus below it."""

        def found():
            items = children(self.menu) if self.menu is not None else []
            return next((one for one in items if one.get_name() == item and has(one, "SHOWING")), 0)

        return self.told(until(found, wait, f"no menu with {item!r} comes up"))

    def forget_focus(self):
        """What has the focus now is old news."""
        hear()
        self.focused = None
        return True

    def focus_moved(self, wait):
        """What the focus has come to since it was forgotten."""
        return self.told(until(lambda: self.focused, wait, "the focus stays where it is"))


def answer(reader, asked):
    """Do what is asked; failures are told."""
    try:
        return {"ok": getattr(reader, asked.pop("do"))(**asked)}
    except (NotThereError, GLib.GError) as error:
        seen = "" if reader.focused is None else f"; focus on {reader.focused.get_name()!r}"
        return {"failed": f"{error}{seen}"}


def main():
    reader = Reader()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(reader, json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
