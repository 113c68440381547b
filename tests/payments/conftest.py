"""Share one running stand-in, and the webhook its events go to, among payment tests."""

from collections.abc import Iterator

import pytest

from tests.payments.running import SECRET, Standin, Webhook


@pytest.fixture(scope="session")
def _running() -> Iterator[tuple[Standin, Webhook]]:
    webhook = Webhook()
    standin = Standin("--webhook", webhook.url, "--secret", SECRET)
    yield standin, webhook
    standin.kill()
    webhook.shutdown()
    webhook.server_close()


@pytest.fixture
def standin(_running: tuple[Standin, Webhook]) -> Standin:
    _running[0].faults(answers=[], lose_replies=0, repeat_events=0, reverse_events=0)
    return _running[0]


@pytest.fixture
def webhook(_running: tuple[Standin, Webhook], standin: Standin) -> Webhook:
    """Return the emptied receiver.

    A marker event is awaited so that nothing of an earlier test is still on its way.
    """
    marker = standin.stripe.payment_intents.create({"amount": 1, "currency": "cny"})
    standin.stripe.payment_intents.cancel(marker.id)
    while _running[1].next().data.object["id"] != marker.id:
        pass
    return _running[1]
