"""Find whose money it is: each base, worker, station and broker has one account, opened when first asked for."""

from dispatch.models import Account
from shop.accounts.models import User
from workshops.models import Base, Station, Worker


def wages_of(base: Base) -> Account:
    """Return the account from which a base's piece pay goes out."""
    return Account.objects.get_or_create(kind=Account.Kind.WAGES, base=base)[0]


def account_of(worker: Worker) -> Account:
    """Return the account on which a worker's earnings stand."""
    return Account.objects.get_or_create(kind=Account.Kind.WORKER, worker=worker)[0]


def margin_of(station: Station) -> Account:
    """Return the account on which a station's margin stands."""
    return Account.objects.get_or_create(kind=Account.Kind.STATION, station=station)[0]


def broker_of(user: User) -> Account:
    """Return the account on which a broker's margin stands."""
    return Account.objects.get_or_create(kind=Account.Kind.BROKER, broker=user)[0]
