#!/usr/bin/env bash
# terminal: a session in a pseudo-terminal, and that none of it is in a pipe.
#
# tests/integration/terminal.want is what the terminal gets, escapes visible;
# `BLESS=yes` writes it.
set -u
script --version 2>/dev/null | grep -q util-linux || { echo "SKIPPED: terminal: no script(1) of util-linux"; exit 77; }
unset COLUMNS NO_COLOR FORCE_COLOR CLICOLOR_FORCE FORCE_HYPERLINK
unset VTE_VERSION TERM_PROGRAM WT_SESSION DOMTERM KITTY_WINDOW_ID KONSOLE_VERSION
want=$TOP/tests/integration/terminal.want
failed=0
bad() {
    echo "terminal: $1"
    failed=1
}

cd "$WORK" || exit 2
mkdir one many
cat >one/main.cf <<'EOF'
smtpd_tls_security_level = may
smtpd_recipient_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination, check_policy_service unix:private/policy
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination, smtpd_tls_exclude_ciphers = aNULL
smtpd_tls_cert_file = /etc/ssl/mx.pem
EOF
cat >rules.yaml <<'EOF'
rules:
  - id: own-level
    title: A server that does not demand TLS
    category: confusion
    severity: warning
    subject: service
    roles: [mx]
    when: {level: [none, may]}
    at: smtpd_tls_security_level
    message: "{service} has level {level}, and a message that is so long that it needs more than one line of a terminal"
    why: Made for this test.
    references: [RFC 3207, 'https://example.org/level']
    examples:
      - {fails: may, main: smtpd_tls_security_level = may, at: 'main.cf:1:1'}
      - {passes: encrypt, main: smtpd_tls_security_level = encrypt}
  - id: own-restrictions
    title: A long value
    category: confusion
    severity: info
    subject: setting
    when: {name: smtpd_recipient_restrictions}
    message: "{name} is long"
    why: Made for this test.
    references: [RFC 5321]
    examples:
      - {fails: set, main: smtpd_recipient_restrictions = reject, at: 'main.cf:1:1'}
      - {passes: not set, main: myhostname = a.example}
EOF
for i in $(seq 250); do
    mkdir "many/$i" && printf 'smtpd_tls_security_level = encrypt\n' >"many/$i/main.cf"
done
own="--rules=rules.yaml --select=own-* --postfix=3.7.11 --openssl=3.0.22"

# Runs a command line in a terminal of 64 columns.
in_terminal() {
    script -qec "stty cols 64 rows 24 && $1" /dev/null </dev/null | tr -d '\r' | cat -v
}

session() {
    local line
    for line in \
        "TERM=xterm VTE_VERSION=6003 postlint $own one" \
        "TERM=xterm VTE_VERSION=6003 NO_COLOR=1 postlint $own --format=concise one" \
        "TERM=xterm VTE_VERSION=4900 COLUMNS=48 postlint $own one" \
        "TERM=dumb VTE_VERSION=6003 postlint $own one" \
        "TERM=xterm VTE_VERSION=6003 postlint $own --color=never one" \
        "TERM=xterm postlint $own --format=json --output=text=file one >/dev/null; cat file"; do
        echo "\$ $line"
        in_terminal "$line"
    done
}

PATH=$(dirname "$POSTLINT"):$PATH
session >got
[ "${BLESS-}" != yes ] || cp got "$want"
diff "$want" got || bad "the session differs from terminal.want"

in_terminal "TERM=xterm postlint $own many" >got
grep -qF ' of 250 configurations^[[K250 configurations checked' got || bad "no progress, or it stays: $(tail -n 3 got)"
[ "$(grep -o 'of 250' got | wc -l)" -gt 50 ] || bad "progress does not move"
in_terminal "TERM=xterm postlint $own many 2>/dev/null" | grep -q 'of 250' && bad "progress on standard output"
in_terminal "TERM=dumb postlint $own many" | grep -q 'of 250' && bad "progress on a dumb terminal"

# Nothing of it in a pipe or a file, whatever the environment says.
export TERM=xterm VTE_VERSION=6003 FORCE_HYPERLINK=1 COLUMNS=40
# shellcheck disable=SC2086 # words are meant
for path in one many; do
    postlint $own $path 2>&1 | cat >piped
    postlint $own $path >file 2>&1
    cmp -s piped file || bad "$path: a pipe and a file differ"
    grep -q "$(printf '\033')" file && bad "$path: an escape sequence in a file"
    grep -q 'of 250' file && bad "$path: progress in a file"
done
# shellcheck disable=SC2086
postlint $own one | grep -q 'needs more than one line of a terminal \[own-level\]$' || bad "a line in a pipe is broken"
exit $failed
