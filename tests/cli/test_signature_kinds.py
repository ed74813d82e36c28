"""Every kind of key and spelling of a signature that is taken, in envelopes (DSSE) and in CycloneDX (JSF); and what is like them and is not."""
import base64
import json

import pytest
from papers import part, sbom
from signing import Key, envelope, openssl, provenance, raw

PSS = ("-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest")
BITS = ("bits", "0" * 64)


def of_sha512(key, message):
    scratch = key.private.with_suffix(".message")
    scratch.write_bytes(message)
    return openssl("dgst", "-sha512", "-sign", key.private, scratch)


SIGN = {
    "ecdsa-der": ("ec", lambda key, m: key.sign(m)),
    "ecdsa-raw": ("ec", lambda key, m: raw(key.sign(m))),
    "p384-der": ("p384", lambda key, m: key.sign(m)),
    "p384-raw": ("p384", lambda key, m: raw(key.sign(m), 48)),
    "ed25519": ("ed25519", lambda key, m: key.sign(m)),
    "rsa-pkcs1": ("rsa", lambda key, m: key.sign(m)),
    "rsa-pss": ("rsa", lambda key, m: key.sign(m, *PSS)),
}


@pytest.fixture
def verify(desk):
    """The exit code and the first signature of a file, with a key trusted."""
    def run(content, key):
        desk.put("signed.json", content)
        desk.put("trust.yaml", "keys: [{file: %s, who: Maker}]\n" % key.public.name)
        done = desk.twohop(["verify", "signed.json", "--trust", "trust.yaml", "--format", "json"], cwd=desk.folder)
        return done.code, json.loads(done.stdout)["files"][0]["signatures"][0]
    return run


@pytest.fixture
def made(desk):
    return lambda kind, name="key": Key(desk.folder, name, kind)


# ---- envelopes ----

@pytest.mark.parametrize("kind", SIGN)
def test_a_signature_of_this_kind_is_valid(made, verify, kind):
    key = made(SIGN[kind][0])
    code, signature = verify(envelope(provenance(BITS), key, sign=SIGN[kind][1]), key)
    assert (code, signature["state"], signature["who"]) == (0, "valid", "Maker")


@pytest.mark.parametrize("kind", SIGN)
@pytest.mark.parametrize("where", [0, -1], ids=["first", "last"])
def test_one_bit_of_it_makes_it_invalid(made, verify, kind, where):
    key = made(SIGN[kind][0])

    def sign(key, message):
        signature = bytearray(SIGN[kind][1](key, message))
        signature[where] ^= 1
        return bytes(signature)
    assert verify(envelope(provenance(BITS), key, sign=sign), key)[1]["state"] == "invalid"


@pytest.mark.parametrize("kind", SIGN)
def test_one_bit_of_the_payload_makes_it_invalid(made, verify, kind):
    key = made(SIGN[kind][0])
    signed = envelope(provenance(BITS), key, sign=SIGN[kind][1])
    body = bytearray(base64.b64decode(signed["payload"]))
    body[body.index(b"bits")] ^= 1
    assert verify({**signed, "payload": base64.b64encode(body).decode()}, key)[1]["state"] == "invalid"


@pytest.mark.parametrize("kind,sign", [
    ("ec", lambda key, m: key.sign(m.replace(b"DSSEv1", b"DSSEv2", 1))),
    ("ec", lambda key, m: key.sign(m[m.index(b"{"):])),                   # the payload alone
    ("ec", lambda key, m: raw(key.sign(m)) + b"\0"),
    ("ec", lambda key, m: key.sign(m) + b"\0"),
    ("rsa", lambda key, m: of_sha512(key, m)),
    ("ed25519", lambda key, m: b"\0" * 64),
    ("ec", lambda key, m: b"\0" * 64),
    ("ec", lambda key, m: b""),
], ids=["another-version", "payload-alone", "longer-raw", "longer-der", "another-digest", "zeros", "zeros-ecdsa", "empty"])
def test_what_is_like_a_signature_is_none(made, verify, kind, sign):
    key = made(kind)
    assert verify(envelope(provenance(BITS), key, sign=sign), key)[1]["state"] == "invalid"


@pytest.mark.parametrize("bits,trusted", [("1024", False), ("2048", True)])
def test_a_short_rsa_key_is_not_taken(desk, bits, trusted):
    openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:" + bits, "-out", desk.folder / "short.key")
    openssl("pkey", "-in", desk.folder / "short.key", "-pubout", "-out", desk.folder / "short.pem")
    desk.put("signed.json", {"payloadType": "t", "payload": "e30=", "signatures": [{"sig": "AAEC"}]})
    desk.put("trust.yaml", "keys: [{file: short.pem, who: Maker}]\n")
    done = desk.twohop(["verify", "signed.json", "--trust", "trust.yaml"], cwd=desk.folder)
    assert (done.code != 64) == trusted


def test_a_private_key_in_the_place_of_a_public_one_is_refused(desk, made):
    key = made("ec")
    desk.put("signed.json", envelope(provenance(BITS), key))
    desk.put("trust.yaml", "keys: [{file: %s, who: Maker}]\n" % key.private.name)
    done = desk.twohop(["verify", "signed.json", "--trust", "trust.yaml"], cwd=desk.folder)
    assert done.code == 64 and "private" in done.stderr


# ---- CycloneDX with a signature in it (JSF): over the canonical JSON of all but the value ----

JWA = {
    "ES256": ("ec", lambda key, m: raw(key.sign(m))),
    "ES384": ("p384", lambda key, m: raw(key.sign(m), 48)),
    "RS256": ("rsa", lambda key, m: key.sign(m)),
    "PS256": ("rsa", lambda key, m: key.sign(m, *PSS)),
    "Ed25519": ("ed25519", lambda key, m: key.sign(m)),
}


def canonical(document):
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def signed(key, algorithm, sign=None, **more):
    document = {**sbom(part("core", "1.0", "Maker")), "signature": {"algorithm": algorithm, "keyId": key.id, **more}}
    value = (sign or JWA[algorithm][1])(key, canonical(document))
    document["signature"]["value"] = base64.urlsafe_b64encode(value).decode().rstrip("=")
    return document


@pytest.mark.parametrize("algorithm", JWA)
def test_a_signed_sbom_is_valid(made, verify, algorithm):
    key = made(JWA[algorithm][0])
    code, signature = verify(signed(key, algorithm), key)
    assert (code, signature["state"]) == (0, "valid")


@pytest.mark.parametrize("algorithm", JWA)
def test_a_name_changed_in_a_signed_sbom_makes_it_invalid(made, verify, algorithm):
    key = made(JWA[algorithm][0])
    document = signed(key, algorithm)
    document["components"][0]["name"] = "cor3"
    assert verify(document, key)[1]["state"] == "invalid"


def test_order_and_blanks_of_a_signed_sbom_do_not_matter(made, verify):
    key = made("ec")
    document = signed(key, "ES256")
    assert verify(json.dumps(dict(reversed(document.items())), indent=7), key)[1]["state"] == "valid"


def test_a_word_changed_beside_the_value_makes_it_invalid(made, verify):
    key = made("ec")
    document = signed(key, "ES256", note="a")
    document["signature"]["note"] = "b"
    assert verify(document, key)[1]["state"] == "invalid"


def test_der_is_no_signature_of_a_jwa(made, verify):
    key = made("ec")
    assert verify(signed(key, "ES256", lambda key, m: key.sign(m)), key)[1]["state"] == "invalid"


def test_the_key_that_a_document_brings_along_is_not_trusted_for_that(made, verify, desk):
    theirs, mine = made("ec", "theirs"), made("ec", "mine")
    assert verify(signed(theirs, "ES256"), mine)[1]["state"] == "untrusted"


@pytest.mark.parametrize("more,state", [({"excludes": ["components"]}, "unsupported"), ({"algorithm": "HS256"}, "invalid"), ({"algorithm": "none"}, "unsupported")])
def test_what_is_signed_in_part_or_with_a_shared_secret_is_not_valid(made, verify, more, state):
    key = made("ec")
    document = signed(key, "ES256")
    document["signature"].update(more)
    assert verify(document, key)[1]["state"] == state


def test_an_audit_does_not_use_an_sbom_whose_signature_fails(made, desk):
    key = made("ec")
    document = signed(key, "ES256")
    document["components"][0]["name"] = "cor3"
    desk.put("docs/sbom.cdx.json", document)
    desk.put("twohop.yaml", "trust: {keys: [{file: %s, who: Vendor}]}\n" % key.public.name)
    report = desk.audit("docs")
    assert report.one("signature-invalid", "docs/sbom.cdx.json")["hop"] is None
    assert report["visibility"] and not any("cor3" in json.dumps(f) for f in report["findings"])
