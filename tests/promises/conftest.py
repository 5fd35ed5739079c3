from __future__ import annotations

import pytest

from tests.promises import people


@pytest.fixture(autouse=True)
def _everybody_may_join(settings):
    settings.SIGNUP = "open"


@pytest.fixture
def ana(transactional_db):
    return people.ana()


@pytest.fixture
def cleo(transactional_db):
    return people.cleo()
