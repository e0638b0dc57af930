# ciphers.awk: rules/facts/cipher-*.tsv to C tables (src/tls/cipher_tables.h).
#
# Usage: LC_ALL=C awk -f ciphers.awk cipher-*.tsv > ciphers.c
# A row that does not fit ends the build with file and line.

BEGIN {
    FS = "\t"
    columns["releases"] = 4; columns["suites"] = 16; columns["keywords"] = 4; columns["prefixes"] = 5
    columns["preference"] = 4; columns["exceptions"] = 4; columns["properties"] = 4; columns["words"] = 2
    n_fields = split("kx auth enc mac min class export default", fields, " ")
    split("4 5 6 7 8 10 11 12", field_columns, " ")
    n_versions = split("SSLv2 SSLv3 TLSv1 TLSv1.1 TLSv1.2", version_names, " ")
    split("TLS_SSL2 TLS_SSL3 TLS_1_0 TLS_1_1 TLS_1_2", version_bits, " ")
    language_of["level"] = "CIPHER_LEVEL"; language_of["reset"] = "CIPHER_RESET"; language_of["iana"] = "CIPHER_IANA"
    language_of["nocase"] = "CIPHER_NOCASE"
    language_of["default"] = language_of["exact"] = "" # these two end here: see add_suite_word
    how_of["whole"] = "CIPHER_PREFIX_WHOLE"; how_of["all"] = "CIPHER_PREFIX_ALL"; how_of["first"] = "CIPHER_PREFIX_FIRST"
    max_forms = 256; max_ranks = 16; max_exceptions = 4
}

function fail_at(place, what) {
    printf "%s: %s\n", place, what > "/dev/stderr"
    failed = 1
    exit 1
}
function fail(what) { fail_at(FILENAME ":" FNR, what) }

FNR == 1 {
    file = FILENAME
    sub(/.*\//, "", file)
    sub(/^cipher-/, "", file)
    sub(/\.tsv$/, "", file)
    if (!(file in columns)) fail("a table of unknown name")
    header = 1
}
/^#/ { next }
NF != columns[file] { fail("expected " columns[file] " columns, found " NF) }
header { header = 0; next }
{
    for (i = 1; i <= NF; i++) if ($i == "") fail("column " i " is empty")
    n = ++rows[file]
    place[file, n] = FILENAME ":" FNR
    for (i = 1; i <= NF; i++) cell[file, n, i] = $i
}

# Gathering is over; from here on all tables are known.

function quoted(s) {
    if (s ~ /[^A-Za-z0-9._!:-]/) fail_at(at, "odd character in " s)
    return "\"" s "\""
}

function version_of(s, is_last,    part, letter) {
    if (s !~ /^[0-9]+\.[0-9]+(\.[0-9]+[a-z]?)?$/) fail_at(at, "no release: " s)
    if (s ~ /^[0-9]+\.[0-9]+$/) {
        if (!is_last) fail_at(at, "a series where a release is due: " s)
        split(s, part, ".")
        return "VERSION(" part[1] ", " part[2] ", 0) | VERSION_ANY_PATCH"
    }
    letter = s ~ /[a-z]$/ ? index("abcdefghijklmnopqrstuvwxyz", substr(s, length(s))) : 0
    split(s, part, ".")
    return "VERSION(" part[1] ", " part[2] ", " (part[3] + 0) ") | " letter
}

# Releases [from, until) as a list of their numbers in span[1..n]; returns n.
function releases_of(from, until,    i, n, last) {
    if (!(from in release_number)) fail_at(at, "not in cipher-releases.tsv: " from)
    if (until != "-" && !(until in release_number)) fail_at(at, "not in cipher-releases.tsv: " until)
    last = until == "-" ? rows["releases"] + 1 : release_number[until]
    if (last <= release_number[from]) fail_at(at, until " is not after " from)
    for (i = release_number[from]; i < last; i++) span[++n] = i
    return n
}

function release_bits(from, until,    n, i, out) {
    n = releases_of(from, until)
    for (i = 1; i <= n; i++) out = out (i > 1 ? "|" : "") "R(" (span[i] - 1) ")"
    return out
}

function has_language(release, word) {
    return index("," cell["releases", release, 3] ",", "," word ",") > 0
}

function add_values(f, text,    n, i, part) {
    n = split(text, part, "|")
    for (i = 1; i <= n; i++) if (!((f, part[i]) in value_number)) value_number[f, part[i]] = ++n_values[f]
}

# Every value of a field that a suite has or a keyword names (EXPORT56 has no
# suites) gets a bit, field by field; the open bit and the guard follow.  A
# field lies in one word of 64 bits.
function lay_out(    f, s, k, word, bit, width) {
    for (f = 1; f <= n_fields; f++) field_number[fields[f]] = f
    for (f = 1; f <= n_fields; f++) for (s = 1; s <= rows["suites"]; s++) add_values(f, cell["suites", s, field_columns[f]])
    for (k = 1; k <= rows["keywords"]; k++) {
        at = place["keywords", k]
        parse_selects(cell["keywords", k, 2])
        for (f in wanted) if (wanted[f] !~ /^!/) add_values(f, wanted[f])
    }
    for (f = 1; f <= n_fields; f++) {
        width = n_values[f] + 2
        if (bit + width > 64) { word++; bit = 0 }
        if (word > 1) fail_at("cipher-suites.tsv", "attributes do not fit in two words")
        field_word[f] = word + 0
        field_bit[f] = bit
        bit += width
    }
}

# Sets are built in set[0] and set[1], as C expressions.
function set_clear() { set[0] = set[1] = "" }
function set_bit(f, number) {
    set[field_word[f]] = set[field_word[f]] (set[field_word[f]] == "" ? "" : "|") "B(" (field_bit[f] + number - 1) ")"
}
function set_open(f) { set_bit(f, n_values[f] + 1) }
function set_field(f,    i) {
    for (i = 1; i <= n_values[f]; i++) set_bit(f, i)
    set_open(f)
}
function set_done() {
    return "{{" (set[0] == "" ? "0" : set[0]) ", " (set[1] == "" ? "0" : set[1]) "}}"
}

# A|B or !A of field F: chosen[value number].
function choose(f, text,    n, i, part, is_not, v) {
    is_not = sub(/^!/, "", text)
    n = split(text, part, "|")
    for (v = 1; v <= n_values[f]; v++) chosen[v] = is_not
    for (i = 1; i <= n; i++) {
        if (!((f, part[i]) in value_number)) fail_at(at, "no suite has " fields[f] "=" part[i])
        chosen[value_number[f, part[i]]] = !is_not
    }
}

# "kx=A|B mac=!C" into wanted[field] = text; returns the number of fields.
function parse_selects(text,    n, i, part, equals, name) {
    for (i in wanted) delete wanted[i]
    n = split(text, part, " ")
    for (i = 1; i <= n; i++) {
        equals = index(part[i], "=")
        name = substr(part[i], 1, equals - 1)
        if (!(name in field_number)) fail_at(at, "not FIELD=VALUE: " part[i])
        wanted[field_number[name]] = substr(part[i], equals + 1)
    }
    return n
}

# The set that a selector stands for; fields it does not name are left open,
# or, with BARE, empty.
function selector_set(text, bare,    f, v) {
    parse_selects(text)
    set_clear()
    for (f = 1; f <= n_fields; f++) {
        if ((f in wanted) && wanted[f] != "any") {
            choose(f, wanted[f])
            for (v = 1; v <= n_values[f]; v++) if (chosen[v]) set_bit(f, v)
        } else if ((f in wanted) || !bare)
            set_field(f)
    }
    return set_done()
}

# Whether suite S has what the selector names.
function suite_has(s, text,    f, n, i, part, found) {
    parse_selects(text)
    for (f = 1; f <= n_fields; f++) {
        if (!(f in wanted)) continue
        choose(f, wanted[f])
        n = split(cell["suites", s, field_columns[f]], part, "|")
        found = 0
        for (i = 1; i <= n; i++) if (chosen[value_number[f, part[i]]]) found = 1
        if (!found) return 0
    }
    return 1
}

function number_of_selector(set_text, id,    key) {
    key = "    {" set_text ", " id "},\n"
    if (!(key in selector_numbers)) {
        selector_numbers[key] = n_selectors++
        selectors = selectors key
    }
    return selector_numbers[key]
}

# A word means SELECTOR in the releases listed in span[1..n].
function add_meaning(word, selector, build, n, is_shared,    i, end) {
    add_word(word)
    end = ", " selector ", " (build == "weak" ? "true" : "false") "},\n"
    if (!((word, end) in meaning)) meaning_end[word, ++n_meanings[word]] = end
    for (i = 1; i <= n; i++) {
        if (((word, span[i]) in given) && !is_shared) fail_at(at, "given twice for one release: " word)
        given[word, span[i]] = 1
        meaning[word, end] = meaning[word, end] (meaning[word, end] == "" ? "" : "|") "R(" (span[i] - 1) ")"
    }
}
function add_word(word) {
    if (word in n_meanings) return
    word_list[++n_words] = word
    n_meanings[word] = 0
}

# What the name of suite S selects: its attributes without the protocol
# version (ssl_cipher_process_rulestr); "default" only where it is "no" and
# the release has the flag; the id where names are exact.
function name_selector(s, release,    f, v) {
    set_clear()
    for (f = 1; f <= n_fields; f++) {
        choose(f, cell["suites", s, field_columns[f]])
        if (fields[f] == "min" || (fields[f] == "default" && (!chosen[value_number[f, "no"]] || !has_language(release, "default"))))
            set_field(f)
        else
            for (v = 1; v <= n_values[f]; v++) if (chosen[v]) set_bit(f, v)
    }
    return number_of_selector(set_done(), has_language(release, "exact") ? cell["suites", s, 1] : "0")
}

# Up to 1.0.2 an SSLv2 and an SSLv3 suite can share a name; as names select
# by attributes there, either does.
function add_suite_word(s,    n, i, all, release, selector) {
    at = place["suites", s]
    n = releases_of(cell["suites", s, 14], cell["suites", s, 15])
    for (i = 1; i <= n; i++) all[i] = span[i]
    for (i = 1; i <= n; i++) {
        release = span[1] = all[i]
        selector = name_selector(s, release)
        add_meaning(cell["suites", s, 2], selector, cell["suites", s, 16], 1, !has_language(release, "exact"))
        if (cell["suites", s, 3] != "-" && has_language(release, "iana"))
            add_meaning(cell["suites", s, 3], selector, cell["suites", s, 16], 1, 0)
    }
}

function versions_of(s,    v, from, to, out) {
    for (v = 1; v <= n_versions; v++) {
        if (version_names[v] == cell["suites", s, 8]) from = v
        if (version_names[v] == cell["suites", s, 9]) to = v
    }
    if (!from || !to || to < from) fail_at(at, "no range of protocol versions")
    for (v = from; v <= to; v++) out = out (v > from ? "|" : "") version_bits[v]
    return out
}

function properties_of(s, kind, is_first,    p, out) {
    for (p = 1; p <= rows["properties"]; p++) {
        if (cell["properties", p, 1] != kind || !suite_has(s, cell["properties", p, 3])) continue
        out = out (out == "" ? "" : "|") (kind == "auth" ? "CIPHER_AUTH_" : "CIPHER_") cell["properties", p, 2]
        if (is_first) break
    }
    if (out == "" && is_first) fail_at(at, "no " kind " in cipher-properties.tsv fits")
    return out == "" ? "0" : out
}

# Shell sort of list[1..n] by key[list[i]].
function sort_by(list, key, n,    gap, i, j, item) {
    for (gap = int(n / 2); gap > 0; gap = int(gap / 2))
        for (i = gap + 1; i <= n; i++) {
            item = list[i]
            for (j = i; j > gap && key[list[j - gap]] "" > key[item] ""; j -= gap) list[j] = list[j - gap]
            list[j] = item
        }
}

# The place of suite S in the order of RELEASE: one letter for each criterion.
function preference_key(s, release,    p, out, has) {
    for (p = 1; p <= rows["preference"]; p++) {
        if (!((p, release) in preferred)) continue
        if (cell["preference", p, 1] == "strength") out = out sprintf("%03d", 999 - cell["suites", s, 13])
        else {
            has = suite_matches[s, cell["preference", p, 2]]
            out = out ((cell["preference", p, 1] == "first") == has ? "a" : "b")
        }
    }
    return out sprintf("%05d", s)
}

function check_suites(    s, p) {
    for (s = 1; s <= rows["suites"]; s++) {
        at = place["suites", s]
        if (cell["suites", s, 1] !~ /^0x0[23][0-9A-F][0-9A-F][0-9A-F][0-9A-F][0-9A-F][0-9A-F]$/) fail_at(at, "no id: " cell["suites", s, 1])
        if (s > 1 && cell["suites", s, 1] "" > cell["suites", s - 1, 1] "") fail_at(at, "not sorted by falling id")
        if (cell["suites", s, 11] !~ /^(yes|no)$/ || cell["suites", s, 12] !~ /^(yes|no)$/) fail_at(at, "neither yes nor no")
        if (cell["suites", s, 13] !~ /^[0-9]+$/) fail_at(at, "bits are no number: " cell["suites", s, 13])
        if (cell["suites", s, 16] !~ /^(weak|-)$/) fail_at(at, "unknown build: " cell["suites", s, 16])
        if (!(cell["suites", s, 13] in rank_of)) { rank_list[++n_ranks] = cell["suites", s, 13]; rank_of[rank_list[n_ranks]] = 0 }
    }
    for (p = 1; p <= n_ranks; p++) rank_key[rank_list[p]] = sprintf("%03d", 999 - rank_list[p])
    sort_by(rank_list, rank_key, n_ranks)
    for (p = 1; p <= n_ranks; p++) rank_of[rank_list[p]] = p - 1
    if (n_ranks > max_ranks) fail_at("cipher-suites.tsv", "more than " max_ranks " strengths")
}

function prepare_preference(    p, i, n, s) {
    for (p = 1; p <= rows["preference"]; p++) {
        at = place["preference", p]
        if (cell["preference", p, 1] !~ /^(first|last|strength)$/) fail_at(at, "unknown word: " cell["preference", p, 1])
        n = releases_of(cell["preference", p, 3], cell["preference", p, 4])
        for (i = 1; i <= n; i++) preferred[p, span[i]] = 1
        if (cell["preference", p, 1] == "strength") continue
        for (s = 1; s <= rows["suites"]; s++)
            suite_matches[s, cell["preference", p, 2]] = suite_has(s, cell["preference", p, 2])
    }
}

# The suites of RELEASE in order of preference.
function print_order(release,    s, n, i, list, key) {
    for (s = 1; s <= rows["suites"]; s++) {
        at = place["suites", s]
        if (!((s, release) in present)) continue
        list[++n] = s
        key[s] = preference_key(s, release)
        if ((cell["suites", s, 1], release) in taken) fail_at(at, "given twice for one release: " cell["suites", s, 1])
        taken[cell["suites", s, 1], release] = 1
    }
    if (n > max_forms) fail_at("cipher-suites.tsv", "more than " max_forms " suites in one release")
    sort_by(list, key, n)
    printf "static const uint16_t forms_%d[] = {", release - 1
    for (i = 1; i <= n; i++) printf "%s%d,", i % 16 == 1 ? "\n    " : " ", list[i] - 1
    print "\n};"
    order_count[release] = n
}

function print_layout(    f, i, ones, guards) {
    set_clear()
    for (f = 1; f <= n_fields; f++) set_field(f)
    ones = set_done()
    set_clear()
    for (f = 1; f <= n_fields; f++) set_bit(f, n_values[f] + 2)
    guards = set_done()
    printf "const struct cipher_layout cipher_layout = {\n    %s,\n    %s,\n", ones, guards
    set_clear(); set_field(field_number["class"]); printf "    %s,\n", set_done()
    set_clear(); set_open(field_number["class"]); printf "    %s,\n", set_done()
    set_clear(); set_field(field_number["default"]); printf "    %s,\n};\n", set_done()
}

function print_forms(    s, f, n, i, part) {
    print "const struct cipher_form cipher_forms[] = {"
    for (s = 1; s <= rows["suites"]; s++) {
        at = place["suites", s]
        set_clear()
        for (f = 1; f <= n_fields; f++) {
            n = split(cell["suites", s, field_columns[f]], part, "|")
            for (i = 1; i <= n; i++) set_bit(f, value_number[f, part[i]])
        }
        printf "    {{%s, %s, %s, %s, %s, %s}, %s, %s, %d},\n", quoted(cell["suites", s, 2]), cell["suites", s, 1], \
            properties_of(s, "auth", 1), properties_of(s, "flaw", 0), versions_of(s), \
            cell["suites", s, 13], set_done(), \
            cell["suites", s, 16] == "weak" ? "true" : "false", rank_of[cell["suites", s, 13]]
    }
    print "};"
}

function print_words(    i, m, end, total, key) {
    for (i = 1; i <= n_words; i++) key[word_list[i]] = toupper(word_list[i]) "\t" word_list[i]
    sort_by(word_list, key, n_words)
    print "const struct cipher_selector cipher_selectors[] = {\n" selectors "};"
    print "const struct cipher_meaning cipher_meanings[] = {"
    for (i = 1; i <= n_words; i++) for (m = 1; m <= n_meanings[word_list[i]]; m++) {
        end = meaning_end[word_list[i], m]
        printf "    {%s%s", meaning[word_list[i], end], end
    }
    print "};\nconst struct cipher_word cipher_words[] = {"
    for (i = 1; i <= n_words; i++) {
        printf "    {%s, %d, %d},\n", quoted(word_list[i]), total, n_meanings[word_list[i]]
        total += n_meanings[word_list[i]]
    }
    print "};\nconst size_t cipher_word_count = " n_words ";"
}

function print_prefixes(    i) {
    print "const struct cipher_prefix cipher_prefixes[] = {"
    for (i = 1; i <= rows["prefixes"]; i++) {
        at = place["prefixes", i]
        if (!(cell["prefixes", i, 2] in how_of)) fail_at(at, "unknown word: " cell["prefixes", i, 2])
        printf "    {{%s, %d}, {%s, %d}, %s, %s},\n", quoted(cell["prefixes", i, 1]), length(cell["prefixes", i, 1]), \
            quoted(cell["prefixes", i, 3]), length(cell["prefixes", i, 3]), release_bits(cell["prefixes", i, 4], cell["prefixes", i, 5]), \
            how_of[cell["prefixes", i, 2]]
    }
    print "};\nconst size_t cipher_prefix_count = " rows["prefixes"] + 0 ";"
}

function print_exceptions(    i, f, when) {
    if (rows["exceptions"] > max_exceptions) fail_at("cipher-exceptions.tsv", "more than " max_exceptions " rows")
    print "const struct cipher_exception cipher_exceptions[] = {"
    for (i = 1; i <= rows["exceptions"]; i++) {
        at = place["exceptions", i]
        when = selector_set(cell["exceptions", i, 1], 1)
        set_clear()
        for (f = 1; f <= n_fields; f++) if (f in wanted) set_field(f)
        printf "    {%s, %s,\n     %s,\n", release_bits(cell["exceptions", i, 3], cell["exceptions", i, 4]), set_done(), when
        printf "     %s},\n", selector_set(cell["exceptions", i, 2], 0)
    }
    print "};\nconst size_t cipher_exception_count = " rows["exceptions"] + 0 ";"
}

function print_releases(    i, n, j, part, flags) {
    print "const struct cipher_release cipher_releases[] = {"
    for (i = 1; i <= rows["releases"]; i++) {
        at = place["releases", i]
        flags = "0"
        n = cell["releases", i, 3] == "-" ? 0 : split(cell["releases", i, 3], part, ",")
        for (j = 1; j <= n; j++) {
            if (!(part[j] in language_of)) fail_at(at, "unknown word: " part[j])
            if (language_of[part[j]] != "") flags = flags "|" language_of[part[j]]
        }
        printf "    {%s, %s, %s, forms_%d, %d},\n", version_of(cell["releases", i, 1], 0), version_of(cell["releases", i, 2], 1), \
            flags, i - 1, order_count[i]
    }
    print "};\nconst size_t cipher_release_count = " rows["releases"] + 0 ";"
}

END {
    if (failed) exit 1
    for (table in columns) if (!rows[table]) fail_at("cipher-" table ".tsv", "missing or empty")
    if (rows["releases"] > 32) fail_at("cipher-releases.tsv", "more than 32 rows")
    for (r = 1; r <= rows["releases"]; r++) release_number[cell["releases", r, 1]] = r
    check_suites()
    lay_out()
    prepare_preference()
    for (s = 1; s <= rows["suites"]; s++) {
        add_suite_word(s)
        n = releases_of(cell["suites", s, 14], cell["suites", s, 15])
        for (i = 1; i <= n; i++) present[s, span[i]] = 1
    }
    for (k = 1; k <= rows["keywords"]; k++) {
        at = place["keywords", k]
        selector = number_of_selector(selector_set(cell["keywords", k, 2], 0), "0")
        n = releases_of(cell["keywords", k, 3], cell["keywords", k, 4])
        add_meaning(cell["keywords", k, 1], selector, "-", n, 0)
    }
    for (k = 1; k <= rows["words"]; k++) {
        at = place["words", k]
        if (cell["words", k, 1] in n_meanings) fail_at(at, "is in another table, or here twice: " cell["words", k, 1])
        add_word(cell["words", k, 1])
    }
    for (k = 1; k <= rows["prefixes"]; k++) add_word(cell["prefixes", k, 1])

    print "/* Made from rules/facts by src/gen/ciphers.awk.  Do not edit. */"
    print "#include \"cipher_tables.h\"\n"
    print "#define B(n) (UINT64_C(1) << (n))\n#define R(n) (UINT32_C(1) << (n))\n"
    print_layout()
    print_forms()
    for (r = 1; r <= rows["releases"]; r++) print_order(r)
    print_words()
    print_prefixes()
    print_exceptions()
    print_releases()
}
