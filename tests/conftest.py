from __future__ import annotations

import sys

import pytest
from pytest_socket import socket_allow_hosts


@pytest.fixture(autouse=True, scope="session")
def _no_network():
    """Tests speak to nobody but this machine."""
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(autouse=True)
def _forms_of_this_test_alone():
    """A published form never changes; each test publishes its own under one name."""
    records = sys.modules.get("holdspace.journal.records")
    if records is not None:
        records._labels.cache_clear()
        records._folded_wordings.cache_clear()
        records._row_groups.cache_clear()
        records._long_texts.cache_clear()
