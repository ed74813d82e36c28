"""The corpus of attestations, verified: what is good is valid by whom the configuration names, and one bit changed anywhere makes it not so."""
import base64
import copy
import json
import os
import pathlib
import subprocess

import pytest

SHARED = os.environ.get("TWOHOP_SHARED")
CORPUS = pathlib.Path(SHARED or "nowhere", "corpus", "attestations")
TWOHOP = os.path.abspath(os.environ["TWOHOP"])
pytestmark = pytest.mark.skipif(not SHARED, reason="SKIPPED: no ../shared, so no signature of the corpus was verified")

ACTIONS = "https://token.actions.githubusercontent.com"
KEYS = ["grype/cosign.pub", "slsa-verifier/vsa/gce/v1/vsa_signing_public_key.pem", "trust/npm-keys.json",
        *("slsa-verifier/gcb-keys/" + name for name in ("global.key", "us-west2.key", "global-pae-google-hosted-worker_1.key",
                                                        "global-pae-provenanceSigner_1.key"))]
# Whose workflows are believed; the registry's wrong signer and the forks of attackers are none of them.
SUBJECTS = ["https://github.com/slsa-framework/*", "https://github.com/laurentsimon/*", "https://github.com/sigstore/*",
            "https://github.com/trishankatdatadog/*", "https://github.com/bazel-contrib/*"]
S = "slsa-verifier/"

VALID = {
    "grype/alpine.cdx.att.json": 1, S + "vsa/gce/v1/gke-gce-pre.bcid-vsa.jsonl": 1,
    S + "gha-unit/bundle/valid.intoto.sigstore": 1, S + "gha-unit/bundle/valid-v0.3.intoto.sigstore": 1,
    S + "gha-unit/npm-attestations.intoto.sigstore": 2, S + "npm/gha/provenance-npm-test-cli-v1-prega.tgz.json": 2,
    S + "npm/gha/provenance-npm-test-ossf.tgz.json": 2, S + "npm/gha/supreme-googles-cli-v02-tag.tgz.json": 2,
    S + "gha_container-based/v1.7.0/binary-linux-amd64-workflow_dispatch.intoto.sigstore": 1,
    S + "gha_container-based/v1.9.0/binary-linux-amd64-workflow_dispatch.intoto.build.slsa": 1,
    S + "gha_delegator/v1.9.0/binary-linux-amd64-workflow_dispatch.build.slsa": 1,
    S + "gha_delegator/v2.1.0/binary-linux-amd64-workflow_dispatch.build.slsa": 1,
    S + "gha_generic/v2.1.0/binary-linux-amd64-workflow_dispatch.intoto.jsonl": 1,
    S + "gha_go/v2.1.0/binary-linux-amd64-workflow_dispatch.intoto.jsonl": 1,
    S + "gha_gradle/v1.9.0/binary-linux-amd64-workflow_dispatch.build.slsa": 1,
    S + "gha_maven/v2.1.0/binary-linux-amd64-workflow_dispatch.build.slsa": 1,
    S + "gcb-unit/gcloud-container-global-pae-signing-key-successful.json": 1,
    S + "gcb-unit/v1.0-gcloud-container-github-single.json": 1, S + "gcb_container/v0.3/gcloud-container-gcs.json": 1,
}

# What each negative is to say: a state, and a part of the reason.
NOT_VALID = {
    "dsse/protocol-vector-altered.envelope.json": ("untrusted", "another one did"),
    "grype/alpine-tampered.cdx.att.json": ("untrusted", "what it covers was changed"),
    S + "bcr/MODULE-wrong-signer.bazel.intoto.jsonl": ("untrusted", "anybody can get a certificate"),
    S + "binary-linux-amd64-expired-cert.intoto.jsonl": ("untrusted", "says when it was made"),
    S + "binary-linux-amd64-untrusted-builder.intoto.jsonl": ("untrusted", "says when it was made"),
    S + "gcb-unit/gcloud-container-invalid-signature-payloadtype.json": ("invalid", "type"),
    S + "gcb_container/v0.2/gcloud-container-invalid-signature-encoding.json": ("invalid", "base64"),
    S + "gcb_container/v0.3/gcloud-container-invalid-signature-encoding.json": ("invalid", "base64"),
    S + "gha-unit/bundle/invalid-set.intoto.sigstore": ("invalid", "signed entry timestamp"),
    S + "gha-unit/bundle/mismatch-tlog.intoto.sigstore": ("invalid", "the log recorded"),
    S + "gha-unit/npm-att-mismatch-prov-payloadtype.intoto.sigstore": ("invalid", "type"),
    S + "gha-unit/npm-att-mismatch-prov-predicatetype.intoto.sigstore": ("invalid", "announces"),
    S + "gha-unit/npm-att-mismatch-pub-predicatetype.intoto.sigstore": ("invalid", "announces"),
    S + "gha-unit/npm-att-prov-invalid-signature.intoto.sigstore": ("invalid", "fails under its own certificate"),
    S + "gha-unit/npm-att-publish-invalid-signature.intoto.sigstore": ("invalid", "fails under the key"),
    S + "gha-unit/npm-att-publish-nodigest.intoto.sigstore": ("invalid", "fails under the key"),
    S + "gha-unit/npm-att-publish-nosubjects.intoto.sigstore": ("invalid", "fails under the key"),
    S + "gha-unit/npm-stmt-mismatch-prov-predicatetype.intoto.sigstore": ("invalid", "announces"),
    S + "gha-unit/npm-stmt-mismatch-prov-type.intoto.sigstore": ("invalid", "fails under its own certificate"),
    **{S + "npm/gha/%s-invalidsigprov.tgz.json" % name: ("invalid", "fails under its own certificate") for name in (
        "provenance-npm-test-cli-v1-prega", "provenance-npm-test-ossf", "supreme-googles-cli-v02-tag")},
    **{S + "npm/gha/%s-invalidsigpub.tgz.json" % name: ("invalid", "fails under the key") for name in (
        "provenance-npm-test-cli-v1-prega", "provenance-npm-test-ossf", "supreme-googles-cli-v02-tag")},
}


@pytest.fixture(scope="module")
def trust(tmp_path_factory):
    path = tmp_path_factory.mktemp("trust") / "trust.yaml"
    path.write_text(json.dumps({
        "keys": [{"file": str(CORPUS / key), "who": "key"} for key in KEYS], "roots": [{"file": str(CORPUS / "trust/trusted_root.json")}],
        "identities": [{"issuer": ACTIONS, "subject": subject, "who": "workflow"} for subject in SUBJECTS]}))
    return path


def signatures(path, trust):
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"} | {k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")}
    done = subprocess.run([TWOHOP, "verify", str(path), "--trust", str(trust), "--format", "json"], capture_output=True, text=True,
                          timeout=120, env=env)
    assert done.returncode in (0, 1, 2, 65), done.stderr
    return json.loads(done.stdout)["files"][0]["signatures"]


@pytest.mark.parametrize("name", VALID)
def test_what_is_good_is_valid(trust, name):
    assert [s["state"] for s in signatures(CORPUS / name, trust)] == ["valid"] * VALID[name]


@pytest.mark.parametrize("name", NOT_VALID)
def test_what_is_not_says_why(trust, name):
    state, why = NOT_VALID[name]
    bad = [s for s in signatures(CORPUS / name, trust) if s["state"] != "valid"]
    assert [s["state"] for s in bad] == [state] and why in bad[0]["why"]


def test_a_root_without_the_identity_is_not_enough(trust, tmp_path):
    (tmp_path / "t.yaml").write_text(json.dumps({"roots": [{"file": str(CORPUS / "trust/trusted_root.json")}], "identities": [
        {"issuer": ACTIONS, "subject": "https://github.com/nobody/*", "who": "nobody"}]}))
    (s,) = signatures(CORPUS / S / "gha-unit/bundle/valid-v0.3.intoto.sigstore", tmp_path / "t.yaml")
    assert s["state"] == "untrusted" and "trust.identities" in s["why"] and s["identity"]


def test_another_issuer_is_another_identity(trust, tmp_path):
    (tmp_path / "t.yaml").write_text(json.dumps({"roots": [{"file": str(CORPUS / "trust/trusted_root.json")}], "identities": [
        {"issuer": "https://accounts.example", "subject": "*", "who": "somebody"}]}))
    assert signatures(CORPUS / S / "gha-unit/bundle/valid-v0.3.intoto.sigstore", tmp_path / "t.yaml")[0]["state"] == "untrusted"


# ---------------------------------------------------------------- one bit

def flipped(text, at=None):
    """Base64 of the bytes with one bit changed."""
    data = bytearray(base64.b64decode(text))
    data[len(data) // 2 if at is None else at] ^= 1
    return base64.b64encode(bytes(data)).decode()


def change(value, path, how):
    changed = copy.deepcopy(value)
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = how(inner[path[-1]])
    return changed


ENTRY = ("verificationMaterial", "tlogEntries", 0)
BUNDLES = {
    "v0.3": (S + "gha-unit/bundle/valid-v0.3.intoto.sigstore", {
        "payload": (("dsseEnvelope", "payload"), flipped), "signature": (("dsseEnvelope", "signatures", 0, "sig"), flipped),
        "certificate": (("verificationMaterial", "certificate", "rawBytes"), flipped),
        "end of the certificate": (("verificationMaterial", "certificate", "rawBytes"), lambda t: flipped(t, -1)),
        "body": (ENTRY + ("canonicalizedBody",), flipped),
        "promise": (ENTRY + ("inclusionPromise", "signedEntryTimestamp"), lambda t: flipped(t, -1)),
        "time": (ENTRY + ("integratedTime",), lambda t: str(int(t) + 1)), "index": (ENTRY + ("logIndex",), lambda t: str(int(t) + 1)),
        "hash of the proof": (ENTRY + ("inclusionProof", "hashes", 0), flipped), "root": (ENTRY + ("inclusionProof", "rootHash"), flipped),
        "place in the tree": (ENTRY + ("inclusionProof", "logIndex"), lambda t: str(int(t) - 1)),
        "size of the tree": (ENTRY + ("inclusionProof", "treeSize"), lambda t: str(int(t) + 1)),
        "checkpoint": (ENTRY + ("inclusionProof", "checkpoint", "envelope"), lambda t: t.replace("rekor", "rekos", 1)),
        "log": (ENTRY + ("logId", "keyId"), flipped)}),
    "v0.1": (S + "gha-unit/bundle/valid.intoto.sigstore", {
        "payload": (("dsseEnvelope", "payload"), flipped), "signature": (("dsseEnvelope", "signatures", 0, "sig"), flipped),
        "certificate": (("verificationMaterial", "x509CertificateChain", "certificates", 0, "rawBytes"), flipped),
        "body": (ENTRY + ("canonicalizedBody",), flipped),
        "promise": (ENTRY + ("inclusionPromise", "signedEntryTimestamp"), lambda t: flipped(t, -1))}),
    "key": ("grype/alpine.cdx.att.json", {
        "payload": (("payload",), flipped), "signature": (("signatures", 0, "sig"), lambda t: flipped(t, -1)),
        "type": (("payloadType",), lambda t: t + " ")}),
}
CHANGES = [(bundle, what) for bundle, (_, changes) in BUNDLES.items() for what in changes]


@pytest.mark.parametrize("bundle, what", CHANGES, ids=["%s: %s" % pair for pair in CHANGES])
def test_one_bit_makes_it_not_valid(trust, tmp_path, bundle, what):
    name, changes = BUNDLES[bundle]
    path, how = changes[what]
    value = change(json.loads((CORPUS / name).read_text()), path, how)
    (tmp_path / "changed.json").write_text(json.dumps(value))
    assert "valid" not in [s["state"] for s in signatures(tmp_path / "changed.json", trust)]


def test_the_corpus_is_there():
    assert all((CORPUS / name).is_file() for name in [*VALID, *NOT_VALID, *KEYS])
