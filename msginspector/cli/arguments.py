"""The command line of `msginspect`, as a parser; it is also what the manual is made from."""

from __future__ import annotations

import argparse
from typing import Final

from msginspector import __version__

LIMIT_MB: Final = 64

COMING: Final = (
    "compare", "dump", "export",
)  # fmt: skip
"""Commands that are not there yet."""

HELP: Final = {
    "tree": "The tree of each file; embedded messages are listed without opening them.",
    "props": "The properties of each file, or of one object in it.",
    "check": "The findings of each file; an error among them is a no.",
    "find": "The properties, in any object of each file, that a query finds; none is a no.",
    "body": "The body of each message as text, HTML or RTF; none is a no.",
    "headers": "The Internet headers of each message: fields, hops, what servers state of it.",
    "times": "Every time in each message, where it stands, and which contradict each other.",
    "seal": "Signatures verified offline, encryption, reports, sharing; a bad signature is a no.",
    "extract": "Save attachments and embedded messages as new files in a folder.",
    "session": "Open a session, open things in it, close it, and print every event.",
    "script": "Play a script of openings, releases and closings, line by line; see --list.",
    "lookup": "What a tag, name, GUID, flag or error code means; both ways.",
    "decode": "What a binary structure says: hex text, @FILE, or - for standard input.",
    "structures": "The structures `decode` knows, with their specifications.",
}


QUERY_HELP: Final = "words, name:x, tag:0x0037, size>10k, /regex/, hex:DE AD, and or not ( )"


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="msginspect", description="Look into Outlook message files (.msg, .oft, .eml, TNEF)."
    )
    top.add_argument("--version", action="version", version=f"msginspect {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    everywhere = _everywhere()
    made = {
        name: commands.add_parser(name, parents=[everywhere], help=text, description=text)
        for name, text in HELP.items()
    }
    made["find"].add_argument("query", metavar="QUERY", help=QUERY_HELP)
    for name in (
        "tree", "props", "check", "find", "body", "headers", "times", "seal", "extract", "session",
    ):  # fmt: skip
        made[name].add_argument("files", nargs="+", metavar="FILE")
    _add_props(made["props"])
    _add_body(made["body"])
    _add_headers(made["headers"])
    made["times"].add_argument(
        "--object", metavar="PATH", default="/", help="a message inside, see `tree`"
    )
    _add_seal(made["seal"])
    _add_extract(made["extract"])
    _add_session(made["session"])
    _add_script(made["script"])
    made["lookup"].add_argument("text", nargs="+", metavar="TEXT", help="what to look up")
    made["decode"].add_argument("name", metavar="NAME", help="a structure, see `structures`")
    made["decode"].add_argument(
        "source", nargs="*", metavar="HEX|@FILE|-", help="hex digits, a binary file, or -"
    )
    for name in COMING:
        later = commands.add_parser(name, parents=[everywhere], help="not there yet")
        later.add_argument("rest", nargs=argparse.REMAINDER)
    return top


def _everywhere() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(add_help=False)
    options.add_argument("--json", action="store_true", help="print a JSON document")
    options.add_argument("--quiet", action="store_true", help="print no messages on standard error")
    options.add_argument(
        "--strict", action="store_true", help="a warning or error finding exits with 1"
    )
    options.add_argument(
        "--limit", type=_megabytes, default=LIMIT_MB << 20, metavar="MB",
        help=f"print at most this many megabytes (default: {LIMIT_MB})",
    )  # fmt: skip
    return options


def _megabytes(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text[:9]) <= 1 << 20:
        raise argparse.ArgumentTypeError("a whole number of megabytes, at least 1")
    return int(text) << 20


def _add_props(props: argparse.ArgumentParser) -> None:
    props.add_argument(
        "--object", metavar="PATH", help="only this object; / is the message, see `tree`"
    )
    props.add_argument("--filter", metavar="QUERY", default="", help=QUERY_HELP)
    props.add_argument(
        "--raw", action="store_true", help="all stored bytes instead of the first 64"
    )


def _add_body(body: argparse.ArgumentParser) -> None:
    body.add_argument(
        "--as", dest="form", choices=("text", "html", "rtf"),
        help="this form instead of the text of the native one",
    )  # fmt: skip
    body.add_argument(
        "--codepage", type=_codepage, metavar="N", help="read it in this code page, e.g. 1252"
    )
    body.add_argument("--object", metavar="PATH", default="/", help="a message inside, see `tree`")


def _codepage(text: str) -> int:
    from msginspector.mapi.codepages import codec_name

    if not text.isdecimal() or codec_name(int(text[:9])) is None:
        raise argparse.ArgumentTypeError("the number of a code page, e.g. 1252 or 65001")
    return int(text)


def _add_headers(headers: argparse.ArgumentParser) -> None:
    headers.add_argument(
        "--object", metavar="PATH", default="/", help="a message inside, see `tree`"
    )
    parts = headers.add_mutually_exclusive_group()
    for name, said in (
        ("raw", "the text as it is stored"),
        ("hops", "only the way from server to server"),
        ("auth", "only SPF, DKIM, DMARC, ARC as stated"),
    ):
        parts.add_argument(f"--{name}", dest="part", action="store_const", const=name, help=said)


def _add_seal(seal: argparse.ArgumentParser) -> None:
    seal.add_argument("--object", metavar="PATH", default="/", help="a message inside, see `tree`")


def _add_extract(extract: argparse.ArgumentParser) -> None:
    extract.add_argument(
        "-o", "--out", required=True, metavar="DIR", help="the folder; it is made if need be"
    )
    extract.add_argument(
        "--object", metavar="PATH", help="only this attachment, or those of this message"
    )
    extract.add_argument(
        "--all-levels", action="store_true", help="also the attachments of embedded messages"
    )


def _add_session(session: argparse.ArgumentParser) -> None:
    session.add_argument(
        "--open-all", action="store_true", help="open everything that can be opened"
    )
    session.add_argument(
        "--step", action="store_true", help="close step by step, waiting for Enter"
    )
    session.add_argument(
        "--fault", action="append", default=[], metavar="PATH",
        help='make closing that object fail; "" is the session (may be given several times)',
    )  # fmt: skip
    session.add_argument(
        "--report", metavar="OUT", help="save the report, too: a new .html, .json or .txt file"
    )


def _add_script(script: argparse.ArgumentParser) -> None:
    script.add_argument(
        "scripts", nargs="*", metavar="NAME|FILE", help="an experiment, or a .script file"
    )
    ways = script.add_mutually_exclusive_group()
    ways.add_argument("--list", action="store_true", help="the experiments that come with it")
    ways.add_argument("--step", action="store_true", help="ask before each line and wait")
    ways.add_argument("--python", action="store_true", help="print it as a Python program instead")
    ways.add_argument("--c", action="store_true", help="print its calls in C instead")
