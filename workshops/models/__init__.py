"""Define the models of places, crafts, stations, bases, people, training and the journal."""

from workshops.models.account_changes import PayAccountChange
from workshops.models.applications import Application, ApplicationPicture, Invitation
from workshops.models.base import Base, Link, LinkTerms
from workshops.models.crafts import Craft
from workshops.models.days import CalendarEntry, LeadTimes
from workshops.models.journal import JournalEntry
from workshops.models.people import FormerPhone, Household, HouseholdPart, PayAccount, Post, Skill, VoidedCard, Worker
from workshops.models.places import MinimumWage, Place
from workshops.models.promotion import BasePicture, Choice, Honour, Showing
from workshops.models.station import Certification, Station
from workshops.models.training import Attendance, TrainingClass

__all__ = [
    "Application",
    "ApplicationPicture",
    "Attendance",
    "Base",
    "BasePicture",
    "CalendarEntry",
    "Certification",
    "Choice",
    "Craft",
    "FormerPhone",
    "Honour",
    "Household",
    "HouseholdPart",
    "Invitation",
    "JournalEntry",
    "LeadTimes",
    "Link",
    "LinkTerms",
    "MinimumWage",
    "PayAccount",
    "PayAccountChange",
    "Place",
    "Post",
    "Showing",
    "Skill",
    "Station",
    "TrainingClass",
    "VoidedCard",
    "Worker",
]
