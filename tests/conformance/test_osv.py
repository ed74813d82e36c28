"""Advisories against known answers: one real dependency tree in three spellings, and a slow, obvious evaluator of OSV's own rules."""
import csv
import functools
import json
import lzma
import os
import pathlib
import random
import subprocess

import pytest

SHARED = os.environ.get("TWOHOP_SHARED")
CORPUS = pathlib.Path(SHARED or "nowhere", "corpus")
TWOHOP = os.path.abspath(os.environ["TWOHOP"])
pytestmark = pytest.mark.skipif(not SHARED, reason="SKIPPED: no ../shared, so known answers of advisories were not compared")


def run(*args, **more):
    return subprocess.run([TWOHOP, *map(str, args)], capture_output=True, text=True, timeout=300,
                          env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"} |
                          {k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")}, **more)


def found(*args, rules=("vulnerable", "malicious-package")):
    report = json.loads(run("audit", *args, "--format", "json").stdout)
    return {(f["advisory"]["id"], f["subject"]["purl"]) for f in report["findings"] if f["rule"] in rules}, report


# ---- the tree ----

@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    assert run("feeds", "import", "osv", CORPUS / "osv-truth" / "records.ndjson.xz", "--data", folder).returncode == 0
    return folder


@pytest.mark.parametrize("spelling", ["cdxnpm-big.cdx.json.xz", "npm-big.cdx.json.xz", "npm-big.spdx.json.xz"])
def test_each_spelling_of_a_tree_has_the_known_flaws_and_no_other(data, spelling):
    with open(CORPUS / "osv-truth" / "truth.tsv") as rows:
        truth = {(row["advisory"], row["purl"]) for row in csv.DictReader(rows, delimiter="\t")}
    assert len(truth) == 58
    assert found(CORPUS / "big" / spelling, "--data", data)[0] == truth


# ---- a slow, obvious evaluator: semantic versions alone, as the Go records have them ----

def key(version):
    core, _, pre = version.split("+")[0].partition("-")
    numbers = [int(part) for part in core.split(".")] + [0, 0]
    return numbers[:3], [(0, int(p), "") if p.isdigit() else (1, 0, p) for p in pre.split(".")] if pre else None


def compare(a, b):
    """-1, 0, 1; Semantic Versioning 2.0.0, section 11."""
    (core_a, pre_a), (core_b, pre_b) = key(a), key(b)
    if core_a != core_b:
        return -1 if core_a < core_b else 1
    if pre_a is None or pre_b is None:
        return (pre_a is None) - (pre_b is None)
    return (pre_a > pre_b) - (pre_a < pre_b)


ORDER = ["introduced", "last_affected", "fixed", "limit"]


def before(a, b):
    if a[1] != b[1]:
        if a[1] == "0":
            return -1
        if b[1] == "0":
            return 1
    return (0 if a[1] == b[1] else compare(a[1], b[1])) or ORDER.index(a[0]) - ORDER.index(b[0])


def in_range(version, events):
    """OSV schema, "Evaluation", word for word."""
    events = sorted(((kind, value) for event in events for kind, value in event.items()), key=functools.cmp_to_key(before))
    limits = [value for kind, value in events if kind == "limit"]
    if limits and not any(value == "*" or compare(version, value) < 0 for value in limits):
        return False
    vulnerable = False
    for kind, value in events:
        if kind == "introduced" and (value == "0" or compare(version, value) >= 0):
            vulnerable = True
        elif kind == "fixed" and compare(version, value) >= 0:
            vulnerable = False
        elif kind == "last_affected" and compare(version, value) > 0:
            vulnerable = False
    return vulnerable


def is_affected(record, name, version):
    return any(entry["package"]["name"] == name and
               (version in entry.get("versions", []) or
                any(in_range(version, r["events"]) for r in entry.get("ranges", []) if r["type"] in ("SEMVER", "ECOSYSTEM")))
               for entry in record.get("affected", []))


def is_semantic(version):
    try:
        key(version)
        return True
    except ValueError:
        return False


@pytest.fixture(scope="module")
def go_records():
    records = [json.loads(path.read_text()) for folder in ("golang-vulndb", "golang-vulndb-many-events", "golang-vulndb-withdrawn")
               for path in sorted((CORPUS / "osv" / folder).rglob("*.json"))]
    assert len(records) > 100
    return records


def around(version, rng):
    """A version and its neighbours."""
    core, _, pre = version.split("+")[0].partition("-")
    numbers = [int(n) for n in core.split(".")]
    numbers[rng.randrange(len(numbers))] += rng.choice([-1, 0, 0, 1])
    return ".".join(str(max(0, n)) for n in numbers) + (("-" + pre) if pre and rng.random() < 0.5 else "")


def test_the_findings_equal_those_of_a_slow_evaluator(go_records, tmp_path):
    rng = random.Random(7)
    live = [record for record in go_records if "withdrawn" not in record]
    bounds = [(entry["package"]["name"], value) for record in live for entry in record["affected"] for r in entry.get("ranges", [])
              for event in r["events"] for value in event.values() if value != "0" and is_semantic(value)]
    pairs = set()
    while len(pairs) < 2000:
        name, value = rng.choice(bounds)
        pairs.add((name, around(value, rng)))
    parts = [{"type": "library", "bom-ref": "p%d" % n, "name": name, "version": version, "purl": "pkg:golang/%s@%s" % (
        "/".join(part.replace("~", "%7E") for part in name.split("/")), version)} for n, (name, version) in enumerate(sorted(pairs))]
    sbom = tmp_path / "sbom.cdx.json"
    sbom.write_text(json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.5", "components": parts}))
    (tmp_path / "records.ndjson").write_text("".join(json.dumps(record) + "\n" for record in go_records))
    assert run("feeds", "import", "osv", tmp_path / "records.ndjson", "--data", tmp_path / "data").returncode == 0
    report = json.loads(run("audit", sbom, "--data", tmp_path / "data", "--format", "json").stdout)

    # Records that share a name are one flaw and go by its smallest id: compare components, and flaws by any of their names.
    names = {record["id"]: {record["id"], *record.get("aliases", [])} for record in live}
    by_part = {}
    for finding in report["findings"]:
        if finding["rule"] in ("vulnerable", "malicious-package"):
            by_part.setdefault((finding["subject"]["name"], finding["subject"]["version"]), set()).add(finding["advisory"]["id"])
    affected = 0
    for name, version in sorted(pairs):
        expected = {record["id"] for record in live if is_affected(record, name, version)}
        got = by_part.get((name, version), set())
        assert got <= expected, (name, version)
        assert all(any(names[one] & names[other] for other in got) for one in expected), (name, version, expected, got)
        affected += bool(expected)
    assert affected > 200  # else nothing was compared
