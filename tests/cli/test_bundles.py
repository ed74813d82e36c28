"""Sigstore bundles of an authority, a log and a timestamp authority that are made here: what makes one valid, and the lack of what does not."""
import base64
import copy
import datetime
import hashlib
import json
import shutil

import pytest
from signing import Key, IN_TOTO, openssl, pae, provenance

pytestmark = pytest.mark.skipif(not shutil.which("openssl"), reason="SKIPPED: no openssl (Debian: openssl), so nothing could be signed")

ISSUER = "https://issuer.example"
WORKFLOW = "https://code.example/acme/x/.ci/release.yml@refs/heads/main"
CONFIG = """
[req]
distinguished_name=name
prompt=no
[name]
CN=A name
[authority]
basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign
subjectKeyIdentifier=hash
[leaf]
keyUsage=critical,digitalSignature
extendedKeyUsage=%(usage)s
subjectAltName=critical,URI:%(workflow)s
1.3.6.1.4.1.57264.1.8=ASN1:UTF8String:%(issuer)s
[stamper]
keyUsage=critical,digitalSignature
extendedKeyUsage=critical,timeStamping
[tsa]
default_tsa=stamps
[stamps]
serial=%(serial)s
signer_digest=sha256
default_policy=1.2.3.4
digests=sha256
ess_cert_id_alg=sha256
ess_cert_id_chain=no
"""


def b64(data):
    return base64.b64encode(data).decode()


def der(pem):
    return base64.b64decode("".join(line for line in pem.read_text().splitlines() if "-----" not in line))


class Authority:
    """Certificates, a log of one entry, timestamps; all with keys that were made for this run."""

    def __init__(self, folder):
        self.folder = folder
        (folder / "c.cnf").write_text(CONFIG % {"usage": "codeSigning", **self.named()})
        (folder / "other.cnf").write_text(CONFIG % {"usage": "clientAuth", **self.named()})
        self.authority, self.signer, self.stamper = (Key(folder, name) for name in ("authority", "signer", "stamper"))
        self.log = Key(folder, "log")
        self.log2 = Key(folder, "log2", "ed25519")
        self.stranger = Key(folder, "stranger")
        openssl("req", "-x509", "-new", "-key", self.authority.private, "-config", folder / "c.cnf", "-extensions", "authority", "-days", "30", "-out",
                folder / "authority.crt")
        self.certify(self.signer, "leaf")
        self.certify(self.stamper, "stamper")

    def named(self):
        return {"workflow": WORKFLOW, "issuer": ISSUER, "serial": self.folder / "serial"}

    def certify(self, key, section, config="c.cnf"):
        out = self.folder / (key.private.stem + ".crt")
        openssl("req", "-new", "-key", key.private, "-config", self.folder / config, "-out", self.folder / "request")
        openssl("x509", "-req", "-in", self.folder / "request", "-CA", self.folder / "authority.crt", "-CAkey", self.authority.private,
                "-CAcreateserial", "-extfile", self.folder / config, "-extensions", section, "-days", "30", "-out", out)
        return out

    def root(self, logs=True, stamps=True, authority="authority"):
        def anchor(*names):
            return {"certChain": {"certificates": [{"rawBytes": b64(der(self.folder / (name + ".crt")))} for name in names]},
                    "validFor": {"start": "2020-01-01T00:00:00Z"}}

        def log(key):
            public = der(key.public)
            return {"publicKey": {"rawBytes": b64(public), "validFor": {"start": "2020-01-01T00:00:00Z"}}, "logId": {"keyId": b64(self.id_of(key))}}
        return {"mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1", "tlogs": [log(self.log), log(self.log2)] if logs else [],
                "certificateAuthorities": [anchor(authority)], "timestampAuthorities": [anchor("stamper", "authority")] if stamps else []}

    @staticmethod
    def id_of(key):
        return hashlib.sha256(der(key.public)).digest()

    def stamp(self, data):
        (self.folder / "data").write_bytes(data)
        (self.folder / "serial").write_text("01")
        openssl("ts", "-query", "-data", self.folder / "data", "-sha256", "-cert", "-out", self.folder / "query")
        openssl("ts", "-reply", "-queryfile", self.folder / "query", "-signer", self.folder / "stamper.crt", "-inkey", self.stamper.private, "-config",
                self.folder / "c.cnf", "-section", "stamps", "-out", self.folder / "reply")
        return (self.folder / "reply").read_bytes()

    def entry(self, body, log, promised, seconds):
        """The only entry of a log."""
        leaf = hashlib.sha256(b"\0" + body).digest()
        note = b"log.example\n1\n" + b64(leaf).encode() + b"\n"
        made = {"logIndex": "0", "logId": {"keyId": b64(self.id_of(log))}, "kindVersion": {"kind": "dsse", "version": "0.0.1" if promised else "0.0.2"},
                "canonicalizedBody": b64(body),
                "inclusionProof": {"logIndex": "0", "treeSize": "1", "rootHash": b64(leaf), "hashes": [], "checkpoint": {"envelope": (
                    note + b"\n\xe2\x80\x94 log.example " + b64(self.id_of(log)[:4] + log.sign(note)).encode() + b"\n").decode()}}}
        if promised:
            promise = json.dumps({"body": b64(body), "integratedTime": seconds, "logID": self.id_of(log).hex(), "logIndex": 0}, sort_keys=True,
                                 separators=(",", ":")).encode()
            made.update(integratedTime=str(seconds), inclusionPromise={"signedEntryTimestamp": b64(log.sign(promise))})
        return made

    def bundle(self, generation=1, stamped=None, logged=True, seconds=None, certificate="signer.crt", signer=None):
        statement = json.dumps(provenance(("bits", "0" * 64))).encode()
        signature = (signer or self.signer).sign(pae(IN_TOTO, statement))
        crt = self.folder / certificate
        digest = hashlib.sha256(statement)
        body = {"apiVersion": "0.0.1", "kind": "dsse", "spec": {"payloadHash": {"algorithm": "sha256", "value": digest.hexdigest()}, "signatures": [
            {"signature": b64(signature), "verifier": b64(crt.read_bytes())}]}} if generation == 1 else {
            "apiVersion": "0.0.2", "kind": "dsse", "spec": {"dsseV002": {
                "payloadHash": {"algorithm": "SHA2_256", "digest": b64(digest.digest())}, "signatures": [
                    {"content": b64(signature), "verifier": {"keyDetails": "PKIX_ECDSA_P256_SHA_256", "x509Certificate": {"rawBytes": b64(der(crt))}}}]}}}
        seconds = seconds or int(datetime.datetime.now().timestamp())
        made = {"mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
                "verificationMaterial": {"certificate": {"rawBytes": b64(der(crt))}},
                "dsseEnvelope": {"payload": b64(statement), "payloadType": IN_TOTO, "signatures": [{"sig": b64(signature)}]}}
        if logged:
            made["verificationMaterial"]["tlogEntries"] = [
                self.entry(json.dumps(body).encode(), self.log if generation == 1 else self.log2, generation == 1, seconds)]
        if stamped if stamped is not None else generation == 2:
            made["verificationMaterial"]["timestampVerificationData"] = {"rfc3161Timestamps": [{"signedTimestamp": b64(self.stamp(signature))}]}
        return made


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def verify(desk, authority):
    """The state of a bundle's signature and why, with the authority trusted."""
    def run(bundle, root=None, subject="https://code.example/acme/*", issuer=ISSUER):
        desk.put("bundle.json", bundle)
        desk.put("root.json", root or authority.root())
        desk.put("trust.yaml", "roots: [{file: root.json}]\nidentities: [{issuer: '%s', subject: '%s', who: Acme}]\n" % (issuer, subject))
        done = desk.twohop(["verify", "bundle.json", "--trust", "trust.yaml", "--format", "json"], cwd=desk.folder)
        signature = json.loads(done.stdout)["files"][0]["signatures"][0]
        assert (done.code == 0) == (signature["state"] == "valid")
        return signature["state"], signature["why"] or ""
    return run


def test_a_bundle_of_the_first_generation_is_valid_by_the_promise_of_its_log(authority, verify):
    assert verify(authority.bundle()) == ("valid", "")


def test_a_bundle_of_the_second_generation_is_valid_by_a_timestamp(authority, verify):
    assert verify(authority.bundle(2)) == ("valid", "")


def test_the_second_generation_needs_a_timestamp(authority, verify):
    state, why = verify(authority.bundle(2, stamped=False))
    assert state == "untrusted" and "says when" in why


def test_a_timestamp_of_nobody_you_trust_is_none(authority, verify):
    assert verify(authority.bundle(2), authority.root(stamps=False))[0] == "untrusted"


def test_a_timestamp_of_another_signature_is_invalid(authority, verify):
    bundle = authority.bundle(2)
    bundle["verificationMaterial"]["timestampVerificationData"]["rfc3161Timestamps"][0]["signedTimestamp"] = b64(authority.stamp(b"other"))
    assert verify(bundle)[0] == "invalid"


def test_a_timestamp_alone_is_not_enough_where_the_root_has_logs(authority, verify):
    state, why = verify(authority.bundle(2, logged=False))
    assert state == "untrusted" and "log" in why


def test_a_timestamp_alone_is_enough_where_the_root_has_none(authority, verify):
    assert verify(authority.bundle(2, logged=False), authority.root(logs=False)) == ("valid", "")


def test_an_entry_without_proof_and_promise_shows_nothing(authority, verify):
    bundle = authority.bundle(2)
    del bundle["verificationMaterial"]["tlogEntries"][0]["inclusionProof"]
    assert verify(bundle)[0] == "untrusted"


def test_a_log_that_you_do_not_know_shows_nothing(authority, verify):
    root = authority.root()
    root["tlogs"] = root["tlogs"][:1]
    assert verify(authority.bundle(2), root)[0] == "untrusted"


def test_a_checkpoint_of_another_key_is_invalid(authority, verify):
    bundle, other = authority.bundle(2), copy.deepcopy(authority)
    other.log2 = authority.stranger
    bundle["verificationMaterial"]["tlogEntries"][0]["inclusionProof"]["checkpoint"] = other.bundle(2)["verificationMaterial"]["tlogEntries"][0][
        "inclusionProof"]["checkpoint"]
    assert verify(bundle)[0] == "invalid"


def test_an_entry_of_another_signature_is_invalid(authority, verify):
    bundle = authority.bundle()
    bundle["verificationMaterial"]["tlogEntries"] = authority.bundle()["verificationMaterial"]["tlogEntries"]
    state, why = verify(bundle)
    assert state == "invalid" and "another signature" in why


@pytest.mark.parametrize("days", [-2, 40])
def test_a_certificate_counts_on_the_days_of_its_life_alone(authority, verify, days):
    moment = int((datetime.datetime.now() + datetime.timedelta(days=days)).timestamp())
    assert verify(authority.bundle(seconds=moment))[0] == "invalid"


def test_a_certificate_for_something_else_signs_nothing(authority, verify):
    key = Key(authority.folder, "client")
    authority.certify(key, "leaf", "other.cnf")
    state, why = verify(authority.bundle(certificate="client.crt", signer=key))
    assert state == "invalid" and "signing code" in why


def test_a_certificate_of_another_authority_is_invalid(authority, verify):
    openssl("req", "-x509", "-new", "-key", authority.stranger.private, "-config", authority.folder / "c.cnf", "-extensions", "authority", "-days", "30",
            "-out", authority.folder / "elsewhere.crt")
    assert verify(authority.bundle(), authority.root(authority="elsewhere"))[0] == "invalid"


@pytest.mark.parametrize("named", [{"subject": "https://code.example/other/*"}, {"issuer": "https://elsewhere.example"}], ids=["subject", "issuer"])
def test_another_identity_is_not_trusted_however_good_the_signature(authority, verify, named):
    assert verify(authority.bundle(), **named)[0] == "untrusted"
