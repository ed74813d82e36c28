"""The five controls of each vendor: what proves them, what only states them, what contradicts a yes; and what comes near and does not count."""
import base64
import json
import shutil

import pytest

from papers import DAY, VENDOR, breach, digest, event, events, form, inventory, lifecycle, part, product, sbom
from signing import Key, envelope, provenance, statement, unsigned

pytestmark = pytest.mark.skipif(not shutil.which("openssl"), reason="SKIPPED: no openssl (Debian: openssl), so nothing could be signed")

HOPS, ENDS, MANAGED, BEYOND, ISOLATED = CONTROLS = [
    "two-hops-mapped", "end-of-life-withdrawn", "managed-build-endpoints", "beyond-signature", "build-isolated"]
CYCLONEDX = "application/vnd.cyclonedx+json"
VSA = "https://slsa.dev/verification_summary/v1"
BUILDER, SHARED_BUILDER = "https://ci.vendor.example/isolated", "https://ci.vendor.example/shared"
TRUST = """trust:
  keys: [{file: mine.pem, who: Auditor}, {file: vendor.pem, who: Vendor}]
  builders: [{id: "%s", level: 3}, {id: "%s", level: 2}]
""" % (BUILDER, SHARED_BUILDER)
YEAR_AGO, DAY_MORE = "2023-06-02", "2023-06-01"  # 365 and 366 days before the day of audits
BITS = digest("bits")
CSV = "form,supplier,signed,item,answer\n"


def delivered(*parts, **more):
    """The vendor's SBOM: a product with a digest."""
    return sbom(*parts, root=product(hashes={"SHA-256": BITS}), **more)


def mapped(*parts, **more):
    """An SBOM that is complete, with a supplier behind the vendor in it."""
    parts = parts or (part("Widget", "1.0", "Maker"),)
    return delivered(*parts, compositions=[{"aggregate": "complete", "dependencies": ["Product@1.0"]}], **more)


def built(builder=BUILDER, bits=BITS, name="product.tar", **more):
    return provenance((name, bits), builder=builder, **more)


def summary(result="PASSED", bits=BITS, day="2024-05-01T00:00:00Z", **more):
    return statement(VSA, {"verifier": {"id": "https://auditor.example"}, "timeVerified": day, "resourceUri": "product.tar",
                           "policy": {"uri": "p"}, "verificationResult": result, "verifiedLevels": [], **more}, ("product.tar", bits))


def life(identifier="pkg:generic/vendor.example/product", **more):
    return lifecycle(identifier, **{"ends": "2030-01-31", "supplier": "Vendor", "name": "Product", **more})


def response(status="Supported", name="Product", **more):
    return {"VendorLegalName": "Vendor", "SupplierID": "dns:vendor.example", "Timestamp": "2024-05-01",
            "Products": [{"ProductName": name, "SupportStatus": status}], **more}


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    return {name: Key(folder, name) for name in ("mine", "vendor", "theirs")}


class Reading:
    """Papers of a folder, audited."""

    def __init__(self, desk, keys):
        self.desk, self.keys = desk, keys
        for name in ("mine", "vendor"):
            desk.put(name + ".pem", keys[name].public.read_bytes())

    def signed(self, paper, key="mine", type="application/vnd.in-toto+json"):
        return envelope(paper, self.keys[key], type=type)

    def audit(self, *papers, config=TRUST, day=DAY):
        self.desk.put("twohop.yaml", config)
        for number, paper in enumerate(papers):
            self.desk.put("docs/%d" % number, paper)
        return self.desk.audit("docs", day=day, held=False)

    def state(self, control, *papers, supplier="Vendor", **more):
        """What a control of the vendor is, and the papers that bear it out, by their numbers."""
        return standing(self.audit(*papers, **more), control, supplier)


def standing(report, control, supplier="Vendor"):
    found = [c for c in report["controls"] if (c["supplier"], c["control"]) == (supplier, control)]
    assert len(found) == 1, report["controls"]
    return found[0]["state"], [int(place["document"].split("/")[1]) for place in found[0]["evidence"]]


def told(report, code):
    """The one complaint of that kind."""
    found = [d for d in report["diagnostics"] if d["code"] == code]
    assert len(found) == 1, report["diagnostics"]
    return found[0]


@pytest.fixture
def reading(desk, keys):
    return Reading(desk, keys)


# ---------------------------------------------------------------- proven, stated, silent, contradicted

# By control: papers beside the vendor's SBOM, and the numbers of those that bear the state out (0 is the SBOM).
PROVEN = {
    HOPS: [("a signed list that is complete", lambda r: [r.signed(mapped(), type=CYCLONEDX)], [0]),
           ("a verification that counts dependencies", lambda r: [delivered(), r.signed(summary(dependencyLevels={"SLSA_BUILD_LEVEL_3": 4}))], [1])],
    ENDS: [("a signed statement of lifecycle", lambda r: [delivered(), r.signed(life(), type="application/json")], [1])],
    MANAGED: [("an inventory of the company's own machine", lambda r: [delivered(), inventory(ownership="corporate")], [1])],
    BEYOND: [("signed provenance", lambda r: [delivered(), r.signed(built())], [1]),
             ("a verification that passed", lambda r: [delivered(), r.signed(summary())], [1])],
    ISOLATED: [("a builder that you list at level 3", lambda r: [delivered(), r.signed(built())], [1]),
               ("a verification at level 3", lambda r: [delivered(), r.signed(summary(verifiedLevels=["SLSA_BUILD_LEVEL_3"]))], [1])],
}
STATED = {
    HOPS: [("a list that nobody signed", lambda r: [mapped()], [0]), ("an answer", lambda r: [delivered(), form({"3": "yes"})], [1]),
           ("subcontractors", lambda r: [delivered(), "supplier,subcontractor,service,country\nVendor,Maker,builds,DE\n"], [1]),
           ("a list signed by a stranger", lambda r: [r.signed(mapped(), key="theirs", type=CYCLONEDX)], [0]),
           ("the vendor's own verification", lambda r: [delivered(), r.signed(summary(dependencyLevels={"SLSA_BUILD_LEVEL_3": 4}), key="vendor")], [1])],
    ENDS: [("a statement of lifecycle that nobody signed", lambda r: [delivered(), life()], [1]),
           ("an answer", lambda r: [delivered(), form({"2": "yes"})], [1]), ("a response file", lambda r: [delivered(), response()], [1]),
           ("a statement of lifecycle signed by a stranger", lambda r: [delivered(), r.signed(life(), key="theirs", type="application/json")], [1])],
    MANAGED: [("an answer", lambda r: [delivered(), form({"1d": "yes"})], [1]),
              ("the answer as CSV", lambda r: [delivered(), CSV + "cisa-ssaf,Vendor,2024-05-01,1(d),Yes\n"], [1]),
              ("an answer that is signed", lambda r: [delivered(), r.signed(form({"1d": "yes"}), key="vendor", type="application/json")], [1])],
    BEYOND: [("provenance that nobody signed", lambda r: [delivered(), built()], [1]),
             ("provenance signed by a stranger", lambda r: [delivered(), r.signed(built(), key="theirs")], [1]),
             ("provenance of a builder that you do not list", lambda r: [delivered(), r.signed(built(builder="https://ci.example/other"))], [1]),
             ("an answer", lambda r: [delivered(), form({"3": "yes"})], [1])],
    ISOLATED: [("provenance that nobody signed", lambda r: [delivered(), built()], [1]),
               ("provenance signed by a stranger", lambda r: [delivered(), r.signed(built(), key="theirs")], [1]),
               ("a level that the vendor grants itself",
                lambda r: [delivered(), r.signed(summary(verifiedLevels=["SLSA_BUILD_LEVEL_3"]), key="vendor")], [1]),
               ("an answer", lambda r: [delivered(), form({"1a": "yes"})], [1])],
}
SILENT = {
    HOPS: [("a list that does not say that it is complete", lambda r: [delivered(part("Widget", "1.0", "Maker"))]),
           ("a complete list of nobody but the vendor", lambda r: [mapped(part("Own", "1", VENDOR))]),
           ("a list of another's subcontractors", lambda r: [delivered(), "supplier,subcontractor,service,country\nOther,Maker,builds,DE\n"]),
           ("a verification of other bits", lambda r: [delivered(), r.signed(summary(bits=digest("other"), dependencyLevels={"SLSA_BUILD_LEVEL_3": 4}))])],
    ENDS: [("a statement about another supplier's product", lambda r: [delivered(), life(identifier="pkg:generic/other.example/thing", supplier="Other", name="Thing")]),
           ("a statement about another product of the vendor", lambda r: [delivered(), life(identifier="pkg:generic/vendor.example/thing", name="Thing")]),
           ("a response file about another product", lambda r: [delivered(), response(name="Other Product")]),
           ("a response file that is unclear", lambda r: [delivered(), response("ask us")])],
    MANAGED: [("an inventory of which nobody says whose it is", lambda r: [delivered(), inventory(ownership=None)]),
              ("an inventory of another company's machine", lambda r: [delivered(), inventory(ownership="corporate", supplier="Other")]),
              ("an inventory that is too old", lambda r: [delivered(), inventory(ownership="corporate", created=DAY_MORE + "T00:00:00Z")]),
              ("an answer of another company", lambda r: [delivered(), form({"1d": "yes"}, supplier="Other")]),
              ("an answer to another item", lambda r: [delivered(), form({"4": "yes"})]),
              ("an answer that is too old", lambda r: [delivered(), form({"1d": "yes"}, signed=DAY_MORE)]),
              ("an answer without a day", lambda r: [delivered(), form({"1d": "yes"}, signed="")]),
              ("an answer that has expired", lambda r: [delivered(), form({"1d": "yes"}, expires="2024-05-31")]),
              ("a no", lambda r: [delivered(), form({"1d": "no"})]), ("planned", lambda r: [delivered(), form({"1d": "planned"})]),
              ("not applicable", lambda r: [delivered(), form({"1d": "n/a"})])],
    BEYOND: [("provenance of other bits under another name", lambda r: [delivered(), r.signed(built(bits=digest("other"), name="other.tar"))]),
             ("provenance whose signature fails", lambda r: [delivered(), forged(r.signed(built()))]),
             ("a verification that failed", lambda r: [delivered(), r.signed(summary("FAILED"))])],
    ISOLATED: [("provenance of other bits", lambda r: [delivered(), r.signed(built(bits=digest("other"), name="other.tar"))]),
               ("provenance whose signature fails", lambda r: [delivered(), forged(r.signed(built()))]),
               ("provenance that names no builder", lambda r: [delivered(), r.signed(built(builder=""))]),
               ("a verification at level 2", lambda r: [delivered(), r.signed(summary(verifiedLevels=["SLSA_BUILD_LEVEL_2"]))])],
}
CONTRADICTED = {
    HOPS: [("a compromised release behind the vendor", lambda r: [delivered(part("Widget", "1.0", "Maker")), form({"3": "yes"}), events(event())], [0, 1]),
           ("a compromised supplier behind the vendor", lambda r: [delivered(part("Widget", "1.0", "Maker")), form({"3": "yes"}), events(breach())], [0, 1])],
    ENDS: [("software past its end of life in the product", lambda r: [delivered(part("Widget", "1.0", "Maker")), form({"2": "yes"}), lifecycle()], [0, 1]),
           ("software past its end of life on a machine", lambda r: [
               delivered(), form({"2": "yes"}), inventory(part("Widget", "1.0", "Maker"), ownership="corporate"), lifecycle()], [1, 2]),
           ("a response that the end of its life disproves", lambda r: [delivered(), response(), life(ends="2024-01-31")], [0, 1])],
    MANAGED: [("a personal device that reaches the build", lambda r: [delivered(), form({"1d": "yes"}), inventory()], [1, 2]),
              ("a yes and a no", lambda r: [delivered(), form({"1c": "yes", "1d": "no"})], [1, 1])],
    BEYOND: [("a verification that failed", lambda r: [delivered(), form({"3": "yes"}), r.signed(summary("FAILED"))], [1, 2]),
             ("a statement about other bits of that name", lambda r: [
                 delivered(), form({"3": "yes"}), r.signed(built(name="Product", bits=digest("other")))], [0, 1])],
    ISOLATED: [("compromised software on a machine that reaches the build", lambda r: [
                   delivered(), form({"1a": "yes"}), inventory(part("Widget", "1.0", "Maker"), ownership="corporate"), events(event())], [1, 2]),
               ("a builder below the level that you ask", lambda r: [
                   delivered(), form({"1a": "yes"}), r.signed(built(builder=SHARED_BUILDER))], [0, 1])],
}


def forged(signed):
    """The same with another payload: the signature no longer holds."""
    body = base64.b64decode(signed["payload"]).replace(b"product.tar", b"product.zip")
    return {**signed, "payload": base64.b64encode(body).decode()}


def each(states):
    return [pytest.param(control, *case[1:], id="%s-%s" % (control, case[0])) for control in states for case in states[control]]


@pytest.mark.parametrize("control, papers, numbers", each(PROVEN))
def test_evidence_that_can_be_checked_proves_a_control(reading, control, papers, numbers):
    assert reading.state(control, *papers(reading)) == ("proven", numbers)


@pytest.mark.parametrize("control, papers, numbers", each(STATED))
def test_a_word_states_a_control_and_proves_nothing(reading, control, papers, numbers):
    assert reading.state(control, *papers(reading)) == ("stated", numbers)


@pytest.mark.parametrize("control, papers", each(SILENT))
def test_what_does_not_speak_of_it_leaves_a_control_silent(reading, control, papers):
    assert reading.state(control, *papers(reading)) == ("silent", [])


@pytest.mark.parametrize("control, papers, numbers", each(CONTRADICTED))
def test_what_denies_a_yes_contradicts_a_control(reading, control, papers, numbers):
    config = TRUST + "policy: {build_level: 3}\n" if control == ISOLATED else TRUST
    report = reading.audit(*papers(reading), config=config)
    state, found = standing(report, control)
    assert (state, sorted(found)) == ("contradicted", numbers)
    assert control in report.one("claim-contradicted", "Vendor")["message"]


@pytest.mark.parametrize("control", CONTROLS)
def test_of_a_vendor_that_says_nothing_each_control_is_silent(reading, control):
    assert reading.state(control, sbom()) == ("silent", [])


@pytest.mark.parametrize("control", CONTROLS)
def test_what_nobody_claims_cannot_be_contradicted(reading, control):
    report = reading.audit(delivered(part("Widget", "1.0", "Maker")), inventory(part("Gadget", "1.0", "Maker")), events(event(), event("EV-2", product="Gadget")),
                           lifecycle(), built(name="Product", bits=digest("other")))
    assert standing(report, control) == ("silent", []) and not report.all("claim-contradicted")


# ---------------------------------------------------------------- near misses: a day, a key, a bit

DATED = {  # what proves each control, made on a day
    HOPS: lambda r, day: [r.signed(mapped(created=day + "T00:00:00Z"), type=CYCLONEDX)],
    ENDS: lambda r, day: [delivered(), r.signed({**life(), "updatedAt": day + "T00:00:00Z"}, type="application/json")],
    MANAGED: lambda r, day: [delivered(), inventory(ownership="corporate", created=day + "T00:00:00Z")],
    BEYOND: lambda r, day: [delivered(), r.signed(built(finished=day + "T00:00:00Z"))],
    ISOLATED: lambda r, day: [delivered(), r.signed(built(finished=day + "T00:00:00Z"))],
}


@pytest.mark.parametrize("control", CONTROLS)
def test_evidence_of_a_year_ago_proves(reading, control):
    assert reading.state(control, *DATED[control](reading, YEAR_AGO))[0] == "proven"


@pytest.mark.parametrize("control", CONTROLS)
def test_evidence_of_a_year_and_a_day_ago_proves_nothing(reading, control):
    assert reading.state(control, *DATED[control](reading, DAY_MORE))[0] == ("silent" if control == MANAGED else "stated")


@pytest.mark.parametrize("control", CONTROLS)
@pytest.mark.parametrize("limit, state", [("30d", False), ("31d", True)])
def test_the_policy_says_how_old_evidence_may_be_that_proves(reading, control, limit, state):
    config = TRUST + "policy: {max_age: {attestation: %s, environment: %s}}\n" % (limit, limit)
    assert (reading.state(control, *DATED[control](reading, "2024-05-01"), config=config)[0] == "proven") == state


@pytest.mark.parametrize("control", CONTROLS)
@pytest.mark.parametrize("signed, state", [(YEAR_AGO, "stated"), (DAY_MORE, "silent")])
def test_an_answer_counts_for_a_year(reading, control, signed, state):
    assert reading.state(control, sbom(), form({"1d": "yes", "1a": "yes", "2": "yes"}, signed=signed))[0] == state


@pytest.mark.parametrize("control", CONTROLS)
@pytest.mark.parametrize("expires, state", [("2024-05-31", "silent"), ("2024-06-01", "stated"), ("2024-06-02", "stated")])
def test_an_answer_counts_through_the_day_it_expires(reading, control, expires, state):
    assert reading.state(control, sbom(), form({"1d": "yes", "1a": "yes", "2": "yes"}, expires=expires))[0] == state


@pytest.mark.parametrize("control", [HOPS, ENDS, BEYOND, ISOLATED])
def test_nobody_is_believed_whom_you_did_not_name(reading, control):
    assert reading.state(control, *DATED[control](reading, "2024-05-01"), config="policy: {}\n")[0] == "stated"


@pytest.mark.parametrize("control", [HOPS, ENDS, BEYOND, ISOLATED])
def test_a_key_is_believed_only_in_the_time_that_you_name(reading, control):
    config = TRUST.replace("who: Auditor}", "who: Auditor, to: 2024-04-30}")
    assert reading.state(control, *DATED[control](reading, "2024-05-01"), config=config)[0] != "proven"


@pytest.mark.parametrize("control", [BEYOND, ISOLATED])
@pytest.mark.parametrize("bits", [BITS[:-1] + "0", BITS[:-2], digest("other")], ids=["one digit", "cut short", "other"])
def test_a_statement_is_about_the_bits_whose_digest_it_names_and_no_other(reading, control, bits):
    assert BITS[-1] != "0" and reading.state(control, delivered(), reading.signed(built(bits=bits, name="other.tar"))) == ("silent", [])


@pytest.mark.parametrize("builder", [BUILDER + "/", BUILDER + "2", BUILDER[:-1], BUILDER.upper(), "https://evil.example/" + BUILDER])
def test_a_builder_is_the_one_that_you_list_and_no_other(reading, builder):
    assert reading.state(ISOLATED, delivered(), reading.signed(built(builder=builder)))[0] == "stated"


def test_a_builder_of_level_2_proves_provenance_and_no_isolation(reading):
    report = reading.audit(delivered(), reading.signed(built(builder=SHARED_BUILDER)))
    assert (standing(report, BEYOND)[0], standing(report, ISOLATED)[0]) == ("proven", "silent") and report.one("build-level", "Product")


def test_an_answer_of_a_supplier_of_the_same_domain_is_the_vendors(reading):
    parent = {"bomFormat": "CycloneDX", **declared(claim(), targets={"organizations": [{"bom-ref": "org", "name": "Vendor, Inc.", "url": ["https://www.vendor.example"]}]},
                                                  root=None)}
    assert reading.state(MANAGED, sbom(), parent)[0] == "stated"


def test_a_suspicion_contradicts_nobody(reading):
    suspected = event(versions=(), suspected=[{"range": "vers:intdot/>=1|<2"}])
    report = reading.audit(delivered(part("Widget", "1.0", "Maker")), form({"3": "yes"}), events(suspected))
    assert report.all("compromised-release") and standing(report, HOPS)[0] == "stated"


def test_an_affair_of_a_release_that_is_not_here_contradicts_nobody(reading):
    report = reading.audit(delivered(part("Widget", "2.0", "Maker")), form({"3": "yes"}), events(event()))
    assert report.all("compromised-supplier") and standing(report, HOPS)[0] == "stated"


def test_a_compromise_three_hops_away_does_not_contradict_the_vendor(reading):
    parts = part("Lib", "1", "Middle"), part("Widget", "1.0", "Maker")
    document = delivered(*parts, depends={"Product@1.0": ["Lib@1"], "Lib@1": ["Widget@1.0"], "Widget@1.0": []})
    assert reading.state(HOPS, document, form({"3": "yes"}), events(event()))[0] == "stated"


def test_one_finding_names_every_control_that_is_contradicted(reading):
    report = reading.audit(delivered(part("Widget", "1.0", "Maker")), form({"3": "yes", "2": "yes", "1d": "yes"}), inventory(), events(event()), lifecycle())
    message = report.one("claim-contradicted", "Vendor")["message"]
    assert all(control in message for control in (HOPS, ENDS, MANAGED)) and "1d of cisa-ssaf" in message


# ---------------------------------------------------------------- what speaks of one product

TWO = lambda: (delivered(), sbom(root=product("Second", "2.0", hashes={"SHA-256": digest("second")}), serial=2))  # noqa: E731
LIMITED = {
    "a form": lambda product: form({"1d": "yes"}, product=product),
    "a form as CSV": lambda product: CSV.replace("answer", "answer,product") + "cisa-ssaf,Vendor,2024-05-01,1d,yes,%s\n" % product,
    "a target that is a component": lambda product: declared(claim(), targets={"components": [
        {"type": "application", "bom-ref": "org", "name": product, "supplier": VENDOR}]}, root=None),
    "a target that is a service": lambda product: declared(claim(), targets={"services": [
        {"bom-ref": "org", "name": product, "provider": VENDOR}]}, root=None),
}


@pytest.mark.parametrize("paper", LIMITED)
def test_a_claim_about_one_product_states_a_control_of_a_vendor_that_has_no_other(reading, paper):
    report = reading.audit(delivered(), LIMITED[paper]("Product"))
    assert standing(report, MANAGED) == ("stated", [1])
    assert report.one("no-environment-evidence", "Vendor")["severity"] == "medium"


@pytest.mark.parametrize("paper", LIMITED)
def test_a_claim_about_one_product_says_nothing_of_the_vendors_others(reading, paper):
    report = reading.audit(*TWO(), LIMITED[paper]("Product"))
    assert standing(report, MANAGED) == ("silent", []) and report.one("no-environment-evidence", "Vendor")["severity"] == "high"


@pytest.mark.parametrize("paper", LIMITED)
def test_claims_about_each_product_speak_for_the_vendor(reading, paper):
    report = reading.audit(*TWO(), LIMITED[paper]("Product"), LIMITED[paper]("Second"))
    assert standing(report, MANAGED) == ("stated", [2, 3]) and report.one("no-environment-evidence", "Vendor")["severity"] == "medium"


@pytest.mark.parametrize("paper", LIMITED)
def test_a_claim_about_a_product_that_is_not_here_is_set_aside_and_said_to_be(reading, paper):
    report = reading.audit(delivered(), LIMITED[paper]("Prodcut"))
    assert standing(report, MANAGED) == ("silent", []) and "Prodcut" in told(report, "claim-set-aside")["message"]


@pytest.mark.parametrize("called", ["Product", "product 1.0", " PRODUCT ", "pkg:npm/product", "pkg:npm/product@1.0"])
def test_a_product_is_known_by_its_name_its_version_and_its_purl(reading, called):
    document = sbom(root=product(purl="pkg:npm/product@1.0"))
    assert reading.state(MANAGED, document, form({"1d": "yes"}, product=called))[0] == "stated"


@pytest.mark.parametrize("called", ["Product 2.0", "Produc", "Products", "pkg:npm/product@2.0", "pkg:npm/prod", "Widget"])
def test_another_version_or_name_or_a_part_is_another_product(reading, called):
    document = sbom(part("Widget", "1.0", "Maker"), root=product(purl="pkg:npm/product@1.0"))
    assert reading.state(MANAGED, document, form({"1d": "yes"}, product=called))[0] == "silent"


def test_a_no_about_one_product_contradicts_a_yes_for_all(reading):
    assert reading.state(MANAGED, *TWO(), form({"1d": "yes"}), form({"1d": "no"}, product="Second")) == ("contradicted", [2, 3])


def test_a_no_about_one_product_does_not_contradict_a_yes_about_another(reading):
    report = reading.audit(*TWO(), form({"1d": "yes"}, product="Product"), form({"1d": "no"}, product="Second"))
    assert standing(report, MANAGED) == ("silent", []) and not report.all("claim-contradicted")


def test_a_no_about_a_product_that_is_not_here_contradicts_nothing(reading):
    assert reading.state(MANAGED, delivered(), form({"1d": "yes"}), form({"1d": "no"}, product="Other")) == ("stated", [1])


def test_what_is_found_in_one_product_does_not_contradict_a_yes_about_another(reading):
    first = delivered(part("Widget", "1.0", "Maker"))
    report = reading.audit(first, TWO()[1], form({"2": "yes"}, product="Second"), lifecycle())
    assert standing(report, ENDS) == ("silent", []) and not report.all("claim-contradicted")


def test_what_is_found_in_a_product_contradicts_a_yes_about_it(reading):
    first = delivered(part("Widget", "1.0", "Maker"))
    report = reading.audit(first, TWO()[1], form({"2": "yes"}, product="Product"), lifecycle())
    assert (standing(report, ENDS)[0], sorted(standing(report, ENDS)[1])) == ("contradicted", [0, 2])


def test_a_device_speaks_of_all_products(reading):
    assert reading.state(MANAGED, *TWO(), form({"1d": "yes"}, product="Second"), inventory())[0] == "contradicted"


@pytest.mark.parametrize("control", [BEYOND, ISOLATED])
def test_a_statement_about_one_product_proves_nothing_of_another(reading, control):
    signed = reading.signed(built()), reading.signed(built(bits=digest("second"), name="second.tar"))
    assert reading.state(control, *TWO(), signed[0])[0] == "silent"
    assert reading.state(control, *TWO(), *signed) == ("proven", [2, 3])


def test_a_vendor_is_as_good_as_the_worst_of_its_products(reading):
    assert reading.state(BEYOND, *TWO(), reading.signed(built()), built(bits=digest("second"), name="second.tar")) == ("stated", [2, 3])


def test_a_complete_list_of_one_product_says_nothing_of_another(reading):
    assert reading.state(HOPS, reading.signed(mapped(), type=CYCLONEDX), TWO()[1])[0] == "silent"


def test_the_support_of_one_product_says_nothing_of_another(reading):
    assert reading.state(ENDS, *TWO(), response())[0] == "silent"
    assert reading.state(ENDS, *TWO(), response(Products=[{"ProductName": n, "SupportStatus": "Supported"} for n in ("Product", "Second")]))[0] == "stated"


# ---------------------------------------------------------------- CycloneDX declarations

def claim(name="c", target="org", **more):
    return {"bom-ref": name, "target": target, "predicate": "said", **more}


def evidence(name="e", created="2024-05-01T00:00:00Z", **more):
    return {"bom-ref": name, "created": created, **more}


ORGANISATION = {"organizations": [{"bom-ref": "org", "name": "Vendor", "url": ["https://vendor.example"]}]}


def declared(*claims, maps=None, evidence=(), targets=ORGANISATION, requirement="ssaf-DRAFT-2023-11-1d", score=1, assessor=None, root=product(), **more):
    """An SBOM with declarations: all claims are mapped to one requirement, unless maps says otherwise."""
    maps = maps or [{"requirement": requirement, "claims": [c["bom-ref"] for c in claims], "conformance": {"score": score}}]
    attestation = {"map": maps, **({"assessor": assessor["bom-ref"]} if assessor else {})}
    return sbom(root=root, specVersion="1.6", declarations={
        **({"assessors": [assessor]} if assessor else {}), "attestations": [attestation], "claims": list(claims), "evidence": list(evidence),
        "targets": targets, **more})


def xml(value, name="bom"):
    """A CycloneDX document in JSON, as far as it is used here, as XML."""
    from xml.sax.saxutils import escape, quoteattr
    one = {"components": "component", "services": "service", "dependencies": "dependency", "assessors": "assessor", "attestations": "attestation",
           "claims": "claim", "organizations": "organization", "hashes": "hash", "standards": "standard", "requirements": "requirement"}
    if isinstance(value, (str, int, float)):
        return "<%s>%s</%s>" % (name, escape(str(value).lower() if isinstance(value, bool) else str(value)), name)
    if name == "bom":
        head = '<bom xmlns="http://cyclonedx.org/schema/bom/%s" version="1">' % value["specVersion"]
        return "<?xml version='1.0'?>" + head + "".join(xml(v, k) for k, v in value.items() if k not in ("bomFormat", "specVersion", "version")) + "</bom>"
    if name == "dependency":
        return "<dependency ref=%s>%s</dependency>" % (quoteattr(value["ref"]), "".join("<dependency ref=%s/>" % quoteattr(r) for r in value["dependsOn"]))
    if name == "hash":
        return "<hash alg=%s>%s</hash>" % (quoteattr(value["alg"]), value["content"])
    if isinstance(value, list):
        repeated = name in ("evidence", "counterEvidence", "map", "claims", "counterClaims", "url") and (name != "claims" or not isinstance(value[0], dict) if value else True)
        if name == "claims" and repeated or name == "counterClaims":
            return "<%s>%s</%s>" % (name, "".join(xml(v, name[:-1]) for v in value), name)
        if name == "evidence" and value and isinstance(value[0], dict):
            return "<evidence>%s</evidence>" % "".join(xml(v, "evidence") for v in value)
        if repeated:
            return "".join(xml(v, name) for v in value)
        return "<%s>%s</%s>" % (name, "".join(xml(v, one[name]) for v in value), name)
    attributes = "".join(" %s=%s" % (k, quoteattr(str(value[k]))) for k in ("bom-ref", "type") if k in value)
    return "<%s%s>%s</%s>" % (name, attributes, "".join(xml(v, k) for k, v in value.items() if k not in ("bom-ref", "type")), name)


def against(**more):
    return claim(counterEvidence=["against"], **more)


DECLARED = {
    "a claim": (lambda: declared(claim()), "stated"),
    "a claim with evidence": (lambda: declared(claim(evidence=["e"]), evidence=[evidence()]), "stated"),
    "a third party's assessment": (lambda: declared(claim(), assessor={"bom-ref": "a", "thirdParty": True, "organization": {"name": "Auditor"}}), "stated"),
    "a map without a claim": (lambda: declared(maps=[{"requirement": "ssaf-DRAFT-2023-11-1d", "conformance": {"score": 1}}]), "stated"),
    "a BOM-Link to the standard": (lambda: declared(claim(), requirement="urn:cdx:8053c430-b1b1-47d9-859b-ec14644e1d54/1#ssaf-DRAFT-2023-11-1d"), "stated"),
    "another standard": (lambda: declared(claim(), requirement="ssdf-1.1-PO.5.1"), "stated"),
    "an item that speaks of no control": (lambda: declared(claim(), requirement="ssaf-DRAFT-2023-11-4"), "silent"),
    "no requirement at all": (lambda: declared(claim(), maps=[{"requirement": "ssaf-DRAFT-2023-11-4", "conformance": {"score": 1}}]), "silent"),
    "conformance in part": (lambda: declared(claim(), score=0.8), "silent"),
    "no conformance": (lambda: declared(claim(), score=0), "silent"),
    "another company": (lambda: declared(claim(), targets={"organizations": [{"bom-ref": "org", "name": "Other"}]}), "silent"),
    "a target that nobody defines": (lambda: declared(claim(target="nobody")), "silent"),
    "the product itself": (lambda: declared(claim(target="Product@1.0")), "stated"),
    "nobody in particular": (lambda: declared({"bom-ref": "c", "predicate": "said"}), "stated"),
    "a counter-claim": (lambda: declared(claim(), claim("no"), maps=[{"requirement": "ssaf-DRAFT-2023-11-1d", "claims": ["c"], "counterClaims": ["no"],
                                                                     "conformance": {"score": 1}}]), "contradicted"),
    "a counter-claim about another item": (lambda: declared(claim(), claim("no"), maps=[
        {"requirement": "ssaf-DRAFT-2023-11-1d", "claims": ["c"], "conformance": {"score": 1}},
        {"requirement": "ssaf-DRAFT-2023-11-4", "counterClaims": ["no"], "conformance": {"score": 1}}]), "stated"),
    "counter-evidence": (lambda: declared(against(), evidence=[evidence("against")]), "contradicted"),
    "counter-evidence that nobody defines": (lambda: declared(against()), "stated"),
    "counter-evidence that has expired": (lambda: declared(against(), evidence=[evidence("against", expires="2024-05-31T00:00:00Z")]), "stated"),
    "counter-evidence that is too old": (lambda: declared(against(), evidence=[evidence("against", created=DAY_MORE + "T00:00:00Z")]), "stated"),
    "counter-evidence of half a conformance": (lambda: declared(against(), evidence=[evidence("against")], score=0.5), "silent"),
    "evidence that has expired": (lambda: declared(claim(evidence=["e"]), evidence=[evidence(expires="2024-05-31T23:59:59Z")]), "silent"),
    "evidence that expires today": (lambda: declared(claim(evidence=["e"]), evidence=[evidence(expires="2024-06-01T00:00:00Z")]), "stated"),
    "one of two pieces of evidence that has expired": (lambda: declared(claim(evidence=["e", "f"]), evidence=[
        evidence(), evidence("f", expires="2024-05-31T00:00:00Z")]), "silent"),
    "evidence of a year ago": (lambda: declared(claim(evidence=["e"]), evidence=[evidence(created=YEAR_AGO + "T00:00:00Z")]), "stated"),
    "evidence of a year and a day ago": (lambda: declared(claim(evidence=["e"]), evidence=[evidence(created=DAY_MORE + "T00:00:00Z")]), "silent"),
}


@pytest.mark.parametrize("what", DECLARED)
@pytest.mark.parametrize("write", [lambda d: d, xml], ids=["json", "xml"])
def test_a_declaration_is_a_word_that_counterevidence_denies(reading, what, write):
    make, state = DECLARED[what]
    assert reading.state(MANAGED, write(make()))[0] == state


@pytest.mark.parametrize("write", [lambda d: d, xml], ids=["json", "xml"])
@pytest.mark.parametrize("expires, found", [("2024-05-31", 1), ("2024-06-01", 0), ("2024-06-02", 0)])
def test_evidence_is_stale_from_the_day_after_it_expires(reading, write, expires, found):
    report = reading.audit(write(declared(claim(evidence=["e"]), evidence=[evidence(expires=expires + "T12:00:00Z")])))
    assert len(report.all("stale-evidence")) == found


@pytest.mark.parametrize("created, found", [(DAY_MORE, 1), (YEAR_AGO, 0)])
def test_evidence_is_stale_a_year_and_a_day_after_it_was_made(reading, created, found):
    report = reading.audit(declared(claim(evidence=["e"]), evidence=[evidence(created=created + "T12:00:00Z")]))
    assert len(report.all("stale-evidence")) == found


@pytest.mark.parametrize("what, reference", [("claim", "nowhere"), ("evidence", "gone"), ("target", "nobody"), ("requirement", "req-1")])
def test_a_reference_that_leads_nowhere_is_said_with_its_place(reading, what, reference):
    papers = {"claim": lambda: declared(maps=[{"requirement": "ssaf-DRAFT-2023-11-1d", "claims": ["nowhere"], "conformance": {"score": 1}}]),
              "evidence": lambda: declared(claim(counterEvidence=["gone"])), "target": lambda: declared(claim(target="nobody")),
              "requirement": lambda: declared(claim(), requirement="req-1")}
    complaint = told(reading.audit(papers[what]()), "dangling-ref")
    assert complaint["message"] == '"%s" is no %s of this document' % (reference, what) and complaint["line"] > 1


# ---------------------------------------------------------------- forms

def as_csv(answers, supplier="Vendor", signed="2024-05-01", name="cisa-ssaf"):
    return CSV + "".join("%s,%s,%s,%s,%s\n" % (name, supplier, signed, item, answer) for item, answer in answers)


def as_json(answers, **more):
    return form(dict(answers), **({"form": more.pop("name")} if "name" in more else {}), **more)


WAYS = pytest.mark.parametrize("write", [as_json, as_csv], ids=["json", "csv"])


@WAYS
@pytest.mark.parametrize("item, nearest", [("1g", "1"), ("1dd", "1d"), ("11", "1"), ("d1", "1"), ("5", "1"), ("1.d.x", "1d")])
def test_an_item_that_the_form_does_not_have_is_said_with_its_place_and_the_nearest(reading, write, item, nearest):
    report = reading.audit(sbom(), write([("1a", "yes"), (item, "yes")]))
    complaint = told(report, "unknown-item")
    assert complaint["message"] == 'cisa-ssaf has no item "%s"; the nearest is "%s"' % (item, nearest)
    assert complaint["document"] == "docs/1" and complaint["line"] > 2 and complaint["column"] > 0
    assert (standing(report, MANAGED)[0], standing(report, ISOLATED)[0]) == ("silent", "stated")


@WAYS
@pytest.mark.parametrize("item", ["1d", "1D", "1(d)", "1.d", " 1 d "])
def test_an_item_is_known_however_it_is_spelled(reading, write, item):
    report = reading.audit(sbom(), write([(item, "yes")]))
    assert standing(report, MANAGED)[0] == "stated" and "unknown-item" not in report.codes()


@WAYS
def test_a_form_that_is_not_known_is_said_once_and_speaks_of_no_control(reading, write):
    report = reading.audit(sbom(), write([("1a", "yes"), ("1d", "yes")], name="cisa-sssaf"))
    assert "the nearest is \"cisa-ssaf\"" in told(report, "unknown-item")["message"] and standing(report, MANAGED) == ("silent", [])


@WAYS
@pytest.mark.parametrize("answer", ["yes", "Yes", " Y ", "TRUE"])
def test_a_yes_is_a_yes(reading, write, answer):
    assert reading.state(MANAGED, sbom(), write([("1d", answer)]))[0] == "stated"


@WAYS
@pytest.mark.parametrize("answer", ["yes, mostly", "partially", "n/a", "N/A", "not applicable", "maybe", "yesno", "1"])
def test_an_answer_that_is_no_yes_states_nothing(reading, write, answer):
    answer = '"%s"' % answer if write is as_csv else answer
    assert reading.state(MANAGED, sbom(), write([("1d", answer)]))[0] == "silent"


@WAYS
@pytest.mark.parametrize("answer", ["no", "No", "n", "false"])
def test_a_no_is_said_with_its_place(reading, write, answer):
    report = reading.audit(sbom(), write([("1d", answer)]))
    assert told(report, "answered-no")["document"] == "docs/1" and standing(report, MANAGED) == ("silent", [])


def test_true_and_false_are_answers(reading):
    report = reading.audit(sbom(), form({"1d": True, "1a": False}))
    assert standing(report, MANAGED)[0] == "stated" and told(report, "answered-no")


@WAYS
def test_one_item_answered_twice_and_differently_contradicts_itself(reading, write):
    assert reading.state(MANAGED, sbom(), write([("1d", "yes"), ("1(d)", "no")])) == ("contradicted", [1, 1])


def test_the_same_item_twice_in_an_object_cannot_be_read(reading):
    report = reading.audit(sbom(), '{"schema": "twohop-form/1", "form": "cisa-ssaf", "supplier": "Vendor",\n "answers": {"1d": "yes",\n  "1d": "no"}}')
    assert report.code == 65 and "docs/1:3:" in report.done.stderr and report.document("docs/1")["status"] == "rejected"


def test_the_same_row_twice_in_a_table_is_one_word(reading):
    assert reading.state(MANAGED, sbom(), as_csv([("1d", "yes"), ("1d", "yes")])) == ("stated", [1, 1])


@pytest.mark.parametrize("content", [
    {"schema": "twohop-form/1", "form": "cisa-ssaf", "answers": {"1d": "yes"}}, {"schema": "twohop-form/1", "supplier": "Vendor", "answers": {"1d": "yes"}},
    form([]), form("yes"), form({"1d": 1}), form({"1d": None}), form({"1d": ["yes"]}), form({"1d": {"answer": "yes"}})],
    ids=["no supplier", "no form", "a list", "a text", "a number", "null", "a list of answers", "an object"])
def test_what_is_no_form_cannot_be_read(reading, content):
    report = reading.audit(sbom(), content)
    assert report.code == 65 and "docs/1:" in report.done.stderr and standing(report, MANAGED) == ("silent", [])


def test_a_row_that_says_nothing_is_passed_over_and_said(reading):
    report = reading.audit(sbom(), CSV + "cisa-ssaf,Vendor,2024-05-01,,yes\ncisa-ssaf,,2024-05-01,1d,yes\ncisa-ssaf,Vendor,2024-05-01,1a,yes\n")
    assert report.codes().count("missing-field") == 2 and standing(report, ISOLATED)[0] == "stated"


@WAYS
@pytest.mark.parametrize("cell", ["=HYPERLINK(\"https://evil.example\")", "+1d", "@SUM(1)", "-9+1d", "\x1b[31m1d", "1d\u202e", "\u00001d", "1d" * 3000])
def test_a_hostile_cell_is_a_text(reading, write, cell):
    if write is as_csv:
        cell = '"%s"' % cell.replace('"', '""')
    report = reading.audit(sbom(), write([(cell, "yes"), ("1a", cell)]))
    assert report.code in (2, 65) and standing(report, MANAGED) == ("silent", [])
    text = reading.desk.twohop(["audit", "docs", "--as-of", DAY], cwd=reading.desk.folder)
    assert not {"\x1b", "\u202e", "\0"} & set(text.stdout + text.stderr)


def test_no_cell_of_a_form_becomes_a_formula_in_a_table(reading):
    reading.audit(sbom(), as_csv([("1d", "yes"), ("1d", "no")], supplier="=Vendor"), as_csv([("1d", "yes"), ("1d", "no")]))
    table = reading.desk.twohop(["audit", "docs", "--as-of", DAY, "--format", "csv"], cwd=reading.desk.folder).stdout
    assert "claim-contradicted" in table and not any(cell.strip('"')[:1] in ("=", "+", "@") for row in table.splitlines() for cell in row.split(","))


# ---------------------------------------------------------------- vendor response files

@pytest.mark.parametrize("status, state", [("Supported", "stated"), ("active", "stated"), (" Maintained ", "stated"), ("Unsupported", "silent"), ("EOL", "silent"),
                                           ("end of life", "silent"), ("Deprecated", "silent"), ("", "silent"), ("soon", "silent")])
def test_the_support_of_a_product_is_an_answer(reading, status, state):
    assert reading.state(ENDS, delivered(), response(status))[0] == state


def test_a_response_file_that_says_two_things_of_a_product_contradicts_itself(reading):
    products = [{"ProductName": "Product", "SupportStatus": status} for status in ("Supported", "EOL")]
    assert reading.state(ENDS, delivered(), response(Products=products)) == ("contradicted", [1, 1])


@pytest.mark.parametrize("more, state", [({"VendorLegalName": "Other", "SupplierID": "dns:other.example"}, "silent"),
                                         ({"VendorLegalName": "Vendor Inc.", "SupplierID": "dns:vendor.example"}, "stated"),
                                         ({"VendorLegalName": "Vendor", "SupplierID": "duns:123456789"}, "stated"),
                                         ({"Timestamp": DAY_MORE}, "silent"), ({"Timestamp": YEAR_AGO}, "stated"), ({"Timestamp": ""}, "silent")])
def test_a_response_file_is_of_the_vendor_and_the_day_that_it_names(reading, more, state):
    assert reading.state(ENDS, delivered(), response(**more))[0] == state


def test_a_response_file_without_a_vendor_is_of_nobody(reading):
    report = reading.audit(delivered(), response(VendorLegalName="", SupplierID=""))
    assert standing(report, ENDS) == ("silent", [])


def test_what_follows_the_products_is_read_as_what_precedes_them(reading):
    content = response()
    assert reading.state(ENDS, delivered(), {"Products": content.pop("Products"), **content})[0] == "stated"


# ---------------------------------------------------------------- what is printed

def test_explain_lists_the_controls(twohop):
    done = twohop(["explain"])
    assert done.code == 0 and all("  " + control + " " in done.stdout for control in CONTROLS)


@pytest.mark.parametrize("control, item", list(zip(CONTROLS, ["PO.1.3", "5.8", "1d", "PS.2.1", "1a"])))
def test_explain_says_what_proves_a_control_and_which_items_ask_for_it(twohop, control, item):
    done = twohop(["explain", control])
    text = " ".join(done.stdout.split())
    assert done.code == 0 and text.startswith(control + ": ") and "proven by" in text and "disproven by" in text and item in text


def test_explain_knows_the_nearest_control(twohop):
    done = twohop(["explain", "build-isolatd"])
    assert done.code == 64 and "did you mean 'build-isolated'?" in done.stderr


def test_the_text_lists_the_controls_of_the_vendor(reading):
    reading.audit(delivered(), form({"1d": "yes", "1a": "yes"}), inventory(), reading.signed(built()))
    text = reading.desk.twohop(["audit", "docs", "--as-of", DAY], cwd=reading.desk.folder).stdout
    section = " ".join(text.split("\nCONTROLS")[1].split("\n\n")[0].split())
    assert all(word in section for word in ("Vendor", "contradicted", "managed-build-endpoints", "proven", "beyond-signature"))


def test_the_json_report_has_five_controls_of_each_vendor_by_hop_and_in_order(reading):
    second = sbom(root=product("Thing", supplier={"name": "Other", "url": ["https://other.example"]}), serial=2)
    report = reading.audit(delivered(), second, form({"1d": "yes"}))
    assert [(c["supplier"], c["control"]) for c in report["controls"]] == [(s, c) for s in ("Other", "Vendor") for c in CONTROLS]
    assert {c["hop"] for c in report["controls"]} == {1} and all(c["evidence"] for c in report["controls"] if c["state"] != "silent")


def test_the_place_of_an_answer_is_its_line_and_column(reading):
    report = reading.audit(delivered(), as_csv([("4", "yes"), ("1d", "yes")]))
    place = next(c for c in report["controls"] if c["control"] == MANAGED)["evidence"]
    assert [(p["document"], p["line"]) for p in place] == [("docs/1", 3)] and place[0]["column"] == len("cisa-ssaf,Vendor,2024-05-01,1d,") + 1


def test_the_place_of_what_an_envelope_signs_is_its_payload(reading):
    report = reading.audit(delivered(), reading.signed(built()))
    place = next(c for c in report["controls"] if c["control"] == BEYOND)["evidence"]
    assert [p["pointer"] for p in place] == ["/payload"]


def test_each_envelope_of_a_list_speaks_for_itself(reading):
    papers = reading.signed(built(bits=digest("other"), name="other.tar")), unsigned(built()), reading.signed(built(bits=digest("second"), name="second.tar"))
    assert reading.state(BEYOND, *TWO(), list(papers))[0] == "stated"
    assert reading.state(BEYOND, *TWO(), [*papers, reading.signed(built())])[0] == "proven"


@pytest.mark.parametrize("jobs", ["1", "4"])
def test_controls_are_the_same_however_many_jobs_run(reading, jobs):
    reading.audit(*TWO(), form({"1d": "yes"}), inventory(), reading.signed(built()), mapped())
    runs = [reading.desk.twohop(["audit", "docs", "--as-of", DAY, "--format", "json", "--jobs", n], cwd=reading.desk.folder).stdout for n in ("1", jobs)]
    assert runs[0] == runs[1]


@WAYS
def test_inspect_shows_what_is_claimed(reading, write):
    reading.desk.put("said", write([("1d", "yes"), ("4", "n/a")]))
    text = reading.desk.twohop(["inspect", "said"], cwd=reading.desk.folder).stdout
    assert "claims 1d of cisa-ssaf: yes, of Vendor, on 2024-05-01; managed-build-endpoints" in " ".join(text.split())
    claims = json.loads(reading.desk.twohop(["inspect", "said", "--format", "json"], cwd=reading.desk.folder).stdout)["claims"]
    assert [(c["item"], c["answer"], c["controls"]) for c in claims] == [("1d", "yes", [MANAGED]), ("4", "n/a", [])]
    assert claims[0]["supplier"] == "Vendor" and claims[0]["made"] == "2024-05-01" and claims[0]["expires"] is None


@pytest.mark.parametrize("write", [lambda d: d, xml], ids=["json", "xml"])
def test_inspect_shows_an_assessor_who_is_not_the_vendor_and_the_evidence_against(reading, write):
    content = declared(against(evidence=["e"]), evidence=[evidence(), evidence("against")], targets={"components": [
        {"type": "application", "bom-ref": "org", "name": "Product", "version": "1.0"}]},
        assessor={"bom-ref": "a", "thirdParty": True, "organization": {"name": "Auditor"}})
    reading.desk.put("said", write(content))
    claims = json.loads(reading.desk.twohop(["inspect", "said", "--format", "json"], cwd=reading.desk.folder).stdout)["claims"]
    assert [(c["third_party"], c["evidence"], c["against"], c["product"]) for c in claims] == [
        (True, True, False, "Product 1.0"), (True, True, True, "Product 1.0")]
    assert "by a third party" in " ".join(reading.desk.twohop(["inspect", "said"], cwd=reading.desk.folder).stdout.split())


def test_inspect_shows_what_is_claimed_in_an_envelope(reading):
    reading.desk.put("said", reading.signed(form({"1d": "yes"}), type="application/json"))
    claims = json.loads(reading.desk.twohop(["inspect", "said", "--format", "json"], cwd=reading.desk.folder).stdout)["claims"]
    assert [c["item"] for c in claims] == ["1d"]
