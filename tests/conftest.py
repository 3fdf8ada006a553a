"""What every test shares: asynchronous ones run on asyncio, the loop that the service runs on."""

import pytest


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
