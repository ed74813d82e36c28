"""What tests of the built program share: running it, and reading its reports.

TWOHOP names the program (CTest gives the one that cannot open sockets); by hand: TWOHOP=build/dev/twohop pytest tests/cli.
"""
import json
import os
import pathlib
import subprocess
from typing import NamedTuple

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent
BROKEN = {97, 98, 99}  # a hang, no seal, a sanitizer's finding: never an answer of twohop's
TIMEOUT = 120


class Run(NamedTuple):
    code: int
    stdout: str
    stderr: str


def run_program(args, stdin=None, cwd=None, env=None):
    """Runs twohop and gives its exit code and output. stdin is text or bytes; a crash fails the test that calls."""
    program = os.environ.get("TWOHOP")
    if not program:
        pytest.fail("TWOHOP is unset: it names the program under test", pytrace=False)
    surroundings = {name: os.environ[name] for name in os.environ if name.endswith("SAN_OPTIONS") or name == "PATH"}
    surroundings.update(LC_ALL="C.UTF-8", TZ="UTC", HOME="/nonexistent")
    surroundings.update(env or {})
    # Root may read everything; the program under test may not.
    plain = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*plain, os.path.abspath(program), *map(os.fspath, args)],
        input=stdin.encode() if isinstance(stdin, str) else stdin if stdin is not None else b"",
        cwd=cwd, env=surroundings, capture_output=True, timeout=TIMEOUT)
    run = Run(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))
    if run.code < 0 or run.code in BROKEN or run.code == 70:
        pytest.fail("twohop %s ended with %d\n%s" % (" ".join(map(str, args)), run.code, run.stderr[-4000:]), pytrace=False)
    return run


def json_documents(text):
    """The JSON values in text, in order: those of one array, or one behind the other."""
    decoder, at, found = json.JSONDecoder(), 0, []
    while True:
        at += len(text[at:]) - len(text[at:].lstrip())
        if at == len(text):
            break
        value, at = decoder.raw_decode(text, at)
        found.append(value)
    return found[0] if len(found) == 1 and isinstance(found[0], list) else found


@pytest.fixture(scope="session")
def inspect():
    """inspect(files, batch=40) -> {path as given: its twohop-document/1}. Bad documents among them stop nothing."""
    def run(files, batch=40):
        files, found = [str(path) for path in files], {}
        for at in range(0, len(files), batch):
            done = run_program(["inspect", "--format", "json", *files[at:at + batch]])
            try:
                found.update((document["path"], document) for document in json_documents(done.stdout))
            except ValueError as error:
                pytest.fail("inspect gave no JSON (%s), exit code %d\n%s" % (error, done.code, done.stderr), pytrace=False)
        return found
    return run


@pytest.fixture
def testdata():
    """Our own documents."""
    return ROOT / "testdata"


@pytest.fixture
def twohop(tmp_path):
    """twohop(args, stdin=None, cwd=an empty folder, env=None) -> (code, stdout, stderr)."""
    def run(args, stdin=None, cwd=tmp_path, env=None):
        return run_program(args, stdin, cwd, env)
    return run


@pytest.fixture
def report(twohop):
    """report(audit arguments, ...) -> the JSON report, whose exit code is the program's."""
    def run(args, **more):
        done = twohop(["audit", *args, "--format", "json"], **more)
        try:
            value = json.loads(done.stdout)
        except ValueError as error:
            pytest.fail("no JSON report (%s), exit code %d\n%s" % (error, done.code, done.stderr), pytrace=False)
        assert value["exit"]["code"] == done.code
        return value
    return run
