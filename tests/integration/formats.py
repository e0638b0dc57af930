"""formats: the findings of one run, read back from each format.

usage: formats.py NAME     (the files NAME.json, NAME.sarif, ...)

Each format is parsed by its own published rules and must hold the same
findings as the JSON document, and nothing that a reader could take for
something else.
"""

import json
import re
import sys
import urllib.parse
import xml.etree.ElementTree as tree
from collections import Counter

import jsonschema

name = sys.argv[1]
problems = []


def check(holds, words):
    if not holds:
        problems.append(words)


def load(kind):
    with open(f"{name}.{kind}", "rb") as file:
        data = file.read()
    text = data.decode("utf-8")
    hidden = re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]", text)
    check(not hidden, f"{kind}: a control character {hidden!r}")
    check("##[" not in text, f"{kind}: a command for a runner")
    return text


# What all are compared with: (file, line, column, rule), a finding without a
# place with the first file of its configuration.
document = json.loads(load("json"))
want, placed, messages = Counter(), Counter(), Counter()
for conf in document["configurations"]:
    for finding in conf["findings"]:
        place = finding["location"]
        file = place["file"] if place else conf["files"][0]
        line, column = (place["line"], place["column"]) if place else (1, 1)
        want[file, line, column, finding["rule"]] += 1
        messages[finding["rule"], finding["message"]] += 1
errors = Counter(error["message"] for error in document["errors"])
total = sum(want.values())


def compare(kind, got, expected=None):
    expected = want if expected is None else expected
    check(got == expected, f"{kind}: {list((got - expected).items())[:3]} too many, "
                           f"{list((expected - got).items())[:3]} missing")


# SARIF: paths are URI references.
sarif = json.loads(load("sarif"))
run = sarif["runs"][0]
rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
got, prints = Counter(), Counter()
for result in run["results"]:
    check(rules[result["ruleIndex"]] == result["ruleId"], "sarif: ruleIndex")
    physical = result["locations"][0]["physicalLocation"]
    uri = physical["artifactLocation"]["uri"]
    check(not re.search(r"[^A-Za-z0-9/._~%-]", uri), f"sarif: {uri} is no URI")
    file = urllib.parse.unquote_to_bytes(uri)
    region = physical.get("region", {"startLine": 1, "startColumn": 1})
    got[file, region["startLine"], region["startColumn"], result["ruleId"]] += 1
    prints[json.dumps(result["partialFingerprints"], sort_keys=True)] += 1


def visible(data):
    """A path as the other formats show it."""
    text = data.decode("utf-8", "surrogateescape")
    text = re.sub("[\udc80-\udcff]", lambda m: f"\\x{ord(m[0]) - 0xDC00:02x}", text)
    text = text.replace("##[", "##\\x5b")
    return re.sub("[\x00-\x1f\x7f-\x9f]", lambda m: f"\\x{ord(m[0]):02x}", text)


compare("sarif", Counter({(visible(key[0]),) + key[1:]: n for key, n in got.items()}))
check(all(n == 1 for n in prints.values()), "sarif: two results with one fingerprint")
check(run["invocations"][0]["executionSuccessful"] == (not errors), "sarif: executionSuccessful")
check(Counter(note["message"]["text"] for note in run["invocations"][0]["toolExecutionNotifications"]) == errors,
      "sarif: errors")

# Checkstyle.
got, told = Counter(), Counter()
for file in tree.fromstring(load("checkstyle").encode()).iter("file"):
    for error in file:
        if error.get("source") == "postlint":
            told[error.get("message")] += 1
            continue
        rule = error.get("source").removeprefix("postlint.")
        got[file.get("name"), int(error.get("line")), int(error.get("column")), rule] += 1
compare("checkstyle", got)
check(told == errors, "checkstyle: errors")

# JUnit: one test case with one failure for each finding.
root = tree.fromstring(load("junit").encode())
got, told = Counter(), Counter()
for suite in root:
    check(int(suite.get("tests")) == len(suite), "junit: the number of tests")
    check(int(suite.get("failures")) == len(suite.findall("testcase/failure")), "junit: the number of failures")
    for case in suite:
        check(len(case) <= 1, "junit: one failure in each test case")
        for child in case:
            if child.tag == "error":
                told[child.get("message")] += 1
            else:
                got[case.get("name"), child.get("message")] += 1
compare("junit", got, messages)
check(told == errors, "junit: errors")

# GitLab: https://docs.gitlab.com/ci/testing/code_quality/
SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!\./)."},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}
issues = json.loads(load("gitlab"))
jsonschema.validate(issues, SCHEMA)
check(len({issue["fingerprint"] for issue in issues}) == len(issues), "gitlab: fingerprints")
compare("gitlab",
        Counter((issue["location"]["path"], issue["location"]["lines"]["begin"], issue["check_name"])
                for issue in issues if issue["check_name"] != "postlint-error"),
        Counter({key: sum(n for k, n in want.items() if (k[0], k[1], k[3]) == key)
                 for key in {(k[0], k[1], k[3]) for k in want}}))
check(Counter(i["description"] for i in issues if i["check_name"] == "postlint-error") == errors, "gitlab: errors")


# GitHub: the parser of actions/runner, ActionCommand.TryParseV2.
def unescape(text, pairs):
    for escaped, plain in pairs:
        text = text.replace(escaped, plain)
    return text


DATA = [("%0D", "\r"), ("%0A", "\n"), ("%25", "%")]
PROPERTY = [("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")]
kinds, shown, also, left = Counter(), 0, 0, 0
for line in load("github").splitlines():
    if not line.strip().startswith("::"):
        check(line.startswith("also: "), f"github: the line {line}")
        also += 1
        continue
    head, _, message = line.strip()[2:].partition("::")
    kind, _, rest = head.partition(" ")
    check(kind in ("error", "warning", "notice"), f"github: the command {kind}")
    kinds[kind] += 1
    values = dict(part.split("=", 1) for part in rest.split(","))
    check(set(values) <= {"file", "line", "endLine", "col", "endColumn", "title"}, f"github: properties {values}")
    title = unescape(values["title"], PROPERTY)
    message = unescape(message, DATA).split("\nFix: ")[0]
    if title == "postlint":
        count = re.match(r"(\d+) more finding", message)
        left += int(count[1]) if count else 0
        check(count or message in errors, f"github: {message}")
        continue
    shown += 1
    check((title, message) in messages, f"github: {title} {message}")
    key = (unescape(values["file"], PROPERTY), int(values.get("line", 1)))
    check(any((k[0], k[1]) == key for k in want), f"github: the place {key}")
check(shown + also == total and left == also, f"github: {shown} and {also} of {total}, {left} said to be left")
check(all(n <= 10 for n in kinds.values()) or len(errors) > 10, f"github: {kinds}")

# Markdown: one row of four cells for each, no raw markup of theirs.
rows = [line for line in load("markdown").splitlines() if re.match(r"\| (error|warning|info|style) \|", line)]
check(len(rows) == min(total, 100), f"markdown: {len(rows)} rows of {total}")
for row in rows:
    cells = re.split(r"(?<!\\)(?:\\\\)*\|", row)
    check(len(cells) == 6, f"markdown: {len(cells) - 2} cells in {row}")
    bare = re.sub(r"\\.", "", row).replace("<!-- -->", "").replace("<br>", "")
    check(not re.search(r"[<>`\[\]@#*_&]", bare), f"markdown: markup in {row}")

for problem in problems[:10]:
    print(f"formats: {problem}")
sys.exit(1 if problems else 0)
