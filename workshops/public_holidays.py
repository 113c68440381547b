"""Fill the calendar with the public holidays of 2026 and 2027 and the seasons in which the fields come first."""

from datetime import date
from typing import Any

ARRANGED = "国办发明电〔2025〕7号"
EXPECTED = "预计，以国务院通知为准"
USUAL = "往年情况"

# kind, name, name in English, first and last day, share of work left, source
HOLIDAYS = [
    ("holiday", "元旦", "New Year", "2026-01-01", "2026-01-03", 0, ARRANGED),
    ("workday", "元旦调休上班", "Working Sunday for New Year", "2026-01-04", "2026-01-04", 1, ARRANGED),
    ("workday", "春节调休上班", "Working Saturday for Spring Festival", "2026-02-14", "2026-02-14", 1, ARRANGED),
    ("holiday", "春节", "Spring Festival", "2026-02-15", "2026-02-23", 0, ARRANGED),
    ("workday", "春节调休上班", "Working Saturday for Spring Festival", "2026-02-28", "2026-02-28", 1, ARRANGED),
    ("holiday", "清明节", "Tomb-Sweeping Day", "2026-04-04", "2026-04-06", 0, ARRANGED),
    ("holiday", "劳动节", "Labour Day", "2026-05-01", "2026-05-05", 0, ARRANGED),
    ("workday", "劳动节调休上班", "Working Saturday for Labour Day", "2026-05-09", "2026-05-09", 1, ARRANGED),
    ("holiday", "端午节", "Dragon Boat Festival", "2026-06-19", "2026-06-21", 0, ARRANGED),
    ("workday", "国庆节调休上班", "Working Sunday for National Day", "2026-09-20", "2026-09-20", 1, ARRANGED),
    ("holiday", "中秋节", "Mid-Autumn Festival", "2026-09-25", "2026-09-27", 0, ARRANGED),
    ("holiday", "国庆节", "National Day", "2026-10-01", "2026-10-07", 0, ARRANGED),
    ("workday", "国庆节调休上班", "Working Saturday for National Day", "2026-10-10", "2026-10-10", 1, ARRANGED),
    ("holiday", "元旦", "New Year", "2027-01-01", "2027-01-03", 0, EXPECTED),
    ("holiday", "春节", "Spring Festival", "2027-02-05", "2027-02-13", 0, EXPECTED),
    ("holiday", "清明节", "Tomb-Sweeping Day", "2027-04-03", "2027-04-05", 0, EXPECTED),
    ("holiday", "劳动节", "Labour Day", "2027-05-01", "2027-05-05", 0, EXPECTED),
    ("holiday", "端午节", "Dragon Boat Festival", "2027-06-09", "2027-06-09", 0, EXPECTED),
    ("holiday", "中秋节", "Mid-Autumn Festival", "2027-09-15", "2027-09-15", 0, EXPECTED),
    ("holiday", "国庆节", "National Day", "2027-10-01", "2027-10-07", 0, EXPECTED),
]
# name, name in English, first and last day of 2026 and of 2027, share of work left
SEASONS = [
    ("春节前后", "Before Spring Festival", ("2026-02-08", "2026-02-14"), ("2027-01-29", "2027-02-04"), 0.5),
    ("春节前后", "After Spring Festival", ("2026-02-24", "2026-03-03"), ("2027-02-14", "2027-02-20"), 0.5),
    ("麦收", "Wheat harvest", ("2026-06-01", "2026-06-30"), ("2027-06-01", "2027-06-30"), 0.5),
    ("秋收", "Maize harvest", ("2026-09-01", "2026-09-30"), ("2027-09-01", "2027-09-30"), 0.7),
    ("秋收秋种", "Harvest and sowing", ("2026-10-01", "2026-10-31"), ("2027-10-01", "2027-10-31"), 0.6),
]


def fill(entries: Any, **everywhere: None) -> None:
    """Enter what is not there yet. `entries`: the model of the calendar, or its state in a migration.

    `everywhere`: what says in that state that an entry is of no single place.
    """
    seasons = [("less", name, en, *days, share, USUAL) for name, en, *years, share in SEASONS for days in years]
    for kind, name, name_en, first, last, share, source in [*HOLIDAYS, *seasons]:
        words = {"name": name, "name_en": name_en, "share": share, "source": source}
        entries.objects.get_or_create(
            kind=kind, from_on=date.fromisoformat(first), **everywhere,
            defaults=words | {"until_on": date.fromisoformat(last)},
        )  # fmt: skip
