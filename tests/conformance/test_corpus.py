"""twohop inspect against ../shared/corpus: every SBOM of a format we read, compared with the counts of MANIFEST.tsv, which
an independent script took from the bytes. What may be refused must be refused with a place; nothing may be read in silence
that breaks the rules of its format."""
import csv
import lzma
import os
import pathlib
import re

import pytest

SHARED = pathlib.Path(os.environ.get("TWOHOP_SHARED") or pathlib.Path(__file__).resolve().parents[3] / "shared")
CORPUS = SHARED / "corpus"
if not (CORPUS / "MANIFEST.tsv").is_file():
    pytest.skip("SKIPPED: ../shared/corpus is absent, so no document of it was read", allow_module_level=True)

SETS = {"cyclonedx-spec", "cyclonedx-examples", "spdx", "sbom-real"}
SCOPE = {  # format in the manifest -> ours, and the versions that we claim to read
    "CycloneDX JSON": ("cyclonedx-json", {"1.2", "1.3", "1.4", "1.5", "1.6", "1.7"}),
    "CycloneDX XML": ("cyclonedx-xml", {"1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7"}),
    "SPDX 2 JSON": ("spdx-json", {"SPDX-2.2", "SPDX-2.3"}),
    "SPDX tag-value": ("spdx-tag-value", {"SPDX-2.2", "SPDX-2.3"}),
}
BIG = {  # corpus/big/README.md: format, components, edges
    "cdxnpm-big.cdx.json": ("cyclonedx-json", 4914, 11467),
    "npm-big.cdx.json": ("cyclonedx-json", 3521, 8691),
    "npm-big.spdx.json": ("spdx-json", 3522, 10805),
    "cdxnpm-gatsby.cdx.xml": ("cyclonedx-xml", 1339, 3064),
}


def manifest():
    with open(CORPUS / "MANIFEST.tsv", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["set"] in SETS:
                row["counts"] = dict(part.partition("=")[::2] for part in row["counts"].split(";"))
                yield row


ROWS = list(manifest())
IN_SCOPE = {row["path"]: row for row in ROWS
            if row["counts"].get("version") in SCOPE.get(row["counts"].get("format"), ("", ()))[1]}
COUNTED = [path for path, row in IN_SCOPE.items() if row["expectation"] == "valid" or
           row["expectation"] == "edge" and "must be read" in row["note"]]
ODD = [path for path, row in IN_SCOPE.items() if row["expectation"] == "edge" and path not in COUNTED]
AGAINST_SCHEMA = [row["path"] for row in ROWS if row["set"] == "cyclonedx-spec" and row["expectation"] == "invalid"]
NOT_WELL_FORMED = {  # path -> the line where it ends to be JSON
    row["path"]: int(re.search(r"line (\d+)", " ".join(row["counts"]))[1])
    for row in ROWS if row["set"] == "sbom-real" and row["expectation"] == "invalid"}
FRAGMENTS = [row["path"] for row in ROWS if row["expectation"] == "edge" and "never guessed" in row["note"]]

# Where the manifest and the bytes part, and why the bytes are right: path -> what we count instead.
TOPOLOGY = ("the manifest follows `dependencies` alone; the topologies in this formulation name task-1, task-2, component-r and "
            "component-s, none of which is a component of the document")
OTHERWISE = {
    "cyclonedx-spec/1.6/valid-formulation-1.6.json": ({"dangling": 4}, TOPOLOGY),
    "cyclonedx-spec/1.7/valid-formulation-1.7.json": ({"dangling": 4}, TOPOLOGY),
    "cyclonedx-spec/1.7/valid-formulation-1.7.xml": ({"dangling": 4}, TOPOLOGY),
}
# Breaches of a schema that have to be said where they stand, by the names of the files that commit them. The others are of
# fields that we do not read.
SAID = re.compile(r"invalid-(component-ref|component-swid|component-type|dependency|depgraph|empty-component|hash-\w+"
                  r"|missing-component-type|namespace|serialnumber)-")


@pytest.fixture(scope="session")
def inspected(inspect):
    """Path below the corpus -> what inspect says of it, for every document of the sets."""
    found = inspect(CORPUS / row["path"] for row in ROWS)
    return {path.removeprefix(str(CORPUS) + "/"): document for path, document in found.items()}


def number(value):
    """A count that inspect may give as a number, as a list or by kind."""
    return value if isinstance(value, int) else sum(map(number, value.values())) if isinstance(value, dict) else len(value)


def difference(document, form, components, edges, counts, instead=()):
    """What inspect counts and what the manifest counts, or what is to be counted instead, where they differ."""
    edge_kind = "relationships" if form.startswith("spdx") else "dependencies"
    want = {"status": "read", "format": form, "components": components, edge_kind: edges}
    have = {"status": document["status"], "format": document["format"],
            "components": document["counts"]["components"], edge_kind: document["counts"][edge_kind]}
    if counts is not None:
        want["services"], have["services"] = int(counts.get("services", 0)), document["counts"]["services"]
        # nested_files: inside of packages, where SPDX 2 does not put them and where they are still files
        want["files"] = int(counts.get("files", 0)) + int(counts.get("nested_files", 0))
        have["files"] = document["counts"]["files"]
    if counts is not None:
        want["dangling"], have["dangling"] = int(counts.get("dangling", 0)), number(document["dangling"])
    want.update(instead)
    return {key: "%s, expected %s" % (have[key], want[key]) for key in want if have[key] != want[key]}


def test_the_corpus_is_the_one_that_the_scope_was_written_for():
    assert len(COUNTED) > 650 and len(AGAINST_SCHEMA) > 240


def test_every_document_is_answered(inspected):
    assert [row["path"] for row in ROWS if row["path"] not in inspected] == []


@pytest.mark.parametrize("path", COUNTED)
def test_counts_are_those_of_the_manifest(inspected, path):
    row, document = IN_SCOPE[path], inspected[path]
    counts = row["counts"]
    assert document["status"] == "read", document["error"]
    instead, _ = OTHERWISE.get(path, ({}, ""))
    assert difference(document, SCOPE[counts["format"]][0], int(row["n_components"]), int(row["n_edges"]), counts, instead) == {}
    assert document["spec_version"].removeprefix("SPDX-") == counts["version"].removeprefix("SPDX-")
    if "meta" in counts:
        assert document["root"] is not None


@pytest.mark.parametrize("path", [path for path in COUNTED if IN_SCOPE[path]["counts"].keys() & {"dup_refs", "dangling"}])
def test_a_broken_reference_is_reported(inspected, path):
    assert inspected[path]["diagnostics"] != []


@pytest.mark.parametrize("path", ODD)
def test_an_odd_document_is_read_as_it_is_or_refused_with_a_reason(inspected, path):
    row, document = IN_SCOPE[path], inspected[path]
    if document["status"] != "read":
        assert document["error"] or document["why"]
    elif row["n_components"]:
        assert document["counts"]["components"] == int(row["n_components"])


@pytest.mark.parametrize("path", NOT_WELL_FORMED)
def test_what_is_not_well_formed_is_refused_with_its_place(inspected, path):
    document = inspected[path]
    assert document["status"] == "rejected"
    assert document["error"]["line"] == NOT_WELL_FORMED[path]


@pytest.mark.parametrize("path", FRAGMENTS)
def test_a_fragment_is_never_taken_for_a_document(inspected, path):
    document = inspected[path]
    assert document["status"] in ("rejected", "ignored") or document["diagnostics"]


def complaints(document):
    """Diagnostics that stand at a place: that a document names no product is none of its schema's business."""
    return [one for one in document["diagnostics"] if one["line"]]


def test_what_is_against_its_schema_is_refused_with_a_place_or_complained_about(inspected, capsys):
    silent = []
    for path in AGAINST_SCHEMA:
        document = inspected[path]
        if document["status"] == "rejected":
            assert document["error"]["message"] and document["error"]["line"], path
        elif document["status"] == "read" and not complaints(document):
            silent.append(path)
    assert [path for path in silent if SAID.search(path)] == []
    with capsys.disabled():
        print("\n%d of %d documents against their schema are read in silence%s" % (
            len(silent), len(AGAINST_SCHEMA), "".join("\n  " + path for path in silent)))


@pytest.fixture(scope="session")
def big(tmp_path_factory):
    """Name -> an unpacked file of corpus/big."""
    folder = tmp_path_factory.mktemp("big")
    for name in BIG:
        (folder / name).write_bytes(lzma.decompress((CORPUS / "big" / (name + ".xz")).read_bytes()))
    return {name: folder / name for name in BIG}


@pytest.mark.parametrize("name", BIG)
def test_a_real_document_of_real_size_is_counted_right(inspect, big, name):
    form, components, edges = BIG[name]
    document = inspect([big[name]])[str(big[name])]
    assert difference(document, form, components, edges, None) == {}


@pytest.mark.parametrize("name", BIG)
def test_a_compressed_document_is_the_document(inspect, name):
    form, components, edges = BIG[name]
    path = CORPUS / "big" / (name + ".xz")
    assert difference(inspect([path])[str(path)], form, components, edges, None) == {}


def test_one_tree_in_three_spellings_names_the_same_packages(twohop, big):
    """Nested CycloneDX, flat CycloneDX and SPDX of one npm tree: the same canonical purls, but for the root, which SPDX
    counts among its packages, and for JSONStream, whose capitals one of the generators folds."""
    packages = {}
    for name in ("cdxnpm-big.cdx.json", "npm-big.cdx.json", "npm-big.spdx.json"):
        done = twohop(["inspect", "--format", "purls", big[name]])
        assert done.code == 0, done.stderr
        packages[name] = {re.sub("(?i)JSONStream", "jsonstream", purl) for purl in done.stdout.splitlines()}
        packages[name].discard("pkg:npm/big@1.0.0")
    nested, flat, spdx = packages.values()
    assert len(nested) == 3521
    assert nested == flat == spdx
