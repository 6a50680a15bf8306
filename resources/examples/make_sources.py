"""Make the source files of the example cases C to F anew.

    python resources/examples/make_sources.py [FOLDER]

The files are written into the folders of the cases, or below ``FOLDER``. Nothing of
them depends on the day, the machine or chance: every run gives the same bytes. What is
typed of a case stands in its ``case.json`` and is not made here.
"""

import sys
from pathlib import Path

from sources import case_c, case_d, case_e, case_f

CASES = {
    "c": case_c.files,
    "d": case_d.files,
    "e": case_e.files,
    "f": case_f.files,
}


def main(folder: Path) -> None:
    """Write the files of every case into its folder below ``folder``."""
    for name, files in CASES.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        for file, data in files().items():
            (folder / name / file).write_bytes(data)


if __name__ == "__main__":
    here = Path(__file__).resolve().parent
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else here)
