#!/usr/bin/env bash
# run: postlint against what the real programs answered.
#
#   tests/oracle/run.sh BUILD SHARED SEED COUNT CIPHER_COUNT TRUTH_COUNT
#
# BUILD holds the program and oracle/*, SHARED vectors/ and corpus/ (which are
# no part of the project: what is not there is said aloud).  COUNT generated
# configurations are compared with the installed postconf, CIPHER_COUNT cipher
# strings with the installed openssl, TRUTH_COUNT generated services with the
# real ones of a Postfix that each *_truth.sh starts, and what rules say of
# daemons with these.  Each stage ends with a line "N passed, N failed"; exit 1
# where anything failed.
set -u

[ $# -eq 6 ] || { echo "usage: $0 BUILD SHARED SEED COUNT CIPHER_COUNT TRUTH_COUNT" >&2; exit 2; }
build=$1 shared=$2 seed=$3 count=$4 ciphers=$5 truths=$6
here=$(dirname "$0")
failed=0 skipped=0

# Runs a command under a time limit; $1 names the stage, $2 is a file that
# must be there: the program, or the script that runs it.
stage() {
    local name=$1 file=$2 status
    shift 2
    if [ ! -f "$file" ]; then
        echo "--- $name: there is no $file"
        failed=$((failed + 1))
        return
    fi
    timeout -k 10 3600 "$@"
    status=$?
    case $status in
    0) echo "$name: agrees" ;;
    77)
        echo "SKIPPED: $name: what it asks is not here, as said above"
        skipped=$((skipped + 1))
        ;;
    *)
        echo "--- $name: differs (exit status $status)"
        failed=$((failed + 1))
        ;;
    esac
}

# A program of oracle/.
oracle() {
    local name=$1 program=$build/oracle/$2
    shift 2
    stage "$name" "$program" "$program" "$@"
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

for source in "$here"/*_truth.c; do
    script=${source%.c}.sh
    stage "$(basename "$script" .sh)" "$script" sh "$script" "$build" "$seed" "$truths"
done
stage daemon_truth "$here/daemon_truth.sh" bash "$here/daemon_truth.sh" "$build"

if [ ${#corpus[@]} -gt 0 ]; then
    stage corpus "$here/corpus.sh" bash "$here/corpus.sh" "$build/postlint" "${corpus[@]%/}"
    stage corpus_table "$here/corpus_table.sh" bash "$here/corpus_table.sh" "$build/postlint" "$shared/corpus"
    stage dump "$here/dump.sh" bash "$here/dump.sh" "$build/postlint" "${corpus[@]%/}"
    oracle "fixes in the corpus" corpus_fixes "$shared/corpus"
else
    echo "SKIPPED: no corpus in $shared/corpus"
    skipped=$((skipped + 1))
fi

[ $skipped -eq 0 ] || echo "SKIPPED: $skipped stages of the oracles, as said above"
[ $failed -eq 0 ] || echo "--- oracles: $failed stages failed"
[ $failed -eq 0 ]
