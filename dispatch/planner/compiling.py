"""Compile the planner's kernels with numba once per version of their source, and tell whether that was done."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import llvmlite.binding
from numba import njit

OPTIONS: dict[str, Any] = {
    "nogil": True,
    "forceinline": True,
    "error_model": "numpy",
    "_nrt": False,
}  # no kernel allocates, so nothing need be counted
_njit: Any = njit
COMPILING_SECONDS = 30.0  # seconds that are enough to wait for the compiler
HERE = Path(__file__).parent
KERNELS = (
    "bounds/lagrangian.py",
    "bounds/offering.py",
    "search/board.py",
    "search/pivoting.py",
    "search/ruining.py",
)  # a change in one makes all compiled stale
_STAMP = hashlib.sha256(
    b"".join((HERE / name).read_bytes() for name in KERNELS) + llvmlite.binding.get_host_cpu_name().encode()
).hexdigest()


def compiled(function: Callable[..., Any]) -> Any:
    """Compile a function when it is first called, and keep the result beside the source or in NUMBA_CACHE_DIR.

    Numba only sees when the file of the function itself is newer. Here a kept result counts as long as the content of
    all kernels and the processor are the same. Where nothing can be kept, each process compiles anew.
    """
    try:
        dispatcher = _njit(cache=True, **OPTIONS)(function)
    except RuntimeError:  # no folder to write to
        return _njit(**OPTIONS)(function)
    dispatcher._cache._cache_file._source_stamp = _STAMP
    return dispatcher


def is_ready(*dispatchers: Any) -> bool:
    """Return whether these were compiled before, so that calling them takes milliseconds."""
    return all(one.signatures or (one._cache and one._cache._cache_file._load_index()) for one in dispatchers)


def compile_aside() -> None:
    """Start compiling in a separate process that outlives this one, so that the next plan finds it done."""
    subprocess.Popen(
        [sys.executable, "-m", "dispatch.planner", "warm"],
        cwd=HERE.parent.parent,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
