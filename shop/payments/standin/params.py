"""Read request parameters: Stripe's bracketed form encoding and checks with Stripe's error codes."""

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from shop.payments.standin.errors import InvalidParam

Params = dict[str, Any]
LARGEST_AMOUNT = 99_999_999  # fen; Stripe takes at most eight digits


def decode(encoded: str) -> Params:
    """Turn `a[b][0]=x` pairs into nested dicts and lists."""
    tree: Params = {}
    for path, value in parse_qsl(encoded, keep_blank_values=True):
        steps = path.replace("]", "").split("[")
        node = tree
        for step in steps[:-1]:
            node = node.setdefault(step, {})
            if not isinstance(node, dict):
                raise InvalidParam(f"Invalid parameter: {path}", param=path)
        node[steps[-1] or str(len(node))] = value
    decoded = _with_lists(tree)
    return decoded if isinstance(decoded, dict) else {}


def _with_lists(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    children = {key: _with_lists(value) for key, value in node.items()}
    if children and all(key.isdigit() for key in children):
        return [children[key] for key in sorted(children, key=int)]
    return children


def allow(params: Mapping[str, Any], names: Collection[str], *, within: str = "") -> None:
    """Raise InvalidParam for a parameter that Stripe's call of this kind, or this stand-in, does not know."""
    for name in params:
        if name not in names and name != "expand":
            param = f"{within}[{name}]" if within else name
            raise InvalidParam(f"Received unknown parameter: {param}", code="parameter_unknown", param=param)


def required(params: Mapping[str, Any], name: str, *, label: str = "") -> Any:
    """Return a parameter that must be there."""
    if params.get(name) in (None, ""):
        raise InvalidParam(f"Missing required param: {label or name}.", code="parameter_missing", param=label or name)
    return params[name]


def integer(value: Any, param: str, *, least: int = 1, most: int = LARGEST_AMOUNT) -> int:
    """Read a whole number between two bounds. Amounts are in fen."""
    try:
        number = int(value)
    except (TypeError, ValueError):
        raise InvalidParam(f"Invalid integer: {value}", code="parameter_invalid_integer", param=param) from None
    if number < least:
        raise InvalidParam(f"{param} must be at least {least}", code="parameter_invalid_integer", param=param)
    if number > most:
        code = "amount_too_large" if "amount" in param else "parameter_invalid_integer"
        raise InvalidParam(f"{param} must be no more than {most}", code=code, param=param)
    return number


def choice(value: Any, param: str, choices: Collection[str]) -> str:
    """Read one of a few words."""
    if not isinstance(value, str) or value not in choices:
        raise InvalidParam(f"Invalid {param}: must be one of {', '.join(choices)}", param=param)
    return value


def currency(params: Mapping[str, Any], *, label: str = "currency") -> str:
    """Read the currency, which here is always the yuan."""
    return choice(str(required(params, "currency", label=label)).lower(), label, ["cny"])


def flag(params: Mapping[str, Any], name: str) -> bool:
    """Read an optional yes or no."""
    return choice(params.get(name, "false"), name, ["true", "false"]) == "true"


def text(params: Mapping[str, Any], name: str) -> str | None:
    """Read an optional text."""
    value = params.get(name)
    if value is not None and not isinstance(value, str):
        raise InvalidParam(f"Invalid string: {name}", param=name)
    return value or None


def table(params: Mapping[str, Any], name: str) -> Params:
    """Read an optional group of named values."""
    value = params.get(name) or {}
    if not isinstance(value, dict):
        raise InvalidParam(f"Invalid object: {name}", param=name)
    return value


def metadata(params: Mapping[str, Any]) -> dict[str, str]:
    """Read the caller's own labels: at most 50, names up to 40 characters, values up to 500."""
    labels = table(params, "metadata")
    for name, value in labels.items():
        if not isinstance(value, str) or len(name) > 40 or len(value) > 500:
            raise InvalidParam("Metadata takes names up to 40 and values up to 500 characters.", param="metadata")
    if len(labels) > 50:
        raise InvalidParam("Metadata takes up to 50 names.", param="metadata")
    return {name: value for name, value in labels.items() if value}


def url(params: Mapping[str, Any], name: str) -> str | None:
    """Read an optional absolute web address."""
    address = text(params, name)
    if address:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise InvalidParam("Not a valid URL", code="url_invalid", param=name)
    return address
