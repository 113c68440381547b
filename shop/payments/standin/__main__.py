"""Start the stand-in: `python -m shop.payments.standin --port 8190 --webhook URL --secret whsec_...`."""

import argparse
import logging

from shop.payments.standin.deliveries import Courier
from shop.payments.standin.server import run
from shop.payments.standin.store import Store
from shop.payments.standin.till import Till


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m shop.payments.standin", description="Test payments: no money moves."
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8190)
    parser.add_argument("--public", help="address at which buyers reach it (default: http://HOST:PORT)")
    parser.add_argument("--key", default="sk_test_standin", help="API key that callers must use")
    parser.add_argument("--webhook", help="address that events are posted to; none are sent without it")
    parser.add_argument("--secret", default="", help="secret that signs the events, whsec_...")
    parser.add_argument("--backoff", type=float, default=1.0, help="first pause before a retry, in seconds")
    parser.add_argument("--database", default=":memory:", help="SQLite file, so that a restart loses nothing")
    chosen = parser.parse_args()
    if chosen.webhook and not chosen.secret:
        parser.error("--webhook needs --secret: events are always signed")
    return chosen


def main() -> None:
    """Serve test payments until interrupted."""
    chosen = arguments()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    address = (chosen.public or f"http://{chosen.host}:{chosen.port}").rstrip("/")
    till = Till(Store(chosen.database), address, chosen.key, hooked=bool(chosen.webhook))
    courier = Courier(till, chosen.webhook, chosen.secret, chosen.backoff) if chosen.webhook else None
    run(till, (chosen.host, chosen.port), courier)


if __name__ == "__main__":
    main()
