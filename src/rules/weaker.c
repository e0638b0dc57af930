/* weaker: see weaker.h. */
#include "weaker.h"

#include "postlint/tls.h"

/* Of a server: verify and the like mean encrypt.  Of a client: what has to
 * hold before mail is sent. */
static int level_rank(struct text value, version release)
{
    static const int ranks[] = {-1, 0, 1, 3, 2, 4, 5, 5, 6}; /* enum tls_level */
    return ranks[tls_level_parse(value, release)];
}

static enum truth weaker_rank(int value, int than)
{
    return value < 0 || than < 0 ? TRUTH_UNKNOWN : truth_of(value < than);
}

static unsigned lowest(unsigned versions)
{
    return versions & (~versions + 1);
}

static enum truth weaker_protocols(struct text value, struct text than, version release)
{
    struct tls_protocols a = tls_protocols_parse(value, release), b = tls_protocols_parse(than, release);
    if (!a.is_valid || !b.is_valid || a.enabled == 0 || b.enabled == 0)
        return TRUTH_UNKNOWN;
    return truth_of(lowest(a.enabled) < lowest(b.enabled));
}

static enum truth weaker_grade(struct text value, struct text than)
{
    enum tls_grade a = tls_grade_parse(value), b = tls_grade_parse(than);
    return a == GRADE_INVALID || b == GRADE_INVALID ? TRUTH_UNKNOWN : truth_of(a < b);
}

/* Lists whose every word takes something away from an attacker. */
static enum truth weaker_list(struct text value, struct text than)
{
    struct text rest = than, word;
    while (text_token(&rest, TEXT_CIPHER_SP, &word))
        if (!text_has_token(value, TEXT_CIPHER_SP, word))
            return TRUTH_YES;
    return TRUTH_NO;
}

static enum truth weaker_switch(struct text value, struct text than)
{
    return truth_of(text_is_nocase(value, "no") && text_is_nocase(than, "yes"));
}

static bool is_protecting_switch(struct text name)
{
    static const char *const endings[] = {"_tls_auth_only", "_use_tls", "_enforce_tls", "_tls_enforce_peername",
                                          "_tls_req_ccert"};
    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
        if (text_ends(name, endings[i]))
            return true;
    return false;
}

enum truth value_is_weaker(struct text name, struct text value, struct text than, version release)
{
    if (text_find(value, '$') < value.n || text_find(than, '$') < than.n)
        return TRUTH_UNKNOWN;
    if (text_ends(name, "_security_level"))
        return weaker_rank(level_rank(value, release), level_rank(than, release));
    if (text_ends(name, "_protocols"))
        return weaker_protocols(value, than, release);
    if (text_ends(name, "_exclude_ciphers") || text_ends(name, "_security_options"))
        return weaker_list(value, than);
    if (text_ends(name, "_ciphers"))
        return weaker_grade(value, than);
    return is_protecting_switch(name) ? weaker_switch(value, than) : TRUTH_UNKNOWN;
}
