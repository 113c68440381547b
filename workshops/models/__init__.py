"""Everything that stands still while orders pass: places, crafts, stations, bases, people, training."""

from workshops.models.base import Base, Link
from workshops.models.crafts import Craft
from workshops.models.people import Household, Look, PayAccount, Post, Skill, Worker
from workshops.models.places import County, MinimumWage
from workshops.models.station import Certification, Station
from workshops.models.training import Attendance, TrainingClass

__all__ = [
    "Attendance",
    "Base",
    "Certification",
    "County",
    "Craft",
    "Household",
    "Link",
    "Look",
    "MinimumWage",
    "PayAccount",
    "Post",
    "Skill",
    "Station",
    "TrainingClass",
    "Worker",
]
