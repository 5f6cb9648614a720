"""Makes the sample messages in resources/samples: `python packaging/make_samples.py [FOLDER]`.

They are what the first start of the program shows, and test input. The output is the same bytes
on every run and machine; a test makes them again and compares.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import sample_items  # noqa: E402 - found beside this script, after the path is set
import sample_mails  # noqa: E402

SAMPLES: Final[dict[str, Callable[[], bytes]]] = {
    "plain-mail.msg": sample_mails.plain_mail,
    "html-mail-inline-image.msg": sample_mails.html_mail,
    "attachments.msg": sample_mails.attachments_mail,
    "nested-three-deep.msg": sample_mails.nested_mail,
    "recurring-appointment.msg": sample_items.appointment,
    "contact.msg": sample_items.contact,
    "task.msg": sample_items.task,
    "damaged.msg": sample_mails.damaged_mail,
}


def main(arguments: list[str]) -> int:
    """Writes every sample into the folder named, or into resources/samples."""
    folder = Path(arguments[0]) if arguments else ROOT / "resources" / "samples"
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in SAMPLES.items():
        data = make()
        (folder / name).write_bytes(data)
        print(f"{name:28} {len(data):7,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
