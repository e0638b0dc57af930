/* floors: what a profile may set a floor for (rule.h).  One table; the loader
 * of profiles, the manual page and the reports read it. */
#include "postlint/buf.h"
#include "postlint/rule.h"
#include "postlint/tls.h"

static const struct floor floors[N_FLOORS] = {
    [FLOOR_NONE] = {.name = "", .manual = ""},
    [FLOOR_PROTOCOL] = {"min-protocol",
                        FLOOR_VERSION,
                        {0},
                        "The lowest protocol version accepted, which the fields floor and weak-protocols give."},
    [FLOOR_SUITES] =
        {"suites",
         FLOOR_LIST_SUITES,
         {0},
         "OpenSSL names of the cipher suites below TLS 1.3 that are accepted; an empty list accepts none."},
    [FLOOR_TLS13_SUITES] = {"tls13-suites",
                            FLOOR_LIST_TLS13,
                            {0},
                            "The cipher suites of TLS 1.3 that are accepted.  No Postfix parameter chooses among "
                            "them."},
    [FLOOR_GROUPS] = {"groups",
                      FLOOR_LIST_GROUPS,
                      {0},
                      "The key exchange groups that are accepted, by the names that show prints."},
    [FLOOR_DH_BITS] = {"dh-bits", FLOOR_AT_LEAST, {0}, "The bits that the prime of a DH group must have."},
    [FLOOR_OWN_DH] = {"own-dh-group",
                      FLOOR_CHOICE,
                      {"accepted", "refused"},
                      "Whether a prime that the site has made itself will do, or only the groups of RFC 7919."},
    [FLOOR_RSA_BITS] = {"rsa-bits", FLOOR_AT_LEAST, {0}, "The bits that the RSA key of a certificate must have."},
    [FLOOR_EC_BITS] = {"ec-bits",
                       FLOOR_AT_LEAST,
                       {0},
                       "The bits that the elliptic-curve key of a certificate must have."},
    [FLOOR_DIGESTS] = {"digests", FLOOR_LIST_DIGESTS, {0}, "The digests that may sign a certificate."},
    [FLOOR_DAYS] = {"certificate-days",
                    FLOOR_AT_MOST,
                    {0},
                    "The days that a certificate may be valid from its first to its last."},
    [FLOOR_ORDER] = {"cipher-order",
                     FLOOR_CHOICE,
                     {"not-required", "required"},
                     "Whether the server must choose among the suites of the client."},
};

const struct floor *rule_floor(enum floor_kind kind)
{
    return &floors[kind];
}

struct text floor_text(struct arena *arena, enum floor_kind kind, const struct floor_value *value)
{
    const struct floor *floor = &floors[kind];
    struct buf out = buf_new(arena);
    switch (floor->type) {
    case FLOOR_VERSION:
        buf_str(&out, tls_version_name((unsigned)value->number));
        break;
    case FLOOR_AT_LEAST:
    case FLOOR_AT_MOST:
        buf_printf(&out, "at %s %ld", floor->type == FLOOR_AT_LEAST ? "least" : "most", value->number);
        break;
    case FLOOR_CHOICE:
        buf_str(&out, floor->choices[value->number]);
        break;
    default:
        for (size_t i = 0; i < value->n_words; i++)
            buf_printf(&out, "%s%s", i ? " " : "", value->words[i]);
        buf_str(&out, value->n_words ? "" : "none");
    }
    return buf_done(&out);
}

struct text profile_document(struct arena *arena, const struct profile *profile)
{
    struct buf out = buf_new(arena);
    if (!profile->source)
        return text_printf(arena, "the profile %s", profile->name);
    buf_str(&out, profile->source);
    if (profile->date)
        buf_printf(&out, " (%s)", profile->date);
    if (profile->scope == SCOPE_WEB)
        buf_str(&out, ", written for the web");
    if (profile->encoded_from)
        buf_printf(&out, ", second-hand: encoded from %s", profile->encoded_from);
    return buf_done(&out);
}

const char *profile_scope_name(enum profile_scope scope)
{
    static const char *const names[] = {NULL, "mail", "tls", "web"};
    return names[scope];
}
