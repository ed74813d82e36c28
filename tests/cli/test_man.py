"""Man pages: what the tables hold, in good roff, and whole when it has been rendered."""
import os
import pathlib
import re
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]


def rows(table, pattern):
    return re.findall(pattern, (ROOT / table).read_text(), re.MULTILINE)


COMMANDS = rows("cmd/commands.def", r'^TH_COMMAND\(\w+, "([^"]+)"')
SUMMARIES = rows("cmd/commands.def", r'^TH_COMMAND\(\w+, "([^"]+)", "[^"]*", "([^"]+)"')
EXITS = rows("cmd/exits.def", r'^TH_EXIT\(\w+, (\d+), "([^"]+)"')
VARIABLES = rows("cmd/surroundings.def", r'^TH_VARIABLE\("([^"]+)", "([^"]*)"')
KEYS = rows("graph/config_keys.def", r'^TH_CONFIG_KEY\((\w+), "?(\w+)"?, (\w+),')
TOPICS = ["", *COMMANDS, "twohop.yaml"]


@pytest.fixture
def page(twohop):
    """page(topic) -> the man page as roff."""
    def make(topic=""):
        done = twohop(["help", *([topic] if topic else []), "--format", "man"])
        assert (done.code, done.stderr) == (0, "")
        return done.stdout
    return make


@pytest.fixture
def shown(page):
    """shown(topic) -> the page as a terminal shows it, each paragraph on one line."""
    if not shutil.which("groff") and not shutil.which("mandoc"):
        pytest.skip("SKIPPED: neither groff nor mandoc is here, so no man page was rendered")
    renderer = ["groff", "-man", "-Tascii", "-P-c", "-rHY=0"] if shutil.which("groff") else ["mandoc", "-Tascii"]

    def make(topic=""):
        done = subprocess.run(renderer, input=page(topic), capture_output=True, text=True, timeout=30, check=True)
        return re.sub(r"\s+", " ", re.sub(r".\x08", "", done.stdout))
    return make


# ---------------------------------------------------------------- good roff

@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("checker", [
    ["groff", "-man", "-ww", "-z"], ["man", "--warnings", "-E", "UTF-8", "-Tutf8", "-Z", "-l", "-"], ["mandoc", "-T", "lint", "-W", "warning"]],
    ids=["groff", "man", "mandoc"])
def test_a_checker_of_man_pages_has_nothing_to_say(page, topic, checker):
    if not shutil.which(checker[0]):
        pytest.skip("SKIPPED: there is no %s here, so it did not check the man pages" % checker[0])
    done = subprocess.run(checker, input=page(topic), capture_output=True, text=True, timeout=30, env={**os.environ, "MANROFFSEQ": ""})
    said = done.stderr + (done.stdout if checker[0] == "mandoc" else "")
    assert (done.returncode, said) == (0, "")


@pytest.mark.parametrize("topic", TOPICS)
def test_lines_are_requests_or_text_that_cannot_be_taken_for_one(page, topic):
    text = page(topic)
    assert text.isascii() and text.endswith("\n") and "\n\n" not in text
    lines = text.splitlines()
    assert [line for line in lines if line.startswith("'")] == []
    assert [line for line in lines if line.startswith(".") and not re.match(r'\.(\\"|TH|SH|SS|TP|PP|BR|nf|fi)( |$)', line)] == []


@pytest.mark.parametrize("topic", TOPICS)
def test_what_is_to_be_typed_can_be_copied(page, topic):
    """A bare hyphen, caret, tilde or quote would be shown as another character."""
    texts = [line for line in page(topic).splitlines() if not line.startswith(('.\\"', ".TH"))]
    bare = re.compile(r"(?<!\\)-|[\^~`']")
    assert [line for line in texts if bare.search(re.sub(r"\\\((aq|dq|ga|ha|ti)|\\-", "", line))] == []


@pytest.mark.parametrize("topic", TOPICS)
def test_a_page_has_its_sections_in_the_usual_order(page, topic):
    order = ["NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "KEYS", "OPTIONS", "FORMATS", "EXIT STATUS", "ENVIRONMENT", "FILES", "EXAMPLES",
             "SEE ALSO"]
    found = re.findall(r'^\.SH "(.*)"$', page(topic), re.MULTILINE)
    assert found == [name for name in order if name in found]
    assert {"NAME", "DESCRIPTION", "SEE ALSO"} <= set(found)


# ---------------------------------------------------------------- what they say

@pytest.mark.parametrize("name,summary", SUMMARIES)
def test_a_command_has_a_page_with_its_name_and_summary(shown, page, name, summary):
    assert page(name).splitlines()[1].startswith('.TH "TWOHOP\\-%s" 1 ' % name.upper())
    assert "twohop-%s - %s" % (name, summary) in shown(name)


def words(text):
    """Without what hyphenation and the filling of lines may do to it."""
    return re.sub(r"[\s-]", "", text)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_page_says_all_that_help_says(shown, twohop, command):
    said = words(shown(command))
    help_text = twohop(["help", command]).stdout
    about = help_text.split("\n\n")[1]
    assert words(about) in said
    options = re.split(r"\n(?=  )", help_text.split("\nOptions\n")[1].split("\n\n")[0].replace("\n" + " " * 30, " "))
    assert len(options) >= 3
    for option in options:
        assert words(option) in said


def test_the_page_of_the_program_names_all_commands_exit_codes_and_variables(shown):
    said = shown()
    for command in COMMANDS:
        assert "twohop-%s(1)" % command in said
    for code, meaning in EXITS:
        assert words(code + meaning) in words(said)
    for name, _ in VARIABLES:
        assert name in said
    assert "twohop.yaml(5)" in said


@pytest.mark.parametrize("command", COMMANDS)
def test_a_page_names_the_variables_that_the_command_heeds_and_no_others(shown, command):
    section = shown(command).split(" ENVIRONMENT ")[1].split(" SEE ALSO ")[0]
    for name, commands in VARIABLES:
        heeds = not commands or command in commands.split()
        assert (re.search(r"\b%s\b" % name, section.split(" FILES ")[0]) is not None) >= heeds
    if "feeds" not in command:
        assert "TWOHOP_FETCH" not in section


def test_every_variable_that_the_program_reads_is_told():
    read = set()
    for source in [*ROOT.glob("cmd/**/*.c"), *ROOT.glob("feeds/fetch/*.c")]:
        text = source.read_text()
        read |= set(re.findall(r'\b(?:getenv|variable)\("(\w+)"\)', text))
        for names in re.findall(r"names\[\] = \{([^}]*)\}", text):
            read |= set(re.findall(r'"([A-Z_]{3,})"', names))
    told = (ROOT / "cmd/surroundings.def").read_text()
    assert len(read) > 6
    assert sorted(name for name in read - {"HOME"} if not re.search(r"\b%s\b" % name, told)) == []


def test_examples_are_of_the_command_under_which_they_stand():
    examples = rows("cmd/examples.def", r'^TH_EXAMPLE\((\w+), "([^"]+)"')
    assert len(examples) > 8
    assert [line for command, line in examples if not re.search(r"\btwohop %s\b" % command, line)] == []


# ---------------------------------------------------------------- twohop.yaml(5)

def test_every_key_of_the_configuration_has_a_line_and_a_meaning(page):
    told = re.findall(r"^\.SS \"(.*)\"|^\\fB([\w]+)\\fR\n(.*)", page("twohop.yaml"), re.MULTILINE)
    sections = [where for where, _, _ in told if where]
    assert len(sections) == len(rows("graph/config_keys.def", r"^TH_CONFIG_SECTION\((\w+)"))
    assert sorted(key for _, key, _ in told if key) == sorted(key for _, key, _ in KEYS)
    meanings = set(rows("cmd/config_help.def", r"^TH_KEY_HELP\((\w+), (\w+), "))
    assert sorted({(section, key) for section, key, _ in KEYS} - meanings) == [], "add them to cmd/config_help.def"


def test_every_kind_of_value_is_told_in_words():
    told = set(re.findall(r'^\t\{ "([A-Z_]+)",', (ROOT / "cmd/manual.c").read_text(), re.MULTILINE))
    assert sorted({kind for _, _, kind in KEYS} - told) == [], "add them to the kinds of cmd/manual.c"


def test_help_tells_the_keys_on_eighty_columns(twohop):
    done = twohop(["help", "twohop.yaml"])
    assert done.code == 0 and [line for line in done.stdout.splitlines() if len(line) > 80] == []
    for _, key, _ in KEYS:
        assert re.search(r"^  %s\b" % key, done.stdout, re.MULTILINE), key


def test_the_sample_is_a_good_configuration(twohop, shown, tmp_path, testdata):
    sample = twohop(["help", "twohop.yaml"]).stdout.split("\nExample\n")[1]
    (tmp_path / "twohop.yaml").write_text(sample)
    done = twohop(["audit", testdata / "3cx", "--as-of", "2023-04-21"])
    assert done.code == 1 and "twohop.yaml" not in done.stderr
    assert re.sub(r"\s+", " ", sample).strip() in shown("twohop.yaml")


# ---------------------------------------------------------------- where it goes

def test_a_page_goes_into_a_file(twohop, page, tmp_path):
    done = twohop(["help", "why", "--format", "man=why.1"])
    assert (done.code, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "why.1").read_text() == page("why")


def test_a_page_that_cannot_be_written_is_told(twohop):
    done = twohop(["help", "--format", "man=no/such/folder/twohop.1"])
    assert done.code == 73 and "no/such/folder" in done.stderr


@pytest.mark.parametrize("args", [["--format", "html"], ["--format", "man", "--format", "text"], ["adit", "--format", "man"]])
def test_other_forms_and_other_topics_are_refused(twohop, args):
    done = twohop(["help", *args])
    assert (done.code, done.stdout) == (64, "") and done.stderr


def test_the_text_form_is_what_help_prints(twohop):
    assert twohop(["help", "audit", "--format", "text"]).stdout == twohop(["help", "audit"]).stdout
