# shellcheck shell=sh
# instance: what every test needs that starts a Postfix of its own.
#
# To be read by a script (". tests/lib/instance.sh"), not run.  Knows folders,
# certificates, passwords and how an instance ends; knows nothing of what is
# asked of it.  The caller makes the temporary folder and calls
# instance_stop() for each instance before it takes the folder away.

PATH=$PATH:/usr/sbin:/sbin
export PATH

# instance_lacks PROGRAM...: prints why no instance can run here; false if one can.
instance_lacks() {
    [ "$(id -u)" -eq 0 ] || { echo "only root can start Postfix"; return 0; }
    for program in postfix postconf openssl "$@"; do
        command -v "$program" >/dev/null || { echo "$program is not installed"; return 0; }
    done
    release=$(postconf -d -h mail_version 2>/dev/null) || { echo "postconf does not work"; return 0; }
    case $release in
    3.[4-9].* | 3.[1-9][0-9].*) return 1 ;;
    esac
    echo "Postfix $release cannot log to a file"
}

# Without its module smtpd does not offer a mechanism, whatever the configuration says.
instance_lacks_sasl() {
    for module in plain login anonymous crammd5 digestmd5 scram; do
        [ -n "$(find /usr/lib* /usr/local/lib -path "*/sasl2/lib$module.so*" -print -quit 2>/dev/null)" ] || {
            echo "no $module of Cyrus SASL (Debian: libsasl2-modules)"
            return 0
        }
    done
    return 1
}

# instance_certificate FOLDER NAME KIND: a key and its certificate of their own,
# also both in one file, NAME.pem.  KIND as in "openssl req -newkey".
instance_certificate() {
    openssl req -x509 -newkey "$3" -nodes -days 30 -subj /CN=mx.example.org \
        -keyout "$1/$2.key" -out "$1/$2.crt" >"$1/openssl.out" 2>&1 || return 1
    cat "$1/$2.key" "$1/$2.crt" >"$1/$2.pem"
}

# instance_sasl FOLDER: mechanisms and passwords for smtpd below FOLDER/sasl.  FOLDER
# is that of the configuration: Debian looks there, whatever cyrus_sasl_config_path says.
instance_sasl() {
    mkdir "$1/sasl" || return 1
    cat >"$1/sasl/smtpd.conf" <<END
pwcheck_method: auxprop
auxprop_plugin: sasldb
sasldb_path: $1/sasl/db
mech_list: PLAIN LOGIN ANONYMOUS CRAM-MD5 DIGEST-MD5 SCRAM-SHA-1
END
    echo secret | saslpasswd2 -p -c -f "$1/sasl/db" -u mx.example.org user && chmod -R a+rX "$1/sasl"
}

# instance_stop CONFIG QUEUE: ends the Postfix of that configuration.  Where it
# does not stop by itself (its programs wait for a logger that died), the
# process group of its master is ended.
instance_stop() {
    [ -s "$2/pid/master.pid" ] || return 0
    master=$(tr -dc 0-9 <"$2/pid/master.pid")
    timeout 20 postfix -c "$1" stop >/dev/null 2>&1
    for _ in 1 2 3; do
        kill -0 "$master" 2>/dev/null || return 0
        sleep 1
    done
    kill -s KILL -- "-$master"
}

# instance_wait TENTHS COMMAND...: waits until COMMAND holds, for TENTHS of a
# second at most.
instance_wait() {
    tenths=$1
    shift
    while [ "$tenths" -gt 0 ]; do
        "$@" && return 0
        sleep 0.1
        tenths=$((tenths - 1))
    done
    return 1
}
