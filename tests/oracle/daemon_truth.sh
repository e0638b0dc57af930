#!/usr/bin/env bash
# daemon_truth: what rules say of daemons, against the real ones.
#
#   tests/oracle/daemon_truth.sh BUILD [CASE-PATTERN]
#
# Each case of daemon_truth.cases is a configuration, what is done with it and
# what must be seen.  A Postfix of its own runs it, in a temporary folder and on
# addresses of loopback that no other run has; postlint must report the rules
# that the case names for the very same files.  Every rule has a case or, in
# daemon_truth.tsv, a reason why it has none: a rule in neither is a failure,
# also where no Postfix can run.  Exit 1 on a difference, 77 where the cases
# cannot run.
#
# shellcheck disable=SC2317 # clean runs by traps
set -u
[ $# -ge 1 ] || { echo "usage: $0 BUILD [CASE-PATTERN]" >&2; exit 2; }
here=$(dirname "$0")
build=$1 pattern=${2-.}
cases=$here/daemon_truth.cases reasons=$here/daemon_truth.tsv
# shellcheck source=/dev/null
. "$here/../lib/instance.sh"

# Every rule has a case or a reason, and no more than one of them.
covered() {
    awk -F '\t' '
        FNR == 1 { file++ }
        file == 1 { sub(/ .*/, ""); rule[$0] = 1; n++ }
        file == 2 && /^reports: / { sub(/^reports: /, ""); has[$0] = 1 }
        file == 3 && !/^#/ && $1 != "rule" { if (NF != 2) bad($1, "has no reason"); excused[$1] = 1 }
        function bad(id, what) { print "--- " id " " what; failed++ }
        END {
            for (id in rule) {
                if (!(id in has) && !(id in excused)) bad(id, "has no case in daemon_truth.cases and no reason in daemon_truth.tsv")
                if (id in has && id in excused) bad(id, "has a case and a reason for none")
                if (id in has) cases++
            }
            for (id in has) if (!(id in rule)) bad(id, "has a case, but is no rule")
            for (id in excused) if (!(id in rule)) bad(id, "has a reason, but is no rule")
            printf "daemon_truth: %d rules, %d with a case, %d with a reason for none\n", n, cases, n - cases
            exit failed > 0
        }' <("$build/postlint" rules) "$cases" "$reasons"
}
covered || exit 1

if why=$(instance_lacks saslpasswd2 sendmail timeout) || why=$(instance_lacks_sasl); then
    echo "SKIPPED daemon_truth: $why"
    exit 77
fi

work=$(mktemp -d /tmp/postlint-daemon.XXXXXX) || exit 2
running=()
clean() {
    trap '' HUP INT TERM
    for folder in "$work"/case/* "$work/peers"; do
        [ -d "$folder/queue" ] && end "$folder"
    done
    rm -rf "$work"
}
# Ends the instance of a folder: its master ends what it started.
end() {
    [ -s "$1/master" ] || return 0
    local pid
    pid=$(cat "$1/master")
    kill "$pid" 2>/dev/null
    instance_wait 30 gone "$pid" || kill -s KILL -- "-$pid" 2>/dev/null
    rm -f "$1/master"
}
gone() { ! kill -0 "$1" 2>/dev/null; }
trap clean EXIT
trap 'exit 2' HUP INT TERM
chmod 755 "$work"

release=$(postconf -d -h mail_version)
library=$(openssl version | cut -d' ' -f2)
daemons=$(postconf -d -h daemon_directory)
export OPENSSL_CONF=/dev/null # of this test's own openssl

# A network of loopback where nothing listens on the ports of an instance.
for _ in 1 2 3 4 5 6 7 8 9; do
    net=127.$((RANDOM % 200 + 20)).$((RANDOM % 200 + 20))
    (exec 3<>"/dev/tcp/$net.250/10025") 2>/dev/null || break
done

# The folders that postfix-script makes.
make_queue() {
    mkdir -p "$1/queue"/{active,bounce,corrupt,defer,deferred,flush,hold,incoming,maildrop,pid,private,public,saved,trace} "$1/data" &&
        chown "$owner" "$1/queue"/{active,bounce,corrupt,defer,deferred,flush,hold,incoming,private,saved,trace} "$1/data" &&
        chown "$owner:$setgid" "$1/queue"/{maildrop,public} && chmod 730 "$1/queue/maildrop" && chmod 710 "$1/queue/public" &&
        chmod 700 "$1/queue"/{active,bounce,corrupt,defer,deferred,flush,hold,incoming,private,saved,trace}
}
owner=$(postconf -d -h mail_owner) setgid=$(postconf -d -h setgid_group)

# What every instance needs, before the lines of the case.
write_main() {
    cat <<END
compatibility_level = 3.6
config_directory = $1/etc
queue_directory = $1/queue
data_directory = $1/data
maillog_file = $1/log
maillog_file_prefixes = $1
mydestination =
alias_maps =
inet_protocols = ipv4
smtpd_peername_lookup = no
minimal_backoff_time = 1s
smtpd_sasl_path = smtpd
cyrus_sasl_config_path = $work/sasl
END
}

# The services that every instance needs; a case brings those on the network.
write_master() {
    cat <<END
postlog   unix-dgram n - n - 1 postlogd
cleanup   unix n - n - 0 cleanup
qmgr      unix n - n 300 1 qmgr
rewrite   unix - - n - - trivial-rewrite
bounce    unix - - n - 0 bounce
defer     unix - - n - 0 bounce
trace     unix - - n - 0 bounce
verify    unix - - n - 1 verify
flush     unix n - n 1000? 0 flush
proxymap  unix - - n - - proxymap
anvil     unix - - n - 1 anvil
scache    unix - - n - 1 scache
error     unix - - n - - error
retry     unix - - n - - error
discard   unix - - n - - discard
showq     unix n - n - - showq
pickup    unix n - n 60 1 pickup
END
}

# What a service is called in the files that postlint reads, and where it
# listens here; the same for the peers.
place() {
    sed -E -e "s/^(smtp|25) +inet /$1:10025 inet /" -e "s/^(submission|587) +inet /$1:10587 inet /" \
        -e "s/^(smtps|submissions|465) +inet /$1:10465 inet /" \
        -e "s/\[mx\.example\.org\]/[$net.201]/g; s/\[plain\.example\.org\]/[$net.202]/g" \
        -e "s/\[old\.example\.org\]/[$net.203]/g; s/\[broken\.example\.org\]/[$net.204]/g" \
        -e 's/(\[127\.[0-9.]+\]):(25|465|587)/\1:10\2/g; s/:10(25|465|587)/:10\1/g; s/:1025\b/:10025/g'
}

# Starts what is in FOLDER/etc.  Debian's smtpd looks for its SASL file there
# and not where cyrus_sasl_config_path says.  A master opens its sockets in the order of
# master.cf, where pickup is the last.
start() {
    touch -d '2020-01-01 00:00:00' "$1"/etc/*
    : >"$1/log"
    ln -s "$work/sasl" "$1/etc/sasl"
    setsid "$daemons/master" -c "$1/etc" -d >"$1/start.out" 2>&1 </dev/null &
    echo $! >"$1/master"
    instance_wait 50 test -S "$1/queue/public/pickup"
}

# Cases: one folder for each, with a file for each kind of line.
split_cases() {
    awk -v work="$work/case" -v dir="$work" '
        function out(file, text) { gsub(/DIR\//, dir "/", text); gsub(/HERE\//, folder "/etc/", text); print text >>(folder "/" file); close(folder "/" file) }
        /^#/ || /^$/ { if (/^$/) folder = ""; next }
        !match($0, /^[a-z]+:( |$)/) { print FILENAME ":" FNR ": " $0 >"/dev/stderr"; exit 1 }
        { key = substr($0, 1, RLENGTH); sub(/: ?$/, "", key); text = substr($0, RLENGTH + 1) }
        key == "case" {
            folder = sprintf("%s/%03d", work, ++n)
            if (system("mkdir -p " folder "/etc " folder "/lint")) exit 1
        }
        { out(key, text) }' "$cases"
}

# Whether a release lies between "since" and "before" of the case.
at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$2" ]; }
applies() {
    [ ! -f "$1/since" ] || at_least "$release" "$(cat "$1/since")" || return 1
    [ ! -f "$1/before" ] || ! at_least "$release" "$(cat "$1/before")"
}

write_case() {
    make_queue "$1" && cp "$work"/*.pem "$work"/*.key "$work"/*.crt "$1/lint/" && cp "$1"/lint/* "$1/etc/" || return 1
    { write_main "$1"; cat "$1/main" 2>/dev/null; } >"$1/lint/main.cf"
    { cat "$1/master" 2>/dev/null; write_master; } >"$1/lint/master.cf"
    for file in main.cf master.cf; do
        place "$2" <"$1/lint/$file" >"$1/etc/$file"
    done
    echo 'smtp_tcp_port = 10025' >>"$1/etc/main.cf"
}

# One session in clear: all lines at once, then what came back.
say() {
    exec 3<>"/dev/tcp/$1/$2" || return
    printf '%s\r\n' "${@:3}" >&3 2>/dev/null
    timeout 10 cat <&3 | tr -d '\r' | sed 's/^/reply: /'
    exec 3>&-
}

# One session in TLS; what openssl says of it, then the replies inside.
# A line that begins with Q or R is a command of s_client without -ign_eof.
tls() {
    local address=$1 port=$2 options=$3
    shift 3
    # shellcheck disable=SC2086 # options are words
    printf '%s\n' "$@" | timeout 15 openssl s_client -connect "$address:$port" -brief -crlf \
        -cipher 'ALL:COMPLEMENTOFALL:@SECLEVEL=0' $options 2>&1 | tr -d '\r' | sed 's/^/tls: /'
}

act() {
    local folder=$1 address=$2 verb=$3 rest=$4 port=10025
    case $rest in
    on\ *) port=10${rest:3:3} rest=${rest:6} rest=${rest# } ;;
    esac
    [ "$verb" != say ] || rest="|$rest"
    local options=${rest%%|*}
    IFS='|' read -ra lines <<<"${rest#*|}"
    [ "$options" != "$rest" ] || lines=()
    lines=("${lines[@]# }")
    lines=("${lines[@]% }")
    case $verb in
    say) say "$address" "$port" "EHLO client.test" "${lines[@]}" QUIT ;;
    starttls) tls "$address" "$port" "-starttls smtp -ign_eof $options" "EHLO client.test" "${lines[@]}" QUIT ;;
    wrapped) tls "$address" "$port" "-ign_eof $options" "EHLO client.test" "${lines[@]}" QUIT ;;
    renegotiate) { echo R; sleep 1; } | tls_raw "$address" "$port" ;;
    send) echo test | sendmail -C "$folder/etc" -f '<>' "$(place "$address" <<<"$rest")" 2>&1 | sed 's/^/sendmail: /' ;;
    again) sleep 1.3; postqueue -c "$folder/etc" -f ;;
    await) instance_wait 100 grep -qF -- "$rest" "$folder/log" ;;
    postconf) postconf -c "$folder/etc" "$rest" 2>&1 | sed 's/^/postconf: /' ;;
    *) echo "no such verb: $verb" ;;
    esac
}
tls_raw() {
    timeout 15 openssl s_client -connect "$1:$2" -starttls smtp -tls1_2 2>&1 | grep -iE 'renegotiat|error' | sed 's/^/tls: /'
}

# The log without times, hosts and numbers, after what the actions brought.
transcript() {
    cat "$1/replies"
    sed -E 's/^.* postfix\/?([a-z0-9/-]*)\[[0-9]+\]: /log: \1: /' "$1/log"
}
seen() {
    transcript "$1" >"$1/transcript"
    while read -r text; do
        grep -qF -- "$text" "$1/transcript" || return 1
    done < <(place "$2" <"$1/see")
}

# Runs the case in FOLDER; prints what is wrong with it.
run_case() {
    local folder=$1 address=$2 verb rest
    write_case "$folder" "$address" || { echo "cannot be written"; return; }
    # shellcheck disable=SC2046 # options are words
    "$build/postlint" check --format=concise --min-severity=style "--postfix=$release" "--openssl=$library" \
        $(cat "$folder/options" 2>/dev/null) "$folder/lint" >"$folder/findings" 2>"$folder/errors"
    [ $? -le 1 ] || { echo "postlint: $(head -n 1 "$folder/errors")"; return; }
    while read -r rule; do
        grep -qF "[$rule]" "$folder/findings" || echo "postlint does not report $rule"
    done < <(cat "$folder/reports" 2>/dev/null)
    while read -r rule; do
        ! grep -F "[$rule]" "$folder/findings" || echo "postlint reports $rule"
    done < <(cat "$folder/silent" 2>/dev/null)
    start "$folder"
    while read -r verb rest; do
        act "$folder" "$address" "$verb" "$rest"
    done <"$folder/do" >"$folder/replies" 2>&1
    instance_wait 50 seen "$folder" "$address"
    judge "$folder" "$address"
    end "$folder"
}

judge() {
    local folder=$1 text
    while read -r text; do
        grep -qF -- "$text" "$folder/transcript" || { echo "not seen: $text"; tail -n 25 "$folder/transcript"; tail -n 3 "$folder/start.out"; }
    done < <(place "$2" <"$folder/see")
    [ -f "$folder/unseen" ] || return
    while read -r text; do
        ! grep -F -- "$text" "$folder/transcript" || echo "seen, and should not be: $text"
    done < <(place "$2" <"$folder/unseen")
}

# Servers that clients of cases talk to.  Each refuses at the end, so that no
# mail is kept, and says in its refusal whether the session was in clear.
write_peers() {
    make_queue "$work/peers" && mkdir "$work/peers/etc" || return 1
    write_main "$work/peers" >"$work/peers/etc/main.cf"
    cat >>"$work/peers/etc/main.cf" <<END
smtpd_tls_cert_file = $work/rsa.pem
smtpd_tls_security_level = may
smtpd_sasl_auth_enable = yes
smtpd_sasl_security_options = noanonymous
myhostname = mx.example.org
smtpd_delay_reject = yes
smtpd_recipient_restrictions = reject_plaintext_session, check_recipient_access static:{REJECT arrived in TLS}
plaintext_reject_code = 550
END
    cat >"$work/peers/etc/master.cf" <<END
tlsmgr unix - - n 1000? 1 tlsmgr
$net.201:10025 inet n - n - - smtpd
$net.201:10587 inet n - n - - smtpd
$net.201:10465 inet n - n - - smtpd
    -o smtpd_tls_wrappermode=yes
$net.202:10025 inet n - n - - smtpd
    -o smtpd_tls_security_level=none
$net.202:10587 inet n - n - - smtpd
    -o smtpd_tls_security_level=none
$net.203:10025 inet n - n - - smtpd
    -o smtpd_tls_protocols=TLSv1.1
$net.204:10025 inet n - n - - smtpd
    -o smtpd_tls_cert_file=
END
    write_master >>"$work/peers/etc/master.cf"
    start "$work/peers"
}

prepare() {
    instance_certificate "$work" rsa rsa:2048 && instance_certificate "$work" other rsa:2048 &&
        openssl genpkey -genparam -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$work/ec.param" &&
        instance_certificate "$work" ec "ec:$work/ec.param" && instance_sasl "$work" && openssl dhparam -out "$work/dh1024.pem" 1024 2>/dev/null &&
        cp "$work/rsa.key" "$work/privkey.pem" &&
        openssl dhparam -dsaparam -out "$work/x942.pem" 1024 2>/dev/null && chmod 644 "$work"/*.pem "$work"/*.key "$work"/*.crt && split_cases && write_peers
}
prepare || { echo "$0: cannot prepare" >&2; exit 2; }

# Two at a time; each prints its own part when it is done.
passed=0 failed=0 left=0 number=0
one() {
    local wrong
    wrong=$(run_case "$1" "$2" 2>&1)
    [ -z "$wrong" ] || printf -- '--- %s\n%s\n' "$(cat "$1/case")" "$wrong"
    if [ -z "$wrong" ]; then : >"$1/passed"; fi
}
for folder in "$work"/case/*; do
    number=$((number + 1))
    grep -q -- "$pattern" "$folder/case" || continue
    applies "$folder" || { left=$((left + 1)); echo "daemon_truth: not for Postfix $release: $(cat "$folder/case")"; continue; }
    : >"$folder/taken"
    one "$folder" "$net.$number" &
    running+=($!)
    [ ${#running[@]} -lt 4 ] || { wait "${running[0]}"; running=("${running[@]:1}"); }
done
wait "${running[@]}"
for folder in "$work"/case/*; do
    [ -f "$folder/taken" ] || continue
    if [ -f "$folder/passed" ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
done
[ -z "${KEEP-}" ] || { rm -rf "$KEEP" && cp -R "$work" "$KEEP"; }
echo "daemon_truth: $passed passed, $failed failed, $left of other releases"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
