#!/usr/bin/env python3
"""schema: the JSON Schemas of rule and settings files, with a validator that is
not ours.

    tests/integration/schema.py RULES-SCHEMA SETTINGS-SCHEMA POSTLINT

Every file of rules/ must fit, and what is wrong below must be refused by the
validator and by postlint alike."""
import copy
import glob
import json
import re
import subprocess
import sys
import tempfile

import jsonschema
import yaml


class Core(yaml.SafeLoader):
    """Scalars as the core schema of YAML 1.2 has them: off and no are words."""


Core.yaml_implicit_resolvers = {}
Core.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))
Core.add_implicit_resolver("tag:yaml.org,2002:int", re.compile("^-?[0-9]+$"), list("-0123456789"))

GOOD = {
    "rules": [
        {
            "id": "own-rule",
            "title": "t",
            "category": "files",
            "severity": "error",
            "subject": "service",
            "when": {"level": "may", "postfix": ">=3.6 <3.8", "smtpd_tls_loglevel": {"at-least": 1}},
            "message": "m",
            "why": "w",
            "examples": [{"fails": "f", "main": "a = b\n", "at": "none"}, {"passes": "p", "main": ""}],
        }
    ],
    "profiles": [{"name": "own", "title": "t", "suites": [], "rsa-bits": 3000, "rules": {"own-rule": "off"}}],
}

# Way to a value, and what stands there instead; None takes it away.
WRONG = [
    ("rules 0 severity", "fatal"),
    ("rules 0 category", "file"),
    ("rules 0 subject", ["service", "server"]),
    ("rules 0 id", "Own Rule"),
    ("rules 0 title", None),
    ("rules 0 examples", None),
    ("rules 0 roles", ["mx", "mta"]),
    ("rules 0 suppressible", "maybe"),
    ("rules 0 floor", "rsa"),
    ("rules 0 confidence", "high"),
    ("rules 0 levle", "may"),
    ("rules 0 profiles", {"strict": "fatal"}),
    ("rules 0 when", {}),
    ("rules 0 when levle", "may"),
    ("rules 0 when smtpd_tls_loglvl", "1"),
    ("rules 0 when level", {"isnt": "may"}),
    ("rules 0 when postfix", "3.6"),
    ("rules 0 when protocols", "TLSv1.4"),
    ("rules 0 when port", {"at-least": "many"}),
    ("rules 0 when exposed", "perhaps"),
    ("rules 0 when any", []),
    ("rules 0 variants", [{"severity": "info"}]),
    ("rules 0 fix", [{"safe": True}]),
    ("rules 0 fix", [{"set": {"smtpd_tls_loglevel": "1", "smtp_tls_loglevel": "1"}, "text": "t"}]),
    ("rules 0 examples 0 at", None),
    ("rules 0 examples 1 main", None),
    ("rules 0 examples 1 fails", "f"),
    ("profiles 0 name", None),
    ("profiles 0 rsa-bits", "many"),
    ("profiles 0 rsa-bit", 3000),
    ("profiles 0 min-protocol", "TLS1.2"),
    ("profiles 0 cipher-order", "server"),
    ("profiles 0 own-dh-group", "required"),
    ("profiles 0 applies-to", "sip"),
    ("profiles 0 rules own-rule", "fatal"),
    ("rulez", []),
]


GOOD_SETTINGS = {
    "profile": "strict",
    "select": ["protocols", "smtpd-*"],
    "ignore": [],
    "severity": {"ciphers": "off", "deprecated": "error"},
    "min-severity": "style",
    "fail-on": "never",
    "platforms": ["debian-12", "upstream"],
    "paths": {"hosts/*": {"postfix": "3.7", "openssl": "3.0.22", "ignore": "confusion"}, "mx": {"profile": "default"}},
}

WRONG_SETTINGS = [
    ("profile", ["strict", "default"]),
    ("selct", "protocols"),
    ("select", []),
    ("select", {"protocols": True}),
    ("severity", "off"),
    ("severity", {"ciphers": "loud"}),
    ("min-severity", "off"),
    ("min-severity", "never"),
    ("fail-on", "off"),
    ("platforms", "debain-12"),
    ("platforms", []),
    ("postfix", "3.7"),
    ("paths", []),
    ("paths hosts/* postfix", "new"),
    ("paths hosts/* platforms", "debian-12"),
    ("paths hosts/* rules", "x.yaml"),
    ("paths hosts/* fail-on", "error"),
    ("paths hosts/* paths", {}),
]


def changed(good, way, value):
    document = copy.deepcopy(good)
    *parents, last = way.split()
    at = document
    for step in parents:
        at = at[int(step) if step.isdigit() else step]
    if value is None:
        del at[last]
    else:
        at[last] = value
    return document


def validator_of(path):
    with open(path, encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


def loads(command, document):
    """Whether postlint takes DOCUMENT, whose name comes behind COMMAND's last word."""
    with tempfile.NamedTemporaryFile("w", suffix=".yaml", encoding="utf-8") as file:
        yaml.safe_dump(document, file)
        file.flush()
        full = command[:-1] + [command[-1] + file.name]
        return subprocess.run(full, capture_output=True, check=False).returncode != 2


def compare(validator, command, good, wrong):
    """What is wrong about the validator or the program."""
    failed = []
    if not loads(command, good) or not validator.is_valid(good):
        failed.append("what is right is refused: %s" % command[-1])
    for way, value in wrong:
        document = changed(good, way, value)
        if validator.is_valid(document):
            failed.append("%s = %r: the schema takes it" % (way, value))
        if loads(command, document):
            failed.append("%s = %r: postlint takes it" % (way, value))
    return failed


def main():
    rules_schema, settings_schema, postlint = sys.argv[1:]
    validator = validator_of(rules_schema)
    failed = compare(validator, [postlint, "rules", "--rules="], GOOD, WRONG)
    failed += compare(
        validator_of(settings_schema), [postlint, "examples/good", "--config="], GOOD_SETTINGS, WRONG_SETTINGS
    )

    paths = sorted(glob.glob("rules/*.yaml") + glob.glob("rules/profiles/*.yaml"))
    for path in paths:
        with open(path, encoding="utf-8") as file:
            document = yaml.load(file, Loader=Core)  # a SafeLoader
        for error in list(validator.iter_errors(document))[:3]:
            failed.append("%s: %s: %s" % (path, error.json_path, error.message[:200]))
    if len(paths) < 10:
        failed.append("there are no rules")
    for line in failed:
        print("schema: " + line)
    print("schema: %d files, %d wrong documents, %d failed" % (len(paths), len(WRONG) + len(WRONG_SETTINGS), len(failed)))
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
