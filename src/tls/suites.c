/* suites: see suites.h.  Postfix: tls/tls_misc.c:tls_set_ciphers and
 * tls_get_cipher_list, smtpd/smtpd.c:smtpd_start_tls,
 * smtp/smtp_tls_policy.c:set_cipher_grade. */
#include "suites.h"

#include "client.h"
#include "limits.h"
#include "postlint/buf.h"
#include "postlint/policy.h"

struct cached {
    struct text string;
    struct cipher_list list;
};

struct posture_cache {
    struct arena *arena;
    struct cached *items;
    size_t n, capacity;
};

struct posture_cache *posture_cache_new(struct arena *arena)
{
    struct posture_cache *cache = arena_alloc(arena, sizeof(*cache));
    cache->arena = arena;
    return cache;
}

enum { CACHE_LOOKED_AT = 16 }; /* newest entries; more would cost more than it saves */

static struct cipher_list expand(struct posture_cache *cache, struct text string, const struct target *target)
{
    for (size_t i = cache->n; i-- > 0 && cache->n - i <= CACHE_LOOKED_AT;)
        if (text_eq(cache->items[i].string, string))
            return cache->items[i].list;
    cache->items = arena_grow(cache->arena, cache->items, cache->n, &cache->capacity, sizeof(*cache->items));
    struct cached *cached = &cache->items[cache->n++];
    *cached = (struct cached){string, cipher_expand(cache->arena, string, target->openssl, target->weak_ciphers)};
    return cached->list;
}

struct finder {
    struct arena *arena;
    struct posture *posture;
    const char *prefix;
    struct buf string;
    bool unknown;
};

static const struct value *get(struct finder *finder, const char *prefix, const char *suffix)
{
    const struct value *value = view_get(finder->posture->view, text_printf(finder->arena, "%s%s", prefix, suffix));
    finder->unknown = finder->unknown || value->unknown || value->error;
    return value;
}

static void fail(struct finder *finder, struct text error)
{
    if (finder->posture->suites_error.n == 0)
        finder->posture->suites_error = error;
}

/* The list that the grade stands for; export and low are medium from 3.8. */
static void add_grade(struct finder *finder)
{
    static const char *const lists[] = {"", "null", "export", "low", "medium", "high"};
    struct posture *posture = finder->posture;
    version postfix = view_target(posture->view)->postfix;
    const struct value *value = view_get(posture->view, posture->ciphers_parameter);
    struct text word = value->text;
    if (posture->policy && posture->policy->ciphers.p)
        word = posture->policy->ciphers;
    else
        finder->unknown = finder->unknown || value->unknown || value->error;
    if (finder->unknown)
        return;
    enum tls_grade grade = tls_grade_parse(word);
    if (grade == GRADE_INVALID) {
        fail(finder, text_printf(finder->arena, "\"%.*s\" is no cipher grade", TEXT_ARG(word)));
        return;
    }
    if ((grade == GRADE_EXPORT || grade == GRADE_LOW) && facts_has("cipher-low-is-medium", postfix))
        grade = GRADE_MEDIUM;
    struct text name = text_printf(finder->arena, "tls_%s_cipherlist", lists[grade]);
    const struct value *list = view_get(posture->view, name);
    finder->unknown = finder->unknown || list->unknown || list->error;
    buf_text(&finder->string, list->text);
    if (!finder->unknown && list->text.n == 0)
        fail(finder, text_printf(finder->arena, "%.*s is empty", TEXT_ARG(name)));
}

/* `!x` for each word.  A word that starts with a sign makes every handshake
 * fail. */
static void add_exclusions(struct finder *finder, struct text words)
{
    struct text rest = words, token;
    while (text_token(&rest, ", \t\r\n:", &token)) {
        if (text_find(TEXT("!+-@"), token.p[0]) < 4)
            fail(finder, text_printf(finder->arena, "an exclusion starts with a sign: %.*s", TEXT_ARG(token)));
        buf_printf(&finder->string, ":!%.*s", TEXT_ARG(token));
    }
}

static bool asks_for_certificates(struct finder *finder)
{
    const struct value *ask = get(finder, finder->prefix, "_tls_ask_ccert");
    const struct value *require = get(finder, finder->prefix, "_tls_req_ccert");
    return text_is_nocase(ask->text, "yes") ||
           (finder->posture->level == LEVEL_ENCRYPT && text_is_nocase(require->text, "yes"));
}

static void add_implicit_exclusions(struct finder *finder)
{
    enum tls_level level = finder->posture->level;
    if (!role_is_client(finder->posture->role)) {
        if (asks_for_certificates(finder))
            add_exclusions(finder, TEXT("aNULL"));
        return;
    }
    if (client_is_mandatory(finder->posture))
        add_exclusions(finder, level == LEVEL_ENCRYPT ? TEXT("eNULL") : TEXT("aNULL"));
}

static void add_all_exclusions(struct finder *finder)
{
    /* What a policy entry says replaces both parameters. */
    if (finder->posture->policy && finder->posture->policy->exclude.p) {
        add_exclusions(finder, finder->posture->policy->exclude);
        add_implicit_exclusions(finder);
        return;
    }
    add_exclusions(finder, get(finder, finder->prefix, "_tls_exclude_ciphers")->text);
    if (finder->posture->live == &finder->posture->lists[POSTURE_MANDATORY])
        add_exclusions(finder, get(finder, finder->prefix, "_tls_mandatory_exclude_ciphers")->text);
    add_implicit_exclusions(finder);
}

/* Kinds of certificate that the server may have.  What a file holds is not
 * known here: an RSA parameter may hold an ECDSA key and the reverse. */
static unsigned server_auth(struct finder *finder)
{
    const struct value *cert = get(finder, finder->prefix, "_tls_cert_file");
    const struct value *dsa = get(finder, finder->prefix, "_tls_dcert_file");
    unsigned auth = CIPHER_AUTH_NONE;
    if (dsa->text.n)
        auth |= CIPHER_AUTH_DSS;
    bool anonymous_only = text_is(cert->text, "none") && !get(finder, finder->prefix, "_tls_eccert_file")->text.n &&
                          !get(finder, finder->prefix, "_tls_chain_files")->text.n;
    return anonymous_only ? auth : auth | CIPHER_AUTH_RSA | CIPHER_AUTH_ECDSA;
}

/* OpenSSL's security level: 1 for a client that has to match its peer, else
 * what the list says; Postfix sets 0 before (tls_client_init, tls_server_init). */
static int security_level(const struct finder *finder, const struct cipher_list *list)
{
    bool must_match = role_is_client(finder->posture->role) && client_must_match(finder->posture);
    return must_match ? 1 : list->level;
}

/* The versions of the live list that the library lets this side use. */
static unsigned usable_versions(const struct finder *finder, int level)
{
    const struct posture *posture = finder->posture;
    unsigned versions = limits_versions(posture->live->enabled, level, view_target(posture->view)->openssl);
    if (!role_is_client(posture->role))
        return versions;
    return limits_client_versions(versions & ~client_never_offers(posture));
}

static void keep_usable(struct finder *finder, const struct cipher_list *list)
{
    struct posture *posture = finder->posture;
    bool is_client = role_is_client(posture->role);
    int level = security_level(finder, list);
    unsigned enabled = usable_versions(finder, level);
    unsigned auth = is_client ? ~(unsigned)(CIPHER_AUTH_PSK | CIPHER_AUTH_SRP) : server_auth(finder);
    posture->suites = arena_array(finder->arena, list->n + 1, sizeof(const struct cipher_suite *));
    unsigned versions = 0;
    for (size_t i = 0; i < list->n; i++) {
        const struct cipher_suite *suite = list->suites[i];
        if (!(suite->auth & auth) || !(suite->versions & enabled & ~(unsigned)TLS_1_3) || !limits_suite(suite, level))
            continue;
        posture->suites[posture->n_suites++] = suite;
        versions |= suite->versions;
    }
    bool has_tls13 = is_client || (auth & (CIPHER_AUTH_RSA | CIPHER_AUTH_ECDSA | CIPHER_AUTH_DSS));
    posture->negotiable = enabled & (versions | (has_tls13 ? (unsigned)TLS_1_3 : 0));
}

void posture_find_suites(struct arena *arena, struct posture *posture, const char *prefix, struct posture_cache *cache)
{
    const struct target *target = view_target(posture->view);
    struct finder finder = {.arena = arena, .posture = posture, .prefix = prefix, .string = buf_new(arena)};
    if (posture->suites_error.n) {
        posture->suites_known = posture->negotiable_known = true;
        return;
    }
    if (!cipher_knows(target->openssl))
        return;
    add_grade(&finder);
    if (!finder.unknown && posture->suites_error.n == 0)
        add_all_exclusions(&finder);
    if (finder.unknown)
        return;
    struct cipher_list list = {0};
    if (posture->suites_error.n == 0)
        list = expand(cache, buf_done(&finder.string), target);
    if (list.error.p)
        fail(&finder, list.error);
    bool is_server = role_is_server(posture->role);
    if (is_server && posture->has_certificate == TRUTH_NO)
        fail(&finder, TEXT("there is no certificate"));
    posture->suites_known = true;
    if (posture->suites_error.n == 0 && posture->live->is_known)
        keep_usable(&finder, &list);
    posture->negotiable_known = posture->live->is_known && (!is_server || posture->has_certificate != TRUTH_UNKNOWN);
}
