# facts.awk: rules/facts/*.tsv to C tables (src/facts/tables.h).
#
# Usage: LC_ALL=C awk -f facts.awk FILE.tsv... > facts.c
# A row that does not fit ends the build with file and line.

BEGIN {
    FS = "\t"
    columns["parameters"] = 4; columns["defaults"] = 3; columns["legacy"] = 2
    columns["service-parameters"] = 6; columns["table-suffixes"] = 5
    columns["deprecations"] = 6; columns["releases"] = 3; columns["openssl-releases"] = 2
    columns["platforms"] = 7; columns["features"] = 5; columns["ports"] = 2
    columns["build-defaults"] = 5; columns["nonempty"] = 4; columns["groups"] = 9; columns["group-defaults"] = 3
    columns["digests"] = 7; columns["lists"] = 4; columns["tls-options"] = 7
    split("str raw bool nbool int nint long time", words, " ")
    for (i in words) type_of[words[i]] = "PARAM_" toupper(words[i])
    split("smtpd smtp lmtp postscreen tlsproxy tlsmgr other all", words, " ")
    for (i in words) reader_of[words[i]] = "READER_" toupper(words[i])
}

function fail(what) {
    printf "%s:%d: %s\n", FILENAME, FNR, what > "/dev/stderr"
    failed = 1
    exit 1
}

# "3.7" -> with the word that a missing patch stands for.
function version_of(s, missing,    part, n, letter) {
    if (s !~ /^[0-9]+\.[0-9]+(\.[0-9]+[a-z]?)?$/) fail("no release: " s)
    letter = 0
    if (match(s, /[a-z]$/)) {
        letter = index("abcdefghijklmnopqrstuvwxyz", substr(s, length(s)))
        s = substr(s, 1, length(s) - 1)
    }
    n = split(s, part, ".")
    if (n == 2) return "(VERSION(" part[1] ", " part[2] ", 0)" missing ")"
    return "(VERSION(" part[1] ", " part[2] ", " part[3] ") | " letter ")"
}

function optional(s) { return s == "-" ? "0" : version_of(s, "") }

function quoted(s) {
    gsub(/\\/, "\\\\", s)
    gsub(/"/, "\\\"", s)
    gsub(/\?/, "\\?", s)
    return "\"" s "\""
}

function flags_of(list, table, none,    part, n, i, out) {
    if (list == "-") return none
    n = split(list, part, ",")
    for (i = 1; i <= n; i++) {
        if (!(part[i] in table)) fail("unknown word: " part[i])
        out = out (i > 1 ? " | " : "") table[part[i]]
    }
    return out
}

FNR == 1 {
    file = FILENAME
    sub(/.*\//, "", file)
    sub(/\.tsv$/, "", file)
    if (!(file in columns)) next # tables of another program
    header = 1
    last_key = ""
}
!(file in columns) { next }
/^#/ { next }
NF != columns[file] { fail("expected " columns[file] " columns, found " NF) }
header { header = 0; next }

file == "parameters" {
    if ($1 <= last_key) fail("not sorted: " $1)
    last_key = $1
    n_parameters++
    name[n_parameters] = $1
    number[$1] = n_parameters
    n = split($2, part, " ")
    first_type[n_parameters] = part[1]
    for (i = 1; i <= n; i++) {
        word = part[i]
        if (i > 1) {
            at = index(word, "=")
            type_changes = type_changes "    {" (n_parameters - 1) ", " version_of(substr(word, 1, at - 1), "") ", "
            word = substr(word, at + 1)
            if (!(word in type_of)) fail("unknown type: " word)
            type_changes = type_changes type_of[word] "},\n"
        }
        if (!(word in type_of)) fail("unknown type: " word)
        type[n_parameters] = type_of[word]
    }
    readers[n_parameters] = flags_of($3, reader_of, "0")
    flag_of["machine"] = "PARAM_MACHINE"; flag_of["readonly"] = "PARAM_READONLY"
    flags[n_parameters] = flags_of($4, flag_of, "0")
}
# defaults.tsv sorts before parameters.tsv, so it is only gathered here.
file == "defaults" {
    if ($1 < last_key) fail("not sorted: " $1)
    last_key = $1
    if (($1 SUBSEP $2) in seen_default) fail("given twice: " $1 " " $2)
    seen_default[$1, $2] = 1
    default_rows[$1] = default_rows[$1] "    {" version_of($2, " | VERSION_ANY_PATCH") ", " ($3 == "(absent)" ? "NULL" : quoted($3)) "},\n"
    default_count[$1]++
}
file == "legacy" { legacy = legacy "    {" quoted($1) ", " version_of($2, "") "},\n" }
file == "service-parameters" {
    services = services "    {" quoted($1) ", " quoted($2) ", " quoted($3) ", " version_of($4, "") ", " ($5 == "-" ? "0" : version_of($5, "")) ", " ($6 == "-" ? "\"\"" : quoted($6)) "},\n"
}
file == "table-suffixes" {
    suffixes = suffixes "    {" quoted($1) ", " quoted($2) ", " version_of($3, "") ", " ($4 == "-" ? "0" : version_of($4, "")) ", " ($5 == "-" ? "UINT32_MAX" : version_of($5, "")) "},\n"
}
file == "deprecations" {
    if ($1 <= last_key) fail("not sorted: " $1)
    last_key = $1
    deprecations = deprecations "    {" quoted($1) ", " version_of($2, "") ", " ($3 == "-" ? "0" : version_of($3, "")) ", " ($4 == "-" ? "0" : version_of($4, "")) ", " ($5 == "-" ? "\"\"" : quoted($5)) "},\n"
}
file == "releases" { releases = releases "    " version_of($2, "") ",\n" }
file == "openssl-releases" { openssl = openssl "    " version_of($2, "") ",\n" }
file == "platforms" {
    platforms = platforms "    {" quoted($1) ", " quoted($2) ", " version_of($3, " | VERSION_ANY_PATCH") ", " version_of($4, " | VERSION_ANY_PATCH") ", " ($5 == "yes" ? "true" : "false") ", " ($6 == "yes" ? "true" : "false") "},\n"
}
file == "features" {
    n = split($3, part, " ")
    row = ""
    for (i = 1; i <= n; i++) row = row (i > 1 ? ", " : "") version_of(part[i], "")
    if (n > 6) fail("more than 6 releases")
    feature_names[++n_features] = $1
    features = features "    {" quoted($1) ", " ($2 == "openssl" ? "true" : "false") ", {" row "}, " n ", " ($4 == "-" ? "0" : version_of($4, "")) "},\n"
}
file == "build-defaults" {
    build_defaults = build_defaults "    {" quoted($1) ", " version_of($2, "") ", " version_of($3, "") ", " quoted($4) "},\n"
}
file == "groups" {
    if (($4 != "yes" && $4 != "no") || ($4 == "no" && $5 == "-")) fail("of no use in any version")
    groups = groups "    {" quoted($1) ", " quoted($2 == "-" ? "" : $2) ", " quoted($3 == "-" ? "" : $3) ", " ($4 == "yes" ? "true" : "false")
    if ($6 !~ /^[0-9]+$/) fail("no number of bits: " $6)
    groups = groups ", " optional($5) ", " $6 ", " version_of($7, "") ", " optional($8) "},\n"
    is_group[$1] = 1
}
file == "digests" {
    digests = digests "    {" quoted($1 == "-" ? "" : $1) ", " quoted($2 == "-" ? "" : $2) ", " version_of($3, "") ", " optional($4)
    digests = digests ", " optional($5) ", " optional($6) "},\n"
}
file == "group-defaults" {
    # Before groups.tsv in the order of names, so that they are held against it at the end.
    n = split($2, part, " ")
    for (i = 1; i <= n; i++) default_group[part[i]] = FNR
    group_defaults = group_defaults "    {" version_of($1, "") ", " quoted($2) "},\n"
}
file == "nonempty" {
    if ($1 <= last_key) fail("not sorted: " $1)
    last_key = $1
    if ($2 != "start" && $2 != "tls") fail("neither start nor tls: " $2)
    if ($2 == "start" && $1 ~ /^tls_/) fail("the engine loads tls_*")
    nonempty = nonempty "    {" quoted($1) ", " quoted($3 == "-" ? "" : $3) ", " ($2 == "tls" ? "true" : "false") "},\n"
}
file == "lists" {
    if (($1, $2) in listed) fail("given twice: " $2)
    listed[$1, $2] = 1
    if ($1 != last_list && $1 in is_list) fail("not together: " $1)
    is_list[$1] = 1
    last_list = $1
    lists = lists "    {" quoted($1) ", " quoted($2) ", " quoted($3 == "-" ? "" : $3) "},\n"
}
file == "tls-options" {
    tls_options = tls_options "    {" quoted($1) ", " quoted($2)
    for (i = 3; i <= 6; i++) tls_options = tls_options ", " quoted($i == "-" ? "" : $i)
    tls_options = tls_options "},\n"
}
file == "ports" { ports = ports "    {" quoted($1) ", " $2 "},\n" }

# A hash table of N NAMES by what tables.h:facts_hash() gives, slot after slot:
# numbers from 1, 0 for none.
function print_index(what, names, n,    i, k, slot, slots, at) {
    for (i = 1; i < 128; i++) ord[sprintf("%c", i)] = i
    for (slots = 16; slots < 3 * n; slots *= 2) continue
    for (i = 1; i <= n; i++) {
        slot = 0
        for (k = 1; k <= length(names[i]); k++) slot = (slot * 31 + ord[substr(names[i], k, 1)]) % 65536
        for (slot %= slots; slot in at; slot = (slot + 1) % slots) continue
        at[slot] = i
    }
    print "const uint16_t facts_" what "_index[] = {"
    for (i = 0; i < slots; i++) printf "%s%d,%s", i % 16 ? " " : "    ", (i in at) ? at[i] : 0, i % 16 == 15 ? "\n" : ""
    print "};"
    print "const size_t facts_" what "_slots = sizeof(facts_" what "_index) / sizeof(facts_" what "_index[0]);\n"
}

END {
    if (failed) exit 1
    for (key in default_count) if (!(key in number)) {
        printf "defaults.tsv: %s is not in parameters.tsv\n", key > "/dev/stderr"
        exit 1
    }
    for (key in default_group) if (!(key in is_group)) {
        printf "group-defaults.tsv:%d: %s is not in groups.tsv\n", default_group[key], key > "/dev/stderr"
        exit 1
    }
    print "/* Made from rules/facts by src/gen/facts.awk.  Do not edit. */"
    print "#include \"tables.h\"\n"
    for (i = 1; i <= n_parameters; i++) {
        if (!(name[i] in default_count)) {
            printf "parameters.tsv: %s has no default\n", name[i] > "/dev/stderr"
            exit 1
        }
        start[i] = total
        total += default_count[name[i]]
    }
    print "static const struct param_default defaults[] = {"
    for (i = 1; i <= n_parameters; i++) printf "%s", default_rows[name[i]]
    print "};\n\nconst struct param facts_param_table[] = {"
    for (i = 1; i <= n_parameters; i++)
        printf "    {%s, %s, %s, %s, defaults + %d, %d},\n", quoted(name[i]), type[i], flags[i], readers[i], start[i], default_count[name[i]]
    print "};"
    print "const size_t facts_param_count = " n_parameters ";\n"
    print_index("param", name, n_parameters)
    print "const struct type_change facts_type_table[] = {"
    # The type before a change is what counts for older releases.
    printf "%s};\n", type_changes
    print "const size_t facts_type_count = sizeof(facts_type_table) / sizeof(facts_type_table[0]);"
    print "const uint8_t facts_first_types[] = {"
    for (i = 1; i <= n_parameters; i++) printf "    %s,\n", type_of[first_type[i]]
    print "};\n"
    print "const struct legacy facts_legacy_table[] = {\n" legacy "};"
    print "const size_t facts_legacy_count = sizeof(facts_legacy_table) / sizeof(facts_legacy_table[0]);\n"
    print "const struct service_param facts_service_table[] = {\n" services "};"
    print "const size_t facts_service_count = sizeof(facts_service_table) / sizeof(facts_service_table[0]);\n"
    print "const struct table_suffix facts_suffix_table[] = {\n" suffixes "};"
    print "const size_t facts_suffix_count = sizeof(facts_suffix_table) / sizeof(facts_suffix_table[0]);\n"
    print "const struct deprecation facts_deprecation_table[] = {\n" deprecations "};"
    print "const size_t facts_deprecation_count = sizeof(facts_deprecation_table) / sizeof(facts_deprecation_table[0]);\n"
    print "const version facts_release_table[] = {\n" releases "};"
    print "const size_t facts_release_count = sizeof(facts_release_table) / sizeof(facts_release_table[0]);\n"
    print "const version facts_openssl_table[] = {\n" openssl "};"
    print "const size_t facts_openssl_count = sizeof(facts_openssl_table) / sizeof(facts_openssl_table[0]);\n"
    print "const struct platform facts_platform_table[] = {\n" platforms "};"
    print "const size_t facts_platform_count = sizeof(facts_platform_table) / sizeof(facts_platform_table[0]);\n"
    print "const struct feature facts_feature_table[] = {\n" features "};"
    print "const size_t facts_feature_count = sizeof(facts_feature_table) / sizeof(facts_feature_table[0]);\n"
    print_index("feature", feature_names, n_features)
    print "const struct build_default facts_build_default_table[] = {\n" build_defaults "};"
    print "const size_t facts_build_default_count ="
    print "    sizeof(facts_build_default_table) / sizeof(facts_build_default_table[0]);\n"
    print "const struct kex_group facts_group_table[] = {\n" groups "};"
    print "const size_t facts_group_count = sizeof(facts_group_table) / sizeof(facts_group_table[0]);\n"
    print "const struct group_default facts_group_default_table[] = {\n" group_defaults "};"
    print "const size_t facts_group_default_count ="
    print "    sizeof(facts_group_default_table) / sizeof(facts_group_default_table[0]);\n"
    print "const struct nonempty facts_nonempty_table[] = {\n" nonempty "};"
    print "const size_t facts_nonempty_count = sizeof(facts_nonempty_table) / sizeof(facts_nonempty_table[0]);\n"
    print "const struct digest facts_digest_table[] = {\n" digests "};"
    print "const size_t facts_digest_count = sizeof(facts_digest_table) / sizeof(facts_digest_table[0]);\n"
    print "const struct listed facts_list_table[] = {\n" lists "};"
    print "const size_t facts_list_count = sizeof(facts_list_table) / sizeof(facts_list_table[0]);\n"
    print "const struct tls_option facts_tls_option_table[] = {\n" tls_options "};"
    print "const size_t facts_tls_option_count = sizeof(facts_tls_option_table) / sizeof(facts_tls_option_table[0]);\n"
    print "const struct port facts_port_table[] = {\n" ports "};"
    print "const size_t facts_port_count = sizeof(facts_port_table) / sizeof(facts_port_table[0]);"
}
