"""What tests with papers of their own share: a folder to put them in, and an audit whose report is held against the contract."""
import importlib.util
import json
import os
import pathlib
import resource
import subprocess
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))  # papers.py

from papers import DAY  # noqa: E402

SHARED = os.environ.get("TWOHOP_SHARED")
RUNNER = pathlib.Path(SHARED or "/nonexistent") / "scenarios" / "run.py"


def load_contract():
    if not RUNNER.is_file():
        return None
    spec = importlib.util.spec_from_file_location("twohop_scenarios", RUNNER)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


CONTRACT = load_contract()


def pytest_terminal_summary(terminalreporter):
    if CONTRACT is None:
        terminalreporter.write_line(
            "SKIPPED: TWOHOP_SHARED names no folder with scenarios/run.py, so no report was held against the contract")


class Report(dict):
    """A JSON report and how it came: done is (code, stdout, stderr)."""

    def __init__(self, value, done):
        super().__init__(value)
        self.done = done
        self.code = done.code

    def all(self, rule=None, name=None, **wanted):
        """Findings of a rule about a subject of that name; wanted: members of the finding, of its subject or of its advisory."""
        def fits(finding):
            members = {**(finding["advisory"] or {}), **finding["subject"], **finding}
            return (rule is None or finding["rule"] == rule) and (name is None or finding["subject"]["name"] == name) and all(
                members.get(key) == value for key, value in wanted.items())
        return [finding for finding in self["findings"] if fits(finding)]

    def one(self, rule, name=None, **wanted):
        found = self.all(rule, name, **wanted)
        assert len(found) == 1, "%d findings %s %s %s, of %s" % (len(found), rule, name, wanted, self.brief())
        return found[0]

    def brief(self):
        return [(f["severity"], f["rule"], f["subject"]["name"], f["subject"]["version"], f["hop"]) for f in self["findings"]]

    def ids(self):
        return {finding["id"] for finding in self["findings"]}

    def hops(self):
        return {supplier["name"]: supplier["hop"] for supplier in self["suppliers"]}

    def document(self, path):
        return next(document for document in self["documents"] if document["path"] == path)

    def codes(self):
        """The complaints, by slug."""
        return [diagnostic["code"] for diagnostic in self["diagnostics"]]


class Desk:
    """A folder with papers, and the program run in it."""

    def __init__(self, folder, twohop):
        self.folder, self.twohop = folder, twohop

    def put(self, name, content):
        """Writes a file: a value as JSON, text and bytes as they are. Gives its name back."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not isinstance(content, (str, bytes)):
            content = json.dumps(content, indent=1, ensure_ascii=False)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return name

    def audit(self, *args, day=DAY, held=True, **more):
        """Audits and gives the report, which is as the contract says; held=False where the contract's checker cannot see the bytes."""
        args = ["audit", *args, *(["--as-of", day] if day else [])]
        done = self.twohop([*args, "--format", "json"], cwd=self.folder, **more)
        try:
            value = json.loads(done.stdout)
        except ValueError as error:
            pytest.fail("no JSON report (%s), exit code %d\n%s" % (error, done.code, done.stderr), pytrace=False)
        if held and CONTRACT:
            found = CONTRACT.check_shape(CONTRACT.parse_json(done.stdout.encode()), args, done.code,
                                         CONTRACT.Folder(str(self.folder), args))
            assert found == [], "not as in the contract"
        return Report(value, done)

    def bounded(self, *args, seconds=10, memory=1 << 30):
        """Audits with so much processor time and address space, unless the program cannot even start with it (sanitizers reserve terabytes);
        gives the exit code and standard error."""
        environment = {name: value for name, value in os.environ.items() if name == "PATH" or name.endswith("SAN_OPTIONS")
                       } | {"LC_ALL": "C.UTF-8"}

        def run(limits, *args):
            def limit():
                resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
                resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
            return subprocess.run([os.path.abspath(os.environ["TWOHOP"]), *args], cwd=self.folder, capture_output=True, text=True,
                                  preexec_fn=limit if limits else None, timeout=300, env=environment)
        done = run(run(True, "--version").returncode == 0, "audit", *args)
        return done.returncode, done.stderr

    def audit_of(self, content, *args, **more):
        """Audits one document."""
        return self.audit(self.put("sbom.cdx.json", content), *args, **more)


@pytest.fixture
def desk(tmp_path, twohop):
    return Desk(tmp_path, twohop)
