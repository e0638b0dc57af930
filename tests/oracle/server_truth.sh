#!/bin/sh
# server_truth: what `postlint show` says of servers, against real ones.
#
#   tests/oracle/server_truth.sh BUILD SEED COUNT
#
# Starts a Postfix of its own in a temporary folder, on an address of loopback
# that no other run has, with the named services of tests/lib/servers.c and
# COUNT generated ones; asks each what it negotiates, suite by suite; compares
# with what `postlint show --format=json` says of the same files.  Exit 1 on a
# difference, 77 where it cannot run: no root, no Postfix, no OpenSSL.
# shellcheck disable=SC2317 # clean runs by traps
set -u
[ $# -eq 3 ] || { echo "usage: $0 BUILD SEED COUNT" >&2; exit 2; }
BUILD=$1 SEED=$2 COUNT=$3
# shellcheck source=/dev/null
. "$(dirname "$0")/../lib/instance.sh"

if why=$(instance_lacks saslpasswd2) || why=$(instance_lacks_sasl); then
    echo "SKIPPED server_truth: $why"
    exit 77
fi
[ -x "$BUILD/oracle/server_truth" ] || { echo "$0: no $BUILD/oracle/server_truth" >&2; exit 2; }

DIR=$(mktemp -d /tmp/postlint-server.XXXXXX) || exit 2
clean() {
    trap '' HUP INT TERM
    [ -n "${asking-}" ] && kill "$asking" 2>/dev/null
    instance_stop "$DIR/etc" "$DIR/spool"
    rm -rf "$DIR"
}
trap clean EXIT
trap 'exit 2' HUP INT TERM

certificates() {
    openssl genpkey -genparam -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$DIR/ec.param" || return 1
    openssl genpkey -genparam -algorithm DSA -pkeyopt dsa_paramgen_bits:1024 -pkeyopt dsa_paramgen_q_bits:160 \
        -out "$DIR/dsa.param" 2>"$DIR/openssl.out" || return 1
    openssl genpkey -genparam -algorithm DH -pkeyopt dh_param:ffdhe2048 -out "$DIR/dh.pem" || return 1
    instance_certificate "$DIR" rsa rsa:2048 && instance_certificate "$DIR" ec "ec:$DIR/ec.param" &&
        instance_certificate "$DIR" dsa "dsa:$DIR/dsa.param"
}

write_main() {
    cat <<END
compatibility_level = 3.6
config_directory = $DIR/etc
queue_directory = $DIR/spool
data_directory = $DIR/data
maillog_file = $DIR/log
maillog_file_prefixes = $DIR
daemon_directory = $DIR/libexec
myhostname = mx.example.org
mynetworks = 192.0.2.1
mydestination =
alias_maps =
inet_protocols = ipv4
max_use = 100000
default_process_limit = 20
smtpd_peername_lookup = no
smtpd_client_connection_count_limit = 0
smtpd_error_sleep_time = 0
smtpd_tls_security_level = may
smtpd_tls_cert_file = $DIR/rsa.pem
smtpd_tls_eccert_file = $DIR/ec.pem
smtpd_sasl_path = smtpd
cyrus_sasl_config_path = $DIR/etc/sasl
END
}

write_master() {
    cat <<END
postlog   unix-dgram n - n - 1 postlogd $DIR/log
tlsmgr    unix - - n 1000? 1 tlsmgr
anvil     unix - - n - 1 anvil
proxymap  unix - - n - - proxymap
rewrite   unix - - n - - trivial-rewrite
END
}

# The programs of Postfix, but for postlogd: see server_truth.c.
write_daemons() {
    mkdir "$DIR/libexec" && ln -s "$(postconf -dh daemon_directory)"/* "$DIR/libexec/" && rm -f "$DIR/libexec/postlogd" &&
        ln -s "$(realpath "$BUILD/oracle/server_truth")" "$DIR/libexec/postlogd" && : >"$DIR/log"
}

write_all() {
    chmod 755 "$DIR" && mkdir "$DIR/etc" "$DIR/spool" "$DIR/data" && chown postfix "$DIR/data" || return 1
    certificates && instance_sasl "$DIR/etc" && write_daemons || return 1
    write_main >"$DIR/etc/main.cf" && write_master >"$DIR/etc/master.cf" || return 1
    "$BUILD/oracle/server_truth" plan "$DIR" "$SEED" "$COUNT" || return 1
    # Postfix waits until a file is some seconds old.
    touch -d '2020-01-01 00:00:00' "$DIR/etc/main.cf" "$DIR/etc/master.cf"
    openssl ciphers -V 'ALL:COMPLEMENTOFALL:@SECLEVEL=0' >"$DIR/suites"
}

write_all || { echo "$0: cannot write the configuration" >&2; exit 2; }
release=$(postconf -d -h mail_version)
library=$(openssl version | cut -d' ' -f2)
"$BUILD/postlint" show --format=json --postfix="$release" --openssl="$library" "$DIR/etc" >"$DIR/show.json" ||
    { echo "$0: postlint show failed" >&2; exit 2; }
postfix -c "$DIR/etc" start >"$DIR/start.out" 2>&1 ||
    { cat "$DIR/start.out" >&2; tail -5 "$DIR/log" >&2; exit 2; }
"$BUILD/oracle/server_truth" ask "$DIR" &
asking=$!
wait "$asking"
status=$?
asking=
exit "$status"
