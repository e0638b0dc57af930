# ciphers.awk: rules/facts/cipher-*.tsv to C tables (src/tls/cipher_tables.h).
#
# Usage: LC_ALL=C awk -f ciphers.awk cipher-builds.tsv cipher-keywords.tsv cipher-suites.tsv > ciphers.c
# A row that does not fit ends the build with file and line.

BEGIN {
    FS = "\t"
    columns["cipher-builds"] = 4; columns["cipher-keywords"] = 3; columns["cipher-suites"] = 11
    split("kx auth enc mac proto strength", fields, " ")
    for (i in fields) n_bits[fields[i]] = 0
}

function fail(what) {
    printf "%s:%d: %s\n", FILENAME, FNR, what > "/dev/stderr"
    failed = 1
    exit 1
}

# The number of a bit of a field, given out as they are met.
function bit_of(field, word) {
    if (!((field, word) in bit)) {
        if (n_bits[field] == 32) fail("too many words for " field)
        bit[field, word] = n_bits[field]++
        macros = macros "#define BIT_" field "_" identifier(word) " (1U << " bit[field, word] ")\n"
    }
    return "1U << " bit[field, word]
}

function identifier(word) {
    gsub(/[^A-Za-z0-9]/, "_", word)
    return word
}

function mask_of(field, words,    part, n, i, out) {
    if (words == "-") return "0"
    if (words ~ /^!/) return "~(" mask_of(field, substr(words, 2)) ")"
    n = split(words, part, "|")
    for (i = 1; i <= n; i++) out = out (i > 1 ? " | " : "") bit_of(field, part[i])
    return out
}

function builds_of(list,    part, n, i, out) {
    n = split(list, part, " ")
    for (i = 1; i <= n; i++) {
        if (!(part[i] in build)) fail("unknown build: " part[i])
        out = out (i > 1 ? " | " : "") "1U << " build[part[i]]
    }
    return out
}

function version_of(s,    part, letter) {
    letter = 0
    if (match(s, /[a-z]$/)) {
        letter = index("abcdefghijklmnopqrstuvwxyz", substr(s, length(s)))
        s = substr(s, 1, length(s) - 1)
    }
    if (split(s, part, ".") != 3) fail("no release: " s)
    return "VERSION(" part[1] ", " part[2] ", " part[3] ") | " letter
}

# Names for what cipher.h says of a suite.
function auth_of(kx, auth) {
    if (kx ~ /PSK/) return "CIPHER_AUTH_PSK"
    if (kx == "SRP") return "CIPHER_AUTH_SRP"
    if (auth == "NULL") return "CIPHER_AUTH_NONE"
    if (auth == "RSA" || auth == "ECDSA" || auth == "DSS") return "CIPHER_AUTH_" auth
    return "CIPHER_AUTH_OTHER"
}

function flaws_of(kx, auth, enc, mac, strength,    out) {
    out = "0"
    if (enc == "eNULL") out = out " | CIPHER_NULL"
    if (("|" strength "|") ~ /\|EXPORT\|/) out = out " | CIPHER_EXPORT"
    if (enc == "DES") out = out " | CIPHER_LOW"
    if (enc == "RC4" || enc == "RC2" || enc == "3DES" || enc == "IDEA" || enc == "SEED") out = out " | CIPHER_" enc
    if (mac == "MD5") out = out " | CIPHER_MD5"
    if (auth == "NULL" && kx !~ /PSK|SRP/) out = out " | CIPHER_ANONYMOUS"
    if (kx !~ /^(DHE|ECDHE|DHEPSK|ECDHEPSK|SRP)$/) out = out " | CIPHER_NO_FS"
    if (mac != "AEAD") out = out " | CIPHER_CBC"
    if (kx == "DHE") out = out " | CIPHER_DHE"
    return out
}

function versions_of(proto) {
    if (proto == "SSLv2") return "TLS_SSL2"
    if (proto == "SSLv3") return "TLS_SSL3 | TLS_1_0 | TLS_1_1 | TLS_1_2"
    if (proto == "TLSv1") return "TLS_1_0 | TLS_1_1 | TLS_1_2"
    if (proto == "TLSv1.2") return "TLS_1_2"
    fail("unknown protocol: " proto)
}

FNR == 1 {
    file = FILENAME
    sub(/.*\//, "", file)
    sub(/\.tsv$/, "", file)
    if (!(file in columns)) fail("unknown table")
    header = 1
}
/^#/ { next }
NF != columns[file] { fail("expected " columns[file] " columns, found " NF) }
header { header = 0; next }

file == "cipher-builds" {
    if (n_builds == 32) fail("too many builds")
    build[$1] = n_builds++
    weak = $1 ~ /\+weak$/ ? "true" : "false"
    row = "    {" version_of($2) ", " weak ", \"" $3 "\", " ($4 ~ /equals/ ? "true" : "false") ", " ($4 ~ /underscore/ ? "true" : "false") ", " ($4 ~ /iana/ ? "true" : "false") ", " ($4 ~ /nocase/ ? "true" : "false") "},\n"
    builds = builds row
}
file == "cipher-keywords" {
    n = split($2, parts, " ")
    row = ""
    for (i = 1; i <= n; i++) {
        at = index(parts[i], "=")
        field = substr(parts[i], 1, at - 1)
        if (!(field in n_bits)) fail("unknown field: " field)
        row = row "." field " = " mask_of(field, substr(parts[i], at + 1)) ", "
    }
    keywords = keywords "    {\"" $1 "\", " builds_of($3) ", {" row "}},\n"
}
file == "cipher-suites" {
    n_suites++
    suites = suites "    {{\"" $2 "\", " $1 ", " auth_of($3, $4) ", " flaws_of($3, $4, $5, $6, $8) ", " versions_of($7) "}, " ($10 == "-" ? "0" : "\"" $10 "\"") ", " builds_of($11) ", " $9 ",\n     {.kx = " mask_of("kx", $3) ", .auth = " mask_of("auth", $4) ", .enc = " mask_of("enc", $5) ", .mac = " mask_of("mac", $6) ", .proto = " mask_of("proto", $7) ", .strength = " mask_of("strength", $8) "}},\n"
}

END {
    if (failed) exit 1
    print "/* Made from rules/facts by src/gen/ciphers.awk.  Do not edit. */"
    print "#include \"cipher_tables.h\"\n"
    print macros
    print "const struct cipher_build cipher_builds[] = {\n" builds "};"
    print "const size_t cipher_build_count = sizeof(cipher_builds) / sizeof(cipher_builds[0]);\n"
    print "const struct cipher_word cipher_words[] = {\n" keywords "};"
    print "const size_t cipher_word_count = sizeof(cipher_words) / sizeof(cipher_words[0]);\n"
    print "const struct cipher_row cipher_rows[] = {\n" suites "};"
    print "const size_t cipher_row_count = sizeof(cipher_rows) / sizeof(cipher_rows[0]);\n"
    # The bits that the evaluator itself asks for.
    split("kx:ECDHE kx:DHE kx:RSA kx:PSK kx:KRB5 auth:NULL auth:ECDSA auth:ECDH enc:AES128 enc:AES256 enc:AES128GCM enc:AES256GCM enc:AES128CCM enc:AES256CCM enc:AES128CCM8 enc:AES256CCM8 enc:CHACHA20POLY1305 enc:RC4 mac:MD5 mac:AEAD proto:SSLv2 proto:SSLv3 proto:TLSv1.2 strength:STRONG_NONE strength:LOW strength:MEDIUM strength:HIGH strength:FIPS strength:EXP40 strength:EXP56 strength:EXPORT strength:NOT_EXP strength:NOT_DEFAULT", asked, " ")
    print "const struct cipher_bits cipher_bits = {"
    for (i = 1; i in asked; i++) {
        split(asked[i], pair, ":")
        name = tolower(pair[1] "_" identifier(pair[2]))
        printf "    .%s = %s,\n", name, ((pair[1], pair[2]) in bit) ? "1U << " bit[pair[1], pair[2]] : "0"
    }
    print "};"
}
