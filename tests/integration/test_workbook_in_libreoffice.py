"""The monthly workbook in a foreign spreadsheet: recalculated there, printed there."""

import re
import subprocess
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from analysis.monthly.workbook import workbook_bytes
from tests import handmade_month as by_hand
from tests.servers.process import program
from tests.workbook import Opened

WRONG = "987654321"
RECALCULATE_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def convert(content: bytes, folder: Path, to: str) -> Path:
    """A workbook as LibreOffice saves it, with a profile of its own and every formula worked out anew."""
    office = program("soffice", "libreoffice-calc-nogui")
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(RECALCULATE_ALWAYS, encoding="utf-8")
    given = folder / "given.xlsx"
    given.write_bytes(content)
    out = folder / "out"
    command = [office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", to]
    subprocess.run([*command, "--outdir", str(out), str(given)], check=True, capture_output=True, timeout=180)
    return out / f"given.{to}"


def with_wrong_results(content: bytes) -> bytes:
    """The same workbook with every stored result of a formula spoilt."""
    spoilt = BytesIO()
    with ZipFile(BytesIO(content)) as parts, ZipFile(spoilt, "w") as out:
        for name in parts.namelist():
            part = parts.read(name)
            if name.startswith("xl/worksheets/sheet"):
                text = re.sub(r'( t="str")?><f>(.*?)</f><v>.*?</v>', rf"><f>\2</f><v>{WRONG}</v>", part.decode())
                part = text.encode()
            out.writestr(name, part)
    return spoilt.getvalue()


def test_recalculated_totals_equal_the_stored_ones(tmp_path: Path) -> None:
    content = workbook_bytes(by_hand.usual())
    ours = Opened(content)
    spoilt = with_wrong_results(content)
    assert {str(f.stored) for f in Opened(spoilt).all_formulas()} == {WRONG}
    theirs = Opened(convert(spoilt, tmp_path, "xlsx").read_bytes())
    assert theirs.sheets == ours.sheets
    compared = 0
    for formula in ours.all_formulas():
        found = theirs.sheet(formula.sheet)[formula.cell].value
        if isinstance(formula.stored, float | int):
            assert found == pytest.approx(formula.stored, rel=1e-12), formula
            compared += 1
        else:
            assert (found or None) == formula.stored, formula
    assert compared > 100
    assert [(s, c.coordinate) for s, c in theirs.cells() if c.data_type == "e" or str(c.value).startswith("#")] == []


def test_printed_pages_are_landscape_a4_with_nothing_cut_to_crosses(tmp_path: Path) -> None:
    reader = program("pdftotext", "poppler-utils")
    sizes = program("pdfinfo", "poppler-utils")
    pdf = convert(workbook_bytes(by_hand.seventeen()), tmp_path, "pdf")
    told = subprocess.run([sizes, str(pdf)], check=True, capture_output=True, text=True, timeout=60).stdout
    width, height = (float(x) for x in re.findall(r"Page size:\s+([\d.]+) x ([\d.]+)", told)[0])
    assert (width, height) == pytest.approx((842, 595), abs=1)
    text = subprocess.run(
        [reader, "-layout", str(pdf), "-"], check=True, capture_output=True, text=True, timeout=60
    ).stdout
    assert "###" not in text
    for word in ("用电统计", "用水统计", "用气统计", "节能目标", "数据质量", "口径与系数", "手工填报", "制表人"):
        assert word in text
    assert text.count("公共机构能源资源消费统计（") >= 18
