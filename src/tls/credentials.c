/* credentials: see credentials.h. */
#include "postlint/credentials.h"

#include "postlint/buf.h"
#include "postlint/table.h"

struct finder {
    struct arena *arena;
    struct view *view;
    const char *prefix;
    struct files *files;
    struct credentials *out;
};

const char *file_use_name(enum file_use use)
{
    static const char *const names[] = {"certificate", "key", "chain", "ca", "dh", "table"};
    return names[use];
}

const char *file_trouble_name(enum file_trouble trouble)
{
    static const char *const names[] = {"",
                                        "absent",
                                        "refused",
                                        "no-pem",
                                        "broken",
                                        "encrypted-key",
                                        "request",
                                        "no-certificate",
                                        "no-key",
                                        "no-group",
                                        "x9.42",
                                        "key-not-first",
                                        "key-without-certificate",
                                        "mismatch",
                                        "same-type",
                                        "stale",
                                        "not-compiled"};
    return names[trouble];
}

struct text credentials_problem(struct arena *arena, const struct named_file *named)
{
    static const char *const texts[] = {"can be used",
                                        "is not there",
                                        "cannot be read",
                                        "holds no PEM",
                                        "holds PEM that cannot be read",
                                        "holds a key with a pass phrase, which nobody is there to type",
                                        "holds a certificate request, no certificate",
                                        "holds no certificate",
                                        "holds no private key",
                                        "holds no DH parameters",
                                        "holds X9.42 DH parameters, which Postfix does not take",
                                        "has a certificate before its key",
                                        "has a key without a certificate behind it",
                                        "holds the key of another certificate",
                                        "has a second key of the same kind",
                                        "is older than its source",
                                        "has not been made from its source"};
    if (named->trouble == TROUBLE_REFUSED && named->file->problem.n)
        return text_printf(arena, "%.*s %.*s", TEXT_ARG(named->name), TEXT_ARG(named->file->problem));
    if (named->trouble == TROUBLE_MISMATCH && named->use == USE_CHAIN)
        return text_printf(arena, "%.*s has a certificate that the key before it does not belong to",
                           TEXT_ARG(named->name));
    return text_printf(arena, "%.*s %s", TEXT_ARG(named->name), texts[named->trouble]);
}

static const struct value *get(struct finder *finder, const char *suffix)
{
    return view_get(finder->view, text_join(finder->arena, text_from(finder->prefix), text_from(suffix)));
}

/* What is written out there; relative names are those of the folder that
 * daemons work in. */
static struct text path_of(struct finder *finder, struct text name)
{
    if (text_find(name, '\0') < name.n)
        return (struct text){0};
    if (!files_are_of_host(finder->files))
        return table_path_beside(finder->arena, finder->view, name);
    if (text_starts(name, "/"))
        return name;
    const struct value *queue = view_get(finder->view, TEXT("queue_directory"));
    if (value_is_unclear(queue))
        return (struct text){0};
    return text_printf(finder->arena, "%.*s/%.*s", TEXT_ARG(queue->text), TEXT_ARG(name));
}

static const struct file unseen = {.state = FILE_UNKNOWN};

static struct named_file *add(struct finder *finder, enum file_use use, const struct value *value, struct text name,
                              const struct file *file)
{
    struct credentials *out = finder->out;
    struct named_file *named = arena_alloc(finder->arena, sizeof(*named));
    out->items = arena_grow(finder->arena, out->items, out->n, &out->capacity, sizeof(struct named_file *));
    out->items[out->n++] = named;
    *named = (struct named_file){.use = use,
                                 .value = value,
                                 .name = name,
                                 .span = value->setting ? value->setting->value_span : (struct span){0},
                                 .file = file};
    return named;
}

/* The same for a file that is read. */
static struct named_file *add_read(struct finder *finder, enum file_use use, const struct value *value,
                                   struct text name)
{
    struct text path = path_of(finder, name);
    struct named_file *named = add(finder, use, value, name, path.p ? files_get(finder->files, path) : &unseen);
    if (named->file->state == FILE_ABSENT)
        named->trouble = TROUBLE_ABSENT;
    else if (named->file->state == FILE_REFUSED)
        named->trouble = TROUBLE_REFUSED;
    return named;
}

static const struct file_item *first_of(const struct file *file, enum item_kind kind)
{
    for (size_t i = 0; i < file->n; i++)
        if (file->items[i].kind == kind)
            return &file->items[i];
    return NULL;
}

/* Why FILE has nothing of the kind that is wanted of it. */
static enum file_trouble lack_of(const struct file *file, enum file_trouble lack)
{
    if (file->n == 0)
        return TROUBLE_EMPTY;
    if (first_of(file, ITEM_BROKEN))
        return TROUBLE_BROKEN;
    if (lack == TROUBLE_NO_CERTIFICATE && first_of(file, ITEM_REQUEST))
        return TROUBLE_REQUEST;
    return lack == TROUBLE_NO_KEY && first_of(file, ITEM_ENCRYPTED_KEY) ? TROUBLE_ENCRYPTED : lack;
}

/* How the load goes on: a file that nobody could look at leaves it open. */
static void note_load(struct finder *finder, const struct named_file *named)
{
    struct credentials *out = finder->out;
    if (out->loads == TRUTH_NO)
        return;
    if (named->trouble) {
        out->loads = TRUTH_NO;
        out->failed = named;
    } else if (file_state_is_unseen(named->file->state)) {
        out->loads = TRUTH_UNKNOWN;
    }
}

/* Signatures that OpenSSL refuses to peers from security level 1 on
 * (crypto/x509/x509_vfy.c:check_sig_level); one on itself proves nothing. */
static bool is_weakly_signed(const struct file_item *item)
{
    static const char *const digests[] = {"MD2", "MD4", "MD5", "SHA1", NULL};
    for (size_t i = 0; digests[i] && !item->is_self_signed; i++)
        if (text_is_nocase(item->digest, digests[i]))
            return true;
    return false;
}

/* The certificates of one chain, over any number of files. */
struct chain {
    const struct file_item **items;
    size_t n, capacity;
};

static void chain_add(struct finder *finder, struct chain *chain, const struct file_item *item)
{
    chain->items = arena_grow(finder->arena, chain->items, chain->n, &chain->capacity, sizeof(*chain->items));
    chain->items[chain->n++] = item;
}

/* From each to its issuer.  More certificates behind the last one do no harm. */
static enum chain_trouble judge_chain(const struct chain *chain)
{
    for (size_t i = 0; i < chain->n && !chain->items[i]->is_self_signed; i++) {
        struct text issuer = chain->items[i]->issuer;
        if (i + 1 < chain->n && text_eq(issuer, chain->items[i + 1]->subject))
            continue;
        for (size_t k = i + 1; k < chain->n; k++)
            if (text_eq(issuer, chain->items[k]->subject))
                return CHAIN_ORDER;
        return i == 0 ? CHAIN_NO_ISSUER : CHAIN_WHOLE;
    }
    return CHAIN_WHOLE;
}

static void finish_chain(struct named_file *leaf, const struct chain *chain)
{
    leaf->leaf = chain->items[0];
    leaf->chain = judge_chain(chain);
    for (size_t i = 0; i < chain->n && !leaf->weak; i++)
        if (is_weakly_signed(chain->items[i]))
            leaf->weak = chain->items[i];
}

/* tls_certkey.c:set_cert_stuff: the first certificate and the first key. */
static void load_pair(struct finder *finder, const struct value *cert_value, const struct value *key_value)
{
    struct chain chain = {0};
    struct named_file *cert = add_read(finder, USE_CERTIFICATE, cert_value, cert_value->text);
    struct named_file *key = add_read(finder, USE_KEY, key_value, key_value->text);
    for (size_t i = 0; i < cert->file->n; i++)
        if (cert->file->items[i].kind == ITEM_CERTIFICATE)
            chain_add(finder, &chain, &cert->file->items[i]);
    const struct file_item *own = first_of(key->file, ITEM_KEY);
    if (chain.n)
        finish_chain(cert, &chain);
    else if (!cert->trouble && !file_state_is_unseen(cert->file->state))
        cert->trouble = lack_of(cert->file, TROUBLE_NO_CERTIFICATE);
    if (!own && !key->trouble && !file_state_is_unseen(key->file->state))
        key->trouble = lack_of(key->file, TROUBLE_NO_KEY);
    if (own && cert->leaf && !text_eq(own->id, cert->leaf->id))
        key->trouble = TROUBLE_MISMATCH;
    note_load(finder, cert);
    note_load(finder, key);
}

/* tls_certkey.c:load_pem_bio over all chain files. */
struct loader {
    struct finder *finder;
    const struct file_item *key; /* the last one; NULL: none yet */
    struct named_file *key_file;
    struct named_file *holder; /* where its certificate is; NULL: none yet */
    struct chain chain;
    unsigned types; /* of the keys so far, bits */
};

/* Stands for what a file may hold that nobody could look at. */
static const struct file_item unseen_key = {.kind = ITEM_KEY};

static void finish_key(struct loader *loader)
{
    if (!loader->key)
        return;
    unsigned type = 1U << loader->key->type;
    if (!loader->holder) {
        if (loader->key != &unseen_key)
            loader->key_file->trouble = TROUBLE_LONE_KEY;
        return;
    }
    finish_chain(loader->holder, &loader->chain);
    if (loader->key == &unseen_key)
        type = 0;
    else if (!text_eq(loader->key->id, loader->holder->leaf->id))
        loader->holder->trouble = TROUBLE_MISMATCH;
    else if (loader->types & type)
        loader->holder->trouble = TROUBLE_SAME_TYPE;
    note_load(loader->finder, loader->holder);
    loader->types |= type;
    loader->holder = NULL;
    loader->chain = (struct chain){0};
}

/* A file with several certificates of the service's own has an entry for each. */
static void load_certificate(struct loader *loader, struct named_file *named, const struct file_item *item)
{
    if (!loader->key) {
        named->trouble = TROUBLE_KEY_NOT_FIRST;
        return;
    }
    /* Behind a file that may hold the service's own certificate. */
    if (!loader->holder && loader->key == &unseen_key && item->is_authority)
        return;
    if (!loader->holder) {
        loader->holder = named;
        if (named->leaf) {
            loader->holder = add(loader->finder, USE_CHAIN, named->value, named->name, named->file);
            loader->holder->span = named->span;
        }
    }
    chain_add(loader->finder, &loader->chain, item);
}

/* "TRUSTED CERTIFICATE" is skipped, and with it all else that is neither. */
static void load_item(struct loader *loader, struct named_file *named, const struct file_item *item)
{
    switch (item->kind) {
    case ITEM_CERTIFICATE:
        if (!text_is(item->label, "TRUSTED CERTIFICATE"))
            load_certificate(loader, named, item);
        break;
    case ITEM_KEY:
        finish_key(loader);
        loader->key = item;
        loader->key_file = named;
        break;
    case ITEM_ENCRYPTED_KEY:
        named->trouble = TROUBLE_ENCRYPTED;
        break;
    case ITEM_BROKEN:
        named->trouble = TROUBLE_BROKEN;
        break;
    default:
        break;
    }
}

static struct named_file *load_file(struct loader *loader, const struct value *value, struct text name,
                                    struct span span)
{
    struct finder *finder = loader->finder;
    struct named_file *named = add_read(finder, USE_CHAIN, value, name);
    named->span = span;
    if (file_state_is_unseen(named->file->state)) {
        finish_key(loader);
        loader->key = &unseen_key;
        loader->key_file = named;
    }
    for (size_t i = 0; i < named->file->n && !named->trouble && finder->out->loads != TRUTH_NO; i++)
        load_item(loader, named, &named->file->items[i]);
    note_load(finder, named);
    return named;
}

static void load_chain(struct finder *finder, const struct value *value)
{
    struct loader loader = {.finder = finder};
    struct named_file *last = NULL;
    struct text rest = value->text, token = value->text, raw = value->setting ? value->setting->value : TEXT(""),
                written;
    while (finder->out->loads != TRUTH_NO && text_token(&rest, TEXT_COMMA_SP, &token)) {
        text_token(&raw, TEXT_COMMA_SP, &written);
        last = load_file(&loader, value, token, value_token_span(value, token, written));
    }
    if (finder->out->loads == TRUTH_NO || !last)
        return;
    if (loader.key)
        finish_key(&loader);
    else
        last->trouble = lack_of(last->file, TROUBLE_NO_KEY);
    if (loader.key_file)
        note_load(finder, loader.key_file);
    note_load(finder, last);
}

static bool is_given(const struct value *value)
{
    return value->is_known_parameter && !value->unknown && !value->error && value->text.n > 0;
}

/* tls_certkey.c:tls_set_my_certificate_key_info: chain files make all others
 * count for nothing. */
static void load_own(struct finder *finder)
{
    static const char *const pairs[][2] = {{"_tls_cert_file", "_tls_key_file"},
                                           {"_tls_dcert_file", "_tls_dkey_file"},
                                           {"_tls_eccert_file", "_tls_eckey_file"}};
    const struct value *chain = get(finder, "_tls_chain_files");
    if (value_is_unclear(chain)) {
        finder->out->loads = TRUTH_UNKNOWN;
        return;
    }
    if (is_given(chain)) {
        load_chain(finder, chain);
        return;
    }
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        const struct value *cert = get(finder, pairs[i][0]), *key = get(finder, pairs[i][1]);
        if (value_is_unclear(cert) || (is_given(cert) && !is_given(key)))
            finder->out->loads = truth_and(finder->out->loads, TRUTH_UNKNOWN);
        else if (is_given(cert) && !text_is_nocase(cert->text, "none"))
            load_pair(finder, cert, key);
    }
}

/* tls_certkey.c:tls_set_ca_certificate_info; a CApath is never looked at there. */
static void load_authorities(struct finder *finder)
{
    const struct value *value = get(finder, "_tls_CAfile");
    if (!is_given(value))
        return;
    struct named_file *named = add_read(finder, USE_CA, value, value->text);
    if (!named->trouble && !file_state_is_unseen(named->file->state) && !first_of(named->file, ITEM_CERTIFICATE))
        named->trouble = lack_of(named->file, TROUBLE_NO_CERTIFICATE);
    note_load(finder, named);
}

/* tls_dh.c:tls_set_dh_from_file: what it cannot use it does without. */
static void load_group(struct finder *finder)
{
    const struct value *value = get(finder, "_tls_dh1024_param_file");
    if (!is_given(value) || text_is_nocase(value->text, "auto"))
        return;
    struct named_file *named = add_read(finder, USE_DH, value, value->text);
    if (named->trouble || file_state_is_unseen(named->file->state))
        return;
    named->group = first_of(named->file, ITEM_DH);
    if (!named->group)
        named->trouble = first_of(named->file, ITEM_DHX) ? TROUBLE_X942 : lack_of(named->file, TROUBLE_NO_GROUP);
}

/* What postmap(1) makes of a table, by its type: dbm tables have two files, of
 * which one says as much (util/dict_db.c, dict_lmdb.c, dict_cdb.c, dict_dbm.c). */
static const char *compiled_suffix(struct text type)
{
    static const char *const suffixes[][2] = {{"hash", ".db"}, {"btree", ".db"}, {"lmdb", ".lmdb"},
                                              {"cdb", ".cdb"}, {"dbm", ".pag"},  {"sdbm", ".pag"}};
    for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
        if (text_is(type, suffixes[i][0]))
            return suffixes[i][1];
    return NULL;
}

enum { SETTLED = 100 }; /* seconds that Postfix gives postmap(1) (util/dict_db.c:dict_db_open) */

static enum file_trouble judge_table(const struct finder *finder, const struct file *source, const struct file *made)
{
    if (source->state != FILE_READ || !source->status.is_original)
        return TROUBLE_NONE;
    if (made->state == FILE_ABSENT)
        return TROUBLE_NOT_COMPILED;
    bool is_older = made->state == FILE_READ && made->status.modified < source->status.modified;
    return is_older && source->status.modified < files_now(finder->files) - SETTLED ? TROUBLE_STALE : TROUBLE_NONE;
}

static void find_table(struct finder *finder, const struct value *value, struct text name, struct span span)
{
    while (text_starts(name, "proxy:"))
        name = text_slice(name, sizeof("proxy:") - 1, name.n);
    size_t colon = text_find(name, ':');
    const char *suffix = compiled_suffix(text_slice(name, 0, colon));
    struct text path = suffix ? path_of(finder, text_slice(name, colon + 1, name.n)) : (struct text){0};
    if (!path.p)
        return;
    struct text made_path = text_printf(finder->arena, "%.*s%s", TEXT_ARG(path), suffix);
    const struct file *made = files_status(finder->files, made_path);
    struct named_file *named = add(finder, USE_TABLE, value, name, made);
    named->span = span;
    named->trouble = judge_table(finder, files_status(finder->files, path), made);
}

/* Tables of parameters about TLS and SASL, which the program of PREFIX reads. */
static void find_tables(struct finder *finder)
{
    static const struct {
        const char *prefix, *parameter;
    } parameters[] = {{"smtp", "smtp_tls_policy_maps"},     {"smtp", "smtp_tls_per_site"},
                      {"smtp", "smtp_sasl_password_maps"},  {"lmtp", "lmtp_tls_policy_maps"},
                      {"lmtp", "lmtp_tls_per_site"},        {"lmtp", "lmtp_sasl_password_maps"},
                      {"smtpd", "relay_clientcerts"},       {"smtpd", "tls_server_sni_maps"},
                      {"smtpd", "smtpd_sender_login_maps"}, {"tlsproxy", "tls_server_sni_maps"}};
    for (size_t i = 0; i < sizeof(parameters) / sizeof(parameters[0]); i++) {
        if (!text_is(text_from(finder->prefix), parameters[i].prefix))
            continue;
        const struct value *value = view_get(finder->view, text_from(parameters[i].parameter));
        struct text rest = value->text, token, raw = value->setting ? value->setting->value : TEXT(""), written;
        while (is_given(value) && text_token_braced(&rest, &token)) {
            text_token_braced(&raw, &written);
            find_table(finder, value, token, value_token_span(value, token, written));
        }
    }
}

/* Where nothing is loaded, nobody sees a chain.  An issuer that is in the CA
 * file is sent too: OpenSSL completes a chain from
 * what it trusts (ssl/statem/statem_lib.c:ssl_add_cert_chain). */
static void complete_chains(struct finder *finder)
{
    const struct value *file = get(finder, "_tls_CAfile"), *folder = get(finder, "_tls_CApath");
    bool is_alone = !file->unknown && file->text.n == 0 && !folder->unknown && folder->text.n == 0;
    if (is_alone && finder->out->loads != TRUTH_NO)
        return;
    for (size_t i = 0; i < finder->out->n; i++)
        if (finder->out->loads == TRUTH_NO || finder->out->items[i]->chain == CHAIN_NO_ISSUER)
            finder->out->items[i]->chain = CHAIN_WHOLE;
}

const struct credentials *credentials_find(struct arena *arena, struct view *view, const char *prefix, bool has_tls,
                                           struct files *files)
{
    struct credentials *out = arena_alloc(arena, sizeof(*out));
    struct finder finder = {arena, view, prefix, files, out};
    out->loads = TRUTH_YES;
    if (has_tls) {
        load_authorities(&finder);
        load_own(&finder);
        load_group(&finder);
        complete_chains(&finder);
    }
    find_tables(&finder);
    return out;
}
