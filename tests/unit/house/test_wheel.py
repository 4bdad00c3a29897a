"""The project as it is installed elsewhere: everything of its packages goes along, nothing else does."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.unit.house.test_tree import PYPROJECT
from tests.unit.house.tree import ROOT, files

PACKAGES = set(PYPROJECT["tool"]["importlinter"]["root_packages"])


def test_the_wheel_holds_every_file_of_the_packages(tmp_path: Path) -> None:
    ours = [file for file in files() if file.parts[0] in PACKAGES]
    for file in [*ours, *(Path(name) for name in ("pyproject.toml", "README.md", "LICENSE", "NOTICE"))]:
        (tmp_path / "source" / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, tmp_path / "source" / file)
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"),
            *("--wheel-dir", str(tmp_path), str(tmp_path / "source")),
        ],
        check=True,
        stdin=subprocess.DEVNULL,
    )
    (wheel,) = tmp_path.glob("campus_energy-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = {Path(name) for name in archive.namelist()}
        entry_points = archive.read(next(n for n in archive.namelist() if n.endswith("entry_points.txt"))).decode()
    assert {file for file in held if ".dist-info" not in file.parts[0]} == set(ours)
    assert "campus = cli.main:main" in entry_points
