"""Two devices save the same screen at the same moment: is anything lost?

    .venv/bin/python benchmarks/two_writers.py [--rounds 30]

A real server; two HTTP clients open one screen of one draft and save different
texts at once, with script (autosave) and without by turns. Nobody may be told
"kept" for a text that is not readable afterwards: the one who came second is told
that both are there, and both are read on the page that lets the person decide. Then
the draft is settled as "both" and kept, and both texts are read in the reflection.
One JSON line is printed; the exit code is 1 if a text was lost or nobody was told.
"""

from __future__ import annotations

import argparse
import json
import secrets
import tempfile
import threading
from pathlib import Path
from re import findall

from running import Answer, Browser, Server, join

_PAGE = r'name="page" value="([0-9a-f]+)"'


def save_at_once(
    browsers: list[Browser], where: str, *, autosave: bool
) -> tuple[list[str], list[Answer]]:
    """Open the screen in each browser, then send all texts at one moment."""
    texts = [f"{n} {secrets.token_hex(8)}" for n, _ in enumerate(browsers)]
    tokens = [browser.get(where).token for browser in browsers]
    gate = threading.Barrier(len(browsers))
    answers: dict[int, Answer] = {}

    def send(number: int) -> None:
        gate.wait()
        answers[number] = browsers[number].post(
            where,
            autosave=autosave,
            token=tokens[number],
            count=1 if autosave else 0,
            words=texts[number],
        )

    threads = [threading.Thread(target=send, args=(n,)) for n, _ in enumerate(browsers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return texts, [answers[n] for n, _ in enumerate(browsers)]


def was_told(answer: Answer) -> bool:
    """Whether this answer says that two texts stand beside each other."""
    return answer.status == 409 or (
        answer.status == 303 and answer.where.startswith("/journal/both/")
    )


def run(rounds: int, data: Path) -> dict[str, int]:
    """Play the rounds against a fresh server."""
    server = Server(data)
    server.start()
    found = {"rounds": rounds, "lost": 0, "told": 0, "refused": 0}
    try:
        person = join(server)
        for number in range(rounds):
            devices = [person.other(), person.other()]
            where = person.post("/begin/", guide="check-in").where
            row = where.split("/")[3]
            texts, answers = save_at_once(devices, where, autosave=number % 2 == 0)
            found["told"] += sum(map(was_told, answers)) == 1
            found["refused"] += sum(answer.status >= 500 for answer in answers)
            both = person.get(f"/journal/both/{row}/").text
            readable = all(text in both for text in texts)
            for page in findall(_PAGE, both):
                person.post(f"/journal/both/{row}/", page=page, choice="both")
            kept = person.post(f"/journal/end/{row}/", go="keep")
            read = person.get(kept.where).text
            found["lost"] += not (readable and all(text in read for text in texts))
    finally:
        server.stop()
    return found


def main() -> int:
    """Run, and print one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="holdspace-two-") as folder:
        found = run(given.rounds, Path(folder) / "data")
    print(json.dumps(found))
    return int(found["lost"] or found["refused"] or found["told"] != given.rounds)


if __name__ == "__main__":
    raise SystemExit(main())
