"""Draw the hair, scarves, caps and hats of the printed makers."""

from demo.drawing.woodblock import Print, between, darker


def hair_back(p: Print, head: tuple[float, float], style: str, hair: str) -> None:
    x, y = head
    if style == "bun":
        p.disc(x + 0.02, y - 0.165, 0.055, hair, shadow=0.004)
        p.line([(x - 0.06, y - 0.19), (x + 0.10, y - 0.15)], 0.008, "c8452f", taper=False)
    if style in ("bob", "bun", "braid", "sunhat"):
        low = 0.12 if style in ("bob", "sunhat") else 0.04
        p.blob(
            [
                (x, y - 0.165),
                (x + 0.105, y - 0.11),
                (x + 0.125, y + low * 0.3),
                (x + 0.10, y + low),
                (x - 0.10, y + low),
                (x - 0.125, y + low * 0.3),
                (x - 0.105, y - 0.11),
            ],
            hair,
        )


def hair_front(p: Print, head: tuple[float, float], style: str, hair: str, jacket: str) -> None:
    """Draw the hair, scarf, cap or hat that frames the face."""
    if style in ("bob", "bun", "braid"):
        parted(p, *head, hair)
    elif style == "short":
        short(p, *head, hair)
    elif style == "scarf":
        scarf(p, *head)
    elif style == "cap":
        cap(p, *head, darker(jacket, 0.2))
    else:
        straw_hat(p, *head)


def crown(x: float, y: float) -> list[tuple[float, float]]:
    """Return the outline of the hair from ear to ear, over the top."""
    return [
        (x - 0.108, y + 0.015),
        (x - 0.118, y - 0.07),
        (x - 0.085, y - 0.15),
        (x, y - 0.18),
        (x + 0.085, y - 0.15),
        (x + 0.118, y - 0.07),
        (x + 0.108, y + 0.015),
    ]


def parted(p: Print, x: float, y: float, hair: str) -> None:
    """Draw hair combed to both sides."""
    part = float(p.rng.choice([-0.04, 0.0, 0.045]))
    p.blob(
        [
            *crown(x, y),
            (x + 0.092, y - 0.06),
            (x + 0.05, y - 0.098),
            (x + part, y - 0.112),
            (x - 0.05, y - 0.098),
            (x - 0.092, y - 0.06),
        ],
        hair,
        shadow=0.003,
    )
    for k in range(5):
        s = (k - 2) * 0.026
        p.line(
            [
                (x + part, y - 0.165),
                (x + s * 1.2, y - 0.145 + abs(s) * 0.5),
                (x + s * 1.5, y - 0.112 + abs(s) * 0.35),
            ],
            0.0028,
            between(hair, "ffffff", 0.25),
        )


def short(p: Print, x: float, y: float, hair: str) -> None:
    """Draw hair cut short."""
    p.blob(
        [
            *crown(x, y)[1:-1],
            (x + 0.100, y - 0.045),
            (x + 0.07, y - 0.100),
            (x, y - 0.108),
            (x - 0.07, y - 0.100),
            (x - 0.100, y - 0.045),
        ],
        hair,
        shadow=0.003,
    )


def scarf(p: Print, x: float, y: float) -> None:
    """Draw a spotted kerchief knotted at the side."""
    cloth = str(p.rng.choice(["c8452f", "d9a33a", "5f8a8c", "e3c9c0", "7a8f5c", "a3202b"]))
    p.blob(
        [
            (x - 0.112, y + 0.02),
            (x - 0.126, y - 0.08),
            (x - 0.08, y - 0.165),
            (x + 0.01, y - 0.188),
            (x + 0.09, y - 0.155),
            (x + 0.126, y - 0.07),
            (x + 0.112, y + 0.02),
            (x + 0.094, y - 0.055),
            (x, y - 0.090),
            (x - 0.094, y - 0.055),
        ],
        cloth,
        fade=darker(cloth, 0.15),
        shadow=0.004,
    )
    p.blob(
        [(x + 0.10, y + 0.02), (x + 0.17, y + 0.07), (x + 0.15, y + 0.14), (x + 0.115, y + 0.07)],
        darker(cloth, 0.12),
        shadow=0.004,
    )
    for _ in range(12):
        p.disc(x + p.rng.uniform(-0.09, 0.09), y - p.rng.uniform(0.10, 0.165), 0.006, between(cloth, "ffffff", 0.65))


def cap(p: Print, x: float, y: float, cloth: str) -> None:
    """Draw a soft cap with a peak."""
    p.blob(
        [
            (x - 0.118, y - 0.065),
            (x - 0.108, y - 0.15),
            (x, y - 0.19),
            (x + 0.108, y - 0.15),
            (x + 0.118, y - 0.065),
            (x, y - 0.085),
        ],
        cloth,
        shadow=0.004,
    )
    p.blob(
        [
            (x - 0.105, y - 0.068),
            (x, y - 0.092),
            (x + 0.105, y - 0.068),
            (x + 0.07, y - 0.048),
            (x, y - 0.058),
            (x - 0.07, y - 0.048),
        ],
        darker(cloth, 0.3),
    )


def straw_hat(p: Print, x: float, y: float) -> None:
    p.blob(
        [
            (x - 0.23, y - 0.055),
            (x - 0.12, y - 0.105),
            (x, y - 0.115),
            (x + 0.12, y - 0.105),
            (x + 0.23, y - 0.055),
            (x + 0.1, y - 0.055),
            (x, y - 0.06),
            (x - 0.1, y - 0.055),
        ],
        "d9b978",
        fade="b98c57",
        shadow=0.006,
    )
    p.blob(
        [
            (x - 0.115, y - 0.098),
            (x - 0.09, y - 0.19),
            (x, y - 0.215),
            (x + 0.09, y - 0.19),
            (x + 0.115, y - 0.098),
            (x, y - 0.10),
        ],
        "e3c88c",
        fade="c79a63",
    )
    p.line([(x - 0.114, y - 0.108), (x, y - 0.112), (x + 0.114, y - 0.108)], 0.016, "a3202b", taper=False)
    for k in range(5):
        p.line(
            [
                (x - 0.10 + 0.004 * k, y - 0.125 - 0.017 * k),
                (x, y - 0.132 - 0.018 * k),
                (x + 0.10 - 0.004 * k, y - 0.125 - 0.017 * k),
            ],
            0.0025,
            "a8793f",
        )


def braid(p: Print, head: tuple[float, float], hair: str) -> None:
    for k in range(8):
        p.disc(
            head[0] + 0.105 + 0.006 * (-1) ** k,
            0.43 + 0.028 * k,
            0.022,
            between(hair, "ffffff", 0.04 + 0.07 * (k % 2)),
            0.019,
            shadow=0.002,
        )
    p.disc(head[0] + 0.106, 0.655, 0.018, "c8452f", 0.012)
