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
# shellcheck disable=SC2317 # stop and clean run by traps
set -u
[ $# -eq 3 ] || { echo "usage: $0 BUILD SEED COUNT" >&2; exit 2; }
BUILD=$1 SEED=$2 COUNT=$3
PATH=$PATH:/usr/sbin:/sbin

skip() {
    echo "SKIPPED server_truth: $1"
    exit 77
}
[ "$(id -u)" = 0 ] || skip "not root"
for program in postfix postconf openssl saslpasswd2; do
    command -v "$program" >/dev/null || skip "no $program"
done
# Without its module smtpd does not offer a mechanism, whatever the configuration says.
for module in plain login anonymous crammd5 digestmd5 scram; do
    [ -n "$(find /usr/lib* /usr/local/lib -path "*/sasl2/lib$module.so*" -print -quit 2>/dev/null)" ] ||
        skip "no $module of Cyrus SASL (Debian: libsasl2-modules)"
done
[ -x "$BUILD/oracle/server_truth" ] || { echo "$0: no $BUILD/oracle/server_truth" >&2; exit 2; }

DIR=$(mktemp -d /tmp/postlint-server.XXXXXX) || exit 2
# Where Postfix does not stop by itself (its programs wait for a logger that
# died), the process group of its master is ended.
stop() {
    [ -f "$DIR/spool/pid/master.pid" ] || return
    master=$(tr -dc 0-9 <"$DIR/spool/pid/master.pid")
    timeout 20 postfix -c "$DIR/etc" stop >/dev/null 2>&1
    for _ in 1 2 3; do
        kill -0 "$master" 2>/dev/null || return
        sleep 1
    done
    kill -s KILL -- "-$master"
}
clean() {
    trap '' HUP INT TERM
    [ -n "${asking-}" ] && kill "$asking" 2>/dev/null
    stop
    rm -rf "$DIR"
}
trap clean EXIT
trap 'exit 2' HUP INT TERM

# A key and a certificate of its own, both in one file.
certificate() {
    openssl req -x509 -newkey "$2" -nodes -days 30 -subj /CN=mx.example.org \
        -keyout "$DIR/$1.key" -out "$DIR/$1.crt" >"$DIR/openssl.out" 2>&1 || return 1
    cat "$DIR/$1.key" "$DIR/$1.crt" >"$DIR/$1.pem"
}

certificates() {
    openssl genpkey -genparam -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$DIR/ec.param" || return 1
    openssl genpkey -genparam -algorithm DSA -pkeyopt dsa_paramgen_bits:1024 -pkeyopt dsa_paramgen_q_bits:160 \
        -out "$DIR/dsa.param" 2>"$DIR/openssl.out" || return 1
    openssl genpkey -genparam -algorithm DH -pkeyopt dh_param:ffdhe2048 -out "$DIR/dh.pem" || return 1
    certificate rsa rsa:2048 && certificate ec "ec:$DIR/ec.param" && certificate dsa "dsa:$DIR/dsa.param"
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

# Debian looks below the configuration, whatever cyrus_sasl_config_path says.
write_sasl() {
    mkdir "$DIR/etc/sasl" || return 1
    cat >"$DIR/etc/sasl/smtpd.conf" <<END
pwcheck_method: auxprop
auxprop_plugin: sasldb
sasldb_path: $DIR/etc/sasl/db
mech_list: PLAIN LOGIN ANONYMOUS CRAM-MD5 DIGEST-MD5 SCRAM-SHA-1
END
    echo secret | saslpasswd2 -p -c -f "$DIR/etc/sasl/db" -u mx.example.org user && chmod -R a+rX "$DIR/etc/sasl"
}

# The programs of Postfix, but for postlogd: see server_truth.c.
write_daemons() {
    mkdir "$DIR/libexec" && ln -s "$(postconf -dh daemon_directory)"/* "$DIR/libexec/" && rm -f "$DIR/libexec/postlogd" &&
        ln -s "$(realpath "$BUILD/oracle/server_truth")" "$DIR/libexec/postlogd" && : >"$DIR/log"
}

write_all() {
    chmod 755 "$DIR" && mkdir "$DIR/etc" "$DIR/spool" "$DIR/data" && chown postfix "$DIR/data" || return 1
    certificates && write_sasl && write_daemons || return 1
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
