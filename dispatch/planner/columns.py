"""Read columns of numbers from decoded JSON. What makes no sense is refused with one line that names field and row."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

LARGEST = 1e15  # beyond it a float can no longer hold every whole number


class BadInstance(ValueError):
    """Raised for an instance or plan that makes no sense. The message names the field and the row (from 0)."""


class Table:
    """One object of columns in the instance, such as `orders`."""

    def __init__(self, data: dict[str, Any], name: str, *, optional: bool = False) -> None:
        columns = data.get(name)
        if columns is None and optional:
            columns = {}
        if not isinstance(columns, dict):
            raise BadInstance(f"{name}: must be an object of columns" if name in data else f"{name}: missing")
        self.name, self.columns = name, columns

    def ids(self, field: str) -> tuple[Any, ...]:
        """Return the identifiers (text or numbers), which set the number of rows."""
        return tuple(self._column(field, None, None))

    def numbers(
        self, field: str, *, rows: int | None = None, default: list[Any] | None = None
    ) -> npt.NDArray[np.float64]:
        """Return a column of finite numbers of at least 0."""
        return self._finite(field, self._column(field, rows, default))

    def whole(self, field: str, *, rows: int | None = None, default: list[Any] | None = None) -> npt.NDArray[np.int64]:
        """Return a column of whole numbers of at least 0."""
        values = self.numbers(field, rows=rows, default=default)
        self._refuse(field, values != np.floor(values), values, "must be a whole number")
        return values.astype(np.int64)

    def indexes(
        self, field: str, *, below: int, rows: int | None = None, default: list[Any] | None = None
    ) -> npt.NDArray[np.int64]:
        """Return a column of whole numbers from 0 to `below` - 1."""
        values = self.whole(field, rows=rows, default=default)
        self._refuse(field, values >= below, values, f"must be below {below}")
        return values

    def cumulative(self, field: str, *, rows: int, columns: int) -> npt.NDArray[np.float64]:
        """Return a matrix whose every row has `columns` numbers of at least 0 that never fall."""
        matrix = np.zeros((rows, columns))
        for row, values in enumerate(self._column(field, rows, None)):
            if not isinstance(values, list) or len(values) != columns:
                raise BadInstance(
                    f"{self._path(field)}, row {row}: must be a list of {columns} numbers, one for each day"
                )
            matrix[row] = self._finite(f"{field}, row {row}, day", values)
        falls = np.argwhere(np.diff(matrix, axis=1) < 0)
        for row, day in falls:
            raise BadInstance(f"{self._path(field)}, row {row}: falls after day {day}, but it is cumulative")
        return matrix

    def rising(self, field: str, values: npt.NDArray[np.float64]) -> None:
        """Refuse a column that falls."""
        falls = np.concatenate(([False], np.diff(values) < 0))
        self._refuse(field, falls, values, "must not be less than the row before")

    def once(self, field: str, values: npt.NDArray[np.int64]) -> None:
        """Refuse a value that occurs twice."""
        first = np.zeros(len(values), dtype=bool)
        first[np.unique(values, return_index=True)[1]] = True
        self._refuse(field, ~first, values, "must not come twice")

    def _path(self, field: str) -> str:
        return f"{self.name}.{field}" if self.name else field

    def _column(self, field: str, rows: int | None, default: list[Any] | None) -> list[Any]:
        column = self.columns.get(field, default)
        if column is None:
            raise BadInstance(f"{self._path(field)}: missing")
        if not isinstance(column, list):
            raise BadInstance(f"{self._path(field)}: must be a list")
        if rows is not None and len(column) != rows:
            row = min(rows, len(column))
            raise BadInstance(f"{self._path(field)}, row {row}: must have {rows} rows, not {len(column)}")
        return column

    def _finite(self, field: str, column: list[Any]) -> npt.NDArray[np.float64]:
        if not set(map(type, column)) <= {int, float}:
            row = next(i for i, value in enumerate(column) if type(value) not in (int, float))
            raise BadInstance(f"{self._at(field, row)}: must be a number, not {column[row]!r:.40}")
        try:
            values = np.array(column, dtype=np.float64)
        except OverflowError:
            row = next(i for i, value in enumerate(column) if abs(value) > LARGEST)
            raise BadInstance(f"{self._at(field, row)}: too large") from None
        self._refuse(field, ~np.isfinite(values), values, "must be finite")
        self._refuse(field, values < 0, values, "must not be negative")
        self._refuse(field, values > LARGEST, values, f"must not be more than {LARGEST:g}")
        return values

    def _at(self, field: str, row: int) -> str:
        return self._path(field) + (f" {row}" if field.endswith(", day") else f", row {row}")

    def _refuse(self, field: str, bad: npt.NDArray[np.bool_], values: npt.NDArray[Any], rule: str) -> None:
        for row in np.flatnonzero(bad):
            raise BadInstance(f"{self._at(field, int(row))}: {rule}, not {values[row]:g}")
