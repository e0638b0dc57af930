/* suites: see suites.h.  Postfix: tls/tls_misc.c:tls_set_ciphers and
 * tls_get_cipher_list, smtpd/smtpd.c:smtpd_start_tls,
 * smtp/smtp_tls_policy.c:set_cipher_grade. */
#include "suites.h"

#include "client.h"
#include "groups.h"
#include "postlint/buf.h"
#include "postlint/policy.h"
#include "seclevel.h"

struct cached {
    struct text string;
    struct cipher_list list;
};

struct posture_cache {
    struct arena *arena;
    struct cached *items;
    size_t n, capacity;
    struct files *files;
};

struct posture_cache *posture_cache_new(struct arena *arena)
{
    struct posture_cache *cache = arena_alloc(arena, sizeof(*cache));
    cache->arena = arena;
    return cache;
}

void posture_cache_add_files(struct posture_cache *cache, struct files *files)
{
    cache->files = files;
}

struct files *posture_cache_files(const struct posture_cache *cache)
{
    return cache->files;
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
    struct group_list groups;
    int level; /* the security level of OpenSSL for a connection */
    bool unknown;
};

static const struct value *get(struct finder *finder, const char *prefix, const char *suffix)
{
    const struct value *value =
        view_get(finder->posture->view, text_join(finder->arena, text_from(prefix), text_from(suffix)));
    finder->unknown = finder->unknown || value_is_unclear(value);
    return value;
}

static void fail(struct finder *finder, enum obstacle obstacle, struct text error)
{
    if (finder->posture->suites_error.n)
        return;
    finder->posture->suites_error = error;
    finder->posture->obstacle = obstacle;
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
        finder->unknown = finder->unknown || value_is_unclear(value);
    if (finder->unknown)
        return;
    enum tls_grade grade = tls_grade_parse(word);
    if (grade == GRADE_INVALID) {
        fail(finder, OBSTACLE_GRADE, text_printf(finder->arena, "\"%.*s\" is no cipher grade", TEXT_ARG(word)));
        return;
    }
    if ((grade == GRADE_EXPORT || grade == GRADE_LOW) && facts_has("cipher-low-is-medium", postfix))
        grade = GRADE_MEDIUM;
    struct text name = text_printf(finder->arena, "tls_%s_cipherlist", lists[grade]);
    const struct value *list = view_get(posture->view, name);
    posture->cipherlist_parameter = name;
    finder->unknown = finder->unknown || value_is_unclear(list);
    buf_text(&finder->string, list->text);
    if (!finder->unknown && list->text.n == 0)
        fail(finder, OBSTACLE_LIST, text_printf(finder->arena, "%.*s is empty", TEXT_ARG(name)));
}

/* `!x` for each word.  A word that starts with a sign makes every handshake
 * fail. */
static void add_exclusions(struct finder *finder, struct text words)
{
    struct text rest = words, token;
    while (text_token(&rest, ", \t\r\n:", &token)) {
        if (text_find(TEXT("!+-@"), token.p[0]) < 4)
            fail(finder, OBSTACLE_SIGN,
                 text_printf(finder->arena, "an exclusion starts with a sign: %.*s", TEXT_ARG(token)));
        buf_printf(&finder->string, ":!%.*s", TEXT_ARG(token));
    }
}

static bool requires_certificates(struct finder *finder)
{
    return finder->posture->level == LEVEL_ENCRYPT &&
           text_is_nocase(get(finder, finder->prefix, "_tls_req_ccert")->text, "yes");
}

static bool asks_for_certificates(struct finder *finder)
{
    return text_is_nocase(get(finder, finder->prefix, "_tls_ask_ccert")->text, "yes") || requires_certificates(finder);
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

static bool is_set(struct finder *finder, const char *prefix, const char *suffix)
{
    const struct value *value = get(finder, prefix, suffix);
    return value->is_known_parameter && value->text.n > 0;
}

/* `none` and no other certificate, in any case of letters. */
static bool is_anonymous(struct finder *finder)
{
    const char *prefix = finder->prefix;
    return text_is_nocase(get(finder, prefix, "_tls_cert_file")->text, "none") &&
           !is_set(finder, prefix, "_tls_chain_files") && !is_set(finder, prefix, "_tls_eccert_file") &&
           !is_set(finder, prefix, "_tls_dcert_file");
}

/* ssl/ssl_lib.c:ssl_set_masks: an Edwards key signs where ECDSA would. */
static unsigned auth_of(enum key_type type)
{
    switch (type) {
    case KEY_RSA:
    case KEY_RSA_PSS:
        return CIPHER_AUTH_RSA;
    case KEY_ECDSA:
    case KEY_ED25519:
    case KEY_ED448:
        return CIPHER_AUTH_ECDSA;
    case KEY_DSA:
        return CIPHER_AUTH_DSS;
    default:
        return CIPHER_AUTH_RSA | CIPHER_AUTH_ECDSA | CIPHER_AUTH_DSS;
    }
}

/* The kinds of certificate that are in the files. */
static unsigned loaded_auth(const struct credentials *credentials)
{
    unsigned auth = 0;
    for (size_t i = 0; i < credentials->n; i++)
        if (credentials->items[i]->leaf)
            auth |= auth_of(credentials->items[i]->leaf->type);
    return auth;
}

/* Kinds of certificate that the server may have.  Where its files are not read,
 * any may hold an RSA or an ECDSA key; what a table of server names leads to is
 * never read.  Chain files make the other parameters count for nothing. */
static unsigned server_auth(struct finder *finder)
{
    const struct credentials *credentials = finder->posture->credentials;
    unsigned auth = CIPHER_AUTH_NONE;
    if (!is_anonymous(finder) || is_set(finder, "tls", "_server_sni_maps"))
        auth |= CIPHER_AUTH_RSA | CIPHER_AUTH_ECDSA;
    if (is_set(finder, finder->prefix, "_tls_dcert_file") && !is_set(finder, finder->prefix, "_tls_chain_files"))
        auth |= CIPHER_AUTH_DSS;
    if (credentials && credentials->loads == TRUTH_YES && !is_set(finder, "tls", "_server_sni_maps"))
        auth = CIPHER_AUTH_NONE | loaded_auth(credentials);
    return auth;
}

/* tls/tls_server.c:tls_server_init, tls/tls_client.c:tls_client_init: without
 * one of its files a program has no TLS at all. */
static void check_files(struct finder *finder)
{
    const struct credentials *credentials = finder->posture->credentials;
    if (credentials && credentials->loads == TRUTH_NO)
        fail(finder, OBSTACLE_CERTIFICATE, credentials_problem(finder->arena, credentials->failed));
}

/* What makes the server reply 454 to STARTTLS, whatever the lists say. */
static void check_certificates(struct finder *finder)
{
    if (!role_is_server(finder->posture->role))
        return;
    if (finder->posture->has_certificate == TRUTH_NO)
        fail(finder, OBSTACLE_CERTIFICATE, TEXT("there is no certificate"));
    if (is_anonymous(finder) && asks_for_certificates(finder))
        fail(finder, OBSTACLE_CERTIFICATE,
             TEXT("client certificates are asked for without a certificate of the server"));
}

/* tls/tls_misc.c:tls_validate_digest: client or server, the TLS engine does not
 * start, though nothing but fingerprints needs the digest. */
static void check_digest(struct finder *finder)
{
    const struct target *target = view_target(finder->posture->view);
    const struct value *digest = get(finder, finder->prefix, "_tls_fingerprint_digest");
    if (!digest->is_known_parameter || finder->unknown)
        return;
    enum truth found = facts_digest(digest->text, target->postfix, target->openssl);
    finder->unknown = found == TRUTH_UNKNOWN;
    /* smtp(8) goes on as if it had no TLS, smtpd(8) still announces STARTTLS. */
    if (found == TRUTH_NO && role_is_client(finder->posture->role))
        finder->posture->offered = TRUTH_NO;
    if (found == TRUTH_NO)
        fail(finder, OBSTACLE_DIGEST,
             text_printf(finder->arena, "OpenSSL has no digest \"%.*s\" (%.*s)", TEXT_ARG(digest->text),
                         TEXT_ARG(digest->name)));
}

/* Postfix runs at level 0 (tls_client_init, tls_server_init) but where it
 * demands a certificate of the peer; then it sets level 1, after the cipher
 * list with its @SECLEVEL. */
static int security_level(struct finder *finder, const struct cipher_list *list)
{
    bool is_client = role_is_client(finder->posture->role);
    if (!facts_openssl_has("security-levels", view_target(finder->posture->view)->openssl))
        return 0;
    if (is_client ? client_must_match(finder->posture) : requires_certificates(finder))
        return 1;
    return list->level > 0 ? list->level : 0;
}

/* What a server can do at a higher level depends on keys that are not read. */
enum { SERVER_LEVEL_KNOWN = 2 };

/* The versions of the live list that the library lets this side use.  A server
 * signs TLS 1.0 and 1.1 with SHA-1, which 3.0 takes for too weak at level 1. */
static unsigned usable_versions(const struct finder *finder)
{
    const struct posture *posture = finder->posture;
    version openssl = view_target(posture->view)->openssl;
    unsigned versions = seclevel_versions(posture->live->enabled, finder->level, openssl);
    if (role_is_client(posture->role))
        return seclevel_client_versions(versions);
    bool needs_tls12 = finder->level > 0 && facts_openssl_has("level-needs-tls12", openssl);
    return needs_tls12 ? versions & (TLS_1_2 | TLS_1_3) : versions;
}

static bool needs_group(const struct cipher_suite *suite)
{
    return !(suite->flaws & (CIPHER_NO_FS | CIPHER_DHE));
}

static bool suite_is_usable(const struct finder *finder, const struct cipher_suite *suite, unsigned auth)
{
    version openssl = view_target(finder->posture->view)->openssl;
    bool has_group = role_is_client(finder->posture->role) || groups_serve(&finder->groups, false, openssl);
    return (suite->auth & auth) && seclevel_suite(suite, finder->level) && (!needs_group(suite) || has_group);
}

static void keep_groups(struct finder *finder, bool has_ecdhe)
{
    struct posture *posture = finder->posture;
    version openssl = view_target(posture->view)->openssl;
    posture->groups = arena_array(finder->arena, finder->groups.n + 1, sizeof(const struct kex_group *));
    for (size_t i = 0; i < finder->groups.n; i++) {
        const struct kex_group *group = finder->groups.groups[i];
        if ((has_ecdhe && group_serves(group, false, openssl)) ||
            ((posture->negotiable & TLS_1_3) && group_serves(group, true, openssl)))
            posture->groups[posture->n_groups++] = group;
    }
}

/* What a client speaks, the lowest versions without a gap, ends with what a
 * server takes for its maximum; without a suite for that it refuses every
 * version (ssl/statem/statem_lib.c:tls_setup_handshake). */
static void check_maximum(struct finder *finder, const struct cipher_list *list)
{
    version openssl = view_target(finder->posture->view)->openssl;
    unsigned run = seclevel_client_versions(usable_versions(finder)), maximum = TLS_1_3;
    while (maximum && !(run & maximum))
        maximum >>= 1;
    if (!role_is_server(finder->posture->role) || !facts_openssl_has("maximum-needs-suite", openssl) || maximum == 0 ||
        maximum == TLS_1_3)
        return;
    for (size_t i = 0; i < list->n; i++)
        if (list->suites[i]->versions & maximum)
            return;
    fail(finder, OBSTACLE_GAP,
         text_printf(finder->arena, "no suite is for %s, below the gap in the versions", tls_version_name(maximum)));
}

static void keep_usable(struct finder *finder, const struct cipher_list *list)
{
    struct posture *posture = finder->posture;
    bool is_client = role_is_client(posture->role), has_ecdhe = false;
    unsigned auth = is_client ? ~(unsigned)(CIPHER_AUTH_PSK | CIPHER_AUTH_SRP) : server_auth(finder);
    unsigned enabled = usable_versions(finder), versions = 0;
    posture->suites = arena_array(finder->arena, list->n + 1, sizeof(const struct cipher_suite *));
    for (size_t i = 0; i < list->n; i++) {
        const struct cipher_suite *suite = list->suites[i];
        if (!suite_is_usable(finder, suite, auth) || !(suite->versions & enabled & ~(unsigned)TLS_1_3))
            continue;
        posture->suites[posture->n_suites++] = suite;
        versions |= suite->versions;
        has_ecdhe = has_ecdhe || needs_group(suite);
    }
    bool has_tls13 = is_client || ((auth & (CIPHER_AUTH_RSA | CIPHER_AUTH_ECDSA)) &&
                                   groups_serve(&finder->groups, true, view_target(posture->view)->openssl));
    posture->negotiable = enabled & (versions | (has_tls13 ? (unsigned)TLS_1_3 : 0));
    keep_groups(finder, has_ecdhe);
}

static void drop_weak_groups(struct finder *finder)
{
    struct group_list *list = &finder->groups;
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++)
        if (seclevel_group(list->groups[i], finder->level))
            list->groups[n++] = list->groups[i];
    list->n = n;
}

/* A client that speaks TLS 1.3 sends no hello without a group for it
 * (tls_construct_ctos_supported_groups; in 1.1.1 without any,
 * tls_construct_ctos_key_share). */
static void check_groups(struct finder *finder)
{
    const struct group_list *list = &finder->groups;
    version openssl = view_target(finder->posture->view)->openssl;
    bool has_group = list->n > 0;
    if (facts_openssl_has("tls13-needs-group", openssl))
        has_group = groups_serve(list, true, openssl);
    if (role_is_client(finder->posture->role) && usable_versions(finder) & TLS_1_3 && !has_group)
        fail(finder, OBSTACLE_GROUPS,
             text_printf(finder->arena, "no key exchange group is left for TLS 1.3%s",
                         finder->level > 0 ? " at this @SECLEVEL" : ""));
}

static struct cipher_list expand_all(struct finder *finder, struct posture_cache *cache)
{
    struct cipher_list list = {0};
    if (finder->posture->suites_error.n == 0)
        list = expand(cache, buf_done(&finder->string), view_target(finder->posture->view));
    if (list.error.p)
        fail(finder, OBSTACLE_LIST, list.error);
    check_certificates(finder);
    check_files(finder);
    return list;
}

void posture_find_suites(struct arena *arena, struct posture *posture, const char *prefix, struct posture_cache *cache)
{
    bool is_server = role_is_server(posture->role);
    struct finder finder = {.arena = arena, .posture = posture, .prefix = prefix, .string = buf_new(arena)};
    if (posture->suites_error.n) {
        posture->obstacle = OBSTACLE_CLIENT;
        posture->suites_known = posture->negotiable_known = posture->groups_known = true;
        return;
    }
    if (!cipher_knows(view_target(posture->view)->openssl))
        return;
    check_digest(&finder);
    add_grade(&finder);
    if (!finder.unknown && posture->suites_error.n == 0)
        add_all_exclusions(&finder);
    if (finder.unknown)
        return;
    struct cipher_list list = expand_all(&finder, cache);
    finder.groups = groups_find(arena, posture->view, prefix, is_server);
    finder.level = security_level(&finder, &list);
    drop_weak_groups(&finder);
    if (posture->suites_error.n == 0 && posture->live->is_known) {
        check_maximum(&finder, &list);
        if (finder.groups.is_known)
            check_groups(&finder);
    }
    bool has_error = posture->suites_error.n > 0;
    if (!has_error && ((is_server && finder.level > SERVER_LEVEL_KNOWN) || !finder.groups.is_known))
        return;
    posture->suites_known = true;
    if (!has_error && posture->live->is_known)
        keep_usable(&finder, &list);
    posture->negotiable_known = posture->live->is_known && (!is_server || posture->has_certificate != TRUTH_UNKNOWN);
    posture->groups_known = posture->negotiable_known;
}
