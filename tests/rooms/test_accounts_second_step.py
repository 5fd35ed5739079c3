"""The second step: setting it up, taking it, losing it, removing it."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
import qrcode
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings as now_set

from holdspace.accounts import flows, steps
from holdspace.accounts.models import Halfway, Session, Unlocked, WrongSteps
from holdspace.accounts.pages.second_step import app_page
from holdspace.web import clock
from holdspace.web.refusals import NotThere
from tests.rooms import people
from tests.rooms.softkey import SoftKey

pytestmark = pytest.mark.django_db

KEY = now_set.UNLOCKED_COOKIE_NAME
HALF = now_set.HALFWAY_COOKIE_NAME
STEP = "/sign-in/second-step/"
MINE = "/you/second-step/"
APP = f"{MINE}app/"
PASSKEY = f"{MINE}passkey/"
CODES = f"{MINE}codes/"
HERE = {"headers": {"host": "localhost"}}
_TYPED = re.compile(r'class="code-shown">([A-Z2-7 ]+)<')
_CODE = re.compile(r"<li>(\d{4}-\d{4})</li>")
_OPTIONS = re.compile(r'data-options="([^"]+)"')


def code_of(secret, *, late=0):
    """What the app shows now, or so many half minutes later."""
    counter = int(clock.now().timestamp()) // 30 + late
    return format_hotp_value(hotp_value(secret, counter))


def set_up_app(someone):
    """Set up an app and keep the backup codes; what the app shares, and the codes."""
    page = people.shown(someone.client.get(APP))
    secret = _TYPED.search(page)[1].replace(" ", "")
    sent = {"code": code_of(secret), "password": people.PASSWORD}
    assert someone.client.post(APP, sent)["Location"] == CODES
    codes = _CODE.findall(people.shown(someone.client.get(CODES)))
    assert someone.client.post(CODES)["Location"] == MINE
    return secret, codes


def add_passkey(someone, key):
    """Add a passkey with its password; where that leads."""
    someone.client.post(PASSKEY, {"password": people.PASSWORD}, **HERE)
    options = options_on(someone.client.get(PASSKEY, **HERE))
    sent = {"credential": key.create(options)}
    return someone.client.post(PASSKEY, sent, **HERE)


def options_on(page):
    return html.unescape(_OPTIONS.search(page.content.decode())[1])


def begin(client=None, *, password=people.PASSWORD, name="ana", **more):
    """Type the password in a browser of its own."""
    client = client or people.browser()
    sent = {"sign_in": name, "password": password, **more.pop("sent", {})}
    answer = client.post("/sign-in/", sent, **more)
    return client, answer


@pytest.fixture
def with_app(ana, held):
    """Ana with an app, half an hour later: no code of the setting up is left."""
    ana.secret, ana.codes = set_up_app(ana)
    held.move(timedelta(minutes=30))
    ana.client = ana.browser()
    return ana


# --- Setting up ------------------------------------------------------------------


def test_nothing_asks_for_a_second_step_until_somebody_wants_it(ana):
    page = people.shown(ana.client.get(MINE))
    assert "asks for your password only" in page
    client, answer = begin()
    assert answer["Location"] == "/today/"
    assert HALF not in client.cookies
    assert MINE in people.shown(ana.client.get("/you/"))


def test_an_app_is_set_up_with_its_code_and_the_password(ana):
    page = people.shown(ana.client.get(APP))
    secret = _TYPED.search(page)[1].replace(" ", "")
    assert f"secret={secret}&issuer=Notes" in page
    assert '<path d="M4 4h7v1h-7z' in page
    right = {"code": code_of(secret), "password": people.PASSWORD}
    for wrong in (
        {**right, "code": "000000"},
        {**right, "code": ""},
        {**right, "password": "not this one, not at all"},
        {**right, "password": ""},
    ):
        answer = ana.client.post(APP, wrong)
        assert answer.status_code == 422
        # The same key again: the app has it already.
        assert _TYPED.search(people.shown(answer))[1].replace(" ", "") == secret
        assert people.PASSWORD not in people.shown(answer)
    assert not flows.has_second_step(ana.id)
    assert ana.client.post(APP, right)["Location"] == CODES
    assert flows.has_second_step(ana.id)
    # It is shown no more, and a second app is not set up beside it.
    assert ana.client.get(APP)["Location"] == MINE


def test_the_picture_is_what_an_app_scans():
    link = "otpauth://totp/Notes?secret=AAAA2222&issuer=Notes"
    page = app_page("AAAA2222")
    assert page.link == link
    drawn = set()
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", page.path):
        drawn |= {(int(x) + more, int(y)) for more in range(int(width))}
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_L)
    code.add_data(link)
    code.make()
    rows = enumerate(code.get_matrix())
    assert drawn == {(x, y) for y, row in rows for x, dark in enumerate(row) if dark}


def test_a_posted_secret_is_not_taken(ana):
    known = "A" * 32
    sent = {"code": code_of(known), "password": people.PASSWORD, "secret": known}
    assert ana.client.post(APP, sent).status_code == 422


def test_backup_codes_are_shown_until_they_are_kept_and_not_again(ana):
    page = people.shown(ana.client.get(APP))
    secret = _TYPED.search(page)[1].replace(" ", "")
    sent = {"code": code_of(secret), "password": people.PASSWORD}
    ana.client.post(APP, sent)
    codes = _CODE.findall(people.shown(ana.client.get(CODES)))
    assert len(set(codes)) == 10
    assert CODES in people.shown(ana.client.get(MINE))
    saved = ana.client.get(f"{CODES}file/")
    assert saved.content.decode().split() == codes
    assert saved["Content-Disposition"] == 'attachment; filename="codes.txt"'
    assert saved["Cache-Control"] == "no-store"
    ana.client.post(CODES)
    assert ana.client.get(CODES)["Location"] == MINE
    assert ana.client.get(f"{CODES}file/").status_code == 404
    assert "10 left" in people.shown(ana.client.get(MINE))


def test_new_backup_codes_take_the_password_and_end_the_old(with_app):
    wrong = with_app.client.post(f"{CODES}new/", {"password": "not this one at all"})
    assert wrong.status_code == 422
    right = {"password": people.PASSWORD}
    assert with_app.client.post(f"{CODES}new/", right)["Location"] == CODES
    fresh = _CODE.findall(people.shown(with_app.client.get(CODES)))
    assert set(fresh).isdisjoint(with_app.codes)
    client, _ = begin()
    assert client.post(STEP, {"code": with_app.codes[0]}).status_code == 422
    assert client.post(STEP, {"code": fresh[0]}).status_code == 302


def test_there_are_no_backup_codes_without_a_step(ana):
    assert ana.client.get(CODES)["Location"] == MINE
    right = {"password": people.PASSWORD}
    assert ana.client.post(f"{CODES}new/", right).status_code == 404
    assert not Authenticator.objects.exists()


# --- Signing in ------------------------------------------------------------------


def test_the_password_leads_to_the_step_and_opens_nothing(with_app):
    row = people.keep(with_app, words="behind the step")
    rows = Unlocked.objects.count()
    client, answer = begin()
    assert (answer.status_code, answer["Location"]) == (303, STEP)
    assert KEY not in client.cookies
    for where in ("/today/", "/timeline/", "/you/", f"/journal/read/{row}/", MINE):
        closed = client.get(where)
        assert closed.status_code == 303, where
        assert closed["Location"].startswith("/unlock/"), where
    assert client.get("/unlock/")["Location"].startswith("/sign-in/")
    assert client.post("/unlock/", {"password": people.PASSWORD}).status_code == 303
    assert client.post("/begin/", {"guide": "check-in"})["Location"] == "/unlock/"
    assert Unlocked.objects.count() == rows
    assert "Nothing is open yet" in people.shown(client.get(STEP))


def test_the_right_code_opens_and_leads_on(with_app):
    client, _ = begin(sent={"next": "/timeline/"})
    answer = client.post(STEP, {"code": code_of(with_app.secret)})
    assert answer["Location"] == "/timeline/"
    assert client.get("/timeline/").status_code == 200
    assert not Halfway.objects.exists()
    assert client.cookies[HALF].value == ""
    # Signed in, it has nothing to ask.
    assert client.get(STEP)["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("late", [-1, 0, 1])
def test_a_clock_that_is_half_a_minute_off_is_forgiven(with_app, late):
    client, _ = begin()
    code = code_of(with_app.secret, late=late)
    assert client.post(STEP, {"code": f" {code[:3]} {code[3:]} "}).status_code == 302


@pytest.mark.parametrize("late", [-2, 2])
def test_a_clock_that_is_a_minute_off_is_not(with_app, late):
    client, _ = begin()
    sent = {"code": code_of(with_app.secret, late=late)}
    assert client.post(STEP, sent).status_code == 422


@pytest.mark.parametrize(
    "code", ["", "000000", "x", "\0", "é" * 6, "٤٢٤٢٤٢", "9" * 60, "9" * 5000]
)
def test_a_wrong_code_is_told_kindly_and_opens_nothing(with_app, code):
    del with_app
    client, _ = begin()
    answer = client.post(STEP, {"code": code})
    assert answer.status_code == 422
    assert client.get("/today/").status_code == 303
    assert client.get(STEP).status_code == 200


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"password": people.PASSWORD},
        {"Code": "1"},
        {"code": ""},
        {"credential": ""},
        {"credential": "", "code": ""},
        {"next": "/today/"},
    ],
)
def test_a_form_without_a_proof_opens_nothing(with_app, sent):
    del with_app
    client, _ = begin()
    rows = Unlocked.objects.count()
    for body in (sent, {**sent, "x": "y"}):
        assert client.post(STEP, body).status_code == 422
    assert client.get("/today/").status_code == 303
    assert Unlocked.objects.count() == rows


def test_what_is_said_of_a_wrong_code_is_the_same_for_every_kind(with_app):
    client, _ = begin()
    client.post(STEP, {"code": with_app.codes[0]})
    used = code_of(with_app.secret)
    client, _ = begin()
    client.post(STEP, {"code": used})
    client, _ = begin()
    pages = {
        re.sub(r'value="[^"]*"', "", people.shown(client.post(STEP, {"code": code})))
        for code in ("123456", with_app.codes[0], used)
    }
    assert len(pages) == 1
    assert "This did not fit" in pages.pop()


def test_a_code_works_once(with_app, held):
    code = code_of(with_app.secret)
    client, _ = begin()
    assert client.post(STEP, {"code": code}).status_code == 302
    for seconds in (0, 20, 25):
        held.move(timedelta(seconds=seconds))
        other, _ = begin()
        assert other.post(STEP, {"code": code}).status_code == 422
    # One from before it does not work either, the next one does.
    older = code_of(with_app.secret, late=-1)
    assert other.post(STEP, {"code": older}).status_code == 422
    newer = {"code": code_of(with_app.secret)}
    assert other.post(STEP, newer).status_code == 302


def test_the_code_that_set_the_app_up_does_not_sign_in(ana):
    secret, _ = set_up_app(ana)
    client, _ = begin()
    assert client.post(STEP, {"code": code_of(secret)}).status_code == 422


def test_a_backup_code_works_once_and_is_counted(with_app):
    client, _ = begin()
    code = with_app.codes[3]
    assert client.post(STEP, {"code": code.replace("-", "")}).status_code == 302
    assert "9 left" in people.shown(client.get(MINE))
    other, _ = begin()
    assert other.post(STEP, {"code": code}).status_code == 422
    assert other.post(STEP, {"code": with_app.codes[4]}).status_code == 302


def test_a_code_of_somebody_else_does_not_fit(with_app, cleo):
    set_up_app(cleo)
    client, _ = begin(name="cleo")
    for code in (code_of(with_app.secret), with_app.codes[0]):
        assert client.post(STEP, {"code": code}).status_code == 422


def test_a_wrong_password_says_the_same_with_a_step_and_without(with_app, cleo):
    del with_app, cleo
    answers = [begin(name=name, password="not the one!")[1] for name in ("ana", "cleo")]
    assert {answer.status_code for answer in answers} == {422}
    assert not Halfway.objects.exists()


def test_whoever_was_signed_in_here_is_so_no_longer(with_app, cleo):
    unlocked = cleo.space.unlocked
    begin(cleo.client)
    assert not Unlocked.objects.filter(id=unlocked).exists()
    assert cleo.client.get("/unlock/")["Location"].startswith("/sign-in/")
    answer = cleo.client.post(STEP, {"code": code_of(with_app.secret)})
    assert answer["Location"] == "/today/"
    assert people.shown(cleo.client.get("/you/")).count("Sign out") == 1
    assert Unlocked.objects.filter(person=cleo.id).count() == 0


# --- What waits ------------------------------------------------------------------


def test_what_waits_ends_after_ten_minutes(with_app, held):
    # The row itself lasts to the next five minutes.
    held.move(timedelta(minutes=1))
    client, _ = begin()
    held.move(timedelta(minutes=9, seconds=50))
    assert client.get(STEP).status_code == 200
    held.move(timedelta(seconds=11))
    answer = client.post(STEP, {"code": code_of(with_app.secret)})
    assert answer["Location"] == "/sign-in/?ended=1"
    page = people.shown(client.get(answer["Location"]))
    assert "The second step has ended" in page
    assert client.get("/today/").status_code == 303
    assert not Halfway.objects.exists()


def test_the_half_in_the_cookie_is_kept_from_scripts_and_other_sites(with_app):
    del with_app
    client, _ = begin()
    cookie = client.cookies[HALF]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert cookie["max-age"] == 600
    assert cookie["path"] == "/"


def test_the_sweeper_ends_what_waits(with_app, held):
    del with_app
    begin()
    ends = Halfway.objects.get().ends_at
    assert ends.timestamp() % 300 == 0
    held.move(timedelta(minutes=15))
    flows.sweep(held.moment)
    assert not Halfway.objects.exists()


@pytest.mark.parametrize("way", ["/sign-out/", "/leave/"])
def test_leaving_ends_what_waits_at_once(with_app, way):
    client, _ = begin()
    kept = {name: one.value for name, one in client.cookies.items()}
    client.get(way) if way == "/leave/" else client.post(way)
    assert not Halfway.objects.exists()
    # Not even for somebody who has kept the cookies.
    for name, value in kept.items():
        client.cookies[name] = value
    sent = {"code": code_of(with_app.secret)}
    assert client.post(STEP, sent)["Location"].startswith("/sign-in/")
    assert client.get("/today/").status_code == 303


@pytest.mark.parametrize("missing", [HALF, now_set.SESSION_COOKIE_NAME])
def test_one_cookie_is_not_enough(with_app, missing):
    client, _ = begin()
    del client.cookies[missing]
    sent = {"code": code_of(with_app.secret)}
    assert client.post(STEP, sent)["Location"].startswith("/sign-in/")
    assert client.get("/today/").status_code == 303


def test_two_cookies_without_the_row_are_not_enough(with_app):
    client, _ = begin()
    Halfway.objects.all().delete()
    sent = {"code": code_of(with_app.secret)}
    assert client.post(STEP, sent)["Location"].startswith("/sign-in/")
    assert client.get("/today/").status_code == 303


@pytest.mark.parametrize("cookie", ["", ".", "x", "0" * 112, "é", "a" * 4000])
def test_a_half_that_is_none_tries_no_code(with_app, cookie):
    client, _ = begin()
    client.cookies[HALF] = cookie
    client.post(STEP, {"code": with_app.codes[0]})
    assert client.get("/today/").status_code == 303
    assert "10 left" in people.shown(with_app.client.get(MINE))


def test_what_waits_is_no_open_space_wherever_it_is_put(with_app):
    client, _ = begin()
    waiting = Halfway.objects.get()
    half = client.cookies[HALF].value
    # Somebody who writes to the database makes it look like an unlocked one.
    Unlocked.objects.create(
        id=waiting.id,
        person_id=with_app.id,
        secret=waiting.secret,
        ends_at=waiting.ends_at,
    )
    locked = with_app.locked_browser()
    locked.cookies[KEY] = f"{waiting.id.hex}.{half}"
    assert locked.get("/today/").status_code == 303


def test_five_wrong_codes_ask_for_the_password_again(with_app):
    client, _ = begin()
    for _ in range(4):
        assert client.post(STEP, {"code": "000000"}).status_code == 422
    assert client.post(STEP, {"code": "000000"})["Location"] == "/sign-in/?ended=1"
    sent = {"code": code_of(with_app.secret)}
    assert client.post(STEP, sent)["Location"].startswith("/sign-in/")
    assert not Halfway.objects.exists()


def test_after_ten_wrong_codes_none_is_looked_at_for_an_hour(with_app, held):
    for _ in range(2):
        client, _ = begin()
        for _ in range(5):
            client.post(STEP, {"code": "000000"})
    client, _ = begin()
    for code in (code_of(with_app.secret), with_app.codes[0]):
        answer = client.post(STEP, {"code": code})
        assert answer.status_code == 422
        assert "none is looked at for an hour" in people.shown(answer)
    row = WrongSteps.objects.get()
    assert row.count == 10
    assert row.ends_at.timestamp() % 300 == 0
    held.move(timedelta(minutes=65))
    flows.sweep(held.moment)
    assert not WrongSteps.objects.exists()
    client, _ = begin()
    sent = {"code": code_of(with_app.secret)}
    assert client.post(STEP, sent).status_code == 302


def test_a_change_of_the_steps_ends_what_waits(with_app):
    client, _ = begin()
    right = {"password": people.PASSWORD}
    with_app.client.post(f"{CODES}new/", right)
    assert client.get(STEP)["Location"] == "/sign-in/?ended=1"


def test_unlocking_asks_for_the_password_only(with_app):
    with_app.client.post("/lock/")
    answer = with_app.client.post("/unlock/", {"password": people.PASSWORD})
    assert answer["Location"] == "/today/"
    assert with_app.client.get("/today/").status_code == 200


def test_the_recovery_code_opens_without_the_step_and_says_that_it_is_still_on(
    with_app,
):
    client = people.browser()
    sent = {
        "sign_in": "ana",
        "code": with_app.code,
        "password": people.OTHER_PASSWORD,
    }
    assert client.post("/recover/", sent)["Location"] == "/code/"
    page = people.shown(client.get("/code/"))
    assert "Your second step is still on" in page
    assert MINE in page
    assert flows.has_second_step(with_app.id)
    _, answer = begin(password=people.OTHER_PASSWORD)
    assert answer["Location"] == STEP


# --- Removing --------------------------------------------------------------------


def _step(someone, kind):
    return next(one for one in flows.list_steps(someone.id) if one.kind == kind)


def test_removing_takes_the_password_and_the_last_takes_the_codes_along(with_app):
    where = f"{MINE}remove/{_step(with_app, flows.APP).id}/"
    assert "the backup codes go as well" in people.shown(with_app.client.get(where))
    for wrong in ({}, {"password": ""}, {"password": "not this one, not at all"}):
        assert with_app.client.post(where, wrong).status_code in (200, 422)
        assert flows.has_second_step(with_app.id)
    right = {"password": people.PASSWORD}
    assert with_app.client.post(where, right)["Location"] == MINE
    assert not Authenticator.objects.exists()
    _, answer = begin()
    assert answer["Location"] == "/today/"


def test_nobody_removes_what_is_somebody_elses(with_app, cleo):
    app = _step(with_app, flows.APP).id
    codes = _step(with_app, flows.BACKUP_CODES).id
    right = {"password": people.PASSWORD}
    for row in (app, codes, uuid4(), UUID(int=2**127)):
        answer = cleo.client.post(f"{MINE}remove/{row}/", right)
        assert answer.status_code == 404
    with pytest.raises(NotThere):
        flows.remove_step(cleo.space, step=app, now=people.NOON)
    # The backup codes have no address of their own to be removed at.
    assert with_app.client.get(f"{MINE}remove/{codes}/").status_code == 404
    assert Authenticator.objects.count() == 2


@pytest.mark.parametrize("where", [MINE, APP, PASSKEY, CODES, f"{CODES}file/"])
def test_the_pages_need_an_open_space(with_app, where):
    locked = with_app.locked_browser()
    assert locked.get(where)["Location"].startswith("/unlock/")
    assert people.browser().get(where)["Location"].startswith("/unlock/")


# --- Passkeys --------------------------------------------------------------------


def test_a_passkey_takes_the_password_first_and_is_called_by_a_number(ana):
    first = people.shown(ana.client.get(PASSKEY, **HERE))
    assert "data-options" not in first
    wrong = ana.client.post(PASSKEY, {"password": "not this one at all"}, **HERE)
    assert wrong.status_code == 422
    assert "data-options" not in people.shown(ana.client.get(PASSKEY, **HERE))
    assert add_passkey(ana, SoftKey())["Location"] == CODES
    assert add_passkey(ana, SoftKey())["Location"] == CODES
    named = [step.name for step in flows.list_steps(ana.id)]
    assert named == ["Passkey 1", "Passkey 2", "Backup codes"]


def test_a_passkey_is_not_added_without_the_password(ana, held):
    key = SoftKey()
    ana.client.post(PASSKEY, {"password": people.PASSWORD}, **HERE)
    options = options_on(ana.client.get(PASSKEY, **HERE))
    held.move(timedelta(minutes=5, seconds=1))
    sent = {"credential": key.create(options)}
    assert ana.client.post(PASSKEY, sent, **HERE)["Location"] == PASSKEY
    assert not flows.has_second_step(ana.id)


def test_one_password_adds_one_passkey(ana):
    key = SoftKey()
    add_passkey(ana, key)
    assert "data-options" not in people.shown(ana.client.get(PASSKEY, **HERE))


@pytest.fixture
def with_passkey(ana):
    """Ana with a passkey."""
    ana.key = SoftKey()
    add_passkey(ana, ana.key)
    ana.client.post(CODES)
    return ana


def test_a_passkey_signs_in_after_the_password(with_passkey):
    client, answer = begin(**HERE)
    assert answer["Location"] == STEP
    options = options_on(client.get(STEP, **HERE))
    sent = {"credential": with_passkey.key.get(options)}
    assert client.post(STEP, sent, **HERE)["Location"] == "/today/"
    assert client.get("/today/", **HERE).status_code == 200


def test_an_answer_of_a_passkey_works_once(with_passkey):
    client, _ = begin(**HERE)
    options = options_on(client.get(STEP, **HERE))
    sent = {"credential": with_passkey.key.get(options)}
    assert client.post(STEP, sent, **HERE).status_code == 302
    other, _ = begin(**HERE)
    other.get(STEP, **HERE)
    assert other.post(STEP, sent, **HERE).status_code == 422


def test_another_passkey_or_one_of_another_place_does_not_fit(with_passkey, cleo):
    other = SoftKey()
    add_passkey(cleo, other)
    elsewhere = SoftKey("http://localhost.example", "localhost")
    elsewhere.id, elsewhere.key = with_passkey.key.id, with_passkey.key.key
    port = SoftKey("http://localhost:81", "localhost")
    port.id, port.key = with_passkey.key.id, with_passkey.key.key
    false = SoftKey()
    false.id = with_passkey.key.id
    client, _ = begin(**HERE)
    for key in (other, elsewhere, port, false):
        options = options_on(client.get(STEP, **HERE))
        sent = {"credential": key.get(options)}
        assert client.post(STEP, sent, **HERE).status_code == 422
    options = options_on(client.get(STEP, **HERE))
    right = {"credential": with_passkey.key.get(options)}
    assert client.post(STEP, right, **HERE).status_code == 302


@pytest.mark.parametrize(
    "credential",
    [
        "",
        "x",
        "null",
        "[]",
        "{}",
        "[" * 5000,
        '{"id": 1}',
        '{"id":"AA","rawId":"AA","type":"public-key","response":{}}',
        '{"id":"AA","rawId":"AA","type":"public-key","response":'
        '{"clientDataJSON":"e30","attestationObject":"gYGBgYE","signature":"AA",'
        '"authenticatorData":"AA"}}',
        "\0",
        "\ud800",
    ],
)
def test_an_answer_that_is_none_is_refused(with_passkey, credential):
    client, _ = begin(**HERE)
    client.get(STEP, **HERE)
    sent = quote(credential, errors="surrogatepass")
    form = {"content_type": "application/x-www-form-urlencoded", **HERE}
    assert client.post(STEP, f"credential={sent}", **form).status_code == 422
    assert client.get("/today/", **HERE).status_code == 303
    with_passkey.client.post(PASSKEY, {"password": people.PASSWORD}, **HERE)
    with_passkey.client.get(PASSKEY, **HERE)
    answer = with_passkey.client.post(PASSKEY, f"credential={sent}", **form)
    assert answer["Location"].startswith(PASSKEY)
    again = people.shown(with_passkey.client.get(answer["Location"], **HERE))
    assert "You can try again" in again
    assert "data-options" in again


def test_a_passkey_that_is_known_is_not_added_twice(with_passkey):
    assert add_passkey(with_passkey, with_passkey.key)["Location"].startswith(PASSKEY)
    assert len(flows.list_steps(with_passkey.id)) == 2


def test_where_browsers_make_no_passkeys_the_page_says_so(ana):
    page = people.shown(ana.client.get(PASSKEY, headers={"host": "127.0.0.1"}))
    assert "No passkey at this address" in page
    assert "http://127.0.0.1" in page
    assert "Here it is neither" in people.shown(ana.client.get(MINE))


@pytest.mark.parametrize(
    ("origin", "takes"),
    [
        ("https://space.example.org", True),
        ("https://space.example.org:8443", True),
        ("http://localhost:8000", True),
        ("http://space.example.org", False),
        ("https://192.168.1.20", False),
        ("https://[::1]:8000", False),
        ("http://127.0.0.1:8000", False),
    ],
)
def test_a_passkey_needs_a_name_and_https(origin, takes):
    assert flows.Site(origin).takes_passkeys is takes


def test_with_a_passkey_only_a_backup_code_works_too(ana):
    add_passkey(ana, SoftKey())
    codes = _CODE.findall(people.shown(ana.client.get(CODES)))
    client, _ = begin()
    page = people.shown(client.get(STEP))
    assert "At this address no passkey can be used" in page
    assert client.post(STEP, {"code": codes[0]}).status_code == 302


def test_there_is_an_end_to_passkeys(ana):
    for _ in range(flows.MOST_PASSKEYS):
        add_passkey(ana, SoftKey())
    assert "as many passkeys as fit" in people.shown(ana.client.get(MINE))
    ana.client.post(PASSKEY, {"password": people.PASSWORD}, **HERE)
    assert ana.client.get(PASSKEY, **HERE).status_code == 404


# --- What is stored --------------------------------------------------------------


def test_the_rows_are_random_and_bear_no_moment(with_app):
    add_passkey(with_app, SoftKey())
    client, _ = begin()
    client.post(STEP, {"code": code_of(with_app.secret)})
    found = list(Authenticator.objects.all())
    assert len(found) == 3
    assert all(one.pk > 2**32 for one in found)
    assert {one.created_at for one in found} == {steps.NO_MOMENT}
    assert {one.last_used_at for one in found} == {None}


def test_what_allauth_saves_by_itself_is_sealed_and_without_a_moment_too(with_app):
    step = Authenticator.objects.get(type=flows.APP)
    step.record_usage()
    assert step.data["secret"] == with_app.secret
    step.refresh_from_db()
    assert step.data["secret"] == with_app.secret
    assert step.last_used_at is None
    stored = Authenticator.objects.values_list("data", flat=True)
    assert all(set(data) == {"sealed"} for data in stored)


@pytest.mark.parametrize("data", [{}, {"sealed": "x"}, {"sealed": 1}, [], "x"])
def test_a_damaged_step_is_told_and_the_recovery_code_leads_out(with_app, data):
    Authenticator.objects.update(data=data)
    client, answer = begin()
    assert answer["Location"] == STEP
    answer = client.post(STEP, {"code": code_of(with_app.secret)})
    assert answer.status_code == 422
    assert "cannot be read any more" in people.shown(answer)
    page = people.shown(with_app.client.get(MINE))
    assert "It can be removed" in page
    where = f"{MINE}remove/{_step(with_app, flows.APP).id}/"
    right = {"password": people.PASSWORD}
    assert with_app.client.post(where, right)["Location"] == MINE
    assert not flows.has_second_step(with_app.id)


def test_a_damaged_passkey_does_not_hide_the_others(ana):
    whole, damaged = SoftKey(), SoftKey()
    add_passkey(ana, damaged)
    Authenticator.objects.filter(type=flows.PASSKEY).update(data={"sealed": "x"})
    add_passkey(ana, whole)
    client, _ = begin(**HERE)
    options = options_on(client.get(STEP, **HERE))
    assert client.post(STEP, {"credential": damaged.get(options)}, **HERE).status_code
    options = options_on(client.get(STEP, **HERE))
    sent = {"credential": whole.get(options)}
    assert client.post(STEP, sent, **HERE).status_code == 302


def test_another_secret_of_the_server_opens_no_step(with_app, settings):
    settings.SECRET_KEY = "another secret, as long as it has to be, or more"
    step = Authenticator.objects.get(type=flows.APP)
    assert steps.is_damaged(step)
    with pytest.raises(steps.vault.Unreadable):
        step.save()
    del with_app


def test_a_step_given_to_somebody_else_does_not_open(with_app, cleo):
    Authenticator.objects.filter(type=flows.APP).update(user=cleo.id)
    assert steps.is_damaged(Authenticator.objects.get(type=flows.APP))
    assert not steps.is_damaged(Authenticator.objects.get(type=flows.BACKUP_CODES))
    del with_app


def test_a_session_has_one_size_whatever_it_is_in_the_middle_of(ana):
    before = {len(row.sealed) for row in Session.objects.all()}
    ana.client.get(APP)
    ana.client.post(PASSKEY, {"password": people.PASSWORD}, **HERE)
    ana.client.get(PASSKEY, **HERE)
    add_passkey(ana, SoftKey())
    client, _ = begin(**HERE)
    client.get(STEP, **HERE)
    assert {len(row.sealed) for row in Session.objects.all()} == before
    assert len(before) == 1


def test_allauths_own_pages_are_not_there(ana):
    for where in ("/2fa/", "/accounts/2fa/", "/mfa/", "/accounts/login/"):
        assert ana.client.get(where).status_code == 404
