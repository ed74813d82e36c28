"""Every file of the corpus of attestations is recognised as what it is, with as many signatures as it has, or is refused."""
import json
import os
import pathlib
import re
import subprocess

import pytest

SHARED = os.environ.get("TWOHOP_SHARED")
CORPUS = pathlib.Path(SHARED or "nowhere", "corpus")
TWOHOP = os.path.abspath(os.environ["TWOHOP"])
pytestmark = pytest.mark.skipif(not SHARED, reason="SKIPPED: no ../shared, so no attestation of the corpus was read")

# The vector of the protocol's text as data: it names a payload type and is no envelope.
NO_ENVELOPE = {"attestations/dsse/protocol-vector.json"}


def rows():
    if not SHARED:
        return []
    lines = (CORPUS / "MANIFEST.tsv").read_text(encoding="utf-8").splitlines()
    table = [dict(zip(lines[0].split("\t"), line.split("\t"))) for line in lines[1:]]
    return [row for row in table if row["path"].startswith("attestations/") and row["path"] not in NO_ENVELOPE]


def verify(path, *args):
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"} | {k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")}
    done = subprocess.run([TWOHOP, "verify", str(path), "--format", "json", *map(str, args)], capture_output=True, text=True,
                          timeout=120, env=env)
    assert done.returncode in (0, 1, 2, 65), done.stderr
    return done.returncode, json.loads(done.stdout)["files"][0]


def stated_signatures(row):
    found = re.search(r"\bsigs=(\d+)", row.get("counts", ""))
    return int(found.group(1)) if found else None


def format_of(path):
    """By the keys that tell the format, read with another reader of JSON."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return None
    outer = value[0] if isinstance(value, list) else value
    if "payloadType" in outer or "provenance_summary" in outer:
        return "dsse"
    if "verificationMaterial" in outer or "attestations" in outer or "bundle" in outer:
        return "sigstore-bundle"
    return "intoto-statement" if "_type" in outer else None


SIGNED = [row for row in rows() if stated_signatures(row) is not None]
BROKEN = [row for row in rows() if "not JSON" in row["note"]]


def named(table):
    return [row["path"].removeprefix("attestations/") for row in table]


@pytest.mark.parametrize("row", rows(), ids=named(rows()))
def test_a_file_is_recognised_by_what_it_is(row):
    path = CORPUS / row["path"]
    if expected := format_of(path):
        assert verify(path)[1]["format"] == expected


@pytest.mark.parametrize("row", SIGNED, ids=named(SIGNED))
def test_all_signatures_are_found(row):
    assert len(verify(CORPUS / row["path"])[1]["signatures"]) == stated_signatures(row)


@pytest.mark.parametrize("row", SIGNED, ids=named(SIGNED))
def test_nothing_is_trusted_where_nobody_is_named(row):
    assert "valid" not in {signature["state"] for signature in verify(CORPUS / row["path"])[1]["signatures"]}


@pytest.mark.parametrize("row", BROKEN, ids=named(BROKEN))
def test_what_is_no_json_is_refused(row):
    assert verify(CORPUS / row["path"])[0] == 65


def test_the_corpus_is_there():
    assert len(SIGNED) > 60 and len(BROKEN) > 5
