"""Completion: what the tables hold is what the shells offer, asked as a person asks, with a tab."""
import os
import pathlib
import pty
import re
import select
import shutil
import subprocess
import time

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]


def rows(table, pattern):
    return re.findall(pattern, (ROOT / table).read_text(), re.MULTILINE)


COMMANDS = rows("cmd/commands.def", r'^TH_COMMAND\(\w+, "([^"]+)"')
OPTIONS = rows("cmd/options.def", r'^TH_OPTION\(\w+, "([^"]+)"')
FORMATS = rows("cmd/render/renderers.def", r'^TH_RENDERER\(\w+, "([^"]+)"')
VIEWS = rows("cmd/views.def", r'^TH_VIEW\((\w+), \w+, "([^"]+)"')
FEEDS = rows("feeds/sources.def", r'^TH_SOURCE\(\w+, "([^"]+)"')
RULES = rows("graph/rules.def", r'^TH_RULE\(\w+, "([^"]+)"')
SHELLS = rows("cmd/completion/shells.def", r"^TH_SHELL\((\w+)\)")


def need(shell):
    if not shutil.which(shell):
        pytest.skip("SKIPPED: there is no %s here, so completion for it was not run" % shell)


@pytest.fixture
def script(tmp_path, twohop):
    """script(shell) -> the file that completes for it."""
    def write(shell):
        done = twohop(["completion", shell])
        assert done.code == 0 and done.stderr == ""
        path = tmp_path / {"bash": "twohop", "zsh": "_twohop", "fish": "twohop.fish"}[shell]
        path.write_text(done.stdout)
        return path
    return write


@pytest.fixture
def bash(script, tmp_path):
    """bash(words as readline cuts them, the last being completed) -> what is offered."""
    need("bash")
    path = script("bash")

    def run(*words):
        done = subprocess.run(
            ["bash", "--norc", "-c", 'source "$1"; shift; COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)); _twohop twohop; '
             'printf "%s\\n" "${COMPREPLY[@]}"', "bash", path, "twohop", *words],
            cwd=tmp_path, capture_output=True, text=True, timeout=30, check=True)
        assert done.stderr == ""
        return done.stdout.split()
    return run


@pytest.fixture
def fish(script, tmp_path):
    """fish(line) -> what is offered."""
    need("fish")
    path = script("fish")

    def run(line):
        done = subprocess.run(["fish", "--no-config", "-c", "source $argv[1]; complete -C $argv[2]", path, line],
                              cwd=tmp_path, capture_output=True, text=True, timeout=30, check=True, env={**os.environ, "HOME": str(tmp_path)})
        assert done.stderr == ""
        return [line.split("\t")[0] for line in done.stdout.splitlines()]
    return run


class Terminal:
    """An interactive shell, a keyboard, and a twohop that writes down its arguments."""

    def __init__(self, folder, argv, set_up):
        program = folder / "bin" / "twohop"
        program.parent.mkdir()
        program.write_text('#!/bin/sh\nprintf "%s\\n" "$@" >"' + str(folder / "told") + '"\n')
        program.chmod(0o755)
        self.folder = folder
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.execvpe(argv[0], argv, {"PATH": "%s:%s" % (program.parent, os.environ["PATH"]), "TERM": "dumb", "HOME": str(folder),
                                       "LC_ALL": "C.UTF-8", "PS1": "ready> "})
        self.wait_for("ready> ")
        os.write(self.fd, (set_up + "; PS1='re''ady2> '\n").encode())
        self.wait_for("ready2> ")

    def wait_for(self, text, seconds=30):
        seen, end = b"", time.monotonic() + seconds
        while text.encode() not in seen:
            ready, _, _ = select.select([self.fd], [], [], max(0, end - time.monotonic()))
            assert ready, "the shell said %r, and never %r" % (seen.decode("utf-8", "replace"), text)
            seen += os.read(self.fd, 4096)

    def type(self, keys):
        """The arguments that twohop was started with, when these keys and the enter key had been pressed."""
        (self.folder / "told").unlink(missing_ok=True)
        os.write(self.fd, keys.encode() + b"\n")
        self.wait_for("ready2> ")
        return (self.folder / "told").read_text().splitlines()

    def close(self):
        os.close(self.fd)
        os.waitpid(self.pid, 0)


@pytest.fixture
def terminal(script, tmp_path):
    opened = []

    def start(shell):
        need(shell)
        path = script(shell)
        argv = {"bash": ["bash", "--norc", "--noprofile", "-i"], "zsh": ["zsh", "-f", "-i"]}[shell]
        set_up = {"bash": "bind 'set bell-style none'; source %s" % path,
                  "zsh": "fpath=(%s $fpath); autoload -Uz compinit; compinit -u -d %s/dump; unsetopt beep" % (path.parent, tmp_path)}[shell]
        opened.append(Terminal(tmp_path, argv, set_up))
        return opened[-1]
    yield start
    for one in opened:
        one.close()


# ---------------------------------------------------------------- all shells

@pytest.mark.parametrize("shell", SHELLS)
def test_every_row_of_the_tables_is_offered(twohop, shell):
    words = set(re.findall(r"[\w.-]+", twohop(["completion", shell]).stdout.replace("complete -c twohop", "")))
    if shell == "fish":
        words |= {"--" + word for word in re.findall(r" -l (\S+)", twohop(["completion", shell]).stdout)}
    wanted = {*COMMANDS, *OPTIONS, *FORMATS, *FEEDS, *RULES, *(name for _, name in VIEWS)}
    assert sorted(wanted - words) == []
    assert len(wanted) > 60


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_is_good_syntax(script, shell):
    need(shell)
    done = subprocess.run([shell, "-n", script(shell)], capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("shell", SHELLS)
def test_help_names_the_shells(twohop, shell):
    assert shell in twohop(["help", "completion"]).stdout.splitlines()[0]


@pytest.mark.parametrize("args", [[], ["tcsh"], ["bash", "zsh"], ["ba"]])
def test_another_shell_is_refused(twohop, args):
    done = twohop(["completion", *args])
    assert (done.code, done.stdout) == (64, "")
    assert "bash, zsh or fish" in done.stderr


def test_a_script_that_cannot_be_written_is_told(twohop):
    full = subprocess.run([os.environ["TWOHOP"], "completion", "bash"], stdout=open("/dev/full", "w"), stderr=subprocess.PIPE, text=True)
    assert full.returncode == 73 and "standard output" in full.stderr


@pytest.mark.parametrize("command,name", VIEWS)
def test_a_format_that_is_offered_is_taken(twohop, testdata, command, name):
    operand = {"inspect": [testdata / "3cx" / "3cx-desktopapp.cdx.json"], "feeds": ["list", "--data", "."], "help": [],
               "verify": [testdata / "3cx" / "3cx-desktopapp.cdx.json"]}[command]
    assert twohop([command, "--format", name, *operand]).code == (2 if command == "verify" else 0)  # an SBOM is not signed


# ---------------------------------------------------------------- bash

def test_bash_offers_the_commands(bash):
    assert bash("") == COMMANDS
    assert bash("ex") == ["explain"]


@pytest.mark.parametrize("command", COMMANDS)
def test_bash_offers_a_command_the_options_that_its_help_lists(bash, twohop, command):
    listed = re.findall(r"^  (?:-\w, |    )(--[\w-]+)", twohop(["help", command]).stdout, re.MULTILINE)
    assert [word for word in bash(command, "-") if word.startswith("--")] == listed


def test_bash_offers_before_a_command_only_what_all_commands_have(bash):
    assert bash("--") == ["--color", "--help", "--version"]


def test_bash_offers_formats_behind_the_option_and_behind_its_equals_sign(bash):
    assert bash("audit", "--format", "") == FORMATS
    assert bash("audit", "--format", "=", "js") == bash("audit", "--format", "js") == ["json"]
    assert bash("audit", "--format", "=") == FORMATS


def test_bash_knows_the_formats_of_other_commands(bash):
    for command in sorted({command for command, _ in VIEWS}):
        assert bash(command, "--format", "") == [name for whose, name in VIEWS if whose == command]


def test_bash_leaves_the_file_of_a_format_to_readline(bash):
    assert bash("audit", "--format", "json", "=", "re") == []
    assert bash("audit", "--format", "=", "json", "=", "re") == []


def test_bash_offers_levels_and_classes_and_goes_on_behind_a_comma(bash):
    assert "high" in bash("audit", "--fail-on", "") and "violation=" in bash("audit", "--fail-on", "")
    assert bash("audit", "--fail-on", "violation", "=", "h") == ["high"]
    assert bash("audit", "--fail-on", "violation", "=", "high,bl") == ["high,blind-spot="]
    assert bash("audit", "--fail-on", "violation", "=", "high,blind-spot", "=", "ne") == ["never"]


def test_bash_offers_the_whole_word_where_equals_signs_do_not_cut(bash):
    assert bash("audit", "--format=js") == ["--format=json"]
    assert bash("audit", "--fail-on=violation=high,blind-spot=ne") == ["--fail-on=violation=high,blind-spot=never"]


def test_bash_offers_verbs_and_what_they_ask_for(bash):
    assert bash("feeds", "") == ["list", "status", "update", "import", "probe"]
    assert bash("feeds", "update", "") == bash("feeds", "update", "kev", "") == bash("feeds", "import", "") == FEEDS
    assert bash("feeds", "import", "osv", "") == bash("feeds", "list", "") == []
    assert "semver" in bash("vers", "compare", "")


def test_bash_offers_rules_to_explain(bash):
    assert set(RULES) <= set(bash("explain", "")) and "hop" in bash("explain", "")
    assert bash("explain", "end-of-life-d") == ["end-of-life-distributed"]
    assert len(bash("explain", "")) == len(set(bash("explain", "")))


def test_bash_takes_an_option_with_its_value_for_no_command(bash):
    assert bash("--as-of", "2023-03-15", "") == COMMANDS
    assert bash("--as-of", "=", "2023-03-15", "fee") == ["feeds"]
    assert bash("--color", "never", "feeds", "-q", "st") == ["status"]


def test_bash_offers_no_options_behind_two_dashes(bash):
    assert bash("audit", "--", "-") == []


@pytest.mark.parametrize("word", ["$(touch pwned)", "`touch pwned`", "';touch pwned;'", "*", "a b", "[", "\\"])
@pytest.mark.parametrize("line", [["{}"], ["audit", "{}"], ["audit", "--format", "{}"], ["{}", ""], ["feeds", "{}", ""], ["audit", "--{}", ""]])
def test_bash_runs_nothing_of_what_is_typed(bash, tmp_path, word, line):
    bash(*(part.format(word) for part in line))
    assert not (tmp_path / "pwned").exists()


def test_a_tab_completes_in_bash(terminal, tmp_path):
    keyboard = terminal("bash")
    (tmp_path / "report of today.json").touch()
    (tmp_path / "some folder").mkdir()
    assert keyboard.type("twohop au\t--fo\tjs\t=rep\t--col\tne\t") == ["audit", "--format", "json=report of today.json", "--color", "never"]
    assert keyboard.type("twohop audit --format=js\t=rep\t") == ["audit", "--format=json=report of today.json"]
    assert keyboard.type("twohop audit --fail-on vio\thi\t") == ["audit", "--fail-on", "violation=high"]
    assert keyboard.type("twohop feeds st\t--data so\t") == ["feeds", "status", "--data", "some folder/"]
    assert keyboard.type("twohop why re\t rep\t") == ["why", "re", "report of today.json"]


# ---------------------------------------------------------------- zsh

def test_a_tab_completes_in_zsh(terminal, tmp_path):
    keyboard = terminal("zsh")
    (tmp_path / "report of today.json").touch()
    assert keyboard.type("twohop au\t--form\tjs\t=rep\t--col\tne\t") == ["audit", "--format=json=report of today.json", "--color=never"]
    assert keyboard.type("twohop feeds imp\tmal\trep\t") == ["feeds", "import", "malicious-packages", "report of today.json"]
    assert keyboard.type("twohop feeds --data . upd\tend\t") == ["feeds", "--data", ".", "update", "endoflife"]
    assert keyboard.type("twohop explain end-of-life-d\t") == ["explain", "end-of-life-distributed"]
    assert keyboard.type("twohop audit --fail-on violation=hi\t") == ["audit", "--fail-on", "violation=high"]
    assert keyboard.type("twohop help two\t") == ["help", "twohop.yaml"]


# ---------------------------------------------------------------- fish

def test_fish_offers_commands_options_and_formats(fish):
    assert sorted(fish("twohop ")) == sorted(COMMANDS)
    assert fish("twohop audit --form") == ["--format"] and fish("twohop vers --form") == []
    assert set(FORMATS) <= set(fish("twohop audit --format ")) and "purls" in fish("twohop inspect --format pu")
    assert fish("twohop --as-of 2023-03-15 exp") == ["explain"]


def test_fish_offers_feeds_rules_levels_and_files(fish, tmp_path):
    (tmp_path / "vendor.cdx.json").touch()
    assert fish("twohop feeds import ke") == ["kev"] and fish("twohop feeds import kev vend") == ["vendor.cdx.json"]
    assert fish("twohop explain end-of-life-d") == ["end-of-life-distributed"]
    assert "violation=high" in fish("twohop audit --fail-on violation=")
    assert "violation=high,blind-spot=" in fish("twohop audit --fail-on violation=high,bl")
    assert fish("twohop audit vend") == ["vendor.cdx.json"]
    assert fish("twohop audit --format json=vend") == ["json=vendor.cdx.json"]
