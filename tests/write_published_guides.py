"""Note newly published guides: ``python -m tests.write_published_guides``.

A line is only ever added. A guide that is listed and differs is not written anew: a
change of a published version is a new file with a new version.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

GUIDES = Path(__file__).parents[1] / "src" / "holdspace" / "content" / "guides"
PUBLISHED = Path(__file__).parent / "core" / "published_guides.txt"


def published() -> dict[str, str]:
    """The digest of each published guide, by the name of its file."""
    lines = PUBLISHED.read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, name in (line.split() for line in lines)}


def digest_of(path: Path) -> str:
    """A digest of what a guide says; spaces between its parts do not count."""
    said = json.loads(path.read_bytes(), parse_float=str)
    plain = json.dumps(said, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()


def main() -> int:
    """Add a line for each guide that has none."""
    known = published() if PUBLISHED.exists() else {}
    for path in GUIDES.glob("*.json"):
        known.setdefault(path.name, digest_of(path))
    lines = [f"{known[name]} {name}\n" for name in sorted(known)]
    PUBLISHED.write_text("".join(lines), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
