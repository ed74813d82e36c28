"""CSAF against a slow, obvious reading of the standard: the products that a document calls affected are found, and no others.

Of every document of the corpus that is read, each product that is known by vendor, name and one plain version, or by a package URL
with a version, becomes a component of an SBOM. Products with ranges are left to tests/cli/test_csaf.py.
"""
import json
import os
import pathlib
import subprocess

import pytest

SHARED = os.environ.get("TWOHOP_SHARED")
CORPUS = pathlib.Path(SHARED or "nowhere", "corpus", "csaf")
TWOHOP = os.path.abspath(os.environ["TWOHOP"])
pytestmark = pytest.mark.skipif(not SHARED, reason="SKIPPED: no ../shared, so CSAF documents were not compared")
AFFECTED = ("known_affected", "first_affected", "last_affected")


def run(*args):
    return subprocess.run([TWOHOP, *map(str, args)], capture_output=True, text=True, timeout=300,
                          env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"} |
                          {k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")})


# ---- the slow reading ----

def leaves(branches, above=()):
    for branch in branches:
        path = (*above, (branch["category"], branch["name"]))
        if "product" in branch:
            yield branch["product"], dict(path)
        yield from leaves(branch.get("branches", []), path)


def products(tree):
    """Id -> (what names it, its branches), and id -> the part of a combination."""
    known, parts = {}, {}
    for product, path in leaves(tree.get("branches", [])):
        known.setdefault(product["product_id"], (product.get("product_identification_helper", {}), path))
    for product in tree.get("full_product_names", []):
        known.setdefault(product["product_id"], (product.get("product_identification_helper", {}), {}))
    for row in tree.get("relationships", []):
        known.setdefault(row["full_product_name"]["product_id"], (row["full_product_name"].get("product_identification_helper", {}), {}))
        parts[row["full_product_name"]["product_id"]] = row["product_reference"]
    for row in tree.get("product_paths", []):
        known.setdefault(row["full_product_name"]["product_id"], (row["full_product_name"].get("product_identification_helper", {}), {}))
        parts[row["full_product_name"]["product_id"]] = row["beginning_product_reference"]
    return known, parts


def is_plain(version):
    return not any(sign in version for sign in "<>*|()") and "vers:" not in version and "version" not in version.lower()


def names_of(known, parts, id):
    """The identities of a product: ("purl", text), or ("name", vendor, product, version), version None for any."""
    own = known.get(id, ({}, {}))[0]
    for _ in range(len(known)):
        if id not in parts or parts[id] not in known:
            break
        id = parts[id]
    helper, path = known.get(id, ({}, {}))
    helper = own if own.get("purl") or own.get("purls") else helper
    purls = helper.get("purls") or ([helper["purl"]] if "purl" in helper else [])
    made = {("purl", purl) for purl in purls}
    if "vendor" in path and "product_name" in path:
        made.add(("name", path["vendor"], path["product_name"], path.get("product_version", path.get("product_version_range"))))
    return made


def affected(document):
    known, parts = products(document.get("product_tree", {}))
    groups = {g["group_id"]: g["product_ids"] for g in document.get("product_tree", {}).get("product_groups", [])}
    every, bad = set().union(*(names_of(known, parts, id) for id in known)), set()
    for flaw in document.get("vulnerabilities", []):
        for status in AFFECTED:
            for id in flaw.get("product_status", {}).get(status, []):
                for member in groups.get(id, [id]):
                    bad |= names_of(known, parts, member)
    return every, bad


# ---- the comparison ----

def component(number, name):
    if name[0] == "purl":
        return {"type": "library", "bom-ref": str(number), "name": "c%d" % number, "version": name[1].split("?")[0].rpartition("@")[2], "purl": name[1]}
    return {"type": "library", "bom-ref": str(number), "name": name[2], "version": name[3], "supplier": {"name": name[1]}}


def is_compared(name, every):
    """One version, and nothing about the same product that takes an order or has no version."""
    if name[0] == "purl":
        return "@" in name[1] and name[1].startswith("pkg:")
    return all(other[3] is not None and is_plain(other[3]) for other in every if other[0] == "name" and other[2].lower() == name[2].lower())


def documents():
    return sorted(p for p in CORPUS.rglob("*.json") if "csaf_version" in p.read_text(errors="replace")) if SHARED else []


def cases():
    for path in documents():
        try:
            every, bad = affected(json.loads(path.read_text()))
        except (ValueError, KeyError, TypeError, AttributeError):
            continue  # breaks the standard so that the slow reading does not know what to do either
        compared = sorted((name for name in every if is_compared(name, every)), key=str)
        if compared:
            yield path, compared, bad


def test_affected_products_are_found_and_no_others(tmp_path):
    seen = [0, 0, 0]  # documents, products that are affected, products that are not
    wrong = []
    for path, compared, bad in cases():
        sbom = tmp_path / "sbom.json"
        sbom.write_text(json.dumps({
            "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
            "metadata": {"component": {"type": "application", "bom-ref": "root", "name": "Root", "version": "1"}},
            "components": [component(number, name) for number, name in enumerate(compared)],
            "dependencies": [{"ref": "root", "dependsOn": [str(number) for number in range(len(compared))]}]}))
        report = json.loads(run("audit", sbom, path, "--as-of", "2035-01-01", "--format", "json").stdout)
        document = next(d for d in report["documents"] if d["path"].endswith(path.name))
        if document["status"] != "read":
            continue
        have = {(f["subject"]["name"], f["subject"]["version"]) for f in report["findings"] if f["rule"] == "vulnerable"}
        made = [component(number, name) for number, name in enumerate(compared)]
        want = {(m["name"], m["version"]) for m, name in zip(made, compared) if name in bad}
        seen[0] += 1
        seen[1] += len(want)
        seen[2] += len(made) - len(want)
        if have != want:
            wrong.append((str(path.relative_to(CORPUS)), "missing", sorted(want - have), "too many", sorted(have - want)))
    assert wrong == []
    assert seen[0] > 120 and seen[1] > 120 and seen[2] > 20, seen
