/* fields_certificate: the certificates that a service or a setting names. */
#include "fields.h"

#include <string.h>

/* By the suffix of the parameter.  Chain files win over all others
 * (smtpd/smtpd.c:pre_jail_init, tls/tls_certkey.c:tls_set_my_certificate_key_info). */
static const struct {
    const char *suffix, *kind;
} families[] = {
    {"_tls_chain_files", "chain"},
    {"_tls_cert_file", "rsa"},
    {"_tls_eccert_file", "ecdsa"},
    {"_tls_dcert_file", "dsa"},
};
enum { CHAIN, LEGACY, N_FAMILIES = sizeof(families) / sizeof(families[0]) };

/* By role; NULL where the program has none of its own. */
static const char *prefix_of(const struct posture *posture)
{
    return posture->role == ROLE_POSTSCREEN ? NULL : role_prefix(posture->role);
}

static const struct value *family_value(const struct context *context, struct view *view, const char *prefix,
                                        size_t family)
{
    return view_get(view, text_join(context->scope->arena, text_from(prefix), text_from(families[family].suffix)));
}

/* smtpd/smtpd.c:pre_jail_init: "none" says that there is no RSA certificate. */
static bool names_files(const struct value *value)
{
    return value->is_known_parameter && value->text.n > 0 && !text_is_nocase(value->text, "none");
}

/* What is in force: files or kinds, blank separated.  A template that may fill
 * in one of them leaves the set open. */
static struct fact in_force(const struct context *context, struct view *view, const char *prefix, bool kinds)
{
    struct buf out = buf_new(context->scope->arena);
    struct fact fact = {0};
    for (size_t i = 0; prefix && i < N_FAMILIES; i++) {
        const struct value *value = family_value(context, view, prefix, i);
        fact.is_open = fact.is_open || value_is_unclear(value);
        if (value_is_unclear(value) || !names_files(value))
            continue;
        buf_printf(&out, "%.*s ", TEXT_ARG(kinds ? text_from(families[i].kind) : value->text));
        if (i == CHAIN)
            break;
    }
    fact.text = buf_done(&out);
    return fact;
}

struct fact field_certificates(const struct context *context)
{
    return in_force(context, context->posture->view, prefix_of(context->posture), false);
}

struct fact field_certificate_kinds(const struct context *context)
{
    return in_force(context, context->posture->view, prefix_of(context->posture), true);
}

/* The first parameter of those in force for which FITS says yes. */
static struct fact first_parameter(const struct context *context, bool (*fits)(struct text files))
{
    const char *prefix = prefix_of(context->posture);
    for (size_t i = 0; prefix && i < N_FAMILIES; i++) {
        const struct value *value = family_value(context, context->posture->view, prefix, i);
        bool counts = !value_is_unclear(value) && names_files(value);
        if (counts && fits(value->text))
            return fact_text(value->name);
        if (counts && i == CHAIN)
            break;
    }
    return fact_text(TEXT(""));
}

static bool any_file(struct text files)
{
    return files.n > 0;
}

struct fact field_certificate_parameter(const struct context *context)
{
    return first_parameter(context, any_file);
}

/* Whose certificate one of FILES is that a package made when it was installed;
 * NULL if that is none. */
static const char *maker_of(struct text files)
{
    struct text file;
    while (text_token(&files, TEXT_COMMA_SP, &file)) {
        const char *maker = facts_listed("placeholder-certificates", file);
        if (!maker)
            maker = facts_listed("default-certificates", file);
        if (maker)
            return maker;
    }
    return NULL;
}

static bool is_made_by_a_package(struct text files)
{
    return maker_of(files) != NULL;
}

struct fact field_placeholder_parameter(const struct context *context)
{
    return first_parameter(context, is_made_by_a_package);
}

struct fact field_placeholder_maker(const struct context *context)
{
    const char *maker = maker_of(field_certificates(context).text);
    return fact_word(maker ? maker : "");
}

/* A legacy parameter that counts for nothing beside chain files.  Where a
 * service has chain files of its own, what main.cf says is for the others. */
struct fact field_ignored_certificate(const struct context *context)
{
    const char *prefix = prefix_of(context->posture);
    if (!prefix)
        return fact_text(TEXT(""));
    const struct value *chain = family_value(context, context->posture->view, prefix, CHAIN);
    if (value_is_unclear(chain))
        return fact_unknown();
    for (size_t i = LEGACY; names_files(chain) && i < N_FAMILIES; i++) {
        const struct value *value = family_value(context, context->posture->view, prefix, i);
        bool is_for_others = chain->origin == ORIGIN_OVERRIDE && value->origin != ORIGIN_OVERRIDE;
        if (!value_is_unclear(value) && names_files(value) && !is_for_others)
            return fact_text(value->name);
    }
    return fact_text(TEXT(""));
}

/* Whether the client shows a certificate that the servers of main.cf have. */
struct fact field_shares_certificate(const struct context *context)
{
    struct text rest = field_certificates(context).text, file, other;
    struct text theirs = in_force(context, context->scope->main, "smtpd", false).text;
    while (text_token(&rest, TEXT_COMMA_SP, &file))
        for (struct text left = theirs; text_token(&left, TEXT_COMMA_SP, &other);)
            if (text_eq(file, other))
                return fact_flag(true);
    return fact_flag(false);
}

/* Of a setting: what the names of its files say. */

enum file_kind { FILE_UNCLEAR, FILE_CERTIFICATE, FILE_KEY, FILE_REQUEST };

static bool has_part(struct text name, const char *const *parts)
{
    for (; *parts; parts++)
        if (text_contains(name, *parts))
            return true;
    return false;
}

/* Only what has one meaning: a name with both "key" and "cert" in it is a file
 * with both, as is one that says neither. */
static enum file_kind kind_by_name(struct text file)
{
    static const char *const key[] = {"key", NULL};
    static const char *const certificate[] = {"cert", "chain", ".crt", ".cer", NULL};
    static const char *const both[] = {"combined", "bundle", "both", NULL};
    size_t at = file.n;
    while (at > 0 && file.p[at - 1] != '/')
        at--;
    struct text name = text_slice(file, at, file.n);
    if (text_ends(name, ".csr") || text_ends(name, ".csr.pem"))
        return FILE_REQUEST;
    if (has_part(name, both) || has_part(name, key) == has_part(name, certificate))
        return FILE_UNCLEAR;
    return has_part(name, key) ? FILE_KEY : FILE_CERTIFICATE;
}

static bool is_certificate_parameter(const struct context *context)
{
    for (size_t i = 0; i < N_FAMILIES; i++)
        if (setting_ends(context->setting, families[i].suffix))
            return true;
    return false;
}

/* A slice of the value as written. */
struct fact field_request_file(const struct context *context)
{
    struct text rest = context->setting->value, file;
    while (is_certificate_parameter(context) && text_token(&rest, TEXT_COMMA_SP, &file))
        if (kind_by_name(file) == FILE_REQUEST)
            return fact_text(file);
    return fact_text(TEXT(""));
}

/* Where key and certificate are one file, its name says nothing. */
struct fact field_key_file(const struct context *context)
{
    struct text file = context->setting->value, name = context->setting->name;
    bool is_legacy = is_certificate_parameter(context) && !setting_ends(context->setting, families[CHAIN].suffix);
    if (!is_legacy || kind_by_name(file) != FILE_KEY)
        return fact_text(TEXT(""));
    /* smtpd_tls_eccert_file, smtpd_tls_eckey_file */
    struct text key =
        text_printf(context->scope->arena, "%.*skey_file", TEXT_ARG(text_slice(name, 0, name.n - strlen("cert_file"))));
    const struct value *value = view_get(context->setting_view, key);
    const struct value *certificate = view_get(context->setting_view, name);
    if (value_is_unclear(value) || value_is_unclear(certificate))
        return fact_unknown();
    return fact_text(text_eq(value->text, certificate->text) ? TEXT("") : file);
}

/* tls/tls_certkey.c:load_cert: "key not first".  The certificate of a pair at
 * the end of the list that stands the wrong way round, or nothing. */
static struct text turned_pair(const struct context *context, struct text *key)
{
    struct text rest = context->setting->value, file, before = TEXT("");
    struct text last = TEXT("");
    while (setting_ends(context->setting, families[CHAIN].suffix) && text_token(&rest, TEXT_COMMA_SP, &file)) {
        before = last;
        last = file;
    }
    *key = last;
    bool is_turned = kind_by_name(last) == FILE_KEY && kind_by_name(before) == FILE_CERTIFICATE;
    return is_turned ? before : TEXT("");
}

struct fact field_turned_pair(const struct context *context)
{
    struct text key, certificate = turned_pair(context, &key);
    if (certificate.n == 0)
        return fact_text(certificate);
    return fact_text((struct text){certificate.p, (size_t)(key.p + key.n - certificate.p)});
}

struct fact field_pair_in_order(const struct context *context)
{
    struct text key, certificate = turned_pair(context, &key);
    if (certificate.n == 0)
        return fact_text(certificate);
    return fact_text(text_printf(context->scope->arena, "%.*s, %.*s", TEXT_ARG(key), TEXT_ARG(certificate)));
}
