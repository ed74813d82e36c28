"""Papers that are made to be slow: ten times as much takes about ten times as long and as much memory, whatever the vendor makes
up. Each paper here is a few megabytes; a walk over all pairs of what is in it would take minutes, or gigabytes."""
import base64
import json

import pytest

from papers import affected, digest, event, events, inventory, lifecycle, organisation, part, sbom

MANY = 60000
WIDGET = part("Widget", "1.0", "Maker")


def numbered(count, make):
    return [make(number) for number in range(count)]


def ends(count):
    facts = lifecycle()
    facts["events"] = numbered(
        count, lambda i: {
            "id": i + 1, "type": "endOfLife", "effective": "2030-01-01T00:00:00Z", "published": "2020-01-01T00:00:00Z",
            "versions": [{"range": "vers:intdot/>=%d|<%d" % (i, i + 1)}]
        })
    return facts


def versions(count):
    return sbom(*numbered(count, lambda i: part("Widget", "%d.5" % i, "Maker", purl="pkg:generic/p%d@1" % i)))


def envelope(number):
    """A statement, and what says to be a signature of it."""
    payload = {"_type": "https://in-toto.io/Statement/v1", "predicateType": "https://slsa.dev/provenance/v1", "predicate": {},
               "subject": [{"name": "p%d" % number, "digest": {"sha256": digest(str(number))}}]}
    return {"payloadType": "application/vnd.in-toto+json", "payload": base64.b64encode(json.dumps(payload).encode()).decode(),
            "signatures": [{"keyid": "k", "sig": "AAAA"}]}


def bundle(number):
    """A signature over bits that are known by their digest alone."""
    return {"mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json", "verificationMaterial": {"publicKey": {"hint": "k"}},
            "messageSignature": {"signature": "AAAA", "messageDigest": {
                "algorithm": "SHA2_256", "digest": base64.b64encode(bytes.fromhex(digest(str(number)))).decode()}}}


def lines(count, make):
    return "\n".join(json.dumps(make(number)) for number in range(count)) + "\n"


def packages(count, supplier="S{}"):
    """An SPDX document about many packages, each with a hash of its own."""
    return {"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "x", "dataLicense": "CC0-1.0",
            "documentNamespace": "https://paper.example/1", "creationInfo": {"created": "2024-01-01T00:00:00Z", "creators": ["Tool: t"]},
            "documentDescribes": numbered(count, "SPDXRef-{}".format),
            "packages": numbered(count, lambda i: {
                "SPDXID": "SPDXRef-%d" % i, "name": "p%d" % i, "downloadLocation": "NOASSERTION", "supplier": "Organization: " + supplier.format(i),
                "checksums": [{"algorithm": "SHA256", "checksumValue": digest(str(i))}]})}


def answers(count, *said):
    """A form of many vendors, each of which gives several answers to one item."""
    return "form,supplier,signed,item,answer\n" + "".join(
        "cisa-ssaf,S%d,2024-05-01,1d,%s\n" % (i, answer) for i in range(count) for answer in said)


GROWN = {  # a paper, and facts in the same folder
    "one supplier under many names": lambda: (sbom(*numbered(MANY, lambda i: part("p%d" % i, "1", organisation("Maker %d" % i, "https://maker.example")))), None),
    "many parts that one event names": lambda: (
        sbom(*numbered(MANY, lambda i: part("Widget", "1.0", "Maker", ref="r%d" % i, purl="pkg:generic/p%d@1" % i))), events(event())),
    "many events that name nothing": lambda: (sbom(WIDGET), events(*numbered(MANY, lambda i: event("E%d" % i, supplier="S%d" % i, product="P%d" % i)))),
    "many events about one supplier": lambda: (sbom(WIDGET), events(*numbered(MANY, lambda i: event("E%d" % i, product="P%d" % i)))),
    "many events that share their aliases": lambda: (sbom(WIDGET), events(*numbered(8000, lambda i: event("E%d" % i, aliases=["A%d" % k for k in range(50)])))),
    "many ends of life and many versions": lambda: (versions(6000), ends(6000)),
    "many ranges and many versions": lambda: (
        versions(6000), events(event(affected=numbered(6000, lambda i: affected(range="vers:intdot/>=%d|<%d" % (10000 + i, 10001 + i)))))),
    "many versions and many listed ones": lambda: (
        versions(6000), events(event(affected=[affected(numbered(6000, lambda i: "%d.4" % i))]))),
    "many packages of one event": lambda: (
        sbom(*numbered(30000, lambda i: part("p%d" % i, "1", purl="pkg:npm/p%d@1" % i))),
        events(event(product={"name": "W", "aliases": [], "purls": numbered(30000, "pkg:npm/p{}".format), "cpes": []}, versions=["2"]))),
    "many hashes of one event": lambda: (
        sbom(*numbered(20000, lambda i: part("p%d" % i, "1", hashes={"SHA-256": digest(str(i))}))),
        events(event(affected=[affected(hashes=numbered(20000, lambda i: {"alg": "SHA-256", "content": digest(str(i))}))]))),
    "many names of one event's supplier": lambda: (
        sbom(*numbered(20000, lambda i: part("Widget", "3", "Maker", ref="r%d" % i, purl="pkg:npm/p%d@1" % i))),
        events(event(supplier={"name": "Other", "aliases": [*numbered(20000, "Alias {}".format), "Maker"], "domains": []}))),
    "many parts of one hash": lambda: (sbom(*numbered(40000, lambda i: part(
        "p%d" % i, "1", purl="pkg:npm/p%d@1" % i, hashes={"SHA-256": digest("x")}))), None),
    "many hashes of one package": lambda: (sbom(*numbered(40000, lambda i: part(
        "p", "1", ref="r%d" % i, purl="pkg:npm/p@1", hashes={"SHA-256": digest(str(i))}))), None),
    "many packages of one name": lambda: (sbom(part("p", "1", "S"), *numbered(20000, lambda i: part(
        "p", "1", "S", ref="r%d" % i, purl="pkg:npm/p%d@1" % i))), None),
    "many packages of one CPE": lambda: (sbom(part("p", "1", "S", cpe="cpe:2.3:a:m:w:1:*:*:*:*:*:*:*"), *numbered(20000, lambda i: part(
        "p%d" % i, "1", "S", purl="pkg:npm/p%d@1" % i, cpe="cpe:2.3:a:m:w:1:*:*:*:*:*:*:*"))), None),
    "many suppliers on a device": lambda: (inventory(*numbered(MANY, lambda i: part("p%d" % i, "1", "M%d" % i))), None),
    "many unknown suppliers": lambda: (sbom(*numbered(MANY, lambda i: part("p%d" % i))), None),
    "many parts of one reference": lambda: (sbom(*numbered(MANY, lambda i: part("p%d" % i, ref="same")), depends={"Product@1.0": ["same"] * MANY}), None),
    "many references to nothing": lambda: (sbom(depends={"Product@1.0": numbered(MANY, "x{}".format)}), None),
    "many links to nowhere": lambda: (sbom(*numbered(MANY, lambda i: part("p%d" % i, externalReferences=[
        {"type": "bom", "url": "urn:cdx:00000000-0000-4000-8000-%012d/1" % i}]))), None),
    "many links into one paper": lambda: (
        sbom(*numbered(MANY, lambda i: part("p%d" % i, externalReferences=[
            {"type": "bom", "url": "urn:cdx:00000000-0000-4000-8000-000000000007/1#r%d" % i}]))),
        sbom(*numbered(MANY, lambda i: part("q%d" % i, ref="r%d" % i)), serial=7)),
    "many products of one paper": lambda: ({
        "spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "x", "dataLicense": "CC0-1.0",
        "documentNamespace": "https://paper.example/1", "creationInfo": {"created": "2024-01-01T00:00:00Z", "creators": ["Tool: t"]},
        "documentDescribes": numbered(MANY, "SPDXRef-{}".format),
        "packages": numbered(MANY, lambda i: {"SPDXID": "SPDXRef-%d" % i, "name": "p%d" % i, "downloadLocation": "NOASSERTION"})}, None),
    "many hashes of one part": lambda: (sbom(part("a", "1", "M", purl="pkg:npm/a@1") | {
        "hashes": numbered(MANY, lambda i: {"alg": "SHA-256", "content": digest(str(i))})}), None),
    "many envelopes of one list": lambda: (sbom(WIDGET), {"provenance_summary": {"provenance": numbered(
        60000, lambda i: {"envelope": envelope(i)})}}),
    "many envelopes, one a line": lambda: (sbom(WIDGET), lines(20000, envelope)),
    "many signatures over bits and many products": lambda: (packages(20000), lines(20000, bundle)),
    "many vendors that contradict themselves": lambda: (packages(40000), answers(40000, "yes", "no")),
    "many claims about one name and many products": lambda: (
        {**packages(20000, "S"), "packages": [{**p, "name": "p", "versionInfo": str(i)} for i, p in enumerate(packages(20000, "S")["packages"])]},
        "form,supplier,signed,item,answer,product\n" + "cisa-ssaf,S,2024-05-01,1,yes,p\n" * 20000 + "cisa-ssaf,S,2024-05-01,1,no,p\n" * 20000),
    "many claims about a product of a long name": lambda: (sbom(WIDGET), {
        "schema": "twohop-form/1", "form": "cisa-ssaf", "supplier": "Vendor", "signed": "2024-05-01", "product": "p" * 4000,
        "answers": {"1" + "." * (i // 26) + chr(97 + i % 26): "yes" for i in range(20000)}}),
    "everything relies on everything": lambda: (sbom(*numbered(1500, lambda i: part("p%d" % i, "1", "M%d" % i)), depends={
        "Product@1.0": ["p0@1"], **{"p%d@1" % i: numbered(1500, "p{}@1".format) for i in range(1500)}}), None),
}


@pytest.mark.parametrize("what", GROWN)
def test_it_is_audited_within_seconds_and_little_memory(desk, what):
    paper, facts = GROWN[what]()
    names = [desk.put("in/paper.json", paper)] + ([desk.put("in/facts.json", facts)] if facts else [])
    code, errors = desk.bounded("in", "--as-of", "2024-06-01", "--format", "json=out.json", "-q", seconds=4, memory=512 << 20)
    assert (code in (1, 2), errors) == (True, ""), names
