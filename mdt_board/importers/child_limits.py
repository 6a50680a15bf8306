"""What a process that reads a file may use: time, memory, open files, no core dump.

Linux bounds memory itself. macOS takes the bound and ignores it, Windows has none:
there the process watches its own peak and leaves.
"""

import os
import sys
import threading
import time
from typing import NamedTuple

OUT_OF_MEMORY = 77  # exit codes of the child; our own bug is that of sysexits.h
BUG = 70

OPEN_FILES = 64
WRITTEN_BYTES = 2_000_000  # the log, and nothing else, is written
WATCH_SECONDS = 0.1
KIB = 1024


class Limits(NamedTuple):
    """The bounds of one file. ``result_bytes`` are those of its records as JSON."""

    cpu_seconds: int = 60
    wall_seconds: float = 120
    memory_bytes: int = 3_000_000_000
    result_bytes: int = 400_000_000


def enforce(limits: Limits) -> None:
    """Bound this process for good, but for its time: see `allow_time`."""
    if sys.platform == "win32":
        watch(limits.memory_bytes)
    else:
        import resource  # late: Windows has none

        _lower(resource.RLIMIT_CORE, 0)  # it would hold the patient's data
        _lower(resource.RLIMIT_NOFILE, OPEN_FILES)
        _lower(resource.RLIMIT_FSIZE, WRITTEN_BYTES)
        if sys.platform == "linux":
            _lower(resource.RLIMIT_AS, limits.memory_bytes)
        else:
            watch(limits.memory_bytes)


def allow_time(seconds: int) -> None:
    """Let this process compute for so long from now; Windows has the parent's watch."""
    if sys.platform != "win32":
        import resource  # late: Windows has none

        used = resource.getrusage(resource.RUSAGE_SELF)
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        until = int(used.ru_utime + used.ru_stime) + 1 + seconds
        soft = until if hard == resource.RLIM_INFINITY else min(until, hard)
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def watch(memory_bytes: int) -> None:
    """Leave with `OUT_OF_MEMORY` once this process has used more than that."""

    def leave_when_full() -> None:
        while peak_bytes() <= memory_bytes:
            time.sleep(WATCH_SECONDS)
        os._exit(OUT_OF_MEMORY)

    threading.Thread(target=leave_when_full, daemon=True).start()


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    class _Counters(ctypes.Structure):
        """PROCESS_MEMORY_COUNTERS of the Windows API."""

        _fields_ = [
            ("cb", wintypes.DWORD),
            ("PageFaultCount", wintypes.DWORD),
            ("PeakWorkingSetSize", ctypes.c_size_t),
            ("WorkingSetSize", ctypes.c_size_t),
            ("QuotaPeakPagedPoolUsage", ctypes.c_size_t),
            ("QuotaPagedPoolUsage", ctypes.c_size_t),
            ("QuotaPeakNonPagedPoolUsage", ctypes.c_size_t),
            ("QuotaNonPagedPoolUsage", ctypes.c_size_t),
            ("PagefileUsage", ctypes.c_size_t),
            ("PeakPagefileUsage", ctypes.c_size_t),
        ]

    def peak_bytes() -> int:
        """Return the most memory that this process ever had."""
        kernel = ctypes.WinDLL("kernel32")
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        ask = kernel.K32GetProcessMemoryInfo
        ask.argtypes = (wintypes.HANDLE, ctypes.POINTER(_Counters), wintypes.DWORD)
        counters = _Counters(cb=ctypes.sizeof(_Counters))
        ask(kernel.GetCurrentProcess(), ctypes.byref(counters), counters.cb)
        return int(counters.PeakPagefileUsage)

else:
    import resource

    def peak_bytes() -> int:
        """Return the most memory that this process ever had."""
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * KIB

    def _lower(what: int, amount: int) -> None:
        """Set a bound that cannot be raised again; a tighter one stays."""
        _, hard = resource.getrlimit(what)
        bound = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
        resource.setrlimit(what, (bound, bound))
