"""A walk past every page there is, in an order in which a person could see them."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)

from holdspace.library import evidence, shelf
from tests.journeys.person import PASSWORD, SIGN_IN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.journeys.person import Person

HARD = "Some nights I want to die, and then the morning comes and the kettle is there."
BODY = evidence.note("calming-body").code
SHEET = shelf.code_of(shelf.guide("closer-look-full"))
LONG = "We sat in the car and neither of us said anything for a long time. " * 6


def visitor(robin: Person) -> Iterator[str]:
    """What everybody can see."""
    places = {
        "arrive": "/",
        "about": "/about/",
        "try": "/try/",
        "settle": "/settle/",
        "guides": "/guides/",
        "guide": "/guides/paced-breathing/",
        "guide-told-before": "/guides/letter-in-grief/",
        "guide-sheet": f"/guides/{SHEET}/sheet/",
        "evidence": "/evidence/",
        "evidence-note": f"/evidence/{BODY}/",
        "breathe": "/breathe/",
        "breathe-moving": "/breathe/four-seven-eight/1/",
        "help": "/help/",
        "help-gb": "/help/gb/",
        "show": "/help/show/",
        "help-print": "/help/print/",
        "offline": "/offline/",
        "sign-in": "/sign-in/",
        "recover": "/recover/",
        "create": "/create/",
        "deleted": "/deleted/",
        "noted": "/note/",
        "note-over": "/note/never-a-token/",
        "not-there": "/not-there/",
    }
    for name, path in places.items():
        robin.go(path)
        yield name
    robin.go("/create/")
    robin.press("Make my space")
    yield "create-refused"
    robin.go("/sign-in/")
    robin.page.get_by_label("Sign-in name").fill("nobody")
    robin.page.get_by_label("Password").fill("not the one")
    robin.press("Sign in")
    yield "sign-in-refused"


def joining(robin: Person) -> Iterator[str]:
    """The space is made, and still empty."""
    robin.create()
    yield "code"
    robin.page.get_by_label("Type or paste the whole code").fill("ABCD")
    robin.press("I have kept it")
    yield "code-refused"
    robin.keep_code()
    yield "today-new"
    for name, path in {
        "timeline-empty": "/timeline/",
        "patterns-empty": "/patterns/",
        "search-empty": "/search/",
        "words": "/words/",
        "you": "/you/",
        "held": "/you/held/",
    }.items():
        robin.go(path)
        yield name
    robin.go("/you/")
    robin.page.get_by_label("Time zone").fill("Mars/Olympus")
    robin.press("Keep")
    yield "you-refused"


def the_second_step(robin: Person) -> Iterator[str]:
    """An app is set up, asked for at the next signing in, and removed."""
    page = robin.page
    robin.go("/you/second-step/")
    yield "second-steps-none"
    robin.press("Add a passkey")
    yield "no-passkey"
    robin.go("/you/second-step/app/")
    yield "add-app"
    password = page.get_by_label("Your password, once more")
    code = page.get_by_label("The code that the app shows now")
    code.fill("no code")
    password.fill(PASSWORD)
    robin.press("Ask for it from now on")
    yield "add-app-refused"
    code.fill(shown_by_app(page.locator(".code-shown").inner_text()))
    password.fill(PASSWORD)
    robin.press("Ask for it from now on")
    yield "backup-codes"
    backup = page.locator(".codes li").first.inner_text()
    robin.press("I have kept them")
    yield "second-steps"
    robin.press("Make new backup codes")
    yield "new-backup-codes"
    robin.sign_out()
    robin.go("/sign-in/")
    page.get_by_label("Sign-in name or e-mail address").fill(SIGN_IN)
    page.get_by_label("Password").fill(PASSWORD)
    robin.press("Sign in")
    yield "second-step"
    page.get_by_label("Code").fill("no code")
    robin.press("Go on")
    yield "second-step-refused"
    robin.press("Stop here")
    robin.go("/sign-in/?ended=1")
    yield "second-step-ended"
    page.get_by_label("Sign-in name or e-mail address").fill(SIGN_IN)
    page.get_by_label("Password").fill(PASSWORD)
    robin.press("Sign in")
    page.get_by_label("Code").fill(backup)
    robin.press("Go on")
    page.wait_for_url("**/today/")
    robin.go("/you/second-step/")
    robin.press("Remove Authenticator app")
    yield "remove-step"
    page.get_by_label("Password").fill(PASSWORD)
    robin.press("Remove it")
    page.wait_for_url("**/you/second-step/")


def shown_by_app(typed: str) -> str:
    """The code that an app shows now for the key on the page."""
    (counter,) = yield_hotp_counters_from_time()
    return format_hotp_value(hotp_value(typed.replace(" ", ""), counter))


def after_tears(robin: Person) -> Iterator[str]:
    """The main guide, every screen, kept as something of twenty minutes ago."""
    page = robin.page
    robin.begin()
    robin.pick("sadness", "relief", "being moved")
    page.locator(".own input").first.fill("homesick")
    yield "after-tears-1"
    robin.press("Sit with this a while")
    yield "still"
    robin.press("Go on")
    robin.pick("a memory")
    robin.write(LONG)
    yield "after-tears-2"
    robin.next()
    robin.rate("Mood now", 4)
    robin.pick("throat", "chest", "heavy")
    yield "after-tears-3"
    robin.next()
    robin.pick("a little")
    robin.write(HARD)
    yield "after-tears-4"
    robin.next()
    robin.pick("rest", "company")
    yield "after-tears-5"
    robin.next()
    robin.pick("at home")
    _back_date(robin)
    yield "after-tears-6"
    robin.next()
    robin.rate("How strong they were", 7)
    yield "after-tears-7"
    robin.next()
    yield "end"
    robin.keep()
    yield "kept"


def the_others(robin: Person) -> Iterator[str]:
    """The two short guides, and a page that cannot be kept as it is."""
    robin.begin("I felt like crying and did not")
    yield "held-back-tears-1"
    robin.pick("frustration")
    robin.next()
    yield "held-back-tears-2"
    robin.next()
    yield "held-back-tears-3"
    robin.to_end()
    yield "end-short"
    robin.begin("A short check-in")
    yield "check-in-1"
    robin.page.locator('input[type="date"]').evaluate("each => each.type = 'text'")
    robin.page.locator('[name="when.date"]').fill("the other day")
    robin.press("Next")
    yield "check-in-refused"


def later(robin: Person) -> Iterator[str]:
    """Today with what was left open, and what is added to a reflection."""
    robin.go("/today/")
    yield "today"
    robin.rate("Mood now", 6)
    yield "today-follow-up"
    robin.press("Keep this")
    yield "today-added"
    robin.go("/timeline/")
    yield "timeline"
    robin.go("/patterns/")
    yield "patterns"
    robin.go("/patterns/year/")
    yield "year"
    robin.page.get_by_label("At the top of the page").fill("A heron at the weir.")
    robin.press("See the page")
    yield "year-sheet"
    yield from searching(robin)
    robin.go("/timeline/")
    robin.page.locator("a.entry").first.click()
    robin.press("Add something")
    robin.write("By now it is quieter.")
    yield "after-tears-later-1"
    robin.to_end()
    yield "end-later"
    robin.press("Keep")
    robin.go("/timeline/")
    robin.page.locator("a.entry").first.click()
    yield "read-later"
    robin.press("What became of the needs")
    yield "ledger"
    robin.to_end()
    yield "end-correction"


def numbers(robin: Person) -> Iterator[str]:
    """Totals from paper: none yet, one refused, one, several, and of three scales."""
    robin.go("/measures/")
    yield "measures-empty"
    robin.page.get_by_text("What is known here").click()
    yield "measures-known"
    _enter_total(robin, "who-5", {"who-5": "50"}, "2026-08-01")
    yield "total-refused"
    for day, total in (("2026-08-01", "18"), ("2026-09-01", "9"), ("2026-11-01", "4")):
        _enter_total(robin, "phq-9", {"phq-9": total}, day)
        yield f"measure-{day}"
    three = {"dass-21-d": "9", "dass-21-a": "4"}
    _enter_total(robin, "dass-21", three, "2026-11-01")
    yield "measure-of-three"
    robin.go("/measures/")
    yield "measures"


def access(robin: Person) -> Iterator[str]:
    """What opens the space: seen, refused, and changed to a new key and back."""
    page = robin.page
    for name in ("password", "code", "key", "trail", "browsers", "delete"):
        robin.go(f"/you/{name}/")
        yield f"you-{name}"
    page.get_by_label("To be sure").fill("no")
    robin.press("Delete everything")
    yield "you-delete-refused"
    other = "nine lamps over the harbour"
    robin.go("/you/key/")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_label("A new password").fill(other)
    robin.press("Make a new key")
    page.wait_for_url("**/code/")
    code = page.locator("#recovery-code").inner_text()
    page.get_by_label("Type or paste the whole code").fill(code)
    robin.press("I have kept it")
    page.get_by_role("heading", name="The new key is in place").wait_for()
    yield "you-key-in-place"
    robin.go("/you/password/")
    page.get_by_label("Your password").fill(other)
    page.get_by_label("A new password").fill(PASSWORD)
    robin.press("Change it")
    yield "you-password-changed"


def searching(robin: Person) -> Iterator[str]:
    """Found as one types, looked at closer, and nothing found."""
    page = robin.page
    robin.go("/search/")
    words = page.get_by_label("Words", exact=True)
    words.fill("NEITHER of us")
    page.locator("mark").first.wait_for()
    yield "search-found"
    page.get_by_text("Look closer").click()
    page.get_by_label("A feeling").select_option("sadness")
    page.wait_for_load_state("networkidle")
    yield "search-closer"
    words.fill("Donaudampfschifffahrtsgesellschaft" * 8)
    page.get_by_text("Nothing found with this.").wait_for()
    yield "search-nothing"


def keeping(robin: Person) -> Iterator[str]:
    """A form from elsewhere: refused, brought in, looked at, published, retired."""
    page = robin.page
    robin.go("/you/")
    yield "you-keeper"
    robin.press("Forms")
    yield "shelf-empty"
    _bring(robin, {"resourceType": "Patient"})
    yield "shelf-refused"
    _bring(robin, _form())
    page.wait_for_url("**/keeper/form/**")
    yield "form-draft"
    robin.press("Publish this version")
    yield "form-publish-refused"
    page.get_by_text("What was mended, or is not known here").click()
    robin.press("The whole form")
    yield "form-whole"
    robin.press("Screen 2: Screen two")
    yield "form-screen"
    robin.press("← Back to the form")
    page.get_by_label("By which licence or leave").fill("Written by ourselves. " * 20)
    page.get_by_label("Show it in the open list").check()
    robin.press("Publish this version")
    page.get_by_text("It is published.").wait_for()
    yield "form-published"
    robin.press("Take it out of the open list")
    page.get_by_text("Changed.").wait_for()
    robin.press("Retire this version")
    page.get_by_text("It is retired.").wait_for()
    yield "form-retired"
    _bring(robin, _form(version="2.0.0", title="A short evening sheet"))
    robin.go("/keeper/")
    yield "shelf"


def _bring(robin: Person, form: dict[str, object]) -> None:
    robin.go("/keeper/")
    content = json.dumps(form).encode()
    file = {"name": "form.json", "mimeType": "application/json", "buffer": content}
    robin.page.get_by_label("The file").set_input_files([file])
    robin.press("Bring it in")
    robin.page.wait_for_load_state()


def _form(**more: object) -> dict[str, object]:
    long = "Donaudampfschifffahrtsgesellschaft" * 6
    control = {
        "url": "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl",
        "valueCodeableConcept": {"coding": [{"code": "page"}]},
    }
    walk = {"linkId": "walk", "type": "boolean", "text": "Did you go for a walk?"}
    options = [{"valueString": one} for one in ("the weir", "the hill", long)]
    where = {
        "linkId": "where",
        "type": "open-choice",
        "repeats": True,
        "text": "Where to?",
        "answerOption": options,
        "enableWhen": [{"question": "walk", "operator": "=", "answerBoolean": True}],
    }
    record = {"linkId": "record", "type": "reference", "text": f"A record: {long}"}
    words = {"linkId": "words", "type": "text", "text": "In your own words"}
    screens = {"Screen one": [walk, where], "Screen two": [words, record]}
    return {
        "resourceType": "Questionnaire",
        "url": f"https://forms.example/{long}",
        "version": "1.0.0",
        "title": f"An evening sheet {long}",
        "description": LONG,
        "copyright": f"Copyright of nobody. {LONG}",
        "item": [
            {
                "linkId": title,
                "type": "group",
                "text": title,
                "extension": [control],
                "item": items,
            }
            for title, items in screens.items()
        ],
        **more,
    }


def partings(robin: Person) -> Iterator[str]:
    """Two texts, letting go, coming too late, locking."""
    page = robin.page
    robin.begin()
    address = page.url
    second = page.context.new_page()
    second.goto(address)
    page.locator("textarea").first.fill("What I wrote first.")
    robin.next()
    second.locator("textarea").first.fill("What I wrote in the other window.")
    second.get_by_role("button", name="Next", exact=True).click()
    second.wait_for_url("**/both/**")
    second.close()
    robin.go(f"/journal/both/{address.split('/')[-3]}/")
    yield "both"
    page.goto(address)
    yield "two-texts"
    robin.to_end()
    yield "end-two-texts"
    robin.go("/today/")
    token = page.locator("form", has=page.get_by_role("button", name="Let it go"))
    token.first.get_by_role("button").click()
    yield "gone"
    page.goto(address)
    yield "not-there-draft"
    robin.begin("A short check-in")
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_role("button", name="Go to the end").click()
    other.get_by_role("button", name="Let it go").click()
    other.wait_for_url("**/gone/**")
    robin.write("More words for it.")
    robin.press("Next")
    yield "returned"
    page.goto(other.url)
    other.get_by_role("button", name="Take it back").click()
    other.wait_for_url(lambda url: "/gone/" not in url)
    other.close()
    robin.press("Take it back")
    yield "too-late"
    for name, path in {"locked": "/locked/", "unlock": "/today/"}.items():
        robin.go(path)
        yield name
    robin.page.locator("summary").click()
    robin.rate("Mood now", 6)
    yield "unlock-rating"
    robin.press("Keep this")
    page.wait_for_url("**/unlock/?rated=1")
    yield "unlock-rated"
    robin.go("/rate/")
    robin.press("Keep this")
    yield "rate-refused"
    robin.go("/unlock/?next=/today/")
    robin.page.get_by_label("Password").fill("not this one")
    robin.press("Unlock")
    yield "unlock-refused"
    robin.page.get_by_label("Password").fill(PASSWORD)
    robin.press("Unlock")
    page.wait_for_url("**/today/")


def mails(robin: Person) -> Iterator[str]:
    """Asking for notes by e-mail, at a server whose mails go nowhere."""
    robin.go("/you/reminders/")
    yield "reminders"
    robin.page.get_by_label("Address").fill("nobody")
    robin.press("Send the code")
    yield "reminders-refused"
    robin.page.get_by_label("Address").fill("robin@letterbox.example")
    robin.press("Send the code")
    yield "reminders-asked"


def refusals(robin: Person) -> Iterator[str]:
    """What is said when something cannot be done, or broke."""
    page = robin.page
    robin.go("/you/")
    page.locator("[name=csrfmiddlewaretoken]").first.evaluate("each => each.remove()")
    page.get_by_label("What would you like to be called?").fill("Robin of the hill")
    robin.press("Keep")
    yield "stale"
    robin.go("/you/")
    name = page.get_by_label("What would you like to be called?")
    name.evaluate("each => { each.maxLength = 200000; each.value = 'x'.repeat(90000) }")
    robin.press("Keep")
    yield "too-long"
    robin.begin("A short check-in")
    robin.write("Words that come back.")
    page.route("**/journal/write/**", lambda route: route.abort())
    page.locator("[name=token]").evaluate("each => each.value = 'ended'")
    page.unroute_all()
    robin.press("Next")
    yield "write-stale"
    robin.go("/timeline/")
    kept = page.locator("a.entry").first.get_attribute("href")
    _spoil(robin, "UPDATE journal_sealedrow SET sealed = x'00'")
    robin.go(kept or "")
    yield "unreadable"
    robin.go("/timeline/")
    yield "timeline-damaged"
    _spoil(robin, "DROP TABLE accounts_manifestpart")
    robin.go("/timeline/")
    yield "broken"


PARTS = (
    visitor,
    joining,
    the_second_step,
    after_tears,
    the_others,
    later,
    numbers,
    access,
    keeping,
    partings,
    mails,
    refusals,
)


def everything(robin: Person) -> Iterator[str]:
    """Every page, one after the other."""
    for part in PARTS:
        yield from part(robin)


def _enter_total(robin: Person, measure: str, totals: dict[str, str], day: str) -> None:
    robin.go("/measures/")
    robin.page.get_by_label("Which one it is").select_option(measure)
    robin.press("Enter its total")
    for name, total in totals.items():
        robin.page.locator(f'[name="{name}"]').fill(total)
    robin.page.get_by_label("The day it was filled in").fill(day)
    robin.press("Keep")
    robin.page.wait_for_load_state()


def _back_date(robin: Person) -> None:
    robin.page.evaluate(
        """() => {
          const two = (number) => String(number).padStart(2, "0");
          const at = new Date(Date.now() - 20 * 60_000);
          const day = document.querySelector('[name="when.date"]');
          const time = document.querySelector('[name="when.time"]');
          const month = two(at.getMonth() + 1);
          day.value = `${at.getFullYear()}-${month}-${two(at.getDate())}`;
          time.value = `${two(at.getHours())}:${two(at.getMinutes())}`;
        }"""
    )


def _spoil(robin: Person, what: str) -> None:
    with closing(sqlite3.connect(robin.server.database, timeout=10)) as database:
        database.execute(what)
        database.commit()
