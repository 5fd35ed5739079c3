"""Several tries at one second step at the same moment, each on its own connection."""

from __future__ import annotations

import pytest

from holdspace.accounts import flows
from holdspace.accounts.models import WrongSteps
from tests.rooms import people
from tests.rooms.test_accounts_second_step import code_of, set_up_app
from tests.rooms.test_journal_at_once import _at_once

pytestmark = pytest.mark.django_db(transaction=True)


def _tries(person, *codes):
    def task(code):
        def run():
            try:
                return flows.prove_with_code(person=person, code=code, now=people.NOON)
            except flows.WrongStep:
                return None

        return run

    return _at_once(*map(task, codes))


def test_one_code_leads_one_of_them_on(ana):
    secret, backup = set_up_app(ana)
    for code in (code_of(secret, late=1), backup[0]):
        found = _tries(ana.id, code, code, code, code)
        assert found.count(flows.Proof(ana.id)) == 1
        WrongSteps.objects.all().delete()


def test_many_guesses_at_once_are_each_counted(ana):
    set_up_app(ana)
    assert _tries(ana.id, *["no code"] * 6) == [None] * 6
    assert WrongSteps.objects.get().count == 6
