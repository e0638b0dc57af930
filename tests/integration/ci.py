"""ci.py TOP WORK: runs action.yml, its examples and the job of GitLab as their
runners would, in WORK/repo with WORK/bin/postlint, and holds the problem
matchers to real output."""
import json
import os
import re
import subprocess
import sys

import yaml

TOP, WORK = sys.argv[1:]
REPO = os.path.join(WORK, "repo")
PATH = os.path.join(WORK, "bin") + ":" + os.environ["PATH"]
problems = []


def check(truth, *words):
    if not truth:
        problems.append(" ".join(str(word) for word in words))


def read(path, load=yaml.safe_load):
    with open(os.path.join(TOP, path), encoding="utf-8") as file:
        return load(file)


def shell(script, environment, options=("-e",), **more):
    return subprocess.run(["bash", "--noprofile", "--norc", *options, "-o", "pipefail", "-c", script], cwd=REPO,
                          env=environment, capture_output=True, text=True, timeout=120, check=False, **more)


ACTION = read("action.yml")


def run_action(inputs, action_path=TOP, path=PATH):
    """(exit status, what was printed, outputs, the summary of the job)."""
    check(set(inputs) <= set(ACTION["inputs"]), "action.yml knows not all of", *inputs)
    values = {"inputs." + name: str(inputs.get(name, of["default"])) for name, of in ACTION["inputs"].items()}
    files = {name: os.path.join(WORK, name) for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    printed = ""
    status = 0

    def fill(text):
        return re.sub(r"\${{ ([a-z.-]+) }}", lambda match: values[match.group(1)], text)

    open(files["GITHUB_STEP_SUMMARY"], "w").close()
    for step in ACTION["runs"]["steps"]:
        check("${{" not in step["run"], "action.yml: an expression in the shell's text of", step["name"])
        open(files["GITHUB_OUTPUT"], "w").close()
        environment = dict(os.environ, PATH=path, RUNNER_TEMP=WORK, GITHUB_ACTION_PATH=action_path, **files)
        environment.update({name: fill(value) for name, value in step.get("env", {}).items()})
        done = shell(step["run"], environment)
        printed += done.stdout + done.stderr
        with open(files["GITHUB_OUTPUT"], encoding="utf-8") as file:
            for line in file:
                name, value = line.rstrip("\n").split("=", 1)
                values["steps.%s.outputs.%s" % (step["id"], name)] = value
        status = done.returncode
        if status:
            break
    outputs = {name: fill(of["value"]) if re.search(r"{{ (.*) }}", of["value"]).group(1) in values else ""
               for name, of in ACTION["outputs"].items()}
    with open(files["GITHUB_STEP_SUMMARY"], encoding="utf-8") as file:
        return status, printed, outputs, file.read()


def results(outputs):
    with open(outputs["sarif"], encoding="utf-8") as file:
        return json.load(file)["runs"][0]["results"]


def action():
    status, printed, outputs, summary = run_action({"paths": "good"})
    check(status == 0 and outputs["exit-status"] == "0", "action: the good example:", printed)
    check(results(outputs) is not None and summary, "action: no SARIF, or no summary")
    status, printed, outputs, summary = run_action({"paths": "good\n\n  \nhost one\n"})
    check(status == 1 and outputs["exit-status"] == "1", "action: the bad example:", status, printed)
    check("::error file=host one/main.cf," in printed, "action: no annotation")
    check("tls-loglevel-debug" in summary, "action: no finding in the summary")
    check(any(result["level"] == "error" for result in results(outputs)), "action: no finding in SARIF")
    check(run_action({"paths": "host one", "fail-on": "never"})[0] == 0, "action: fail-on has no effect")
    args = "--select=logging\n--min-severity=error\n"
    only = run_action({"paths": "host one", "args": args})
    check({result["ruleId"] for result in results(only[2])} == {"tls-loglevel-debug"}, "action: args have no effect")
    check(run_action({"paths": "good", "profile": "mozilla-modern"})[0] == 1, "action: profile has no effect")
    status, printed, outputs, _ = run_action({"paths": "nothing-here"})
    check(status == 2 and outputs["exit-status"] == "2", "action: nothing to lint is no exit 2:", status, printed)
    for hostile in ("$(touch hurt)", "'; touch hurt; '", "--help", "`touch hurt`"):
        status, printed, _, _ = run_action({"paths": hostile, "profile": hostile, "fail-on": hostile})
        check(status == 2 and not os.path.exists(os.path.join(REPO, "hurt")), "action: takes", hostile, printed)
    # With none installed it is the one that the action comes with.
    tree = os.path.join(WORK, "action")
    os.makedirs(os.path.join(tree, "contrib"))
    with open(os.path.join(tree, "contrib/built.sh"), "w", encoding="utf-8") as file:
        file.write('#!/bin/sh\nexec "%s/bin/postlint" "$@"\n' % WORK)
    os.chmod(file.name, 0o755)
    path = ":".join(folder for folder in os.environ["PATH"].split(":")
                    if not os.path.exists(os.path.join(folder, "postlint")))
    libraries = ["pkg-config", "--exists", "yaml-0.1", "jansson", "mxml", "libcrypto"]
    if subprocess.run(libraries, check=False).returncode == 0:
        status, printed, _, _ = run_action({"paths": "good"}, tree, path)
        check(status == 0 and "installed" not in printed, "action: does not run its own:", printed)


def known_options():
    text = subprocess.run(["postlint", "--help"], env=dict(os.environ, PATH=PATH), capture_output=True, text=True,
                          check=True).stdout
    return set(re.findall(r"--[a-z][a-z-]*", text))


def workflows():
    for name in ("workflow", "workflow-forks"):
        with_forks = name == "workflow-forks"
        text = read("contrib/github/%s.yml" % name)
        triggers = text[True]  # YAML 1.1 takes "on" for that
        check("pull_request_target" not in triggers, name, "runs with secrets for strangers")
        check(text["permissions"] == {"contents": "read"}, name, "begins with more than reading")
        ours = 0
        for job in text["jobs"].values():
            check(not with_forks or "permissions" not in job, name, "has a job that may write")
            for step in job["steps"]:
                if step["uses"].startswith("actions/checkout@"):
                    check(step["with"]["persist-credentials"] is False, name, "leaves the token in the checkout")
                if not step["uses"].startswith("OWNER/postlint@"):
                    continue
                ours += 1
                args = step["with"].get("args", "").split()
                check(not with_forks or {"--isolated", "--no-ignores"} <= set(args), name, "can be silenced")
                unknown = {arg.split("=")[0] for arg in args} - known_options()
                check(not unknown, name, "has options that the program does not know:", *unknown)
                status, printed, _, _ = run_action(step["with"])
                check(status == 1 and "::error file=host one/main.cf," in printed, name, "finds nothing:", printed)
        check(ours == 1, name, "does not use the action")


def strangers():
    """What a pull request brings to silence the linter has no effect in workflow-forks."""
    step = [step for job in read("contrib/github/workflow-forks.yml")["jobs"].values() for step in job["steps"]
            if step["uses"].startswith("OWNER/postlint@")][0]
    before = run_action(step["with"])
    silent = os.path.join(REPO, ".postlint.yaml")
    with open(silent, "w", encoding="utf-8") as file:
        file.write("ignore: [protocols, ciphers, options, confusion, submission, logging]\n")
    with open(os.path.join(REPO, "host one/main.cf"), "r+", encoding="utf-8") as file:
        text = file.read()
        file.seek(0)
        file.write('# postlint: ignore-file[tls-loglevel-debug] reason="mine"\n' + text)
    with_settings = run_action({"paths": "."})
    after = run_action(step["with"])

    def rules(done):
        return sorted(result["ruleId"] for result in results(done[2]) if not result.get("suppressions"))

    check(len(rules(with_settings)) < len(rules(before)), "forks: settings and comments hide nothing, so nothing is shown")
    check(set(rules(before)) <= set(rules(after)), "forks: a pull request hides", set(rules(before)) - set(rules(after)))
    os.unlink(silent)
    with open(os.path.join(REPO, "host one/main.cf"), "w", encoding="utf-8") as file:
        file.write(text)


def gitlab():
    jobs = read("contrib/gitlab/postlint.gitlab-ci.yml")
    job = jobs["postlint"]
    variables = {name: str(value) for name, value in job["variables"].items()}
    check("$POSTLINT_IMAGE" == job["image"]["name"] and job["image"]["entrypoint"] == [""], "gitlab: no shell in the job")
    reports = job["artifacts"]["reports"]
    check(job["artifacts"]["when"] == "always", "gitlab: reports of a failed job are lost")
    for paths, want in (("good", 0), (".", 1)):
        environment = dict(os.environ, PATH=PATH, **variables)
        environment["POSTLINT_PATHS"] = paths
        done = shell("\n".join(job["script"]), environment)
        check(done.returncode == want, "gitlab:", paths, "ends with", done.returncode, done.stderr)
        with open(os.path.join(REPO, reports["codequality"]), encoding="utf-8") as file:
            found = json.load(file)
        lines = [line for line in done.stdout.split("\n") if line.endswith("]")]
        check(len(found) == len(lines), "gitlab: %d findings, %d lines" % (len(found), len(lines)))
        with open(os.path.join(REPO, reports["junit"]), encoding="utf-8") as file:
            check(file.read().count("<failure") == len(lines), "gitlab: junit has other findings")


def findings():
    """Lines of concise, each with what JSON says of it."""
    command = [os.path.join(WORK, "bin/postlint"), "--min-severity=style", "--fail-on=never", "host one", "good"]
    lines = subprocess.run(command + ["--format=concise", "--quiet"], cwd=REPO, capture_output=True, text=True,
                           check=True).stdout.splitlines()
    document = json.loads(subprocess.run(command + ["--format=json"], cwd=REPO, capture_output=True, text=True,
                                         check=True).stdout)
    return list(zip(lines, [finding for conf in document["configurations"] for finding in conf["findings"]], strict=True))


def hold(name, matchers, severities):
    """Exactly one of MATCHERS, each with a pattern, says of a line what JSON says."""
    pairs = findings()
    check(len(pairs) > 15 and len({finding["severity"] for _, finding in pairs}) == 4, name, "too few findings to tell")
    for line, finding in pairs:
        matches = [(matcher, re.search(matcher["pattern"]["regexp"], line)) for matcher in matchers]
        matches = [(matcher, match) for matcher, match in matches if match]
        check(len(matches) == 1, name, "%d matchers match" % len(matches), line)
        for matcher, match in matches:
            got = {key: match.group(group) for key, group in matcher["pattern"].items() if key != "regexp"}
            got["severity"] = got.get("severity", matcher.get("severity"))
            where = finding["location"]
            want = {"file": where["file"], "line": str(where["line"]), "column": str(where["column"]),
                    "severity": severities[finding["severity"]], "message": finding["message"], "code": finding["rule"]}
            check(got == want, name, "says", got, "not", want)
    for line in ("1 configuration checked for 8 targets: 10 errors", "::error file=a::b", "error: x [y]"):
        check(not any(re.search(matcher["pattern"]["regexp"], line) for matcher in matchers), name, "matches", line)


def matchers():
    github = read("contrib/github/problem-matcher.json", json.load)["problemMatcher"]
    owners = [matcher["owner"] for matcher in github]
    check(len(set(owners)) == len(owners), "problem-matcher.json: an owner twice")
    # The runner knows error, warning and notice.
    hold("problem-matcher.json", [dict(matcher, pattern=matcher["pattern"][0]) for matcher in github],
         {"error": "error", "warning": "warning", "info": "notice", "style": "notice"})
    task = read("contrib/vscode/tasks.json", json.load)["tasks"][0]
    hold("tasks.json", [task["problemMatcher"]], {name: name for name in ("error", "warning", "info", "style")})
    unknown = {arg.split("=")[0] for arg in task["args"] if arg.startswith("-")} - known_options()
    check(not unknown, "tasks.json: the program does not know", *unknown)


action()
workflows()
strangers()
gitlab()
matchers()
for problem in problems:
    print("ci:", problem)
sys.exit(bool(problems))
