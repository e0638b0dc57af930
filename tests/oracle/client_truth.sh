#!/bin/sh
# client_truth: what `show` says of clients, against the clients of a real
# Postfix.
#
#   tests/oracle/client_truth.sh BUILD SEED COUNT
#
# A private instance of the Postfix of this machine (its own queue, data and
# configuration in a temporary folder, loopback alone) delivers by COUNT routes
# to a listener that notes each handshake; COUNT 0 takes the routes with a name
# alone.  Needs root, as Postfix does.  Exit 1 on a difference, 77 where there
# is no Postfix or no root.

# shellcheck disable=SC2317 # finish runs by trap, the functions given to instance_wait by it
set -u
[ $# -eq 3 ] || { echo "usage: $0 BUILD SEED COUNT" >&2; exit 2; }
case $1 in /*) build=$1 ;; *) build=$PWD/$1 ;; esac
seed=$2 count=$3
# shellcheck source=/dev/null
. "$(dirname "$0")/../lib/instance.sh"

if why=$(instance_lacks sendmail); then
    echo "client_truth: SKIPPED: $why" >&2
    exit 77
fi
release=$(postconf -d -h mail_version)
library=$(openssl version | awk '{ print $2 }')
truth=$build/oracle/client_truth
if [ ! -x "$truth" ] || [ ! -x "$build/postlint" ]; then
    echo "$0: no programs in $build" >&2
    exit 2
fi
named=$("$truth" named)
[ "$count" -ge "$named" ] || count=$named
[ "$count" -le 150 ] || count=150 # more at once are too much for one postlogd(8); take more seeds

dir=$(mktemp -d /tmp/client_truth.XXXXXX) || exit 2
listener=
finish() {
    trap '' HUP INT TERM
    [ -z "$listener" ] || { kill "$listener" 2>/dev/null; wait "$listener" 2>/dev/null; }
    instance_stop "$dir" "$dir/queue"
    rm -rf "$dir"
}
trap finish EXIT
trap 'exit 2' HUP INT TERM
chmod 755 "$dir"
mkdir "$dir/queue" "$dir/data" "$dir/log"
chown "$(postconf -d -h mail_owner)" "$dir/data"
openssl ciphers -V 'ALL:COMPLEMENTOFALL:@SECLEVEL=0' >"$dir/ciphers" || exit 2

"$truth" listen "$dir" "$seed" "$count" "$dir/ciphers" &
listener=$!
instance_wait 100 test -e "$dir/ready" || { echo "$0: the listener does not start" >&2; exit 2; }
# Young files make Postfix wait.
touch -d '2001-09-09 01:46:40' "$dir"/main.cf "$dir"/master.cf "$dir"/transport "$dir"/policy-* 2>/dev/null
postfix -c "$dir" start >"$dir/log/start" 2>&1 || { cat "$dir/log/start" >&2; exit 2; }
# shellcheck disable=SC2046 # the recipients are words
echo test | sendmail -C "$dir" -f '<>' $(cat "$dir/recipients") || exit 2

# A delivery was tried when its status is logged; a client that dies of its
# configuration never gets that far.
recipients=$(wc -l <"$dir/recipients")
is_delivered() {
    {
        sed -n 's/.* to=<x@\(r[0-9]*-[0-9]\)\.test>.* status=.*/\1/p' "$dir/log/maillog"
        sed -n 's/.* \(r[0-9]*\)\/[a-z]*\[[0-9]*\]: fatal: .*/\1-0 \1-1/p' "$dir/log/maillog" | tr ' ' '\n'
    } 2>/dev/null | sort -u | wc -l >"$dir/done"
    [ "$(cat "$dir/done")" -ge "$recipients" ]
}
instance_wait 900 is_delivered || {
    echo "$0: $(cat "$dir/done") of $recipients deliveries were tried in time" >&2
    tail -5 "$dir/log/maillog" >&2
    exit 2
}
kill "$listener"
wait "$listener"
listener=

# The releases of this machine, as far as they are known; a newer patch of a
# known series counts as the newest known.
series=$(echo "$library" | sed 's/^\([0-9]*\.[0-9]*\).*/\1/')
show() {
    "$build/postlint" show "--postfix=$release" "--openssl=$1" "--format=$2" "$dir"
}
show "$library" json >"$dir/show.json" 2>/dev/null || library=$series
show "$library" json >"$dir/show.json" || exit 2
show "$library" text >"$dir/show.txt" || exit 2
"$truth" compare "$dir" "$seed" "$count" "$dir/ciphers" "$dir/show.json" "$dir/show.txt"
status=$?
if [ -n "${KEEP-}" ]; then
    rm -rf "$KEEP" && cp -R "$dir" "$KEEP"
fi
exit $status
