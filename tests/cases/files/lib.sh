# shellcheck shell=sh
# lib: keys, certificates and DH parameters, made with openssl(1) where they are
# needed.  Valid from June to August 2026; it is 1 July there.
SOURCE_DATE_EPOCH=1782864000
export SOURCE_DATE_EPOCH
printf '[ca]\ndefault_ca=here\n[here]\ndatabase=index.txt\nnew_certs_dir=issued\nrand_serial=yes\npolicy=any\nunique_subject=no\n[any]\ncommonName=supplied\n' >ca.cnf
mkdir -p issued
: >index.txt
: >none.ext
printf 'basicConstraints=critical,CA:TRUE\n' >ca.ext
printf '1.3.6.1.4.1.11129.2.4.2=DER:0400\nsubjectAltName=DNS:mx.example.org\n' >public.ext

# key NAME [OPTION...]: NAME.key, P-256 unless options of genpkey say otherwise.
key() {
    name=$1
    shift
    [ $# -gt 0 ] || set -- -algorithm EC -pkeyopt ec_paramgen_curve:P-256
    openssl genpkey "$@" -out "$name.key" 2>/dev/null
}

# certificate NAME ISSUER [OPTION...]: NAME.pem of NAME.key, signed by the key of
# ISSUER; options of ca, of which the last counts.
certificate() {
    name=$1 issuer=$2
    shift 2
    openssl req -new -key "$name.key" -subj "/CN=${SUBJECT-mx.example.org}" -out "$name.csr"
    set -- -startdate 20260601000000Z -enddate 20260830000000Z -md sha256 -extfile none.ext "$@"
    if [ "$name" = "$issuer" ]; then
        set -- -selfsign "$@"
    else
        set -- -cert "$issuer.pem" "$@"
    fi
    openssl ca -batch -notext -config ca.cnf -keyfile "$issuer.key" -in "$name.csr" -out "$name.pem" "$@" 2>/dev/null
}

# configuration FOLDER [LINE...]: with TLS on port 25 and for users.
configuration() {
    folder=$1
    shift
    mkdir -p "$folder"
    printf '%s\n' 'myhostname = mx.example.org' 'smtpd_tls_security_level = may' "$@" >"$folder/main.cf"
}
