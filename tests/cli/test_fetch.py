"""twohop-fetch against a server of our own: what arrives whole replaces the old file, and nothing else does."""
import base64
import fcntl
import http.server
import json
import os
import pathlib
import resource
import shutil
import signal
import ssl
import subprocess
import threading
import time

import pytest

from test_advisories import WINDOW, kev, osv

FETCH = pathlib.Path(os.environ["TWOHOP"]).resolve().parent.parent / "twohop-fetch"
PROGRAM = FETCH.parent / "twohop"  # not sealed: it starts the program that may open sockets
BODY = b'{"hello": "world"}' * 5000
pytestmark = pytest.mark.skipif(not FETCH.exists(), reason="SKIPPED: twohop-fetch was not built, so fetching was not tested")


def crc32c(data):
    crc = 0xffffffff
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82f63b78 if crc & 1 else 0)
    return base64.b64encode((crc ^ 0xffffffff).to_bytes(4, "big")).decode()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def answer(self, code, body=b"", **headers):
        self.send_response(code)
        headers.setdefault("Content-Length", str(len(body)))
        headers.setdefault("Connection", "close")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def do_HEAD(self):
        """Told as answers[name] = (code, headers), and without a body whatever the headers say."""
        name = self.path.strip("/")
        self.server.asked.append((name, dict(self.headers)))
        code, headers = self.server.answers.get(name, (404, {"Content-Type": "text/html"}))
        self.send_response(code)
        for key, value in {"Content-Length": "0", "Connection": "close", **headers}.items():
            self.send_header(key, value)
        self.end_headers()
        self.close_connection = True

    def do_GET(self):
        server = self.server
        name = self.path.strip("/")
        server.asked.append((name, dict(self.headers)))
        times = sum(asked == name for asked, _ in server.asked)
        if name in server.dated:
            date, body = server.dated[name]
            self.answer(304) if self.headers.get("If-Modified-Since") == date else self.answer(200, body, Last_Modified=date)
        elif name in server.gone:
            self.answer(404)
        elif name in server.files:
            body, etag = server.files[name], server.etags.get(name, '"v1"')
            self.answer(304) if self.headers.get("If-None-Match") == etag else self.answer(200, body, ETag=etag)
        elif name == "moved":
            self.answer(301, Location="/good")
        elif name == "loop":
            self.answer(302, Location="/loop")
        elif name == "downgrade":
            self.answer(302, Location="http://127.0.0.1:1/good")
        elif name == "page":
            self.answer(200, b"<!DOCTYPE html><html>login</html>", Content_Type="text/html")
        elif name == "missing":
            self.answer(404, b"<html>no such page</html>", Content_Type="text/html")
        elif name == "busy":
            self.answer(200, BODY) if times > 1 else self.answer(429, b"later", Retry_After="0")
        elif name == "empty":
            self.answer(200)
        elif name == "hash":
            self.answer(200, BODY, X_Goog_Hash="crc32c=" + crc32c(BODY))
        elif name == "wronghash":
            self.answer(200, BODY, X_Goog_Hash="crc32c=" + crc32c(BODY + b"x"))
        elif name in ("cut", "cutonce"):
            begin = int(self.headers["Range"].split("=")[1].rstrip("-")) if "Range" in self.headers else 0
            if name == "cutonce" and begin:
                self.answer(206, BODY[begin:], ETag='"v1"', Content_Range="bytes %d-%d/%d" % (begin, len(BODY) - 1, len(BODY)))
            else:
                self.send_response(200)
                self.send_header("Content-Length", str(len(BODY)))
                self.send_header("ETag", '"v1"')
                self.end_headers()
                self.wfile.write(BODY[:len(BODY) // 2])
                self.close_connection = True
        elif name == "slow":
            self.send_response(200)
            self.send_header("Content-Length", str(len(BODY)))
            self.send_header("ETag", '"v1"')
            self.end_headers()
            self.wfile.write(BODY[:1000])
            self.wfile.flush()
            server.slow.wait(10)
            self.close_connection = True
        else:
            self.answer(500, b"oops")


@pytest.fixture
def server():
    made = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.daemon_threads = True
    made.asked, made.slow, made.files, made.answers = [], threading.Event(), {"good": BODY}, {}
    made.etags, made.gone, made.dated = {}, set(), {}
    made.url = "http://127.0.0.1:%d/" % made.server_port
    threading.Thread(target=made.serve_forever, args=(0.02,), daemon=True).start()
    yield made
    made.slow.set()
    made.shutdown()


@pytest.fixture
def fetch(server, tmp_path):
    def run(name, *options, plain=True, retries="0", url=None, environment=None, **more):
        done = subprocess.run([FETCH, *(["--allow-http"] if plain else []), "--retries", retries, *options, "http", url or server.url + name,
                               tmp_path / "file"], capture_output=True, text=True, timeout=60, env={"PATH": os.environ["PATH"], **(environment or {})}, **more)
        run.status = json.loads(done.stdout)["status"] if done.stdout else None
        run.stderr = done.stderr
        return done.returncode
    run.file = tmp_path / "file"
    return run


def test_a_file_arrives_and_the_second_time_it_is_unchanged(fetch, server):
    assert fetch("good") == 0 and fetch.status == "new" and fetch.file.read_bytes() == BODY
    assert fetch("good") == 0 and fetch.status == "unchanged" and fetch.file.read_bytes() == BODY
    assert server.asked[1][1]["If-None-Match"] == '"v1"'


def test_without_an_etag_the_date_of_the_last_change_is_told_back(fetch, server):
    server.dated["dated"] = "Mon, 01 Jan 2024 00:00:00 GMT", BODY
    assert fetch("dated") == 0 and fetch.status == "new" and fetch("dated") == 0 and fetch.status == "unchanged"
    server.dated["dated"] = "Tue, 02 Jan 2024 00:00:00 GMT", BODY + b" "
    assert fetch("dated") == 0 and fetch.status == "new" and fetch.file.read_bytes() == BODY + b" "


def test_a_proxy_is_asked_where_one_is_named(fetch, server):
    server.files["http://nowhere.example/good"] = BODY  # as a proxy hears it
    assert fetch("", "--proxy", server.url, url="http://nowhere.example/good") == 0 and fetch.file.read_bytes() == BODY


def test_a_redirect_is_followed(fetch):
    assert fetch("moved") == 0 and fetch.file.read_bytes() == BODY


def test_a_busy_server_is_asked_again(fetch, server):
    assert fetch("busy", retries="2") == 0 and fetch.file.read_bytes() == BODY and len(server.asked) == 2


def test_a_transfer_that_broke_off_goes_on_where_it_stopped(fetch, server):
    assert fetch("cutonce", retries="2") == 0 and fetch.file.read_bytes() == BODY
    assert server.asked[1][1]["Range"] == "bytes=%d-" % (len(BODY) // 2) and server.asked[1][1]["If-Range"] == '"v1"'


def test_a_checksum_that_fits_is_taken(fetch):
    assert fetch("hash") == 0 and fetch.file.read_bytes() == BODY


@pytest.mark.parametrize("name,said", [
    ("loop", "redirects"), ("page", "page, not with data"), ("missing", "404"), ("empty", "nothing"), ("wronghash", "checksum"),
    ("cut", "transfer"), ("broken", "500")])
def test_what_is_not_whole_or_not_data_leaves_the_old_file(fetch, name, said):
    fetch.file.write_bytes(b"old")
    assert fetch(name) == 1 and fetch.status == "failed" and said in fetch.stderr.lower()
    assert fetch.file.read_bytes() == b"old"


def test_a_body_beyond_the_ceiling_is_stopped(fetch):
    assert fetch("good", "--max-bytes", "1000") == 1 and "--max-bytes" in fetch.stderr and not fetch.file.exists()


def test_a_slow_body_ends_with_the_time(fetch):
    assert fetch("slow", "--timeout", "1") == 1 and not fetch.file.exists()


def test_http_is_refused_unless_it_is_allowed(fetch, server):
    assert fetch("good", plain=False) == 1 and server.asked == [] and "HTTPS alone" in fetch.stderr


def test_a_server_that_is_not_there_is_said(fetch):
    assert fetch("", url="http://127.0.0.1:1/x") == 1 and fetch.stderr


def test_two_at_once_do_not_mix(fetch):
    with open(str(fetch.file) + ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert fetch("good") == 1 and "somebody else" in fetch.stderr


def test_a_full_disk_keeps_the_old_file(fetch):
    fetch.file.write_bytes(b"old")
    assert fetch("good", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (10000, 10000))) == 73
    assert fetch.file.read_bytes() == b"old" and fetch.stderr


def test_one_that_was_killed_leaves_the_old_file_and_the_next_goes_on(fetch, server, tmp_path):
    fetch.file.write_bytes(b"old")
    running = subprocess.Popen([FETCH, "--allow-http", "http", server.url + "slow", fetch.file], stdout=subprocess.DEVNULL)
    part = tmp_path / "file.part"
    for _ in range(200):
        if part.exists() and part.stat().st_size >= 1000:
            break
        time.sleep(0.02)
    running.send_signal(signal.SIGKILL)
    running.wait()
    assert fetch.file.read_bytes() == b"old" and part.stat().st_size == 1000
    server.files["slow"] = BODY
    assert fetch("slow") == 0 and fetch.file.read_bytes() == BODY


@pytest.mark.skipif(not shutil.which("openssl"), reason="SKIPPED: no openssl command, so certificates were not tested")
def test_a_certificate_is_believed_only_where_you_name_its_authority(fetch, server, tmp_path):
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "2", "-subj",
                    "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    url = server.url.replace("http:", "https:")
    assert fetch("", plain=False, url=url + "good") == 1 and "certificate" in fetch.stderr.lower()
    assert fetch("", "--ca", str(certificate), plain=False, url=url + "good") == 0 and fetch.file.read_bytes() == BODY
    assert fetch("", plain=False, url=url + "good", environment={"SSL_CERT_FILE": str(certificate)}) == 0
    assert fetch("", "--ca", str(certificate), plain=False, url=url + "downgrade") == 1


@pytest.mark.parametrize("arguments", [[], ["http"], ["http", "x"], ["ftp", "x", "y"], ["--max-bytes", "x", "http", "x", "y"], ["--nope"]])
def test_a_wrong_call_is_64(arguments):
    assert subprocess.run([FETCH, *arguments], capture_output=True).returncode == 64


# ---- twohop feeds update ----

@pytest.fixture
def update(server, tmp_path):
    """'twohop feeds update' with a fetcher that asks our server for the last part of each address."""
    fetcher = tmp_path / "fetcher"
    fetcher.write_text('#!/bin/sh\nexec %s --allow-http --retries 0 "$1" %s"${2##*/}" "$3"\n' % (FETCH, server.url))
    fetcher.chmod(0o755)

    def run(*names, verb="update"):
        return subprocess.run([PROGRAM, "feeds", verb, *names, "--data", tmp_path / "data"], capture_output=True, text=True, timeout=60,
                              env={"PATH": os.environ["PATH"], "TWOHOP_FETCH": str(fetcher)})
    return run


def test_an_update_fetches_and_compiles(update, server):
    server.files["known_exploited_vulnerabilities.json"] = json.dumps(kev("CVE-2024-0001")).encode()
    assert update("kev").returncode == 0
    assert "1 record," in update(verb="status").stdout


def test_an_update_that_fails_keeps_the_old_and_says_how_old_it_is(update, server):
    server.files["known_exploited_vulnerabilities.json"] = json.dumps(kev("CVE-2024-0001")).encode()
    assert update("kev").returncode == 0
    del server.files["known_exploited_vulnerabilities.json"]
    done = update("kev")
    assert done.returncode == 3 and "0 days ago stays" in done.stderr
    assert "1 record," in update(verb="status").stdout


def test_an_update_names_what_there_is_not(update):
    done = update("kve")
    assert done.returncode == 64 and "did you mean 'kev'?" in done.stderr
    assert "feeds list" in update("gadgets").stderr


def test_one_ecosystem_is_fetched_alone(update, server):
    server.files["npm/all.zip"] = json.dumps(osv(events=WINDOW)).encode()
    assert update("osv/npm").returncode == 0
    assert "1 record," in update(verb="status").stdout
