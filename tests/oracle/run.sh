#!/usr/bin/env bash
# run: postlint against what the real programs answered.
#
#   tests/oracle/run.sh BUILD SHARED SEED COUNT CIPHER_COUNT
#
# BUILD holds the program and oracle/*, SHARED vectors/ and corpus/ (which are
# no part of the project: what is not there is said aloud).  COUNT generated
# configurations are compared with the installed postconf, CIPHER_COUNT cipher
# strings with the installed openssl.  Each stage ends with a line "STAGE: N
# passed, N failed"; exit 1 where anything failed.
set -u

[ $# -eq 5 ] || { echo "usage: $0 BUILD SHARED SEED COUNT CIPHER_COUNT" >&2; exit 2; }
build=$1 shared=$2 seed=$3 count=$4 ciphers=$5
here=$(dirname "$0")
failed=0 skipped=0

# Runs oracle/$2 with the rest under a time limit; $1 names the stage.
oracle() {
    local stage=$1 program=$build/oracle/$2 status
    shift 2
    if [ ! -x "$program" ]; then
        echo "--- $stage: no program $program"
        failed=$((failed + 1))
        return
    fi
    timeout -k 10 3600 "$program" "$@"
    status=$?
    case $status in
    0) echo "$stage: agrees" ;;
    77)
        echo "SKIPPED: $stage: the real program is not installed here"
        skipped=$((skipped + 1))
        ;;
    *)
        echo "--- $stage: differs (exit status $status)"
        failed=$((failed + 1))
        ;;
    esac
}

# An oracle for each of the files that is there.
vectors() {
    local program=$1 file
    shift
    for file; do
        if [ -f "$file" ]; then
            oracle "$file" "$program" "$file"
        else
            echo "SKIPPED: $file is not there"
            skipped=$((skipped + 1))
        fi
    done
}

vectors postconf_vectors "$here/postconf.jsonl" "$shared/vectors/postconf.jsonl"
vectors cipher_vectors "$here/cipher-strings.tsv" "$shared/vectors/cipher-strings.tsv"

shopt -s nullglob
corpus=("$shared"/corpus/*/)
oracle "postconf of this machine" postconf_compare "$seed" "$count" "${corpus[@]%/}"
oracle "openssl of this machine" cipher_vectors --installed "$seed" "$ciphers"

# Clients of a private instance of Postfix: 120 routes.
timeout -k 30 200 sh "$here/client_truth.sh" "$build" "$seed" 120
case $? in
0) echo "clients of this machine's Postfix: agree" ;;
77) skipped=$((skipped + 1)) ;;
*)
    echo "--- clients of this machine's Postfix: differ"
    failed=$((failed + 1))
    ;;
esac

if [ ${#corpus[@]} -gt 0 ]; then
    bash "$here/corpus.sh" "$build/postlint" "${corpus[@]%/}" || failed=$((failed + 1))
    oracle "fixes in the corpus" corpus_fixes "$shared/corpus"
else
    echo "SKIPPED: no corpus in $shared/corpus"
    skipped=$((skipped + 1))
fi

[ $skipped -eq 0 ] || echo "SKIPPED: $skipped stages of the oracles, as said above"
[ $failed -eq 0 ] || echo "--- oracles: $failed stages failed"
[ $failed -eq 0 ]
