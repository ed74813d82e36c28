"""What other systems run twohop by: their scripts are run as they would run them, with a twohop that writes down its
arguments, and whatever stands in an input reaches it as one argument and nothing else."""
import os
import pathlib
import re
import shlex
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
INTEGRATION = ROOT / "cmd" / "integration"
try:
    import yaml
except ImportError:
    pytest.skip("SKIPPED: python3-yaml is absent, so no integration was tested", allow_module_level=True)

ACTION = yaml.safe_load((INTEGRATION / "github/action.yml").read_text())
STEP = ACTION["runs"]["steps"][0]
JOB = yaml.safe_load((INTEGRATION / "gitlab/twohop.gitlab-ci.yml").read_text())[".twohop"]
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
README = (ROOT / "README.md").read_text()
FORMATS = re.findall(r'^TH_(?:RENDERER\(\w+, |PLANNED\()"([^"]+)"', (ROOT / "cmd/render/renderers.def").read_text(), re.MULTILINE)

HOSTILE = ["a b", "; touch pwned", "$(touch pwned)", "`touch pwned`", "' ; touch pwned ; '", '" ; touch pwned ; "', "*", "~", "\\", "$HOME",
           "-x", "--config=evil.yaml", "${{ github.token }}", "END_OF_PATHS", "END_OF_OPTIONS", "%0A::error::x", "::add-mask::x", "ü"]
STUB = """#!/bin/sh
[ "$1" = --version ] && echo 'twohop 1.2.3' && exit
printf '%s\\0' "$@" >"$TOLD"
for argument in "$@"; do
	case $argument in
	--format=*=*) file=${argument#--format=*=} && name=${argument#--format=} && echo "report as ${name%%=*}" >"$file" ;;
	esac
done
echo '::error::a name from a document'
echo '  ::warning::to standard error' >&2
exit "$CODE"
"""


class Runner:
    """A machine that runs the script of a system in an empty folder."""

    def __init__(self, folder, script, shell, variables):
        self.folder, self.script, self.shell, self.variables = folder / "work", script, shell, variables
        self.told, self.summary, self.outputs = folder / "told", folder / "summary", folder / "outputs"
        for made in (self.folder, folder / "bin", folder / "temporary"):
            made.mkdir()
        (folder / "bin/twohop").write_text(STUB)
        (folder / "bin/twohop").chmod(0o755)
        (folder / "script").write_text(script)
        self.argv = [*shell, folder / "script"]
        self.environment = {
            "PATH": "%s:/usr/bin:/bin" % (folder / "bin"), "HOME": str(folder), "TOLD": str(self.told), "LC_ALL": "C.UTF-8",
            "RUNNER_TEMP": str(folder / "temporary"), "GITHUB_STEP_SUMMARY": str(self.summary), "GITHUB_OUTPUT": str(self.outputs)}

    def run(self, code=0, environment=None, **inputs):
        for path in (self.told, self.outputs):
            path.unlink(missing_ok=True)
        given = {"AUDIT_" + name.upper(): value for name, value in inputs.items()}
        assert set(given) <= set(self.variables), "there is no such input"
        done = subprocess.run(self.argv, cwd=self.folder, capture_output=True, text=True, timeout=60,
                              env={**self.environment, **self.variables, **given, "CODE": str(code), **(environment or {})})
        self.stdout, self.stderr = done.stdout, done.stderr
        return done.returncode

    def arguments(self):
        """What twohop was started with; None where it was not."""
        return self.told.read_text().split("\0")[:-1] if self.told.exists() else None

    def operands(self):
        arguments = self.arguments()
        return arguments[arguments.index("--") + 1:]

    def nothing_else_happened(self):
        return not any(path.name == "pwned" for path in self.folder.parent.rglob("*"))


def input_of(expression):
    return re.fullmatch(r"\$\{\{ inputs\.([\w-]+) \}\}", expression)[1]


@pytest.fixture
def github(tmp_path):
    defaults = {name: str(ACTION["inputs"][input_of(value)].get("default", "")) for name, value in STEP["env"].items()}
    return Runner(tmp_path, STEP["run"], ["dash" if os.path.exists("/bin/dash") else "sh", "-e"], {**defaults, "AUDIT_PATHS": "sboms"})


@pytest.fixture
def gitlab(tmp_path):
    return Runner(tmp_path, "\n".join(JOB["script"]), ["bash", "-eo", "pipefail"], {**JOB["variables"], "AUDIT_PATHS": "sboms"})


@pytest.fixture(params=["github", "gitlab"])
def system(request):
    return request.getfixturevalue(request.param)


# ---------------------------------------------------------------- both systems

def test_paths_are_audited_behind_two_dashes(system):
    assert system.run() == 0
    assert system.arguments()[0] == "audit" and system.operands() == ["sboms"]


def test_without_further_inputs_only_formats_are_asked_for(system):
    system.run()
    assert [word for word in system.arguments() if not word.startswith("--format=")] == ["audit", "--", "sboms"]


def test_paths_and_options_are_one_a_line(system):
    assert system.run(paths="first folder\n  second.cdx.json  \n\nthird", options="--as-of\n2023-03-15\n--own") == 0
    assert system.operands() == ["first folder", "second.cdx.json", "third"]
    arguments = system.arguments()
    assert arguments[arguments.index("--as-of"):arguments.index("--")] == ["--as-of", "2023-03-15", "--own"]


@pytest.mark.parametrize("name,option", [("config", "--config="), ("baseline", "--baseline="), ("fail_on", "--fail-on=")])
@pytest.mark.parametrize("value", HOSTILE)
def test_an_input_is_one_argument_whatever_stands_in_it(system, name, option, value):
    assert system.run(**{name: value}) == 0
    assert option + value in system.arguments() and len(system.arguments()) == len(set(system.arguments()))
    assert system.operands() == ["sboms"] and system.nothing_else_happened()


@pytest.mark.parametrize("value", HOSTILE)
def test_a_path_is_one_argument_whatever_stands_in_it(system, value):
    assert system.run(paths="before\n" + value + "\nbehind", options=value) == 0
    assert system.operands() == ["before", value, "behind"]
    assert system.arguments()[system.arguments().index("--") - 1] == value and system.nothing_else_happened()


@pytest.mark.parametrize("value", HOSTILE)
def test_a_program_of_such_a_name_is_not_run_in_parts(system, value):
    assert system.run(twohop=value) == 64 and "not installed" in system.stdout + system.stderr
    assert system.run(version=value) == 64 and system.arguments() is None and system.nothing_else_happened()


@pytest.mark.parametrize("name", ["config", "baseline", "fail_on", "twohop", "version"])
def test_a_line_break_where_one_line_is_expected_is_refused(system, name):
    assert system.run(**{name: "a\nexit-code=0"}) == 64
    assert system.arguments() is None and not system.outputs.exists()


@pytest.mark.parametrize("code", [0, 1, 2, 3, 64, 65, 66, 70, 73])
def test_it_ends_as_twohop_does(system, code):
    assert system.run(code) == code


@pytest.mark.parametrize("code", [0, 1, 2, 3, 64, 65, 66, 70, 73])
def test_blind_spots_and_nothing_else_can_be_accepted(system, code):
    assert system.run(code, accept_blind_spots="true") == (0 if code == 2 else code)


def test_a_word_that_is_neither_true_nor_false_is_refused(system):
    assert system.run(2, accept_blind_spots="yes") == 64 and system.arguments() is None


def test_a_program_elsewhere_can_be_named(system, tmp_path):
    (tmp_path / "bin/twohop").rename(tmp_path / "other program")
    assert system.run(twohop=str(tmp_path / "other program")) == 0 and system.operands() == ["sboms"]
    assert system.run() == 64 and "not installed" in system.stdout + system.stderr


def test_the_version_can_be_demanded(system):
    assert system.run(version="1.2.3") == 0
    assert system.run(version="1.2") == 64 and system.arguments() is None and "version" in system.stdout + system.stderr


def test_the_formats_are_formats_of_twohop(system):
    system.run()
    asked = [re.fullmatch(r"--format=([\w-]+)=.+", word)[1] for word in system.arguments() if word.startswith("--format")]
    assert len(asked) >= 3 and sorted(set(asked) - set(FORMATS)) == []


# ---------------------------------------------------------------- GitHub

def test_no_expression_stands_in_a_script():
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step["run"] and step["shell"] == "sh"


def test_every_input_is_described_and_used():
    assert ACTION["runs"]["using"] == "composite" and all(row["description"] for row in ACTION["inputs"].values())
    assert sorted(input_of(value) for value in STEP["env"].values()) == sorted(ACTION["inputs"])
    assert [name for name in STEP["env"] if "$" + name not in STEP["run"]] == []
    assert [name for name, row in ACTION["inputs"].items() if not row.get("required") and "default" not in row] == []


def test_every_output_is_written(github):
    wanted = {re.fullmatch(r"\$\{\{ steps\.audit\.outputs\.([\w-]+) \}\}", row["value"])[1] for row in ACTION["outputs"].values()}
    assert STEP["id"] == "audit" and wanted == set(ACTION["outputs"])
    github.run(1)
    assert github.outputs.read_text() == "exit-code=1\nsarif=twohop.sarif\n"


def test_the_report_cannot_speak_to_the_runner(github):
    github.run(1)
    began = re.search(r"^::stop-commands::([0-9a-f]{32})$", github.stdout, re.MULTILINE)
    until = github.stdout.index("\n::%s::\n" % began[1])
    for word in ("::error::a name from a document", "::warning::to standard error"):
        assert began.end() < github.stdout.index(word) < until
    assert github.stderr == ""
    github.run(1)
    assert began[1] not in github.stdout


def test_annotations_are_told_when_the_runner_listens_again(github):
    github.run(1)
    assert github.stdout.rindex("::") < github.stdout.index("report as github")
    github.run(1, annotations="false")
    assert "report as github" not in github.stdout and not any(word.startswith("--format=github") for word in github.arguments())


def test_the_summary_grows(github):
    github.summary.write_text("of another step\n")
    github.run(1)
    assert github.summary.read_text() == "of another step\nreport as markdown\n"
    github.run(1, summary="false")
    assert github.summary.read_text() == "of another step\nreport as markdown\n"


@pytest.mark.parametrize("value", ["out/the report.sarif", "$(touch pwned)", "x;y", "a=b"])
def test_sarif_goes_where_it_is_wanted(github, value):
    (github.folder / "out").mkdir()
    assert github.run(sarif=value) == 0
    assert (github.folder / value).read_text() == "report as sarif\n" and github.nothing_else_happened()
    assert github.outputs.read_text() == "exit-code=0\nsarif=%s\n" % value


def test_without_sarif_none_is_named(github):
    github.run(sarif="")
    assert github.outputs.read_text() == "exit-code=0\nsarif=\n" and not any(word.startswith("--format=sarif") for word in github.arguments())


def test_an_old_sarif_report_is_not_taken_for_one_of_a_run_that_failed(github):
    (github.folder / "twohop.sarif").write_text("old")
    github.run(64)
    assert github.outputs.read_text() == "exit-code=64\nsarif=\n"


def test_a_line_break_writes_no_further_output(github):
    assert github.run(sarif="a\nexit-code=0") == 64 and not github.outputs.exists()


def test_nothing_stays_in_the_folder_for_temporary_files(github, tmp_path):
    github.run(1)
    assert list((tmp_path / "temporary").iterdir()) == []


# ---------------------------------------------------------------- GitLab

def test_reports_are_artifacts_whatever_the_end(gitlab):
    gitlab.run(1)
    files = dict(re.fullmatch(r"--format=(\w+)=(.+)", word).groups() for word in gitlab.arguments() if word.startswith("--format"))
    artifacts = JOB["artifacts"]
    assert artifacts["when"] == "always"
    assert artifacts["reports"] == {"junit": files["junit"], "codequality": files["gitlab"]} and artifacts["paths"] == [files["json"]]


def test_every_variable_is_used_and_nothing_runs_unasked():
    jobs = yaml.safe_load((INTEGRATION / "gitlab/twohop.gitlab-ci.yml").read_text())
    assert list(jobs) == [".twohop"]
    assert [name for name in JOB["variables"] if "$" + name not in JOB["script"][0]] == []
    assert all(isinstance(value, str) for value in JOB["variables"].values())
    assert "$[[" not in JOB["script"][0]


# ---------------------------------------------------------------- the program itself

def test_the_program_runs_in_the_script(system, testdata):
    code = system.run(twohop=os.path.abspath(os.environ["TWOHOP"]), paths=str(testdata / "3cx"), options="--as-of\n2023-04-21")
    assert code == 1 and "X_TRADER" in system.stdout


# ---------------------------------------------------------------- pre-commit

TAKEN = ["bom.json", "bom.xml", "sbom.json", "a/sbom.cdx.json", "vendor.cdx.xml", "x.spdx", "x.spdx.json", "x.spdx.json.gz", "SBOM.JSON",
         "vendor-sbom.json", "vendor_bom.xml", "a/b/bom-1.2.json", "x.cyclonedx.json", "deep/er/vendor.sbom.json.zst", "a b.cdx.json",
         "--config=x.cdx.json"]
LEFT = ["package.json", "bombastic.json", "sbom/readme.md", "bom/other.json", "x.json", "spdx.py", "sbom.json.py", "carbom.json", "sbom.jsonl"]


def command_of(hook, files, args=None):
    """As pre-commit builds it: the entry, the arguments, the files that were changed."""
    return [*shlex.split(hook["entry"]), *(hook["args"] if args is None else args), *files]


@pytest.mark.parametrize("hook", HOOKS.values(), ids=HOOKS)
def test_a_hook_takes_documents_by_their_names(hook):
    pattern = re.compile(hook["files"])
    assert [name for name in TAKEN if not pattern.search(name)] == []
    assert [name for name in LEFT if pattern.search(name)] == []


def test_a_hook_takes_our_own_documents(testdata):
    names = [str(path.relative_to(ROOT)) for path in testdata.glob("3cx/*.cdx.json")]
    assert names and all(re.search(HOOKS["twohop"]["files"], name) for name in names)


@pytest.mark.parametrize("hook", HOOKS.values(), ids=HOOKS)
def test_a_hook_has_what_pre_commit_demands(hook):
    assert set(hook) <= {"id", "name", "description", "entry", "args", "language", "files", "pass_filenames", "require_serial"}
    assert hook["language"] == "system" and hook["pass_filenames"] is True and hook["require_serial"] is True and hook["name"]
    assert hook["args"][-1] == "--", "a name that begins with a dash is no option"


def test_a_hook_tells_of_a_bad_document_and_of_a_bad_supplier(twohop, testdata, tmp_path):
    good = str(testdata / "3cx/3cx-desktopapp.cdx.json")
    (tmp_path / "--own.cdx.json").write_text('{"bomFormat": "CycloneDX", "specVersion"')
    assert twohop(command_of(HOOKS["twohop-inspect"], [good])[1:]).code == 0
    assert twohop(command_of(HOOKS["twohop-inspect"], [good, "--own.cdx.json"])[1:]).code == 65
    assert twohop(command_of(HOOKS["twohop"], [good])[1:]).code == 1
    assert twohop(command_of(HOOKS["twohop"], [good, "--own.cdx.json"])[1:]).code == 65


# ---------------------------------------------------------------- the image

def dockerfile():
    """[(instruction, rest)], lines joined."""
    text = re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", (INTEGRATION / "Dockerfile").read_text(), flags=re.MULTILINE))
    return [tuple(re.sub(r"\s+", " ", line).split(" ", 1)) for line in text.splitlines() if line.strip()]


def test_the_image_is_built_with_the_packages_of_the_lists():
    runs = [rest for word, rest in dockerfile() if word == "RUN"]
    assert runs[0] == "sh cmd/install.sh cmd/packages.txt cmd/integration/packages.txt"
    named = [re.split(r" && ", run.split("apt-get install")[1])[0] for run in runs if "apt-get install" in run]
    assert named == [" -y --no-install-recommends ca-certificates /tmp/*.deb"]


def test_the_image_has_two_stages_of_one_distribution_and_no_root():
    lines = dockerfile()
    assert [rest for word, rest in lines if word == "FROM"] == ["debian:12-slim AS build", "debian:12-slim"]
    words = [word for word, _ in lines]
    assert ("ENTRYPOINT", '["twohop"]') in lines and words.index("USER") < words.index("ENTRYPOINT") and words.count("USER") == 1
    assert re.fullmatch(r"[1-9]\d+:[1-9]\d+", dict(lines)["USER"])


def test_what_the_image_copies_is_there():
    ignored = [line for line in (INTEGRATION / "Dockerfile.dockerignore").read_text().split("\n") if line and line[0] != "#"]
    for word, rest in dockerfile():
        if word == "COPY" and not rest.startswith("--from"):
            for name in rest.split(" ")[:-1]:
                assert (ROOT / name).exists() and name.split("/")[0] not in ignored, name


def test_the_package_list_of_the_image_is_part_of_what_ci_installs():
    def packages(name):
        return {line for line in (ROOT / name).read_text().splitlines() if line and not line.startswith("#")}
    assert packages("cmd/integration/packages.txt") <= packages("tests/packages.txt")


# ---------------------------------------------------------------- README

def snippets():
    section = README.split("\n## In CI\n")[1].split("\n## ")[0]
    return [yaml.safe_load(text) for text in re.findall(r"```yaml\n(.*?)```", section, re.DOTALL)]


def test_the_examples_of_readme_name_what_there_is():
    github, gitlab, commit = snippets()
    assert set(github[0]["with"]) <= set(ACTION["inputs"]) and github[0]["uses"].split("/", 2)[2].startswith("cmd/integration/github@")
    assert github[1]["with"]["sarif_file"] == ACTION["inputs"]["sarif"]["default"]
    assert (ROOT / gitlab["include"]["file"]).is_file()
    job = next(value for name, value in gitlab.items() if name != "include")
    assert job["extends"] == ".twohop" and set(job["variables"]) <= set(JOB["variables"])
    for hook in commit["repos"][0]["hooks"]:
        assert hook["id"] in HOOKS and hook["args"][-1] == "--"
