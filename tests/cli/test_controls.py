"""Five controls for each vendor: proven, stated, silent, contradicted. What a vendor says is weighed, not believed."""
import json

import pytest
from papers import DAY, VENDOR, digest, event, events, form, inventory, lifecycle, part, product, sbom
from signing import Key, envelope, provenance, statement

BUILDER = "https://ci.vendor.example/isolated"
FILE = digest("product")
CONTROLS = ["two-hops-mapped", "end-of-life-withdrawn", "managed-build-endpoints", "beyond-signature", "build-isolated"]
ITEMS = {"two-hops-mapped": "3", "end-of-life-withdrawn": "2", "managed-build-endpoints": "1d", "beyond-signature": "3", "build-isolated": "1a"}
VSA = "https://slsa.dev/verification_summary/v1"


@pytest.fixture
def case(desk):
    """Audits the product, what else is put into the folder, and a key that the vendor is trusted with."""
    class Case:
        key = Key(desk.folder, "vendor", "ed25519")

        def __init__(self):
            self.sbom(part("core", "1.0", "Maker"))

        def sbom(self, *parts, **more):
            desk.put("docs/product.cdx.json", sbom(*parts, root=product(hashes={"SHA-256": FILE}), **more))

        def put(self, name, content):
            desk.put("docs/" + name, content)
            return self

        def sign(self, statement, name="statement.dsse.json", key=None):
            return self.put(name, envelope(statement, key or self.key))

        def audit(self, *args, config="", day=DAY, **more):
            desk.put("twohop.yaml", "trust: {keys: [{file: vendor.pem, who: Vendor}], builders: [{id: '%s', level: 3}]}\n%s" % (BUILDER, config))
            return desk.audit("docs", *args, day=day, **more)

        def state(self, control, supplier="Vendor", **more):
            one, = [c for c in self.audit(**more)["controls"] if (c["supplier"], c["control"]) == (supplier, control)]
            return one["state"]
    return Case()


def built(finished="2024-05-01T00:00:00Z", builder=BUILDER, digest=FILE):
    return provenance(("product", digest), builder=builder, finished=finished)


def verified(result="PASSED", levels=(), dependencies=None, when="2024-05-01T00:00:00Z"):
    predicate = {"verifier": {"id": "https://verifier.example"}, "timeVerified": when, "verificationResult": result, "verifiedLevels": list(levels)}
    if dependencies is not None:
        predicate["dependencyLevels"] = dependencies
    return statement(VSA, predicate, ("product", FILE))


# ---- nobody says anything ----

def test_each_vendor_has_all_five_controls(case):
    assert [c["control"] for c in case.audit()["controls"] if c["supplier"] == "Vendor"] == CONTROLS


@pytest.mark.parametrize("control", CONTROLS)
def test_a_vendor_that_says_nothing_is_silent(case, control):
    assert case.state(control) == "silent"


# ---- somebody says so ----

@pytest.mark.parametrize("control", CONTROLS)
def test_a_yes_is_a_statement(case, control):
    assert case.put("ssaf.json", form({ITEMS[control]: "yes"})).state(control) == "stated"


@pytest.mark.parametrize("control", CONTROLS)
@pytest.mark.parametrize("answer", ["no", "n/a", "planned"])
def test_another_answer_than_yes_is_none(case, control, answer):
    assert case.put("ssaf.json", form({ITEMS[control]: answer})).state(control) == "silent"


@pytest.mark.parametrize("control", CONTROLS)
def test_the_yes_of_another_company_is_none(case, control):
    assert case.put("ssaf.json", form({ITEMS[control]: "yes"}, supplier="Vendor Tools Ltd")).state(control) == "silent"


@pytest.mark.parametrize("signed,state", [("2023-06-03", "stated"), ("2023-06-02", "stated"), ("2023-06-01", "silent")])
def test_a_yes_holds_for_a_year(case, signed, state):
    assert case.put("ssaf.json", form({"1d": "yes"}, signed=signed)).state("managed-build-endpoints") == state


@pytest.mark.parametrize("expires,state", [("2024-06-02", "stated"), ("2024-06-01", "stated"), ("2024-05-31", "silent")])
def test_a_yes_holds_through_the_day_it_expires(case, expires, state):
    assert case.put("ssaf.json", form({"1d": "yes"}, expires=expires)).state("managed-build-endpoints") == state


@pytest.mark.parametrize("named,state", [("Product", "stated"), ("product 1.0", "stated"), ("Products", "silent"), ("Other", "silent")])
def test_a_yes_about_one_product_is_none_about_another(case, named, state):
    assert case.put("ssaf.json", form({"1d": "yes"}, product=named)).state("managed-build-endpoints") == state


def test_a_csv_says_the_same_as_json(case):
    case.put("ssaf.csv", "form,supplier,signed,item,answer\ncisa-ssaf,Vendor,2024-05-01,1d,yes\n")
    assert case.state("managed-build-endpoints") == "stated"


def test_the_place_of_a_statement_is_shown(case):
    case.put("ssaf.csv", "form,supplier,signed,item,answer\ncisa-ssaf,Vendor,2024-05-01,1d,yes\n")
    one, = [c for c in case.audit()["controls"] if c["supplier"] == "Vendor" and c["control"] == "managed-build-endpoints"]
    assert [(e["document"], e["line"]) for e in one["evidence"]] == [("docs/ssaf.csv", 2)]


def test_what_an_unsigned_statement_says_is_a_word(case):
    assert case.put("statement.json", built()).state("build-isolated") == "stated"


# ---- it is shown ----

def test_a_signed_build_on_a_builder_of_yours_proves_that_it_is_isolated(case):
    assert case.sign(built()).state("build-isolated") == "proven"


def test_a_signed_build_proves_more_than_a_signature(case):
    assert case.sign(built()).state("beyond-signature") == "proven"


def test_a_build_on_a_builder_that_you_do_not_list_proves_nothing(case):
    assert case.sign(built(builder=BUILDER + "/other")).state("build-isolated") == "stated"


def test_what_a_stranger_signed_is_a_word(case, desk):
    assert case.sign(built(), key=Key(desk.folder, "stranger", "ed25519")).state("build-isolated") == "stated"


def test_a_signed_build_of_another_file_proves_nothing(case):
    assert case.sign(built(digest=digest("other"))).state("build-isolated") == "silent"


def test_a_build_whose_signature_fails_proves_nothing(case):
    broken = envelope(built(), case.key)
    broken["signatures"][0]["sig"] = envelope(built("2024-05-02T00:00:00Z"), case.key)["signatures"][0]["sig"]
    assert case.put("statement.dsse.json", broken).state("build-isolated") == "silent"


@pytest.mark.parametrize("finished,state", [("2023-06-03T00:00:00Z", "proven"), ("2023-06-02T00:00:00Z", "proven"), ("2023-06-01T00:00:00Z", "stated")])
def test_a_build_of_more_than_a_year_ago_proves_nothing(case, finished, state):
    assert case.sign(built(finished)).state("build-isolated") == state


def test_a_vendor_cannot_verify_itself(case):
    assert case.sign(verified(levels=["SLSA_BUILD_LEVEL_3"])).state("build-isolated") == "stated"


VERIFIER = "trust: {keys: [{file: vendor.pem, who: Vendor}, {file: verifier.pem, who: Verifier Inc}]}\n"


@pytest.fixture
def verified_case(case, desk):
    """A third party signs verifications."""
    key = Key(desk.folder, "verifier", "ed25519")

    def state(made, control):
        case.sign(made, key=key)
        desk.put("twohop.yaml", VERIFIER)
        one, = [c for c in desk.audit("docs")["controls"] if (c["supplier"], c["control"]) == ("Vendor", control)]
        return one["state"]
    return state


def test_a_verifier_that_you_trust_proves_a_level(verified_case):
    assert verified_case(verified(levels=["SLSA_BUILD_LEVEL_3"]), "build-isolated") == "proven"


@pytest.mark.parametrize("level", ["SLSA_BUILD_LEVEL_2", "SLSA_SOURCE_LEVEL_3", "SLSA_BUILD_LEVEL_UNEVALUATED", "SLSA_BUILD_LEVEL_30"])
def test_a_lower_or_another_level_proves_no_isolation(verified_case, level):
    assert verified_case(verified(levels=[level]), "build-isolated") == "silent"


@pytest.mark.parametrize("dependencies,state", [({"SLSA_BUILD_LEVEL_2": 3}, "proven"), ({}, "proven"), (None, "silent")])
def test_a_verifier_that_counts_dependencies_proves_that_they_are_known(verified_case, dependencies, state):
    assert verified_case(verified(dependencies=dependencies), "two-hops-mapped") == state


def test_a_failed_verification_proves_nothing(verified_case):
    assert verified_case(verified("FAILED", ["SLSA_BUILD_LEVEL_3"], {}), "build-isolated") == "silent"


def test_a_managed_machine_proves_that_machines_are_managed(case):
    assert case.put("laptop.obom.json", inventory(ownership="corporate")).state("managed-build-endpoints") == "proven"


def test_a_machine_of_which_nobody_says_whose_it_is_proves_nothing(case):
    assert case.put("laptop.obom.json", inventory(ownership=None)).state("managed-build-endpoints") == "silent"


def test_a_list_that_is_complete_and_unsigned_is_a_word(case):
    case.sbom(part("core", "1.0", "Maker"), compositions=[{"aggregate": "complete", "dependencies": [product()["bom-ref"]]}])
    assert case.state("two-hops-mapped") == "stated"


# ---- the graph says otherwise ----

def contradicted(case, control):
    return case.put("ssaf.json", form({ITEMS[control]: "yes"})).state(control)


def test_a_personal_machine_contradicts_that_machines_are_managed(case):
    case.put("laptop.obom.json", inventory(ownership="personal"))
    assert contradicted(case, "managed-build-endpoints") == "contradicted"


def test_an_old_program_near_the_build_contradicts_that_it_is_isolated(case):
    case.put("laptop.obom.json", inventory(part("Widget", "1.0", "Maker"), ownership="corporate"))
    case.put("widget.cle.json", lifecycle())
    assert contradicted(case, "build-isolated") == "contradicted"


def test_software_past_its_end_contradicts_that_it_is_withdrawn(case):
    case.sbom(part("Widget", "1.0", "Maker"))
    case.put("widget.cle.json", lifecycle())
    assert contradicted(case, "end-of-life-withdrawn") == "contradicted"


def test_a_compromised_supplier_contradicts_that_two_hops_are_known(case):
    case.sbom(part("Widget", "1.0", "Maker"))
    case.put("events.json", events(event()))
    assert contradicted(case, "two-hops-mapped") == "contradicted"


def test_another_file_of_that_name_contradicts_more_than_a_signature(case):
    case.sign(built(digest=digest("other")) | {"subject": [{"name": "Product", "digest": {"sha256": digest("other")}}]})
    assert contradicted(case, "beyond-signature") == "contradicted"


def test_a_contradiction_is_a_finding_that_names_the_control(case):
    case.put("laptop.obom.json", inventory(ownership="personal")).put("ssaf.json", form({"1d": "yes"}))
    assert "managed-build-endpoints" in case.audit().one("claim-contradicted", "Vendor")["message"]


def test_what_nobody_claimed_is_not_contradicted(case):
    report = case.put("laptop.obom.json", inventory(ownership="personal")).audit()
    assert report.all("claim-contradicted") == []


# ---- declarations ----

def declared(target="vendor", counter=False, evidence=None, third_party=False):
    claim = {"bom-ref": "claim", "target": target, "predicate": "no personal machine reaches the build", "evidence": ["evidence"]}
    return {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {"timestamp": "2024-05-01T00:00:00Z"},
        "definitions": {"standards": [{"bom-ref": "ssaf", "name": "Secure Software Development Attestation Form", "requirements": [{"bom-ref": "ssaf-1-d", "identifier": "1(d)"}]}]},
        "declarations": {
            "assessors": [{"bom-ref": "who", "thirdParty": third_party, "organization": {"name": "Assessor"}}],
            "attestations": [{"assessor": "who", "map": [{"requirement": "ssaf-1-d", "claims": [] if counter else ["claim"],
                                                          "counterClaims": ["claim"] if counter else [], "conformance": {"score": 1}}]}],
            "claims": [claim], "evidence": [{"bom-ref": "evidence", **(evidence or {"created": "2024-04-01T00:00:00Z"})}],
            "targets": {"organizations": [{"bom-ref": "vendor", **VENDOR}, {"bom-ref": "other", "name": "Other GmbH"}],
                        "components": [{"bom-ref": "product", "type": "application", "name": "Product"},
                                       {"bom-ref": "another", "type": "application", "name": "Another"}]}}}


def test_a_declaration_about_the_vendor_is_a_statement(case):
    assert case.put("declared.cdx.json", declared()).state("managed-build-endpoints") == "stated"


def test_a_declaration_about_another_company_is_none(case):
    assert case.put("declared.cdx.json", declared("other")).state("managed-build-endpoints") == "silent"


def test_a_counter_claim_contradicts_a_yes(case):
    case.put("ssaf.json", form({"1d": "yes"})).put("declared.cdx.json", declared(counter=True))
    assert case.state("managed-build-endpoints") == "contradicted"


@pytest.mark.parametrize("expires,stale", [("2024-06-02T00:00:00Z", False), ("2024-06-01T00:00:00Z", False), ("2024-05-31T00:00:00Z", True)])
def test_evidence_is_stale_from_the_day_after_it_expires(case, expires, stale):
    report = case.put("declared.cdx.json", declared(evidence={"created": "2024-04-01T00:00:00Z", "expires": expires})).audit()
    assert bool(report.all("stale-evidence")) == stale


# ---- how old attestations may be ----

@pytest.mark.parametrize("days,code", [(31, 2), (30, 3)])
def test_an_attestation_has_an_age_of_its_own(case, days, code):
    report = case.put("ssaf.json", form({"1d": "yes"})).audit("--fail-on", "violation=high,blind-spot=" + ("high" if code == 2 else "never"),
                                                           config="policy: {max_age: {attestation: %dd, sbom: 3650d}}\n" % days)
    assert ("stale-evidence" in report["exit"]["reasons"]) == (code == 3)


def test_what_stands_in_an_envelope_is_as_old_as_it_says(case):
    report = case.sign(built("2024-01-01T00:00:00Z")).audit(config="policy: {max_age: {attestation: 30d, sbom: 1d}}\n")
    told = [d["message"] for d in report["diagnostics"] if d["code"] == "stale-document" and "statement" in d["document"]]
    assert len(told) == 1 and "152 days" in told[0]


# ---- what is printed ----

@pytest.mark.parametrize("control", CONTROLS)
def test_explain_says_what_proves_and_disproves_a_control(twohop, control):
    told = twohop(["explain", control])
    assert told.code == 0 and "proven by" in told.stdout and "disproven by" in told.stdout


def test_explain_lists_the_controls(twohop):
    told = twohop(["explain"]).stdout
    assert [control for control in CONTROLS if control not in told] == []


def test_a_mistyped_control_gets_the_nearest_one(twohop):
    assert "build-isolated" in twohop(["explain", "build-isolatet"]).stderr


def test_the_text_report_tells_what_is_contradicted(case, desk, twohop):
    case.put("laptop.obom.json", inventory(ownership="personal")).put("ssaf.json", form({"1d": "yes"})).audit()
    shown = twohop(["audit", "docs", "--as-of", DAY], cwd=desk.folder).stdout
    assert "CONTROLS" in shown and "contradicted" in shown


@pytest.mark.parametrize("name,document", [
    ("form.json", '{"schema": "twohop-form/1", "form": "cisa-ssaf", "supplier": "Vendor", "signed": "2024-05-01",\n "answers": {"1g": "yes"}}'),
    ("form.csv", 'form,supplier,signed,item,answer\ncisa-ssaf,Vendor,2024-05-01,1g,yes\n')])
def test_an_item_that_the_form_does_not_have_is_said_with_its_line(case, name, document):
    report = case.put(name, document).audit()
    assert [d["line"] for d in report["diagnostics"] if d["document"] == "docs/" + name] == [2]


def test_a_form_with_a_hostile_answer_shows_nothing_active(case, desk, twohop):
    case.put("form", json.dumps(form({"1d": "\x1b[31myes\u202e", "1\x1b[2J": "yes"}))).audit()
    shown = twohop(["audit", "docs", "--as-of", DAY], cwd=desk.folder)
    assert "\x1b" not in shown.stdout + shown.stderr and "\u202e" not in shown.stdout + shown.stderr


@pytest.mark.parametrize("target,state", [("product", "stated"), ("another", "silent")])
def test_a_declaration_about_one_product_is_none_about_another(case, target, state):
    case.sbom(part("core", "1.0", "Maker"))
    made = declared(target)
    made["metadata"]["component"] = {"bom-ref": "p", "type": "application", "name": "Product", "version": "1.0", "supplier": VENDOR,
                                     "hashes": [{"alg": "SHA-256", "content": FILE}]}
    assert case.put("declared.cdx.json", made).state("managed-build-endpoints") == state


def test_support_that_ended_for_another_product_is_no_word_about_this_one(case):
    case.put("vrf.json", {"VendorLegalName": "Vendor", "SupplierID": "dns:vendor.example", "Timestamp": "2024-05-01T00:00:00Z",
                          "Products": [{"ProductName": "Another", "SupportStatus": "End of support"},
                                       {"ProductName": "Product", "SupportStatus": "Supported"}]})
    assert case.state("end-of-life-withdrawn", held=False) == "stated"  # the contract has no name for the format


# ---- ends of life ----

def lives_until(day="2030-01-31"):
    return lifecycle("pkg:generic/vendor.example/product", day, "Vendor", "Product")


def test_a_statement_of_lifecycle_of_the_vendor_is_a_word(case):
    assert case.put("product.cle.json", lives_until()).state("end-of-life-withdrawn") == "stated"


def test_a_signed_statement_of_lifecycle_proves_that_ends_are_known(case):
    signed = envelope(json.dumps(lives_until()).encode(), case.key, type="application/vnd.cle+json")
    assert case.put("product.dsse.json", signed).state("end-of-life-withdrawn") == "proven"


def test_a_statement_of_lifecycle_of_another_company_is_none(case):
    assert case.put("product.cle.json", lifecycle()).state("end-of-life-withdrawn") == "silent"
