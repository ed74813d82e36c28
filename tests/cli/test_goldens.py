"""The text and the JSON report of the 3CX case and of hostile names are as they were reviewed.

TWOHOP_GOLDENS=write pytest tests/cli/test_goldens.py writes them anew; what changed is read before it is committed.
"""
import os
import re

import pytest

CASES = {"3cx": ("2023-04-21", []), "hostile-names": ("2024-06-01", []), "hostile": ("2024-06-01", [])}
FORMS = {"text": "txt", "json": "json"}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", CASES)
def test_the_report_is_as_it_was_reviewed(twohop, testdata, name, form):
    day, more = CASES[name]
    done = twohop(["audit", name, "--as-of", day, "--format", form, *more], cwd=testdata)
    text = re.sub(r'("version": ")\d+\.\d+\.\d+(?="\n  },\n  "as_of")', r"\g<1>VERSION", done.stdout)
    golden = testdata / "goldens" / ("%s.%s.%s" % (name, form, FORMS[form]))
    if os.environ.get("TWOHOP_GOLDENS") == "write":
        golden.write_text(text)
    assert text == golden.read_text()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["hostile-names", "hostile"])
def test_no_hostile_name_hides_or_moves_anything(twohop, testdata, name, form):
    done = twohop(["audit", name, "--as-of", "2024-06-01", "--format", form], cwd=testdata)
    hidden = re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]", done.stdout + done.stderr)
    assert hidden == [] and done.stdout
