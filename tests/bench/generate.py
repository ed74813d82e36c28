#!/usr/bin/env python3
"""Synthetic SBOMs for the benchmark: the same components and edges in four formats, the same bytes for the same arguments.

    generate.py COMPONENTS FOLDER [FORMAT...]     writes FOLDER/syn-COMPONENTS.<cdx.json|cdx.xml|spdx.json|spdx>

The shape is that of large real ones, made worse where suppliers go: per component about 1.6 KB and 38.5 JSON values, 2.4
dependencies, a SHA-512, a licence, a purl of one of seven ecosystems, and a supplier (which real ones seldom have) out of
COMPONENTS / 20, drawn by Zipf's law. No component is unreachable and there are no cycles.
"""
import base64
import bisect
import itertools
import json
import pathlib
import random
import shutil
import subprocess
import sys
import zipfile
from xml.sax.saxutils import escape

ECOSYSTEMS = ["npm", "maven", "pypi", "golang", "cargo", "nuget", "gem"]
LICENCES = ["MIT", "Apache-2.0", "BSD-3-Clause", "ISC", "BSD-2-Clause", "MPL-2.0", "LGPL-3.0-only", "Unlicense"]
WORDS = """parse stream queue table index cache graph token buffer filter schema router signal worker socket vector codec
render format config logger metric client server bridge driver plugin kernel module packet""".split()
SERIAL = "3e671687-395b-41f5-a30f-a58921a69b79"
CREATED = "2024-03-01T12:00:00Z"
OUT_DEGREE = 2.4


def components(count):
    """(components, dependencies): what every format spells. A component is a dict, a dependency list one of indexes."""
    rng = random.Random(count)
    suppliers = max(1, count // 20)
    weights = list(itertools.accumulate(1 / (rank + 1) for rank in range(suppliers)))
    found = []
    for i in range(count):
        ecosystem = ECOSYSTEMS[rng.randrange(len(ECOSYSTEMS))]
        supplier = bisect.bisect(weights, rng.random() * weights[-1])
        name = "%s-%s-%d" % (rng.choice(WORDS), rng.choice(WORDS), i)
        group = {"npm": "@%s-%d" % (WORDS[supplier % len(WORDS)], supplier), "maven": "org.%s%d" % (WORDS[supplier % len(WORDS)], supplier),
                 "golang": "github.com/%s-%d" % (WORDS[supplier % len(WORDS)], supplier)}.get(ecosystem, "")
        version = "%d.%d.%d" % (rng.randrange(12), rng.randrange(30), rng.randrange(50))
        purl = "pkg:%s/%s%s@%s" % (ecosystem, group.replace("@", "%40") + "/" if group else "", name, version)
        home = "https://code.example/%s-%d/%s" % (WORDS[supplier % len(WORDS)], supplier, name)
        found.append({
            "group": group, "name": name, "version": version, "purl": purl, "ref": "%s|%d" % (purl, i), "id": "SPDXRef-Package-%d" % i,
            "supplier": "%s %s %d Ltd" % (WORDS[supplier % len(WORDS)].title(), WORDS[supplier // len(WORDS) % len(WORDS)].title(), supplier),
            "domain": "https://supplier-%d.example" % supplier, "licence": rng.choice(LICENCES),
            "sha512": "%0128x" % rng.getrandbits(512), "home": home,
            "description": " ".join(rng.choice(WORDS) for _ in range(9)),
        })
    edges = [[] for _ in range(count)]
    for i in range(1, count):  # a parent each, near it or anywhere above
        edges[rng.randrange(max(0, i - 200), i) if rng.random() < 0.7 else rng.randrange(i)].append(i)
    for _ in range(int(count * (OUT_DEGREE - 1))):  # the rest, popular targets first
        source = rng.randrange(count)
        target = source + 1 + int((count - source - 1) * rng.random() ** 2) if source < count - 1 else source
        if source < target < count and target not in edges[source]:
            edges[source].append(target)
    return found, edges


def cyclonedx_json(out, parts, edges):
    def block(value, depth):
        text = json.dumps(value, indent=2)
        return text.replace("\n", "\n" + " " * depth)
    out.write('{\n  "bomFormat": "CycloneDX",\n  "specVersion": "1.5",\n  "serialNumber": "urn:uuid:%s",\n  "version": 1,\n' % SERIAL)
    out.write('  "metadata": %s,\n  "components": [' % block({"timestamp": CREATED, "component": {
        "type": "application", "bom-ref": "root", "name": "synthetic", "version": "1.0.0",
        "supplier": {"name": "Synthetic Works"}}}, 2))
    for i, part in enumerate(parts):
        out.write("%s\n    %s" % ("," if i else "", block({
            "type": "library", "bom-ref": part["ref"], "supplier": {"name": part["supplier"], "url": [part["domain"]]},
            **({"group": part["group"]} if part["group"] else {}), "name": part["name"], "version": part["version"],
            "description": part["description"], "hashes": [{"alg": "SHA-512", "content": part["sha512"]}],
            "licenses": [{"license": {"id": part["licence"]}}], "purl": part["purl"],
            "externalReferences": [
                {"type": "vcs", "url": part["home"] + ".git"}, {"type": "website", "url": part["home"]},
                {"type": "issue-tracker", "url": part["home"] + "/issues"}],
            "properties": [{"name": "build:location", "value": "node_modules/" + part["name"]}],
        }, 4)))
    out.write('\n  ],\n  "dependencies": [\n    %s' % block({"ref": "root", "dependsOn": [parts[0]["ref"]]}, 4))
    for part, targets in zip(parts, edges):
        out.write(",\n    %s" % block({"ref": part["ref"], "dependsOn": [parts[j]["ref"] for j in targets]}, 4))
    out.write("\n  ]\n}\n")


def cyclonedx_xml(out, parts, edges):
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n<bom xmlns="http://cyclonedx.org/schema/bom/1.5" serialNumber="urn:uuid:%s" '
              'version="1">\n  <metadata>\n    <timestamp>%s</timestamp>\n    <component type="application" bom-ref="root">\n'
              '      <supplier>\n        <name>Synthetic Works</name>\n      </supplier>\n      <name>synthetic</name>\n'
              '      <version>1.0.0</version>\n    </component>\n  </metadata>\n  <components>\n' % (SERIAL, CREATED))
    for part in parts:
        get = {key: escape(value) for key, value in part.items()}
        group = "      <group>%(group)s</group>\n" % get if part["group"] else ""
        out.write("""    <component type="library" bom-ref="%(ref)s">
      <supplier>
        <name>%(supplier)s</name>
        <url>%(domain)s</url>
      </supplier>
""" % get + group + """      <name>%(name)s</name>
      <version>%(version)s</version>
      <description>%(description)s</description>
      <hashes>
        <hash alg="SHA-512">%(sha512)s</hash>
      </hashes>
      <licenses>
        <license>
          <id>%(licence)s</id>
        </license>
      </licenses>
      <purl>%(purl)s</purl>
      <externalReferences>
        <reference type="vcs">
          <url>%(home)s.git</url>
        </reference>
        <reference type="website">
          <url>%(home)s</url>
        </reference>
        <reference type="issue-tracker">
          <url>%(home)s/issues</url>
        </reference>
      </externalReferences>
      <properties>
        <property name="build:location">node_modules/%(name)s</property>
      </properties>
    </component>
""" % get)
    out.write('  </components>\n  <dependencies>\n    <dependency ref="root">\n      <dependency ref="%s"/>\n    </dependency>\n'
              % escape(parts[0]["ref"]))
    for part, targets in zip(parts, edges):
        inner = "".join('      <dependency ref="%s"/>\n' % escape(parts[j]["ref"]) for j in targets)
        out.write('    <dependency ref="%s"%s\n' % (escape(part["ref"]), ">\n%s    </dependency>" % inner if inner else "/>"))
    out.write("  </dependencies>\n</bom>\n")


def relationships(parts, edges):
    yield "SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-Root"
    yield "SPDXRef-Root", "DEPENDS_ON", parts[0]["id"]
    for part, targets in zip(parts, edges):
        for j in targets:
            yield part["id"], "DEPENDS_ON", parts[j]["id"]


def spdx_json(out, parts, edges):
    def block(value):
        return json.dumps(value, indent=2).replace("\n", "\n    ")
    out.write('{\n  "spdxVersion": "SPDX-2.3",\n  "dataLicense": "CC0-1.0",\n  "SPDXID": "SPDXRef-DOCUMENT",\n  "name": "synthetic",\n'
              '  "documentNamespace": "https://synthetic.example/%s",\n  "creationInfo": {\n    "created": "%s",\n    "creators": [\n'
              '      "Tool: generate.py-1"\n    ]\n  },\n  "packages": [\n    ' % (SERIAL, CREATED))
    out.write(block({"SPDXID": "SPDXRef-Root", "name": "synthetic", "versionInfo": "1.0.0", "downloadLocation": "NOASSERTION",
                     "supplier": "Organization: Synthetic Works", "filesAnalyzed": False}))
    for part in parts:
        out.write(",\n    " + block({
            "SPDXID": part["id"], "name": part["group"] + "/" + part["name"] if part["group"] else part["name"],
            "versionInfo": part["version"], "supplier": "Organization: " + part["supplier"],
            "downloadLocation": "git+%s.git" % part["home"], "filesAnalyzed": False, "homepage": part["home"],
            "description": part["description"], "licenseConcluded": "NOASSERTION", "licenseDeclared": part["licence"],
            "copyrightText": "NOASSERTION", "checksums": [{"algorithm": "SHA512", "checksumValue": part["sha512"]}],
            "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": part["purl"]}],
        }))
    out.write('\n  ],\n  "relationships": [')
    for i, (source, kind, target) in enumerate(relationships(parts, edges)):
        out.write("%s\n    %s" % ("," if i else "", block(
            {"spdxElementId": source, "relationshipType": kind, "relatedSpdxElement": target})))
    out.write("\n  ]\n}\n")


def spdx_tag_value(out, parts, edges):
    out.write("SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\nSPDXID: SPDXRef-DOCUMENT\nDocumentName: synthetic\n"
              "DocumentNamespace: https://synthetic.example/%s\nCreator: Tool: generate.py-1\nCreated: %s\n\n"
              "PackageName: synthetic\nSPDXID: SPDXRef-Root\nPackageVersion: 1.0.0\nPackageSupplier: Organization: Synthetic Works\n"
              "PackageDownloadLocation: NOASSERTION\nFilesAnalyzed: false\n\n" % (SERIAL, CREATED))
    for part in parts:
        out.write("##### Package: %(name)s\n\nPackageName: %(full)s\nSPDXID: %(id)s\nPackageVersion: %(version)s\n"
                  "PackageSupplier: Organization: %(supplier)s\nPackageDownloadLocation: git+%(home)s.git\nFilesAnalyzed: false\n"
                  "PackageHomePage: %(home)s\nPackageChecksum: SHA512: %(sha512)s\nPackageLicenseConcluded: NOASSERTION\n"
                  "PackageLicenseDeclared: %(licence)s\nPackageCopyrightText: NOASSERTION\nPackageSummary: <text>%(description)s</text>\n"
                  "ExternalRef: PACKAGE-MANAGER purl %(purl)s\n\n" % dict(
                      part, full=part["group"] + "/" + part["name"] if part["group"] else part["name"]))
    for row in relationships(parts, edges):
        out.write("Relationship: %s %s %s\n" % row)


FORMATS = {"cdx.json": cyclonedx_json, "cdx.xml": cyclonedx_xml, "spdx.json": spdx_json, "spdx": spdx_tag_value}


OSV_NAMES = {"npm": "npm", "maven": "Maven", "pypi": "PyPI", "golang": "Go", "cargo": "crates.io", "nuget": "NuGet", "gem": "RubyGems"}


def advisories(count, folder, hit):
    """A zip of OSV records, about 1.9 KB each, one package each and one and a half for a name; 5 % of the components of
    components(n), for each n of hit, are named by one, half of those in a version that is affected. Kept if it is there."""
    path = pathlib.Path(folder) / ("osv-%d-%s.zip" % (count, "-".join(map(str, hit))))
    if path.exists():
        return path
    rng = random.Random(count)
    targets = [part for n in hit for part in rng.sample(components(n)[0], n // 20)]
    names = []
    for i in range(count * 2 // 3):
        if i < len(targets):
            part = targets[i]
            ecosystem = part["purl"][4:].split("/")[0]
            joint = ":" if ecosystem == "maven" else "/"
            names.append((ecosystem, part["group"] + joint + part["name"] if part["group"] else part["name"], part["version"]))
        else:
            ecosystem = ECOSYSTEMS[rng.randrange(len(ECOSYSTEMS))]
            name = "%s-%s-%x" % (rng.choice(WORDS), rng.choice(WORDS), rng.getrandbits(40))
            group = {"npm": "@%s/" % rng.choice(WORDS), "maven": "org.%s:" % rng.choice(WORDS),
                     "golang": "github.com/%s/" % rng.choice(WORDS)}.get(ecosystem, "")
            names.append((ecosystem, group + name, None))
    partial = path.with_suffix(".partial")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as out:
        for i in range(count):
            ecosystem, name, version = names[i % len(names)]
            major = int(version.split(".")[0]) if version else rng.randrange(12)
            first = "%d.%d.0" % (major, rng.randrange(5)) if not version else "%d.0.0" % major
            fixed = "%d.0.0" % (major + 1) if i % 2 or not version else "%d.0.1" % major
            text = " ".join(rng.choice(WORDS) for _ in range(130))
            out.writestr("SYN-%d.json" % i, json.dumps({
                "schema_version": "1.7.4", "id": "SYN-%d" % i, "aliases": ["CVE-2024-%d" % (100000 + i)], "modified": "2024-02-01T00:00:00Z",
                "published": "2024-01-01T00:00:00Z", "summary": text[:80], "details": text,
                "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],
                "affected": [{"package": {"ecosystem": OSV_NAMES[ecosystem], "name": name}, "ranges": [
                    {"type": "SEMVER" if ecosystem in ("npm", "golang", "cargo") else "ECOSYSTEM",
                     "events": [{"introduced": first}, {"fixed": fixed}]}]}],
                "references": [{"type": "WEB", "url": "https://advisories.example/%d/%s" % (i, part)} for part in ("advisory", "fix", "report")]}))
    partial.rename(path)
    return path


def gate(count, folder):
    """A configuration with a policy, its baseline of 5,000 ids and a VEX of 2,000 statements about the components of components(count)."""
    folder, rng = pathlib.Path(folder), random.Random(count)
    parts = components(count)[0]
    (folder / "gate-baseline.json").write_text(json.dumps({
        "schema": "twohop-baseline/1", "as_of": "2029-01-01", "ids": sorted("%016x" % rng.getrandbits(64) for _ in range(5000))}))
    (folder / "gate.openvex.json").write_text(json.dumps({
        "@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://vex.example/1", "author": "Triage", "timestamp": "2029-01-01T00:00:00Z",
        "version": 1, "statements": [{
            "vulnerability": {"name": "CVE-2024-%d" % (100000 + i)}, "products": [{"@id": rng.choice(parts)["purl"]}],
            "status": "not_affected", "justification": "vulnerable_code_not_in_execute_path"} for i in range(2000)]}))
    entries = ["    %s:\n" % rule + "".join("      - {supplier: \"%s*\", fail: never, until: 2031-01-01}\n" % word.title() for word in WORDS[:8])
               for rule in ("vulnerable", "end-of-life", "known-exploited", "unknown-supplier")]
    exceptions = ["  - {rule: vulnerable, component: \"%s-*-%d\", owner: a@b.example, reason: r, approved: 2029-12-01, expires: 2030-03-01}\n"
                  % (word, i) for i, word in enumerate(WORDS)]
    (folder / "gate.yaml").write_text(
        "vex: [gate.openvex.json]\npolicy:\n  fail_on: high\n  visibility: {hop: 2, at_least: 10%%}\n  quality: {floor: ntia-2021, on_fail: warn}\n"
        "  rules:\n%sexceptions:\n%s" % ("".join(entries), "".join(exceptions)))
    return folder / "gate.yaml", folder / "gate-baseline.json"


def statement(number, size):
    """An in-toto statement with one subject: SLSA provenance as a build of a repository has it, of size bytes or a little more."""
    rng = random.Random(number)
    name, commit = "%s-%s-%d" % (rng.choice(WORDS), rng.choice(WORDS), number), "%040x" % rng.getrandbits(160)
    source = "https://code.example/vendor/%s" % name
    said = {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": name + ".tar.gz", "digest": {"sha256": "%064x" % rng.getrandbits(256)}}],
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": {
            "buildDefinition": {
                "buildType": "https://slsa.dev/github-actions-workflow/v1",
                "externalParameters": {"workflow": {"ref": "refs/tags/v1.%d.0" % number, "repository": source, "path": ".ci/release.yml"}},
                "internalParameters": {"github": {"event_name": "release", "repository_id": str(number), "runner_environment": "hosted"}},
                "resolvedDependencies": [{"uri": "git+%s@refs/tags/v1.%d.0" % (source, number), "digest": {"gitCommit": commit}}]},
            "runDetails": {
                "builder": {"id": "https://ci.vendor.example/isolated"},
                "metadata": {"invocationId": "%s/runs/%d" % (source, number), "startedOn": CREATED, "finishedOn": CREATED}}}}
    used = said["predicate"]["buildDefinition"]["resolvedDependencies"]
    length = len(json.dumps(said))
    while length < size:
        part = "%s-%s" % (rng.choice(WORDS), rng.choice(WORDS))
        used.append({"uri": "pkg:npm/%s@%d.%d.0" % (part, rng.randrange(9), rng.randrange(30)), "name": part,
                     "digest": {"sha512": "%0128x" % rng.getrandbits(512)}})
        length += len(json.dumps(used[-1])) + 2
    return json.dumps(said).encode()


def envelopes(count, folder, kind, size=0):
    """DSSE envelopes of statements of size bytes, signed by one key of a kind ("p256", "ed25519") that is made here: a file of
    them, one a line; a folder of them, one a file; trust.yaml, which names the key; the key; and what is signed with the
    signatures, as tests/bench/signatures.c reads them. (lines, files, trust, key, bare); kept if they are there."""
    folder = pathlib.Path(folder) / ("envelopes-%s-%d-%d" % (kind, count, size))
    paths = [folder / name for name in ("envelopes.jsonl", "files", "trust.yaml", "key.pem", "bare")]
    if folder.exists():
        return paths
    partial = folder.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    (partial / "files").mkdir(parents=True)

    def openssl(*command):
        return subprocess.run(["openssl", *command], cwd=partial, check=True, capture_output=True).stdout
    openssl("genpkey", *{"p256": ("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"), "ed25519": ("-algorithm", "ED25519")}[kind],
            "-out", "private")
    openssl("pkey", "-in", "private", "-pubout", "-out", "key.pem")
    sign = {"p256": ("dgst", "-sha256", "-sign", "private", "message"),
            "ed25519": ("pkeyutl", "-sign", "-inkey", "private", "-rawin", "-in", "message")}[kind]
    with open(partial / "envelopes.jsonl", "w", encoding="utf-8") as lines, open(partial / "bare", "wb") as bare:
        for i in range(count):
            kind_of_payload, body = "application/vnd.in-toto+json", statement(i, size)
            message = b"DSSEv1 %d %s %d %s" % (len(kind_of_payload), kind_of_payload.encode(), len(body), body)
            (partial / "message").write_bytes(message)
            signature = openssl(*sign)
            for piece in (message, signature):
                bare.write(len(piece).to_bytes(4, "little") + piece)
            envelope = json.dumps({"payload": base64.b64encode(body).decode(), "payloadType": kind_of_payload,
                                   "signatures": [{"keyid": "", "sig": base64.b64encode(signature).decode()}]}) + "\n"
            lines.write(envelope)
            (partial / "files" / ("%04d.json" % i)).write_text(envelope)
    (partial / "trust.yaml").write_text("keys: [{file: key.pem, who: Vendor}]\n")
    partial.rename(folder)
    return paths


def generate(count, folder, formats=tuple(FORMATS)):
    """Paths of the files, by format; files that are there already are kept."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    paths = {form: folder / ("syn-%d.%s" % (count, form)) for form in formats}
    missing = [form for form in formats if not paths[form].exists()]
    if missing:
        parts, edges = components(count)
        for form in missing:
            partial = paths[form].with_suffix(".partial")
            with open(partial, "w", encoding="utf-8", newline="\n") as out:
                FORMATS[form](out, parts, edges)
            partial.rename(paths[form])
    return paths


if __name__ == "__main__":
    if len(sys.argv) < 3 or not set(sys.argv[3:]) <= FORMATS.keys():
        sys.exit(__doc__)
    for path in generate(int(sys.argv[1]), sys.argv[2], sys.argv[3:] or tuple(FORMATS)).values():
        print(path, path.stat().st_size)
