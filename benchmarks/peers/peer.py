"""What the peer scripts share: a clean environment, the OpenBLAS in use, timing, and JSON lines.

Importing this module starts the script again without the OPENBLAS_* variables if any is set: they can force slow
kernels, and OpenBLAS reads them when it is loaded. So import it before numpy and torch. The option --core sets
OPENBLAS_CORETYPE, and nothing else does: `--core Haswell` has OpenBLAS use vectors of 256 bits.
"""

import argparse
import ctypes
import json
import os
import re
import statistics
import sys
from pathlib import Path
from time import perf_counter

CORE = "OPENBLAS_CORETYPE"


def wanted_variables(arguments):
    """The OPENBLAS_* variables that the arguments ask for."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--core")
    core = parser.parse_known_args(arguments)[0].core
    return {CORE: core} if core else {}


def is_openblas(name):
    return name.startswith("OPENBLAS_")


wanted = wanted_variables(sys.argv[1:])
if {name: value for name, value in os.environ.items() if is_openblas(name)} != wanted:
    clean = {name: value for name, value in os.environ.items() if not is_openblas(name)}
    os.execve(sys.executable, sys.orig_argv, clean | wanted)


def fail(message):
    sys.exit(f"{Path(sys.argv[0]).name}: {message}")


class OpenBlas:
    """The OpenBLAS that a loaded library calls, found by resolving a BLAS routine as that library does."""

    def __init__(self, caller, routine):
        try:
            found = ctypes.CDLL(caller)[routine]
        except (OSError, AttributeError) as error:
            fail(f"{caller}: {error}; expected a library linked with libblas.so.3, as Debian's are")
        path = self._file_of(found)
        mapped = Path("/proc/self/maps").read_text().splitlines()
        loaded = {line.split()[-1] for line in mapped if "/libopenblas" in line}
        if "openblas" not in path or len(loaded) != 1:
            fail(
                f"{routine} is {path}, expected OpenBLAS; install libopenblas0-pthread and choose it with "
                "update-alternatives --config libblas.so.3-x86_64-linux-gnu"
            )
        self._library = ctypes.CDLL(loaded.pop())
        self.core = self._text("openblas_get_corename")
        self.version = " ".join(self._text("openblas_get_config").split()[:2])
        core = os.environ.get(CORE, self.core)
        if core.lower() != self.core.lower():
            fail(f"--core {core}: OpenBLAS uses {self.core}; it knows no such core, or the processor is none")

    def _text(self, name):
        function = self._library[name]
        function.restype = ctypes.c_char_p
        return function().decode()

    @staticmethod
    def _file_of(function):
        class Info(ctypes.Structure):
            _fields_ = [
                ("file", ctypes.c_char_p),
                ("base", ctypes.c_void_p),
                ("symbol", ctypes.c_char_p),
                ("address", ctypes.c_void_p),
            ]

        info = Info()
        ctypes.CDLL(None).dladdr(ctypes.cast(function, ctypes.c_void_p), ctypes.byref(info))
        return os.path.realpath(info.file.decode())

    def use_threads(self, threads):
        self._library.openblas_set_num_threads(threads)
        if self._library.openblas_get_num_threads() != threads:
            fail(f"OpenBLAS uses {self._library.openblas_get_num_threads()} threads, expected {threads}")


def thread_counts(text):
    """Parses `1,2`."""
    if not re.fullmatch(r"[1-9]\d*(,[1-9]\d*)*", text):
        raise argparse.ArgumentTypeError(f"{text!r}, expected positive whole numbers such as 1,2")
    return [int(count) for count in text.split(",")]


def add_options(parser):
    parser.add_argument("--quick", action="store_true", help="the fewest runs that give a median")
    parser.add_argument("--threads", type=thread_counts, default=[1, 2], metavar="1,2", help="numbers of threads")
    parser.add_argument("--core", metavar="TYPE", help="the core type that OpenBLAS shall use, such as Haswell")


def measure(work, quick):
    """Seconds of each run: three warm-ups, then at least 5 runs (quick), or at least 11 and two seconds of them."""
    for _ in range(3):
        work()
    return times(work, 5) if quick else times(work, 11, 2.0)


def times(work, fewest, enough=0.0):
    """Seconds of each run: so many runs, and so many seconds of them."""
    seconds = []
    while len(seconds) < fewest or sum(seconds) < enough:
        start = perf_counter()
        work()
        seconds.append(perf_counter() - start)
    return seconds


def read_problem(path):
    """The arrays by name that TrainedProblem writes, and the names of the weights in the order of the layers."""
    import numpy

    try:
        with numpy.load(path) as file:
            problem = dict(file)
    except (OSError, ValueError) as error:
        fail(f"{path}: {error}")
    layers = sorted({int(name.split(".")[0]) for name in problem if "." in name})
    return problem, [f"{layer}.{kind}" for layer in layers for kind in ("weight", "bias")]


def machine(torch, blas):
    """What is in use, for the reports."""
    return {
        "torch": torch.__version__,
        "vectors": torch.__config__.show().split("CPU capability usage: ")[1].split()[0],
        "blas": blas.version,
        "core": blas.core,
    }


def report(name, seconds, **more):
    """Prints one JSON line."""
    line = {"name": name, "median": statistics.median(seconds), "best": min(seconds), "runs": len(seconds)}
    print(json.dumps(line | more), flush=True)
