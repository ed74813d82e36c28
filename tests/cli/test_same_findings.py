"""The same content gives the same findings with the same ids: in JSON and XML, JSON and tags, re-issued, reordered, with any
number of threads."""
import json
import random
from xml.sax.saxutils import escape, quoteattr

import pytest

from papers import SERIAL, breach, digest, event, events, lifecycle, organisation, part, product, sbom

FACTS = events(
    event(),
    event("EV-2", supplier="Else", product={"name": "-", "aliases": [], "purls": ["pkg:npm/%40s/lib"], "cpes": []},
          versions=["1.2.0"]),
    event("EV-3", supplier="Nobody", product="-", versions=[],
          affected=[{"hashes": [{"alg": "SHA-256", "content": digest("bad")}]}]), breach("EV-4", "Opaque Works"))
PAPER = sbom(
    part("Widget", "1.0", "Maker",
         nested=[part("inner & co", "2", organisation("Inner", "https://inner.example"), hashes={"SHA-256": digest("bad")})]),
    part("lib", "1.2.0", group="@s", purl="pkg:npm/%40s/lib@1.2.0", publisher="Else"),
    part("gui", "3", type="framework", cpe="cpe:2.3:a:vendorco:gui:3:*:*:*:*:*:*:*"), part("mystery", "1", type="file"),
    part("opaque", "1", "Opaque Works"), part("nobody", "1"),
    part("linked", "1", "Suites",
         externalReferences=[{"type": "bom", "url": "urn:cdx:00000000-0000-4000-8000-000000000099/1"}]), depends={
             "Product@1.0": ["Widget@1.0", "lib@1.2.0", "gui@3", "opaque@1", "nobody@1"], "Widget@1.0": ["mystery@1"],
             "lib@1.2.0": ["Widget@1.0"], "gui@3": [], "mystery@1": []
         }, services=[{"bom-ref": "s", "name": "Sign-in", "provider": organisation("Identity")}],
    compositions=[{"aggregate": "incomplete", "dependencies": ["lib@1.2.0"]}], serial=5)


def told(report, places=False):
    """What a report says, but for the places and names of files."""
    def step(one):
        return {key: value for key, value in one.items() if places or key != "evidence"}

    findings = [{
        **f, "path": [step(s) for s in f["path"]],
        "subject": {**f["subject"], "name": None if f["subject"]["kind"] == "document" else f["subject"]["name"]}
    } for f in report["findings"]]
    return {"findings": findings, **{key: report[key] for key in ("suppliers", "visibility", "summary", "exit")}}


def audit(desk, name, paper, *args, **more):
    desk.put("facts.json", FACTS)
    desk.put("facts.cle.json", lifecycle(supplier="Maker", name="Widget"))
    return desk.audit(desk.put(name, paper), "--feeds", "facts.json", "--feeds", "facts.cle.json", *args, **more)


def test_the_paper_of_these_tests_has_findings_of_many_rules(desk):
    assert {f["rule"] for f in audit(desk, "a.json", PAPER)["findings"]} >= {
        "compromised-release", "compromised-supplier", "end-of-life", "end-of-life-distributed", "no-environment-evidence",
        "opaque-dependencies", "unknown-supplier", "no-lifecycle", "unresolved-link"
    }


# ---------------------------------------------------------------- XML

def xml_organisation(tag, value):
    return "<%s><name>%s</name>%s</%s>" % (tag, escape(value["name"]), "".join("<url>%s</url>" % url
                                                                               for url in value.get("url", [])), tag)


def xml_component(one):
    """In the order of the schema, which is not that of the JSON."""
    inside = xml_organisation("supplier", one["supplier"]) if "supplier" in one else ""
    for key in ("publisher", "group", "name", "version"):
        inside += "<%s>%s</%s>" % (key, escape(one[key]), key) if key in one else ""
    if "hashes" in one:
        inside += "<hashes>%s</hashes>" % "".join('<hash alg="%(alg)s">%(content)s</hash>' % h for h in one["hashes"])
    for key in ("cpe", "purl"):
        inside += "<%s>%s</%s>" % (key, escape(one[key]), key) if key in one else ""
    if "externalReferences" in one:
        inside += "<externalReferences>%s</externalReferences>" % "".join(
            '<reference type="%(type)s"><url>%(url)s</url></reference>' % r for r in one["externalReferences"])
    if "components" in one:
        inside += xml_components(one["components"])
    return "<component type=%s bom-ref=%s>%s</component>" % (quoteattr(one["type"]), quoteattr(one["bom-ref"]), inside)


def xml_components(many):
    return "<components>%s</components>" % "\n".join(map(xml_component, many))


def to_xml(paper):
    services = "".join("<service bom-ref=%s>%s<name>%s</name></service>" % (
        quoteattr(s["bom-ref"]), xml_organisation("provider", s["provider"]), s["name"]) for s in paper["services"])
    dependencies = "".join("<dependency ref=%s>%s</dependency>" %
                           (quoteattr(d["ref"]), "".join("<dependency ref=%s/>" % quoteattr(to) for to in d["dependsOn"]))
                           for d in paper["dependencies"])
    compositions = "".join("<composition><aggregate>%s</aggregate><dependencies>%s</dependencies></composition>" %
                           (c["aggregate"], "".join("<dependency ref=%s/>" % quoteattr(ref) for ref in c["dependencies"]))
                           for c in paper["compositions"])
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<bom xmlns="http://cyclonedx.org/schema/bom/1.5" serialNumber="%s" version="1">\n'
        "<metadata><timestamp>%s</timestamp>%s</metadata>%s<services>%s</services><dependencies>%s</dependencies><compositions>%s</compositions></bom>\n"
    ) % (paper["serialNumber"], paper["metadata"]["timestamp"], xml_component(
        paper["metadata"]["component"]), xml_components(paper["components"]), services, dependencies, compositions)


def test_json_and_xml_tell_the_same(desk):
    assert told(audit(desk, "a.xml", to_xml(PAPER))) == told(audit(desk, "a.json", PAPER))


# ---------------------------------------------------------------- SPDX

PACKAGES = [("p", "Product", "1.0", "Organization: Vendor", {}), ("w", "Widget", "1.0", "Organization: Maker", {}),
            ("l", "lib", "1.2.0", "NOASSERTION", {"purl": "pkg:npm/%40s/lib@1.2.0"}),
            ("m", "mystery", "", "", {"sha1": digest("m", "sha1")}),
            ("b", "bad", "", "Person: Jane Doe", {"sha256": digest("bad")})]
RELATIONS = [("DOCUMENT", "DESCRIBES", "p"), ("p", "DEPENDS_ON", "w"), ("l", "DEPENDENCY_OF", "p"), ("w", "CONTAINS", "m"),
             ("p", "CONTAINS", "b"), ("l", "DEPENDS_ON", "NONE")]


def spdx_json():
    packages = []
    for ref, name, version, supplier, more in PACKAGES:
        package = {"SPDXID": "SPDXRef-" + ref, "name": name, "downloadLocation": "NOASSERTION"}
        package.update({"versionInfo": version} if version else {}, **({"supplier": supplier} if supplier else {}))
        if "purl" in more:
            package["externalRefs"] = [{
                "referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": more["purl"]
            }]
        package.update({
            "checksums": [{"algorithm": alg.upper(), "checksumValue": more[alg]} for alg in ("sha1", "sha256") if alg in more]
        })
        packages.append(package)
    return {
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": "n",
        "documentNamespace": "https://a.example/n",
        "creationInfo": {"created": "2024-05-01T00:00:00Z", "creators": ["Tool: t"]}, "packages": packages, "relationships": [{
            "spdxElementId": "SPDXRef-" + a, "relationshipType": kind,
            "relatedSpdxElement": b if b == "NONE" else "SPDXRef-" + b
        } for a, kind, b in RELATIONS]
    }


def spdx_tags():
    lines = [
        "SPDXVersion: SPDX-2.3", "DataLicense: CC0-1.0", "SPDXID: SPDXRef-DOCUMENT", "DocumentName: n",
        "DocumentNamespace: https://a.example/n", "Creator: Tool: t", "Created: 2024-05-01T00:00:00Z"
    ]
    for ref, name, version, supplier, more in PACKAGES:
        lines += ["", "PackageName: " + name, "SPDXID: SPDXRef-" + ref, "PackageDownloadLocation: NOASSERTION"]
        lines += (["PackageVersion: " + version] if version else []) + (["PackageSupplier: " + supplier] if supplier else [])
        lines += ["ExternalRef: PACKAGE-MANAGER purl " + more["purl"]] if "purl" in more else []
        lines += ["PackageChecksum: %s: %s" % (alg.upper(), more[alg]) for alg in ("sha1", "sha256") if alg in more]
    lines += ["Relationship: SPDXRef-%s %s %s" % (a, kind, b if b == "NONE" else "SPDXRef-" + b) for a, kind, b in RELATIONS]
    return "\n".join(lines) + "\n"


def test_json_and_tags_tell_the_same(desk):
    one, two = told(audit(desk, "a.spdx", spdx_tags())), told(audit(desk, "a.spdx.json", spdx_json()))
    assert one == two and one["summary"]["violation"] >= 4


# ---------------------------------------------------------------- re-issued

def shuffled(value, dice):
    """The same JSON with keys, and the lists that are sets, in another order."""
    if isinstance(value, dict):
        keys = list(value)
        dice.shuffle(keys)
        return {key: shuffled(value[key], dice) for key in keys}
    if isinstance(value, list):
        value = [shuffled(one, dice) for one in value]
        dice.shuffle(value)
    return value


REISSUED = {
    "with a new serial number and date": lambda p: dict(p, serialNumber=SERIAL % 6, version=4, metadata=dict(
        p["metadata"], timestamp="2024-05-20T00:00:00Z")),
    "reordered": lambda p: shuffled(p, random.Random(7)),
    "on one line": lambda p: json.dumps(p, separators=(",", ":")),
    "with other references": lambda p: json.loads(
        json.dumps(p).replace("@1.0", "@one").replace("lib@1.2.0\"", "lib\"").replace("%40s/lib\"", "%40s/lib@1.2.0\"")),
    "with a new version of the product": lambda p: dict(
        p, metadata=dict(p["metadata"], component=dict(p["metadata"]["component"], version="1.1"))),
    "with tools and licences": lambda p: dict(
        p, metadata=dict(p["metadata"], tools={"components": [{"type": "application", "name": "t"}]}), components=
        [dict(c, licenses=[{"license": {"id": "MIT"}}]) for c in p["components"]]),
}


@pytest.mark.parametrize("how", REISSUED)
def test_a_paper_that_was_issued_anew_has_the_same_ids(desk, how):
    assert audit(desk, "new/name.json", REISSUED[how](PAPER)).ids() == audit(desk, "a.json", PAPER).ids()


def test_a_better_list_of_suppliers_changes_no_id(desk):
    desk.put(
        "mine.yaml",
        "suppliers: [{name: Vendor Group, aliases: [Vendor]}, {name: Maker Holding, aliases: [Maker], domains: [maker.example]}]\n"
    )
    assert audit(desk, "a.json", PAPER, "--config", "mine.yaml").ids() == audit(desk, "a.json", PAPER).ids()


def test_the_file_of_facts_changes_no_id(desk):
    before = audit(desk, "a.json", PAPER).ids()
    desk.put("feeds/renamed.json", FACTS)
    desk.put("feeds/ends.json", lifecycle(supplier="Maker", name="Widget"))
    assert desk.audit("a.json", "--feeds", "feeds").ids() == before


@pytest.mark.parametrize("change", [{"name": "Widget Two"}, {"supplier": organisation("Maker Tools")}])
def test_another_subject_has_another_id(desk, change):
    desk.put(
        "f.json",
        events(
            event(supplier={"name": "Maker", "aliases": ["Maker Tools"]}, product={"name": "Widget",
                                                                                   "aliases": ["Widget Two"]})))
    ids = {desk.audit_of(sbom(one), "--feeds", "f.json").one("compromised-release")["id"]
           for one in (part("Widget", "1.0", "Maker"), dict(part("Widget", "1.0", "Maker"), **change))}
    assert len(ids) == 2


def test_another_product_around_the_same_part_has_another_id(desk):
    desk.put("f.json", events(event()))
    ids = {
        desk.audit_of(sbom(part("Widget", "1.0", "Maker"), root=product(name)), "--feeds",
                      "f.json").one("compromised-release")["id"] for name in ("One", "Two")
    }
    assert len(ids) == 2


# ---------------------------------------------------------------- several versions of one subject

def numbered(desk, *parts):
    desk.put(
        "f.json",
        events(
            event(product={"name": "Widget", "purls": ["pkg:npm/w"]},
                  versions=["1.2", "1.9", "1.10", "1.2.0", "1.9.0", "1.10.0"])))
    found = desk.audit_of(sbom(*parts), "--feeds", "f.json").all("compromised-release")
    assert len({f["id"].split("-")[0] for f in found}) == 1
    return {f["subject"]["version"]: f["id"][16:] for f in found}


@pytest.mark.parametrize("order", [("1.2", "1.9", "1.10"), ("1.10", "1.2", "1.9"), ("1.9", "1.10", "1.2")])
def test_several_versions_of_one_subject_are_numbered_in_their_order(desk, order):
    assert numbered(desk, *[part("Widget", version, "Maker") for version in order]) == {"1.2": "", "1.9": "-2", "1.10": "-3"}


def test_several_versions_of_one_package_are_numbered_in_their_order(desk):
    versions = ("1.10.0", "1.9.0", "1.2.0")
    assert numbered(desk, *[part("w", version, purl="pkg:npm/w@" + version)
                            for version in versions]) == {"1.2.0": "", "1.9.0": "-2", "1.10.0": "-3"}


# ---------------------------------------------------------------- the same bytes

@pytest.mark.parametrize("form", ["json", "text"])
def test_the_number_of_threads_changes_no_byte(desk, twohop, form):
    for number in range(24):
        desk.put(
            "in/%02d.json" % number, PAPER if number %
            3 else sbom(part("Widget", "1.0", "Maker"), root=product("P%d" % number, supplier="V%d" % number)))
    desk.put("in/bad.json", "{")
    desk.put("in/facts.json", FACTS)
    outputs = {
        twohop(["audit", "in", "--as-of", "2024-06-01", "--format", form, "--jobs", jobs]) for jobs in ("1", "2", "8", "64")
        for _ in range(2)
    }
    assert len(outputs) == 1
