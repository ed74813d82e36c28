"""verify: who says what about which bits, and whether to believe it. Keys are made for each run; what is signed is signed here."""
import base64
import hashlib
import json
import shutil
import subprocess

import pytest

from papers import part, sbom

pytestmark = pytest.mark.skipif(not shutil.which("openssl"), reason="SKIPPED: no openssl (Debian: openssl), so nothing could be signed")

IN_TOTO = "application/vnd.in-toto+json"
PROVENANCE = "https://slsa.dev/provenance/v1"
BITS = b"the bits\n"
TRUST = "keys: [{file: mine.pub, who: Maker}]\n"
BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json"


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    """Two pairs of keys: mine and theirs."""
    folder = tmp_path_factory.mktemp("keys")
    for name in ("mine", "theirs"):
        subprocess.run(["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", folder / name], check=True,
                       capture_output=True)
        subprocess.run(["openssl", "pkey", "-in", folder / name, "-pubout", "-out", folder / (name + ".pub")], check=True)
    return folder


class Signer:
    """Puts signed things on a desk, and verifies them there."""

    def __init__(self, desk, keys):
        self.desk, self.keys, self.put = desk, keys, desk.put
        for name in ("mine", "theirs"):
            desk.put(name + ".pub", (keys / (name + ".pub")).read_bytes())
        desk.put("trust.yaml", TRUST)
        desk.put("bits", BITS)

    def sign(self, message, key="mine"):
        return subprocess.run(["openssl", "dgst", "-sha256", "-sign", self.keys / key], input=message, check=True,
                              capture_output=True).stdout

    def envelope(self, payload, type=IN_TOTO, key="mine", encode=base64.b64encode, **more):
        body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        pae = b"DSSEv1 %d %s %d %s" % (len(type), type.encode(), len(body), body)
        return {"payloadType": type, "payload": encode(body).decode(),
                "signatures": [{"sig": encode(self.sign(pae, key)).decode()}], **more}

    def verify(self, *args, trust="trust.yaml"):
        """The exit code, and the report."""
        done = self.desk.twohop(["verify", *args, *(["--trust", trust] if trust else []), "--format", "json"], cwd=self.desk.folder)
        return done.code, json.loads(done.stdout) if done.stdout else done.stderr

    def verify_of(self, content, *args, **more):
        return self.verify(self.put("signed.json", content), *args, **more)


@pytest.fixture
def signer(desk, keys):
    return Signer(desk, keys)


def statement(*subjects, predicate=PROVENANCE):
    return {"_type": "https://in-toto.io/Statement/v1", "predicateType": predicate, "predicate": {},
            "subject": list(subjects) or [subject()]}


def subject(name="bits", bits=BITS, algorithm="sha256"):
    return {"name": name, "digest": {algorithm: hashlib.new(algorithm, bits).hexdigest()}}


def state(report, file=0, number=0):
    return report["files"][file]["signatures"][number]["state"]


def why(report):
    return report["files"][0]["signatures"][0]["why"]


# ---------------------------------------------------------------- signatures

def test_a_signature_of_a_key_that_you_trust_is_valid(signer):
    code, report = signer.verify_of(signer.envelope(statement()))
    assert (code, state(report)) == (0, "valid") and report["files"][0]["signatures"][0]["who"] == "Maker"


def test_a_signature_of_another_key_is_not_trusted(signer):
    code, report = signer.verify_of(signer.envelope(statement(), key="theirs"))
    assert (code, state(report)) == (1, "untrusted")


def test_nobody_is_trusted_where_nobody_is_named(signer):
    code, report = signer.verify_of(signer.envelope(statement()), trust=None)
    assert (code, state(report)) == (1, "untrusted")


def test_a_payload_that_was_changed_is_not_believed(signer):
    signed = signer.envelope(statement())
    signed["payload"] = signer.envelope(statement(subject(bits=b"other")))["payload"]
    code, report = signer.verify_of(signed)
    assert code == 1 and state(report) != "valid" and not report["files"][0]["statements"][0]["trusted"]


def test_a_type_that_was_changed_is_not_believed(signer):
    signed = signer.envelope(statement())
    signed["payloadType"] = "application/json"
    assert signer.verify_of(signed)[0] == 1


@pytest.mark.parametrize("encode", [base64.urlsafe_b64encode, lambda b: base64.b64encode(b).rstrip(b"=")], ids=["url-safe", "no padding"])
def test_both_alphabets_are_read_padded_or_not(signer, encode):
    assert signer.verify_of(signer.envelope(statement(), encode=encode))[0] == 0


def test_a_signature_that_is_no_base64_is_invalid(signer):
    signed = signer.envelope(statement())
    signed["signatures"][0]["sig"] = "*" * 8
    code, report = signer.verify_of(signed)
    assert (code, state(report)) == (1, "invalid") and "base64" in why(report)


def test_a_payload_that_is_no_base64_makes_its_signatures_invalid(signer):
    signed = signer.envelope(statement())
    signed["payload"] += "*"
    code, report = signer.verify_of(signed)
    assert (code, state(report)) == (1, "invalid") and "base64" in why(report)


def test_one_valid_signature_of_two_is_not_enough_to_pass(signer):
    signed = signer.envelope(statement())
    signed["signatures"] += signer.envelope(statement(), key="theirs")["signatures"]
    code, report = signer.verify_of(signed)
    assert (code, state(report), state(report, number=1)) == (1, "valid", "untrusted")


def test_envelopes_of_a_list_are_verified_each(signer):
    code, report = signer.verify_of([signer.envelope(statement()), signer.envelope(statement(), key="theirs")])
    assert (code, state(report), state(report, number=1)) == (1, "valid", "untrusted")


def test_an_envelope_in_a_list_is_believed_for_what_it_signs_alone(signer):
    mine, theirs = signer.envelope(statement(subject("mine"))), signer.envelope(statement(subject("theirs")), key="theirs")
    for signed in ([mine, theirs], [theirs, mine]):
        statements = signer.verify_of(signed)[1]["files"][0]["statements"]
        assert [s["trusted"] for s in statements] == [one is mine for one in signed]


def test_the_same_signature_twice_is_told_twice(signer):
    signed = signer.envelope(statement())
    signed["signatures"] *= 2
    code, report = signer.verify_of(signed)
    assert code == 0 and len(report["files"][0]["signatures"]) == 2


def test_an_envelope_without_signatures_is_unsigned(signer):
    assert signer.verify_of(signer.envelope(statement(), signatures=[]))[0] == 2


def test_a_bare_statement_is_unsigned(signer):
    assert signer.verify_of(statement())[0] == 2


def test_a_whole_configuration_tells_whom_to_trust(signer):
    signer.put("whole.yaml", "self: [Example]\ntrust:\n  " + TRUST)
    assert signer.verify_of(signer.envelope(statement()), trust="whole.yaml")[0] == 0


def test_the_configuration_of_the_folder_tells_whom_to_trust(signer):
    signer.put("twohop.yaml", "trust:\n  " + TRUST)
    assert signer.verify_of(signer.envelope(statement()), trust=None)[0] == 0


# ---------------------------------------------------------------- lines, bundles, lists

def lines(*values):
    return "".join((value if isinstance(value, str) else json.dumps(value)) + "\n" for value in values)


def test_each_line_is_an_envelope(signer):
    code, report = signer.verify_of(lines(signer.envelope(statement()), signer.envelope(statement(), key="theirs")))
    assert code == 1 and [s["state"] for s in report["files"][0]["signatures"]] == ["valid", "untrusted"]


@pytest.mark.parametrize("jobs", [1, 2, 7])
def test_signatures_are_told_in_their_order_whatever_the_number_of_threads(signer, jobs):
    ours, theirs = signer.envelope(statement()), signer.envelope(statement(), key="theirs")
    code, report = signer.verify_of(lines(*([ours] * 3 + [theirs]) * 8), "--jobs", str(jobs))
    assert code == 1 and [s["state"] for s in report["files"][0]["signatures"]] == (["valid"] * 3 + ["untrusted"]) * 8


def test_lines_of_something_else_are_passed_over(signer):
    code, report = signer.verify_of(lines(signer.envelope(statement()), {"some": "thing"}, "words", "", signer.envelope(statement())))
    assert code == 0 and len(report["files"][0]["signatures"]) == 2


def test_a_line_that_is_broken_is_not_passed_over(signer):
    line = lines(signer.envelope(statement()))
    assert signer.verify_of(line + line[:len(line) // 2])[0] == 65


def bundle(signed, media_type=BUNDLE, **more):
    return {"mediaType": media_type, "verificationMaterial": {"publicKey": {"hint": "mine"}}, "dsseEnvelope": signed, **more}


@pytest.mark.parametrize("media_type", [BUNDLE, *["application/vnd.dev.sigstore.bundle+json;version=0.%d" % n for n in (1, 2, 3)]])
def test_a_bundle_signed_with_a_key_is_verified(signer, media_type):
    assert signer.verify_of(bundle(signer.envelope(statement()), media_type))[0] == 0


def test_a_bundle_of_another_version_is_not_verified(signer):
    code, report = signer.verify_of(bundle(signer.envelope(statement()), BUNDLE.replace("v0.3", "v9.0")))
    assert (code, state(report)) == (2, "unsupported")


def test_a_bundle_with_two_signatures_is_invalid(signer):
    signed = signer.envelope(statement())
    signed["signatures"] *= 2
    code, report = signer.verify_of(bundle(signed))
    assert (code, state(report)) == (1, "invalid")


def listed(signer, announced, **more):
    return {"attestations": [{"predicateType": announced, "bundle": bundle(signer.envelope(statement(), **more))}]}


def test_a_list_of_attestations_is_verified(signer):
    assert signer.verify_of(listed(signer, PROVENANCE))[0] == 0


def test_a_list_that_announces_something_else_is_invalid(signer):
    code, report = signer.verify_of(listed(signer, "https://example.com/publish"))
    assert (code, state(report)) == (1, "invalid")


def test_a_list_whose_payload_is_of_another_type_is_invalid(signer):
    code, report = signer.verify_of(listed(signer, PROVENANCE, type="application/json"))
    assert (code, state(report)) == (1, "invalid")


def message(signer, bits=BITS):
    return {"mediaType": BUNDLE, "verificationMaterial": {"publicKey": {"hint": "mine"}}, "messageSignature": {
        "messageDigest": {"algorithm": "SHA2_256", "digest": base64.b64encode(hashlib.sha256(bits).digest()).decode()},
        "signature": base64.b64encode(signer.sign(bits)).decode()}}


def test_a_signature_over_a_file_needs_the_file(signer):
    assert signer.verify_of(message(signer))[0] == 1


def test_a_signature_over_a_file_vouches_for_it(signer):
    code, report = signer.verify_of(message(signer), "--artifact", "bits")
    assert (code, state(report), report["artifacts"][0]["state"]) == (0, "valid", "vouched-for")


def test_a_signature_over_a_file_is_not_over_another(signer):
    signer.put("others", b"other bits")
    assert signer.verify_of(message(signer), "--artifact", "others")[0] == 1


def test_the_digest_beside_a_signature_is_a_hint_only(signer):
    signed = message(signer, b"other bits")
    signed["messageSignature"]["messageDigest"] = message(signer)["messageSignature"]["messageDigest"]
    assert signer.verify_of(signed, "--artifact", "bits")[0] == 1


def test_an_xml_signature_is_told_and_not_verified(signer):
    code, report = signer.verify_of('<bom xmlns="http://cyclonedx.org/schema/bom/1.5" version="1"><components/>'
                                    '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo/></Signature></bom>')
    assert (code, state(report)) == (2, "unsupported") and "XML" in why(report)


def test_a_document_that_is_signed_is_a_statement_of_nobody(signer):
    code, report = signer.verify_of(signer.envelope(sbom(part("Widget")), type="application/vnd.cyclonedx+json"))
    assert code == 0 and report["files"][0]["statements"] == []


# ---------------------------------------------------------------- artifacts

@pytest.mark.parametrize("algorithm", ["sha256", "sha384", "sha512"])
def test_an_artifact_is_met_by_its_digest(signer, algorithm):
    code, report = signer.verify_of(signer.envelope(statement(subject("another name", algorithm=algorithm))), "--artifact", "bits")
    assert code == 0 and report["files"][0]["statements"][0]["subjects"][0]["artifact"] == "bits"


def test_sha1_proves_nothing(signer):
    assert signer.verify_of(signer.envelope(statement(subject(algorithm="sha1"))), "--artifact", "bits")[0] == 1


def test_another_digest_of_the_same_name_is_told(signer):
    code, report = signer.verify_of(signer.envelope(statement(subject(bits=b"other"))), "--artifact", "bits")
    assert (code, report["artifacts"][0]["state"]) == (1, "other-digest")


def test_an_artifact_that_nothing_is_about_fails(signer):
    code, report = signer.verify_of(signer.envelope(statement(subject("x", b"other"))), "--artifact", "bits")
    assert (code, report["artifacts"][0]["state"]) == (1, "unmentioned")


def test_what_nobody_trusted_says_vouches_for_nothing(signer):
    code, report = signer.verify_of(signer.envelope(statement(), key="theirs"), "--artifact", "bits")
    assert (code, report["artifacts"][0]["state"]) == (1, "not-trusted")


def test_every_artifact_has_to_be_vouched_for(signer):
    signer.put("others", b"other bits")
    assert signer.verify_of(signer.envelope(statement()), "--artifact", "bits", "--artifact", "others")[0] == 1


# ---------------------------------------------------------------- ways to end

def test_no_file_named_is_usage(signer):
    assert signer.verify()[0] == 64


def test_a_file_that_is_not_there_is_66(signer):
    assert signer.verify("nowhere.json")[0] == 66


def test_an_artifact_that_is_not_there_is_66(signer):
    assert signer.verify_of(signer.envelope(statement()), "--artifact", "nowhere")[0] == 66


def test_a_file_that_cannot_be_read_is_65(signer):
    assert signer.verify_of('{"payloadType": "x", "payload"')[0] == 65


def test_an_envelope_without_a_payload_is_65(signer):
    assert signer.verify_of({"payloadType": IN_TOTO, "signatures": []})[0] == 65


def test_a_key_file_that_holds_none_is_64(signer):
    signer.put("mine.pub", "nothing")
    assert signer.verify_of(signer.envelope(statement()))[0] == 64


def test_what_cannot_be_read_weighs_more_than_what_is_invalid(signer):
    signer.put("broken.json", '{"payloadType": "x", "payload"')
    signer.put("good.json", signer.envelope(statement(), key="theirs"))
    assert signer.verify("good.json", "broken.json")[0] == 65


def test_what_is_invalid_weighs_more_than_what_is_unsigned(signer):
    signer.put("bare.json", statement())
    signer.put("good.json", signer.envelope(statement(), key="theirs"))
    assert signer.verify("bare.json", "good.json")[0] == 1


def test_one_unsigned_file_among_valid_ones_is_2(signer):
    signer.put("bare.json", statement())
    signer.put("good.json", signer.envelope(statement()))
    assert signer.verify("good.json", "bare.json")[0] == 2


# ---------------------------------------------------------------- the report

def test_the_report_names_its_schema(signer):
    assert signer.verify_of(statement())[1]["schema"] == "twohop-verification/1"


def test_text_fits_a_terminal_and_hides_no_control_character(signer):
    signed = signer.envelope(statement(subject("\x1b[31mred\u202e" + "long " * 40)))
    signer.put("signed.json", signed)
    done = signer.desk.twohop(["verify", "signed.json", "--trust", "trust.yaml"], cwd=signer.desk.folder)
    assert done.code == 0 and "Maker" in done.stdout
    assert "\x1b" not in done.stdout and "\u202e" not in done.stdout
    assert all(len(line) <= 80 for line in done.stdout.splitlines())


def test_another_format_is_usage(signer):
    signer.put("signed.json", statement())
    assert signer.desk.twohop(["verify", "signed.json", "--format", "csv"], cwd=signer.desk.folder).code == 64


# ---------------------------------------------------------------- inspect

def inspect(signer, content):
    done = signer.desk.twohop(["inspect", signer.put("signed.json", content), "--format", "json"], cwd=signer.desk.folder)
    assert done.code == 0, done.stderr
    return json.loads(done.stdout)["stated"]


def test_inspect_tells_what_is_signed_and_by_which_key(signer):
    signed = signer.envelope(statement())
    signed["signatures"][0]["keyid"] = "k"
    outer, inner = inspect(signer, signed)
    assert outer["payloads"][0]["type"] == IN_TOTO and outer["signatures"][0]["keyid"] == "k"
    assert (inner["predicate_type"], inner["subjects"][0]["name"]) == (PROVENANCE, "bits")


def test_inspect_tells_what_stands_on_each_line(signer):
    stated = inspect(signer, lines(signer.envelope(statement()), signer.envelope(statement())))
    assert [one["format"] for one in stated] == ["dsse", "dsse", "intoto-statement", "dsse", "intoto-statement"]


def test_inspect_says_what_is_wrong_with_a_signature(signer):
    signed = signer.envelope(statement())
    signed["signatures"][0]["sig"] = "*"
    assert "base64" in inspect(signer, signed)[0]["signatures"][0]["why"]


def test_inspect_of_an_unsigned_document_states_nothing(signer):
    assert inspect(signer, sbom(part("Widget"))) == []


def test_the_text_of_inspect_says_it_too(signer):
    done = signer.desk.twohop(["inspect", signer.put("signed.json", signer.envelope(statement()))], cwd=signer.desk.folder)
    assert all(word in done.stdout for word in (IN_TOTO, PROVENANCE, "bits", "dsse"))
