"""Types at a shell in a pseudo-terminal: completions.py SHELL FILES.

FILES is the folder of the completions.  "postlint" is a function here that
prints its arguments, so that what a TAB made of a line is seen.
"""
import os
import pty
import re
import select
import sys
import time

SHELL, FILES = sys.argv[1:]
SET_UP = {
    "bash": (["bash", "--norc", "--noprofile", "-i"],
             "bind 'set enable-bracketed-paste off'; bind 'set bell-style none'; PS1='READY> '",
             "postlint() { printf 'GOT'; printf '<%s>' \"$@\"; echo; }; . " + FILES + "/postlint.bash"),
    "zsh": (["zsh", "-f", "-i"],
            "unsetopt zle_bracketed_paste prompt_cr prompt_sp; unset zle_bracketed_paste; setopt no_beep; PS1='READY> '",
            "fpath=(" + FILES + " $fpath); autoload -Uz compinit && compinit -u -D; "
            "postlint() { printf 'GOT'; printf '<%s>' \"$@\"; echo }"),
}
# What is typed, and what the program gets of it.
LINES = [
    ("postlint --form\tjs\t", "<--format=json>"),
    ("postlint --select=smtpd-weak-prot\t", "<--select=smtpd-weak-protocols>"),
    ("postlint --select=logging,smtpd-weak-prot\t", "<--select=logging,smtpd-weak-protocols>"),
    ("postlint expl\tsmtpd-weak-prot\t", "<explain><smtpd-weak-protocols>"),
    ("postlint show --plat\tdebian-12\t", "<show><--platform=debian-12>"),
    ("postlint --outp\tsar\tx", "<--output=sarif=x>"),
    ("postlint --prof\tstr\t", "<--profile=strict>"),
    ("postlint --quie\tmain\t", "<--quiet><main.cf>"),
    ("postlint --baseline=mai\t", "<--baseline=main.cf>"),
]
# fish says what it would complete.
FISH = [
    ("postlint --form", "--format"),
    ("postlint --format=js", "--format=json"),
    ("postlint --format js", "json"),
    ("postlint --select=logging,smtpd-weak-prot", "--select=logging,smtpd-weak-protocols"),
    ("postlint --output=sar", "--output=sarif="),
    ("postlint --profile=str", "--profile=strict"),
    ("postlint expl", "explain"),
    ("postlint explain smtpd-weak-prot", "smtpd-weak-protocols"),
    ("postlint show --platform=debian-12", "--platform=debian-12"),
    ("postlint mai", "main.cf"),
]


class Terminal:
    def __init__(self, command):
        self.child, self.file = pty.fork()
        if self.child == 0:
            os.environ.update(TERM="dumb", COLUMNS="300", LINES="50")
            os.execvp(command[0], command)
        self.text = ""

    def until(self, pattern, seconds=15):
        """What came until PATTERN did; None where it did not."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            match = re.search(pattern, self.text)
            if match:
                self.text = self.text[match.end():]
                return match
            if select.select([self.file], [], [], 0.2)[0]:
                try:
                    self.text += os.read(self.file, 65536).decode("utf-8", "replace")
                except OSError:
                    break
        return None

    def type(self, text):
        os.write(self.file, text.encode())


def typed():
    command, quiet, set_up = SET_UP[SHELL]
    terminal = Terminal(command)
    for line in (quiet, set_up):
        terminal.type(line + "; echo DO''NE\n")
        if not terminal.until(r"DONE\r?\n"):
            return ["%s does not start: %r" % (SHELL, terminal.text)]
    wrong = []
    for line, want in LINES:
        # A TAB is answered before the next key comes.
        for part in re.findall(r"[^\t]+\t?", line):
            terminal.type(part)
            time.sleep(0.4)
        terminal.type("\n")
        got = terminal.until(r"GOT(<.*>)\r?\n", 5)
        if not got or got.group(1) != want:
            wrong.append("%r: %s, not %s" % (line, got.group(1) if got else repr(terminal.text), want))
            terminal.type("\x03\n")
    terminal.type("\x03exit\n")
    return wrong


def asked():
    wrong = []
    for line, want in FISH:
        script = "source %s/postlint.fish; complete -C %r" % (FILES, line)
        with os.popen("fish --no-config -c \"%s\"" % script.replace('"', '\\"')) as pipe:
            got = [answer.split("\t")[0].rstrip("\n") for answer in pipe]
        if got != [want]:
            wrong.append("%r: %r, not %r" % (line, got, want))
    return wrong


problems = asked() if SHELL == "fish" else typed()
for problem in problems:
    print("completions: %s: %s" % (SHELL, problem))
sys.exit(bool(problems))
