"""Bound and clean what devices send, as the forms do."""

from typing import Annotated

from pydantic import AfterValidator, Field

from shop.pages.addresses import LARGEST
from shop.pages.clean_input import clean

Id = Annotated[int, Field(ge=1, le=LARGEST)]
Count = Annotated[int, Field(le=2**31 - 1)]  # what a column of pieces or minutes holds; deeds refuse less than none
Text = Annotated[str, AfterValidator(clean), Field(max_length=255)]
