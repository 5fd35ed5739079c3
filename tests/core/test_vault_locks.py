"""A person's lock opens for them, and tells them honestly when it does not."""

import threading
from contextlib import suppress
from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdspace.core import vault
from holdspace.core.vault import CHEAPEST, Cost, Key, PrivateKey, Sealed, passwords
from holdspace.core.vault.codes import ALPHABET

ANA, CLEO = uuid4(), uuid4()
PASSWORD = "späte Stille nach dem Regen"
LOCK, OPENED, CODE = vault.new_lock(ANA, PASSWORD, CHEAPEST)
HERS, HERS_OPENED, HERS_CODE = vault.new_lock(CLEO, PASSWORD, CHEAPEST)
REFUSALS = (vault.Unreadable, vault.WrongPassword, vault.WrongCode)

anything = st.text(st.characters(), max_size=40)


def test_password_code_and_data_key_open_the_same():
    assert vault.open_with_password(ANA, LOCK, PASSWORD) == OPENED
    assert vault.open_with_code(ANA, LOCK, CODE) == OPENED
    assert vault.open_with_key(ANA, LOCK, OPENED.key) == OPENED
    assert LOCK.public == OPENED.private.public.to_bytes()


def test_two_people_with_one_password_share_nothing():
    assert OPENED.key != HERS_OPENED.key
    assert LOCK.verifier != HERS.verifier
    assert LOCK.salt != HERS.salt
    assert CODE != HERS_CODE


def test_nothing_in_a_lock_holds_a_key_or_the_code():
    stored = b"".join(
        (LOCK.salt, LOCK.verifier, LOCK.by_password, LOCK.by_code, LOCK.private)
    )
    plain = CODE.replace("-", "").encode()
    inside = (OPENED.key._secret, OPENED.private._secret, plain, PASSWORD.encode())
    assert all(secret not in stored for secret in inside)
    assert LOCK.verifier.hex() not in repr(LOCK)


def test_a_password_typed_on_another_keyboard_is_the_same_password():
    assert vault.open_with_password(ANA, LOCK, "spa\u0308te Stille nach dem Regen")


@settings(deadline=None)
@given(password=anything.filter(lambda text: text != PASSWORD))
def test_any_other_password_is_wrong(password):
    with pytest.raises(vault.WrongPassword):
        vault.open_with_password(ANA, LOCK, password)


@settings(deadline=None)
@given(code=anything | st.text(ALPHABET, min_size=28, max_size=28))
def test_any_other_code_is_wrong(code):
    with pytest.raises(vault.WrongCode):
        vault.open_with_code(ANA, LOCK, code)


@given(
    spaces=st.lists(
        st.sampled_from(["", " ", "-", "\u2011", "\u2013", "\t", "\u00a0"]),
        min_size=28,
        max_size=28,
    ),
    lower=st.booleans(),
    letters=st.booleans(),
)
def test_a_code_may_be_typed_as_it_comes(spaces, lower, letters):
    plain = CODE.replace("-", "")
    if letters:
        plain = plain.replace("0", "O").replace("1", "l")
    if lower:
        plain = plain.lower()
    typed = "".join(mark + space for mark, space in zip(plain, spaces, strict=True))
    assert vault.open_with_code(ANA, LOCK, typed) == OPENED


def test_a_code_has_seven_groups_of_four_and_no_letter_that_is_misread():
    groups = CODE.split("-")
    assert [len(group) for group in groups] == [4] * 7
    assert not set(CODE) & set("ILOU")


def test_a_new_password_closes_the_old_one_and_keeps_everything_else():
    cost = Cost(16, 1, 1)
    lock = vault.change_password(ANA, LOCK, OPENED, "rain", cost)
    assert vault.open_with_password(ANA, lock, "rain") == OPENED
    with pytest.raises(vault.WrongPassword):
        vault.open_with_password(ANA, lock, PASSWORD)
    assert vault.open_with_code(ANA, lock, CODE) == OPENED
    assert lock.salt != LOCK.salt
    assert lock.cost == cost
    kept = (lock.by_code, lock.public, lock.private)
    assert kept == (LOCK.by_code, LOCK.public, LOCK.private)


def test_a_new_code_closes_the_old_one_and_keeps_everything_else():
    lock, code = vault.change_code(ANA, LOCK, OPENED)
    assert vault.open_with_code(ANA, lock, code) == OPENED
    with pytest.raises(vault.WrongCode):
        vault.open_with_code(ANA, lock, CODE)
    assert replace(lock, by_code=LOCK.by_code) == LOCK


def test_nobody_elses_key_is_sealed_into_a_lock():
    with pytest.raises(vault.Unreadable):
        vault.change_password(ANA, LOCK, HERS_OPENED, "rain", CHEAPEST)
    with pytest.raises(vault.Unreadable):
        vault.change_code(ANA, LOCK, HERS_OPENED)
    with pytest.raises(vault.Unreadable):
        vault.open_with_key(ANA, LOCK, Key.new())


def test_a_swapped_public_key_is_noticed_by_every_way_in():
    lock = replace(LOCK, public=PrivateKey.new().public.to_bytes())
    with pytest.raises(vault.Unreadable):
        vault.open_with_password(ANA, lock, PASSWORD)
    with pytest.raises(vault.Unreadable):
        vault.open_with_code(ANA, lock, CODE)
    with pytest.raises(vault.Unreadable):
        vault.open_with_key(ANA, lock, OPENED.key)


def test_another_persons_whole_lock_opens_for_nobody_else():
    with pytest.raises(vault.WrongPassword):
        vault.open_with_password(ANA, HERS, PASSWORD)
    with pytest.raises(vault.WrongCode):
        vault.open_with_code(ANA, HERS, HERS_CODE)
    with pytest.raises(vault.Unreadable):
        vault.open_with_key(ANA, HERS, HERS_OPENED.key)


@settings(deadline=None)
@given(
    field=st.sampled_from(
        ["salt", "verifier", "by_password", "by_code", "public", "private"]
    ),
    data=st.binary(max_size=100),
)
def test_any_damage_to_a_lock_ends_in_a_named_refusal(field, data):
    lock = replace(LOCK, **{field: Sealed(data)})
    ways = (
        (vault.open_with_password, PASSWORD),
        (vault.open_with_code, CODE),
        (vault.open_with_key, OPENED.key),
    )
    for way, given_ in ways:
        with suppress(*REFUSALS):
            assert way(ANA, lock, given_) == OPENED


@given(st.integers(), st.integers(), st.integers())
def test_no_figures_from_a_row_make_the_server_work_without_limit(
    memory, passes, lanes
):
    try:
        cost = Cost(memory, passes, lanes)
    except vault.Unreadable:
        return
    assert cost.memory_kib <= 262144
    assert cost.passes <= 16
    assert cost.lanes <= 16


@pytest.mark.parametrize(
    "figures",
    [
        (65536, 3, 0),
        (65536, 3, 17),
        (65536, 0, 4),
        (65536, 17, 4),
        (31, 3, 4),
        (262145, 3, 4),
        (0, 0, 0),
        (-8, 1, -1),
    ],
)
def test_figures_out_of_bounds_are_refused(figures):
    with pytest.raises(vault.Unreadable):
        Cost(*figures)


@pytest.mark.parametrize("figures", [(8, 1, 1), (262144, 16, 16), (32, 3, 4)])
def test_figures_at_the_bounds_are_taken(figures):
    assert Cost(*figures) == Cost(*figures)


def test_a_cost_is_weaker_with_less_memory_or_fewer_passes():
    usual = Cost()
    assert (usual.memory_kib, usual.passes, usual.lanes) == (65536, 3, 4)
    assert CHEAPEST.weaker_than(usual)
    assert Cost(65536, 2, 4).weaker_than(usual)
    assert Cost(65535, 9, 4).weaker_than(usual)
    assert not usual.weaker_than(usual)
    assert not Cost(65536, 3, 1).weaker_than(usual)


class _Watched:
    """Stands in for Argon2id and notes how it is called."""

    def __init__(self):
        self.calls, self.inside, self.most = [], 0, 0
        self.counting, self.crowded = threading.Lock(), threading.Event()

    def __call__(self, **figures):
        self.calls.append({**figures, "salt": len(figures["salt"])})
        return self

    def derive(self, password):
        with self.counting:
            self.inside += 1
            self.most = max(self.most, self.inside)
            if self.inside > 1:
                self.crowded.set()
        self.crowded.wait(0.1)
        with self.counting:
            self.inside -= 1
        return bytes(32)


def test_a_sign_in_that_belongs_to_nobody_does_the_same_work(monkeypatch):
    watched = _Watched()
    watched.crowded.set()
    monkeypatch.setattr(passwords, "Argon2id", watched)
    vault.pretend(PASSWORD, Cost())
    with pytest.raises(vault.WrongPassword):
        vault.open_with_password(ANA, replace(LOCK, cost=Cost()), PASSWORD)
    pretended, real = watched.calls
    assert pretended == real
    assert pretended["memory_cost"] == 65536


def test_one_derivation_runs_at_once(monkeypatch):
    watched = _Watched()
    monkeypatch.setattr(passwords, "Argon2id", watched)
    threads = [
        threading.Thread(target=vault.pretend, args=("x", CHEAPEST)) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(watched.calls) == 6
    assert watched.most == 1


def test_a_cost_is_used_as_it_is_stored(monkeypatch):
    watched = _Watched()
    watched.crowded.set()
    monkeypatch.setattr(passwords, "Argon2id", watched)
    vault.pretend("x", Cost(64, 2, 3))
    assert watched.calls == [
        {"salt": 16, "length": 32, "iterations": 2, "lanes": 3, "memory_cost": 64}
    ]


# --- A new data key in the place of another ---------------------------------------

NEW = "elf Lampen am Treidelpfad"
ROTATED, ROTATED_OPENED, ROTATED_CODE = vault.rotate(ANA, LOCK, OPENED, NEW, CHEAPEST)
SOMEWHERE = vault.About(ANA, uuid4(), "reflection", 3)


def test_a_rotated_lock_opens_with_the_new_password_and_code_only():
    assert vault.open_with_password(ANA, ROTATED, NEW) == ROTATED_OPENED
    assert vault.open_with_code(ANA, ROTATED, ROTATED_CODE) == ROTATED_OPENED
    with pytest.raises(vault.WrongPassword):
        vault.open_with_password(ANA, ROTATED, PASSWORD)
    with pytest.raises(vault.WrongCode):
        vault.open_with_code(ANA, ROTATED, CODE)
    with pytest.raises(vault.Unreadable):
        vault.open_with_key(ANA, ROTATED, OPENED.key)
    assert ROTATED_OPENED.key != OPENED.key
    assert ROTATED.public != LOCK.public


def test_both_keys_open_meanwhile_and_only_the_new_one_afterwards():
    earlier = vault.seal(b"before", OPENED.key, SOMEWHERE)
    sent = vault.seal_to(b"sent", OPENED.private.public, SOMEWHERE)
    later = vault.seal(b"after", ROTATED_OPENED.key, SOMEWHERE)
    assert ROTATED_OPENED.unseal(earlier, SOMEWHERE) == b"before"
    assert ROTATED_OPENED.unseal(later, SOMEWHERE) == b"after"
    assert ROTATED_OPENED.unseal_from(sent, SOMEWHERE) == b"sent"
    ended = ROTATED_OPENED.without_before()
    assert ended.unseal(later, SOMEWHERE) == b"after"
    for refused in (
        lambda: ended.unseal(earlier, SOMEWHERE),
        lambda: ended.unseal_from(sent, SOMEWHERE),
        lambda: ROTATED_OPENED.unseal_now(earlier, SOMEWHERE),
        lambda: OPENED.unseal(later, SOMEWHERE),
    ):
        with pytest.raises(vault.Unreadable):
            refused()


def test_a_changed_password_and_code_keep_the_keys_before():
    lock = vault.change_password(ANA, ROTATED, ROTATED_OPENED, PASSWORD, CHEAPEST)
    lock, code = vault.change_code(ANA, lock, ROTATED_OPENED)
    assert vault.open_with_password(ANA, lock, PASSWORD).before == ROTATED_OPENED.before
    assert vault.open_with_code(ANA, lock, code).before == ROTATED_OPENED.before


def test_a_rotation_that_goes_on_is_never_begun_again():
    with pytest.raises(vault.Unreadable):
        vault.rotate(ANA, ROTATED, ROTATED_OPENED, NEW, CHEAPEST)


def test_a_strangers_keys_rotate_nothing():
    with pytest.raises(vault.Unreadable):
        vault.rotate(ANA, LOCK, HERS_OPENED, NEW, CHEAPEST)
