"""Starting: serve the space, prepare its files, invite somebody, show a demo."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from holdspace.cli import setting_up
from holdspace.config import addresses, readers, serving
from holdspace.config.addresses import EVERYWHERE
from holdspace.config.readers import SettingRefused

if TYPE_CHECKING:
    from django.conf import LazySettings

    from holdspace.cli import Commands

LOOPBACK = ("127.0.0.1", "::1", "localhost")
# Of each worker.
THREADS = 2


def add_to(commands: Commands) -> None:
    """Add these commands to the parser."""
    serve = commands.add_parser("serve", help="start the private space")
    serve.add_argument("--address", help="where to listen (default: this machine only)")
    serve.add_argument("--port", type=int, help="default 8000")
    serve.add_argument("--host", action="append", help="a name it is reached by")
    serve.add_argument(
        "--own-certificate",
        action="store_true",
        help="HTTPS for a try, with a certificate made here",
    )
    serve.set_defaults(run=_serve)

    prepare = commands.add_parser("prepare", help="make database and secrets, then end")
    prepare.set_defaults(run=_prepare)

    invite = commands.add_parser("invite", help="print a code for one person to join")
    invite.set_defaults(run=_invite)

    demo = commands.add_parser("demo", help="a year of an invented person, to look at")
    demo.add_argument("--port", type=int, help="default 8000")
    demo.add_argument(
        "--only-make", action="store_true", help="make the diary, start nothing"
    )
    demo.set_defaults(run=_demo)


def _serve(given: argparse.Namespace) -> int:
    _take(given)
    setting_up.make_ready()
    from django.conf import settings

    _check_https(settings.ADDRESS, https=settings.HTTPS)
    _check_free(settings.ADDRESS, settings.PORT)
    _tell(settings)
    return _run(settings)


def _prepare(_given: argparse.Namespace) -> int:
    setting_up.make_ready()
    print(f"Ready: {readers.data_folder()}")
    return 0


def _invite(_given: argparse.Namespace) -> int:
    setting_up.make_ready()
    from django.conf import settings

    from holdspace.accounts import flows

    if settings.SIGNUP != "invited":
        raise SettingRefused("Codes are used when SIGNUP=invited. Set it, then invite.")
    print(flows.invite(first=False))
    return 0


def _demo(given: argparse.Namespace) -> int:
    os.environ["HOLDSPACE_DATA"] = str(readers.data_folder() / "demo")
    os.environ["DEMO"] = "yes"
    os.environ["SIGNUP"] = "alone"
    os.environ["DATABASE_URL"] = ""
    # Its password is in the source: it is shown to this machine only.
    _take(argparse.Namespace(address=LOOPBACK[0], port=given.port))
    setting_up.make_ready()
    from django.conf import settings

    from holdspace.config import demo

    demo.make()
    print("An invented person's year. Nothing in it happened to anybody.")
    print(f"Sign in as {demo.SIGN_IN} with the password: {demo.PASSWORD}")
    if given.only_make:
        return 0
    _check_free(settings.ADDRESS, settings.PORT)
    _tell(settings)
    return _run(settings)


def _take(given: argparse.Namespace) -> None:
    """Hand what was given on the command line to the settings."""
    for name in ("address", "port"):
        value = getattr(given, name, None)
        if value is not None:
            os.environ[name.upper()] = str(value)
    hosts = getattr(given, "host", None)
    if hosts:
        os.environ["HOSTS"] = ",".join(hosts)
    if getattr(given, "own_certificate", False):
        _own_certificate()


def _own_certificate() -> None:
    from holdspace.core.vault import own_certificate
    from holdspace.web import clock

    folder = setting_up.data_folder()
    address = os.environ.get("ADDRESS", LOOPBACK[0])
    named = os.environ.get("HOSTS", "").split(",")
    if address in EVERYWHERE and not any(named):
        raise SettingRefused(
            f"{address} is every address of this machine; --host says by which name or "
            "address it is reached."
        )
    hosts = [host for host in (*named, address, *LOOPBACK) if host]
    if address not in EVERYWHERE and address not in named:
        os.environ["HOSTS"] = ",".join(filter(None, [*named, address]))
    certificate, key = own_certificate(hosts, clock.now())
    setting_up.write_secret(folder / "own-certificate.pem", certificate)
    setting_up.write_secret(folder / "own-certificate-key.pem", key)
    os.environ["TLS_CERTIFICATE"] = str(folder / "own-certificate.pem")
    os.environ["TLS_KEY"] = str(folder / "own-certificate-key.pem")


def _check_https(address: str, *, https: bool) -> None:
    if address in LOOPBACK or https:
        return
    raise SettingRefused(
        f"on {address} this needs HTTPS, or passwords could be read on the way.\n"
        "  For a try:  holdspace serve --address ADDRESS --own-certificate\n"
        "  For good:   a reverse proxy with HTTPS in front, BEHIND_PROXY=yes and "
        "HOSTS=your.name, listening on 127.0.0.1"
    )


def _check_free(address: str, port: int) -> None:
    # The server would share a port with another one of its kind without a word, and
    # visitors would reach now this one, now that one.
    if not addresses.answers(address, port):
        return
    raise SettingRefused(
        f"something answers at {addresses.nearby(address)}:{port} already. Is "
        "Holdspace running there? "
        "Stop it first, or give another port with --port."
    )


def _tell(settings: LazySettings) -> None:
    from holdspace.accounts import flows

    scheme = "https" if settings.HTTPS else "http"
    hosts = settings.HOSTS or [settings.ADDRESS]
    place = hosts[0]
    port = settings.PORT
    name = f"[{place}]" if ":" in place else place
    where = name if settings.BEHIND_PROXY else f"{name}:{port}"
    print(f"Holdspace is at {scheme}://{where}/")
    signup = settings.SIGNUP
    if signup != "open" and not flows.anybody():
        print(f"One-time code for the first person: {flows.invite(first=True)}")
    print("Stop it with Ctrl+C.", flush=True)


def _run(settings: LazySettings) -> int:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    serving.make_ready()
    certificate = settings.TLS_CERTIFICATE
    Granian(
        "holdspace.config.serving:load",
        address=settings.ADDRESS,
        port=settings.PORT,
        interface=Interfaces.WSGI,
        workers=settings.WORKERS,
        blocking_threads=THREADS,
        # One that the system killed is started anew; one that cannot start ends all.
        respawn_failed_workers=True,
        log_access=False,
        log_level=LogLevels.warning,
        ssl_cert=Path(certificate) if certificate else None,
        ssl_key=Path(settings.TLS_KEY) if certificate else None,
        websockets=False,
    ).serve(target_loader=serving.load, wrap_loader=False)
    return 0
