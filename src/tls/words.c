/* tls: see tls.h. */
#include "postlint/tls.h"

#include "postlint/buf.h"
#include "postlint/facts.h"

static const struct {
    const char *name;
    enum tls_version bit;
} versions[] = {
    {"SSLv2", TLS_SSL2},  {"SSLv3", TLS_SSL3},  {"TLSv1", TLS_1_0},
    {"TLSv1.1", TLS_1_1}, {"TLSv1.2", TLS_1_2}, {"TLSv1.3", TLS_1_3},
};
enum { N_VERSIONS = sizeof(versions) / sizeof(versions[0]) };

unsigned tls_version_parse(struct text t)
{
    for (size_t i = 0; i < N_VERSIONS; i++)
        if (text_is_nocase(t, versions[i].name))
            return versions[i].bit;
    return 0;
}

const char *tls_version_name(unsigned protocol)
{
    for (size_t i = 0; i < N_VERSIONS; i++)
        if (versions[i].bit == protocol)
            return versions[i].name;
    return "";
}

struct text tls_versions_text(struct arena *arena, unsigned set)
{
    if (set == 0)
        return TEXT("none");
    struct buf out = buf_new(arena);
    for (size_t i = 0; i < N_VERSIONS; i++)
        if (set & versions[i].bit)
            buf_printf(&out, "%s%s", out.n ? ", " : "", versions[i].name);
    return buf_done(&out);
}

static const struct {
    const char *name;
    enum tls_level level;
} levels[] = {
    {"none", LEVEL_NONE},           {"may", LEVEL_MAY},
    {"encrypt", LEVEL_ENCRYPT},     {"dane", LEVEL_DANE},
    {"dane-only", LEVEL_DANE_ONLY}, {"fingerprint", LEVEL_FINGERPRINT},
    {"verify", LEVEL_VERIFY},       {"secure", LEVEL_SECURE},
};

enum tls_level tls_level_parse(struct text t, version release)
{
    for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
        if (!text_is_nocase(t, levels[i].name))
            continue;
        bool is_dane = levels[i].level == LEVEL_DANE || levels[i].level == LEVEL_DANE_ONLY;
        return is_dane && !facts_has("level-dane", release) ? LEVEL_INVALID : levels[i].level;
    }
    return LEVEL_INVALID;
}

const char *tls_level_name(enum tls_level level)
{
    for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++)
        if (levels[i].level == level)
            return levels[i].name;
    return "invalid";
}

/* tls/tls_misc.c:tls_cipher_grade; "invalid" there is no word for people. */
enum tls_grade tls_grade_parse(struct text t)
{
    static const struct {
        const char *name;
        enum tls_grade grade;
    } grades[] = {{"high", GRADE_HIGH},
                  {"medium", GRADE_MEDIUM},
                  {"low", GRADE_LOW},
                  {"export", GRADE_EXPORT},
                  {"null", GRADE_NULL}};
    for (size_t i = 0; i < sizeof(grades) / sizeof(grades[0]); i++)
        if (text_is_nocase(t, grades[i].name))
            return grades[i].grade;
    return GRADE_INVALID;
}

const char *tls_grade_name(enum tls_grade grade)
{
    static const char *const names[] = {"invalid", "null", "export", "low", "medium", "high"};
    return names[grade];
}

/* What a name does in a list of RELEASE: TLSv1.3 is a known word from 3.0.0
 * on, but its bit is 0 up to 3.0.13, 3.1.9, 3.2.6 and 3.3.1. */
static bool name_is_known(unsigned protocol, version release)
{
    if (protocol == TLS_1_3)
        return facts_has("protocol-tls13", release);
    if (protocol == TLS_1_1 || protocol == TLS_1_2)
        return facts_has("protocol-tls11-tls12", release);
    return protocol != 0;
}

static unsigned name_mask(unsigned protocol, version release)
{
    return protocol == TLS_1_3 && !facts_has("protocol-tls13-effect", release) ? 0 : protocol;
}

/* The wire number of a version, as `>=0303` gives it; -1 if there is none. */
static long wire_number(unsigned protocol)
{
    static const long numbers[] = {2, 0x300, 0x301, 0x302, 0x303, 0x304};
    for (size_t i = 0; i < N_VERSIONS; i++)
        if (versions[i].bit == protocol)
            return numbers[i];
    return -1;
}

/* tls/tls_misc.c:tls_parse_version of 3.6: a name (not SSLv2), "None", the
 * empty text (0), or a hexadecimal number with or without 0x. */
static bool bound_parse(struct text t, long *bound)
{
    unsigned protocol = tls_version_parse(t);
    if (protocol == TLS_SSL2)
        return false;
    *bound = 0;
    if (t.n == 0 || text_is_nocase(t, "None"))
        return true;
    if (protocol) {
        *bound = wire_number(protocol);
        return true;
    }
    /* As strtoul(3) reads it; below zero is too much for an int. */
    if (text_starts(t, "+"))
        t = text_slice(t, 1, t.n);
    if (text_starts(t, "0x") || text_starts(t, "0X"))
        t = text_slice(t, 2, t.n);
    if (t.n == 0)
        return false;
    for (size_t i = 0; i < t.n; i++) {
        char c = t.p[i];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
        if (digit < 0 || *bound > INT32_MAX / 16) /* more than an int there */
            return false;
        *bound = *bound * 16 + digit;
    }
    return *bound <= INT32_MAX;
}

/* A number that is no version of TLS or SSLv3 is refused by the library and
 * leaves things as they were, without a word in the log
 * (ssl/statem/statem_lib.c:ssl_set_version_bound; SSL_CTX_set_*_proto_version
 * are called and not looked at, tls/tls_server.c:tls_server_init). */
static long bound_in_force(long bound)
{
    return bound >= 0x300 && bound <= 0x304 ? bound : 0;
}

/* State of a list while its tokens are read. */
struct list {
    version release;
    unsigned include, exclude;
    long floor, ceiling;
    bool has_include;
};

/* One token.  False if it makes the list invalid. */
static bool list_token(struct list *list, struct text token, struct tls_protocols *out)
{
    bool bounds = facts_has("protocol-bounds", list->release);
    if (text_starts(token, ">=") || text_starts(token, "<=")) {
        long bound;
        if (!bound_parse(text_slice(token, 2, token.n), &bound))
            return false;
        if (!bounds) {
            out->too_new = token;
            return false;
        }
        if (token.n == 2)
            out->lone_bound = token;
        *(token.p[0] == '>' ? &list->floor : &list->ceiling) = bound_in_force(bound);
        return true;
    }
    bool excludes = text_starts(token, "!");
    unsigned protocol = tls_version_parse(text_slice(token, excludes, token.n));
    if (!name_is_known(protocol, list->release)) {
        if (protocol)
            out->too_new = token;
        return false;
    }
    unsigned mask = name_mask(protocol, list->release);
    if (mask == 0)
        out->too_new = token;
    *(excludes ? &list->exclude : &list->include) |= mask;
    /* Naming SSLv2 alone names nothing where it has no bit. */
    bool counts = protocol != TLS_SSL2 || facts_has("protocol-ssl2-effect", list->release);
    list->has_include = list->has_include || (!excludes && mask && counts);
    return true;
}

struct tls_protocols tls_protocols_parse(struct text text, version release)
{
    struct tls_protocols out = {.is_valid = true};
    struct list list = {.release = release};
    struct text rest = text, token;
    while (text_token(&rest, ", \t\r\n:", &token)) {
        /* A bound before this token was empty: it takes in what follows. */
        if (out.lone_bound.n == 2 && out.lone_bound.p < token.p)
            out.lone_bound.n = (size_t)(token.p + token.n - out.lone_bound.p);
        if (list_token(&list, token, &out))
            continue;
        out.invalid = token;
        out.is_valid = false;
        out.enabled = 0;
        return out;
    }
    /* Names that are included exclude all others that the release knows. */
    for (size_t i = 0; i < N_VERSIONS; i++) {
        unsigned protocol = versions[i].bit;
        long number = wire_number(protocol);
        bool listed = name_is_known(protocol, release) && name_mask(protocol, release);
        bool off = list.exclude & protocol || (list.has_include && listed && !(list.include & protocol));
        if (protocol != TLS_SSL2)
            off = off || (list.floor && number < list.floor) || (list.ceiling && number > list.ceiling);
        else
            off = off || list.floor > 2;
        if (!off)
            out.enabled |= protocol;
    }
    return out;
}

struct text tls_protocols_from(struct arena *arena, unsigned lowest, version release)
{
    struct buf out = buf_new(arena);
    if (facts_has("protocol-bounds", release))
        return text_printf(arena, ">=%s", tls_version_name(lowest));
    for (size_t i = 0; i < N_VERSIONS && versions[i].bit < lowest; i++)
        if (name_is_known(versions[i].bit, release))
            buf_printf(&out, "%s!%s", out.n ? ", " : "", versions[i].name);
    return buf_done(&out);
}

unsigned tls_library_versions(version openssl, bool weak)
{
    unsigned set = TLS_1_0;
    if (facts_openssl_has("tls11-tls12", openssl))
        set |= TLS_1_1 | TLS_1_2;
    if (facts_openssl_has("tls13", openssl))
        set |= TLS_1_3;
    if (facts_openssl_has("ssl3", openssl) || (weak && facts_openssl_has("ssl3-code", openssl)))
        set |= TLS_SSL3;
    if (facts_openssl_has("ssl2", openssl))
        set |= TLS_SSL2;
    return set;
}
