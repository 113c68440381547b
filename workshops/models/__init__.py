"""Define the models of places, crafts, stations, bases, people, training and the journal."""

from workshops.models.account_changes import PayAccountChange
from workshops.models.base import Base, Link
from workshops.models.crafts import Craft
from workshops.models.days import CalendarEntry, LeadTimes
from workshops.models.journal import JournalEntry
from workshops.models.people import FormerPhone, Household, HouseholdPart, PayAccount, Post, Skill, VoidedCard, Worker
from workshops.models.places import County, MinimumWage
from workshops.models.station import Certification, Station
from workshops.models.training import Attendance, TrainingClass

__all__ = [
    "Attendance",
    "Base",
    "CalendarEntry",
    "Certification",
    "County",
    "Craft",
    "FormerPhone",
    "Household",
    "HouseholdPart",
    "JournalEntry",
    "LeadTimes",
    "Link",
    "MinimumWage",
    "PayAccount",
    "PayAccountChange",
    "Post",
    "Skill",
    "Station",
    "TrainingClass",
    "VoidedCard",
    "Worker",
]
