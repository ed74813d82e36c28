"""Papers for tests: SBOMs, events and lifecycle statements that say no more than the test is about.

Unless a test says otherwise a vendor "Vendor" (vendor.example) delivers "Product" 1.0, of which everything else is a part, and
every part is a leaf: nothing is opaque, so what a report has beyond the usual blind spots is what the test put in.
"""
import hashlib

CREATED = "2024-05-01T00:00:00Z"
DAY = "2024-06-01"  # the day of audits, unless a test says otherwise
VENDOR = {"name": "Vendor", "url": ["https://vendor.example"]}
SERIAL = "urn:uuid:00000000-0000-4000-8000-%012d"


def digest(text, algorithm="sha256"):
    """A hash that looks real: of a text."""
    return hashlib.new(algorithm, text.encode()).hexdigest()


def organisation(name, *urls):
    return {"name": name, **({"url": list(urls)} if urls else {})}


def part(name, version="1.0", supplier=None, **more):
    """A component. supplier is a name or an organisation; nested=[part, ...] are components inside it."""
    made = {"type": "library", "bom-ref": more.pop("ref", name + "@" + str(version)), "name": name}
    if version is not None:
        made["version"] = version
    if supplier is not None:
        made["supplier"] = supplier if isinstance(supplier, dict) else organisation(supplier)
    nested = more.pop("nested", None)
    hashes = more.pop("hashes", None)
    if hashes:
        made["hashes"] = [{"alg": alg, "content": content} for alg, content in hashes.items()]
    made.update(more)
    if nested:
        made["components"] = nested
    return made


def product(name="Product", version="1.0", supplier=VENDOR, **more):
    return part(name, version, supplier, type=more.pop("type", "application"), **more)


def everything(parts):
    for one in parts:
        yield one
        yield from everything(one.get("components", []))


def sbom(*parts, root=None, depends=None, created=CREATED, serial=None, **more):
    """A CycloneDX document. depends: {ref: [refs]}; by default the root on every part, and the parts on nothing."""
    root = product() if root is None else root
    document = {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1}
    if serial is not None:
        document["serialNumber"] = SERIAL % serial if isinstance(serial, int) else serial
    document["metadata"] = {"timestamp": created, "component": root} if root else {"timestamp": created}
    if created is None:
        del document["metadata"]["timestamp"]
    document["components"] = list(parts)
    if depends is None:
        refs = [one["bom-ref"] for one in parts]
        depends = {root["bom-ref"]: refs} if root else {}
        depends.update({one["bom-ref"]: [] for one in everything(parts)})
    document["dependencies"] = [{"ref": ref, "dependsOn": refs} for ref, refs in depends.items()]
    document.update(more)
    return document


def inventory(*parts, device="laptop", supplier=VENDOR, ownership="personal", access=("build",), created=CREATED, **more):
    """An operations BOM: what runs on a device of a supplier's staff."""
    properties = [{"name": "twohop:device:ownership", "value": ownership}] if ownership else []
    properties += [{"name": "twohop:device:access", "value": value} for value in access]
    root = product(device, None, supplier, type="device", properties=properties)
    document = sbom(*parts, root=root, depends={}, created=created, **more)
    document["metadata"]["lifecycles"] = [{"phase": "operations"}]
    return document


def form(answers, supplier="Vendor", signed="2024-05-01", **more):
    return {"schema": "twohop-form/1", "form": "cisa-ssaf", "supplier": supplier, "signed": signed, "answers": answers, **more}


def event(name="EV-1", kind="trojanized-release", supplier="Maker", product="Widget", versions=("1.0",), **more):
    """An event. product: a name, a whole object, or None where the supplier itself is meant."""
    supplier = supplier if isinstance(supplier, dict) else {"name": supplier, "aliases": [], "domains": []}
    product = {"name": product, "aliases": [], "purls": [], "cpes": []} if isinstance(product, str) else product
    entry = {"platform": None, "versions": list(versions), "range": None, "hashes": []}
    made = {"id": name, "kind": kind, "title": name + " happened", "supplier": supplier, "product": product,
            "affected": [entry] if product and versions else [], "suspected": [], "published": "2024-03-01"}
    made.update(more)
    return made


def breach(name="EV-1", supplier="Maker", **more):
    """An event of which there is nothing to match but the supplier."""
    return event(name, "infrastructure-breach", supplier, None, **more)


def affected(versions=(), platform=None, range=None, **more):
    return {"platform": platform, "versions": list(versions), "range": range, "hashes": [], **more}


def events(*made):
    return {"schema": "twohop-events/1", "events": list(made)}


def lifecycle(identifier="pkg:generic/maker.example/widget", ends="2024-01-31", supplier="Maker", name="Widget", versions=None,
              published="2020-01-01", distribution=None):
    """A CLE statement: the end of life, and the end of distribution where one is given."""
    versions = [{"range": "vers:all/*"}] if versions is None else versions
    made = [{
        "id": number, "type": type, "effective": day + "T00:00:00Z", "published": published + "T00:00:00Z", "versions": versions
    } for number, (type, day) in enumerate([("endOfLife", ends), ("endOfDistribution", distribution)], 1) if day]
    return {"identifier": identifier, "updatedAt": "2024-01-01T00:00:00Z", "events": made,
            "x-twohop": {"supplier": {"name": supplier, "aliases": [], "domains": []}, "product": {"name": name, "aliases": []}}}


def spdx(name, packages, relations, references=()):
    """An SPDX document in tags. packages: (ref, name, version, supplier as SPDX writes it, further tags)."""
    lines = ["SPDXVersion: SPDX-2.3", "DataLicense: CC0-1.0", "SPDXID: SPDXRef-DOCUMENT", "DocumentName: " + name,
             "DocumentNamespace: https://spdx.example/" + name, "Creator: Tool: t", "Created: " + CREATED]
    lines += ["ExternalDocumentRef: DocumentRef-%s %s SHA1: %s" % reference for reference in references]
    lines += ["Relationship: " + relation for relation in relations]
    for ref, package, version, supplier, *more in packages:
        lines += ["", "PackageName: " + package, "SPDXID: SPDXRef-" + ref, "PackageVersion: " + version,
                  "PackageSupplier: " + supplier, "PackageDownloadLocation: NONE", *more]
    return "\n".join(lines) + "\n"
