"""Keys made for a test, and statements signed with them, by the openssl program."""
import base64
import hashlib
import json
import subprocess

IN_TOTO = "application/vnd.in-toto+json"


def openssl(*args, data=None):
    return subprocess.run(["openssl", *map(str, args)], input=data, capture_output=True, check=True).stdout


class Key:
    """A key pair in a folder. kind: ec (P-256), p384, ed25519, rsa."""

    def __init__(self, folder, name, kind="ec"):
        self.kind = kind
        self.private = folder / (name + ".key")
        self.public = folder / (name + ".pem")
        make = {"ec": ("EC", "ec_paramgen_curve:P-256"), "p384": ("EC", "ec_paramgen_curve:P-384"), "rsa": ("RSA", "rsa_keygen_bits:2048"),
                "ed25519": ("ED25519", None)}[kind]
        options = ["-pkeyopt", make[1]] if make[1] else []
        openssl("genpkey", "-algorithm", make[0], *options, "-out", self.private)
        openssl("pkey", "-in", self.private, "-pubout", "-out", self.public)

    @property
    def id(self):
        return hashlib.sha256(openssl("pkey", "-in", self.private, "-pubout", "-outform", "DER")).hexdigest()

    def sign(self, message, *options):
        """DER of ECDSA, RSA PKCS#1 (or what options say), Ed25519."""
        scratch = self.private.with_suffix(".message")
        scratch.write_bytes(message)
        if self.kind == "ed25519":
            return openssl("pkeyutl", "-sign", "-inkey", self.private, "-rawin", "-in", scratch)
        return openssl("dgst", "-sha384" if self.kind == "p384" else "-sha256", "-sign", self.private, *options, scratch)


def raw(der, size=32):
    """r and s, one behind the other, of an ECDSA signature in DER."""
    def number(at):
        end = at + 2 + der[at + 1]
        return int.from_bytes(der[at + 2:end], "big").to_bytes(size, "big"), end
    r, at = number(2)
    return r + number(at)[0]


def pae(type, body):
    return b"DSSEv1 %d %s %d %s" % (len(type), type.encode(), len(body), body)


def base64_of(data, url_safe=False, padded=True):
    text = (base64.urlsafe_b64encode if url_safe else base64.b64encode)(data).decode()
    return text if padded else text.rstrip("=")


def envelope(statement, *keys, type=IN_TOTO, keyid=True, sign=lambda key, message: key.sign(message), encode=base64_of):
    body = statement if isinstance(statement, bytes) else json.dumps(statement).encode()
    return {"payloadType": type, "payload": encode(body), "signatures": [
        {**({"keyid": key.id} if keyid else {}), "sig": encode(sign(key, pae(type, body)))} for key in keys]}


def unsigned(statement, type=IN_TOTO):
    """An envelope whose signature nobody you trust has made; no key is needed."""
    return {**envelope(statement, type=type), "signatures": [{"keyid": "theirs", "sig": base64_of(b"theirs")}]}


def provenance(*subjects, builder="https://ci.vendor.example/isolated", finished="2024-05-01T00:00:00Z", **more):
    """subjects: (name, SHA-256)."""
    return {"_type": "https://in-toto.io/Statement/v1", "subject": [{"name": n, "digest": {"sha256": d}} for n, d in subjects],
            "predicateType": "https://slsa.dev/provenance/v1",
            "predicate": {"buildDefinition": {"buildType": "https://vendor.example/build", "externalParameters": {}, **more},
                          "runDetails": {"builder": {"id": builder}, "metadata": {"finishedOn": finished}}}}


def statement(type, predicate, *subjects):
    return {"_type": "https://in-toto.io/Statement/v1", "subject": [{"name": n, "digest": {"sha256": d}} for n, d in subjects],
            "predicateType": type, "predicate": predicate}


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()
