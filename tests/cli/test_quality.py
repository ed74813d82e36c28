"""Floors of quality: what `explain` says of them, and what `inspect --quality` says of documents, in every spelling alike."""
import json

import pytest

from papers import digest, part, product, sbom

FLOORS = ["ntia-2021", "cisa-2025-draft", "bsi-2.1", "fda"]
SPELLINGS = {"JSON and XML": ("a.cdx.json", "a.cdx.xml"), "JSON and tag-value": ("a.spdx.json", "a.spdx")}

CDX_XML = """<?xml version="1.0"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1">
  <metadata>
    <timestamp>2024-05-01T00:00:00Z</timestamp>
    <tools><tool><vendor>Maker</vendor><name>tool</name></tool></tools>
    <authors><author><name>Jo</name></author></authors>
    <component type="application" bom-ref="p"><supplier><name>Vendor</name></supplier><name>Product</name><version>1</version>
      <purl>pkg:generic/product@1</purl></component>
  </metadata>
  <components>
    <component type="library" bom-ref="a"><name>alpha</name><version>2</version>
      <licenses><license><id>MIT</id></license></licenses><purl>pkg:npm/alpha@2</purl></component>
    <component type="library" bom-ref="b"><supplier><url>https://b.example</url></supplier><name>beta</name><version></version>
      <licenses><expression>MIT OR ISC</expression></licenses></component>
  </components>
  <dependencies><dependency ref="p"><dependency ref="a"/></dependency></dependencies>
</bom>
"""
CDX_JSON = {
    "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
    "metadata": {
        "timestamp": "2024-05-01T00:00:00Z", "tools": [{"vendor": "Maker", "name": "tool"}], "authors": [{"name": "Jo"}],
        "component": {"type": "application", "bom-ref": "p", "supplier": {"name": "Vendor"}, "name": "Product", "version": "1",
                      "purl": "pkg:generic/product@1"}},
    "components": [
        {"type": "library", "bom-ref": "a", "name": "alpha", "version": "2", "licenses": [{"license": {"id": "MIT"}}],
         "purl": "pkg:npm/alpha@2"},
        {"type": "library", "bom-ref": "b", "supplier": {"url": ["https://b.example"]}, "name": "beta", "version": "",
         "licenses": [{"expression": "MIT OR ISC"}]}],
    "dependencies": [{"ref": "p", "dependsOn": ["a"]}],
}
SPDX_JSON = {
    "spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "documentNamespace": "https://a.example/1",
    "creationInfo": {"created": "2024-05-01T00:00:00Z", "creators": ["Tool: tool-1"], "comment": "after the build"},
    "packages": [
        {"SPDXID": "SPDXRef-p", "name": "Product", "versionInfo": "1", "supplier": "Organization: Vendor",
         "licenseConcluded": "MIT", "licenseDeclared": "NOASSERTION"},
        {"SPDXID": "SPDXRef-a", "name": "alpha", "versionInfo": "NOASSERTION", "supplier": "NOASSERTION",
         "licenseConcluded": "NOASSERTION", "licenseDeclared": "NONE"}],
    "relationships": [
        {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-p"},
        {"spdxElementId": "SPDXRef-a", "relationshipType": "DEPENDS_ON", "relatedSpdxElement": "NOASSERTION"}],
}
SPDX_TEXT = """SPDXVersion: SPDX-2.3
SPDXID: SPDXRef-DOCUMENT
DocumentNamespace: https://a.example/1
Creator: Tool: tool-1
Created: 2024-05-01T00:00:00Z
CreatorComment: <text>after the build</text>
PackageName: Product
SPDXID: SPDXRef-p
PackageVersion: 1
PackageSupplier: Organization: Vendor
PackageLicenseConcluded: MIT
PackageLicenseDeclared: NOASSERTION
PackageName: alpha
SPDXID: SPDXRef-a
PackageVersion: NOASSERTION
PackageSupplier: NOASSERTION
PackageLicenseConcluded: NOASSERTION
PackageLicenseDeclared: NONE
Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-p
Relationship: SPDXRef-a DEPENDS_ON NOASSERTION
"""


@pytest.fixture
def folder(tmp_path):
    for name, text in [("a.cdx.json", json.dumps(CDX_JSON)), ("a.cdx.xml", CDX_XML), ("a.spdx.json", json.dumps(SPDX_JSON)),
                       ("a.spdx", SPDX_TEXT)]:
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.fixture
def judge(twohop, tmp_path):
    """judge(floor, document or file) -> the twohop-document/1."""
    def run(floor, document):
        if isinstance(document, dict):
            (tmp_path / "it.json").write_text(json.dumps(document))
            document = "it.json"
        done = twohop(["inspect", "--quality", floor, "--format", "json", document])
        assert done.code == 0, done.stderr
        return json.loads(done.stdout)
    return run


def missing(document):
    return {row["code"]: row["count"] for row in document["quality"]["missing"]}


# ---------------------------------------------------------------- explain

@pytest.mark.parametrize("floor", FLOORS)
def test_explain_prints_a_floor_with_its_source_its_day_and_where_formats_state_each_field(twohop, floor):
    done = twohop(["explain", floor])
    assert done.code == 0 and done.stdout.startswith(floor + ": ")
    for part_of_it in ("source        https://", "published     20", "Of the document", "Of every component", "CycloneDX ", "SPDX 2 ",
                       "[missing-component-name]"):
        assert part_of_it in done.stdout
    assert "…" not in done.stdout


def test_explain_tells_of_a_missing_field_who_asks_for_it_and_where_it_would_stand(twohop):
    told = twohop(["explain", "missing-supplier"]).stdout
    for part_of_it in ("ntia-2021, fda", "component.supplier.name", "PackageSupplier"):
        assert part_of_it in told


def test_explain_lists_the_floors_and_each_complaint_of_theirs_can_be_explained(twohop, judge):
    listed = twohop(["explain"]).stdout
    for floor in FLOORS:
        assert "  %s " % floor in listed
        for code in missing(judge(floor, {"bomFormat": "CycloneDX", "specVersion": "1.5", "components": [{"type": "library"}]})):
            assert twohop(["explain", code]).stdout.startswith(code + ": a warning about a document\n")


# ---------------------------------------------------------------- inspect --quality

def test_without_a_floor_nothing_is_said_of_quality(twohop, folder):
    document = json.loads(twohop(["inspect", "--format", "json", "a.cdx.json"], cwd=folder).stdout)
    assert "quality" not in document and not any(d["code"].startswith("missing-") for d in document["diagnostics"])


def test_missing_fields_are_counted_and_located(twohop, folder):
    done = twohop(["inspect", "--quality", "ntia-2021", "a.cdx.json"], cwd=folder)
    assert done.code == 0
    assert "ntia-2021 is missed, in 4 fields:" in done.stdout
    assert "supplier name: missing of 2 of 3 components\n" in done.stdout
    column = (folder / "a.cdx.json").read_text().index('{"type": "library", "bom-ref": "b"') + 1
    assert ("a.cdx.json:1:%d: warning: component beta has no version (ntia-2021) [missing-component-version] /components/1\n"
            % column) in done.stdout
    assert "[quality]" not in done.stdout  # said by the counts already


def test_json_lists_fields_counts_and_complaints(judge, folder):
    document = judge("ntia-2021", "a.cdx.json")
    assert document["quality"] == {
        "floor": "ntia-2021", "met": False, "why": None, "components": 3, "missing": [
            {"field": "supplier name", "code": "missing-supplier", "of": "components", "count": 2},
            {"field": "component version", "code": "missing-component-version", "of": "components", "count": 1},
            {"field": "other unique identifiers", "code": "missing-identifier", "of": "components", "count": 1},
            {"field": "dependency relationship", "code": "missing-relationship", "of": "components", "count": 1}]}
    codes = [d["code"] for d in document["diagnostics"]]
    assert codes.count("missing-supplier") == 2 and codes.count("quality") == 4


@pytest.mark.parametrize("floor", FLOORS)
@pytest.mark.parametrize("pair", SPELLINGS)
def test_one_document_in_two_spellings_misses_the_same(judge, folder, pair, floor):
    one, other = (judge(floor, name)["quality"] for name in SPELLINGS[pair])
    assert one == other and one["missing"]


def test_a_document_that_states_all_meets_the_floor(twohop, judge, tmp_path):
    full = sbom(part("alpha", supplier="Maker", purl="pkg:npm/alpha@1.0"), root=product(purl="pkg:generic/product@1.0"))
    full["metadata"]["authors"] = [{"name": "Jo"}]
    document = judge("ntia-2021", full)
    assert document["quality"] == {"floor": "ntia-2021", "met": True, "why": None, "components": 2, "missing": []}
    assert "ntia-2021 is met, by 2 components" in twohop(["inspect", "--quality", "ntia-2021", "it.json"]).stdout
    assert {"missing-hash", "missing-license"} <= set(missing(judge("cisa-2025-draft", full)))


def test_a_hash_and_a_licence_are_what_the_draft_of_2025_asks_beyond(judge):
    full = sbom(part("alpha", supplier="Maker", purl="pkg:npm/alpha@1.0", hashes={"SHA-256": digest("a")},
                     licenses=[{"expression": "MIT"}]),
                root=product(purl="pkg:generic/product@1.0", hashes={"SHA-256": digest("p")}, licenses=[{"license": {"id": "MIT"}}]))
    full["metadata"].update(authors=[{"name": "Jo"}], tools=[{"name": "tool"}], lifecycles=[{"phase": "build"}])
    assert judge("cisa-2025-draft", full)["quality"]["met"] is True
    del full["components"][0]["licenses"]
    assert missing(judge("cisa-2025-draft", full)) == {"missing-license": 1}


@pytest.mark.parametrize("document, why", [
    ({"bomFormat": "CycloneDX", "specVersion": "1.5", "components": []}, "no component"),
    ({**CDX_JSON, "metadata": {"lifecycles": [{"phase": "operations"}]}}, "inventory"),
    ({"schema": "twohop-events/1", "events": []}, "no SBOM"),
])
def test_what_is_no_sbom_is_not_judged(twohop, judge, document, why):
    quality = judge("fda", document)["quality"]
    assert quality["met"] is None and why in quality["why"] and quality["missing"] == []
    assert "fda does not ask it: " in twohop(["inspect", "--quality", "fda", "it.json"]).stdout


def test_a_file_that_is_refused_is_not_judged(twohop, tmp_path):
    (tmp_path / "broken.json").write_text('{"bomFormat": "CycloneDX", "specVersion": "1.5", "components": [')
    done = twohop(["inspect", "--quality", "fda", "--format", "json", "broken.json"])
    assert done.code == 65 and json.loads(done.stdout)["quality"]["met"] is None


def test_of_many_components_that_lack_a_field_the_ceiling_is_told_and_the_rest_counted(judge):
    many = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "n%d" % i} for i in range(5000)]}
    document = judge("ntia-2021", many)
    assert missing(document)["missing-supplier"] == 5000
    codes = [d["code"] for d in document["diagnostics"]]
    assert len(codes) == 1001 and codes[-1] == "more"
    # Of 20,002 fields, 4 counts and what the parser said of the document: all told or counted.
    told = sum(code.startswith("missing-") for code in codes)
    others = len(codes) - 1 - told
    assert "%d further" % (4 * 5000 + 2 + others - 1000) in document["diagnostics"][-1]["message"]
    assert codes.count("quality") == 4


def test_a_name_with_terminal_codes_is_shown_harmless(twohop, tmp_path):
    (tmp_path / "it.json").write_text(json.dumps(
        {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "a\x1b[31mb\u202ec"}]}))
    told = twohop(["inspect", "--quality", "ntia-2021", "it.json"]).stdout
    assert "\x1b" not in told and "\u202e" not in told and "names no supplier" in told
