/* fields: the vocabulary of rules.  One table of fields and one of predicates
 * say what a condition may ask, check it when a rule is loaded, and print the
 * manual page.  What a field means is the function beside its name. */
#include "fields.h"

/* Of any subject. */

static struct fact field_postfix(const struct context *context)
{
    return (struct fact){.release = context->scope->target->postfix};
}

static struct fact field_openssl(const struct context *context)
{
    return (struct fact){.release = context->scope->target->openssl};
}

static struct fact field_weak_openssl(const struct context *context)
{
    return fact_flag(context->scope->target->weak_ciphers);
}

static struct fact field_profile(const struct context *context)
{
    return fact_word(context->scope->profile->name);
}

static struct fact field_demands(const struct context *context)
{
    const struct scope *scope = context->scope;
    struct buf out = buf_new(scope->arena);
    for (const struct profile *p = scope->profile; p;
         p = p->extends ? ruleset_profile(scope->rules, text_from(p->extends)) : NULL)
        for (size_t i = 0; i < p->n_demands; i++)
            buf_printf(&out, "%s ", p->demands[i]);
    return fact_text(buf_done(&out));
}

static struct fact field_floor(const struct context *context)
{
    return fact_word(tls_version_name(context->scope->min_protocol));
}

static struct fact field_has_master(const struct context *context)
{
    return fact_flag(context->scope->conf->master != NULL);
}

static struct fact field_has_main(const struct context *context)
{
    return fact_flag(context->scope->conf->main != NULL);
}

/* Once for all questions: a rule may ask of each of thousands of services. */
void scope_find_roles(struct scope *scope)
{
    unsigned seen = 0, seen_tls = 0;
    struct buf roles = buf_new(scope->arena), tls_roles = buf_new(scope->arena);
    for (size_t i = 0; i < scope->conf->n_services; i++) {
        const struct posture *posture = scope->postures[i];
        unsigned bit = 1U << posture->role;
        if (scope->conf->services[i].replaced)
            continue;
        if (!(seen & bit))
            buf_printf(&roles, "%s ", role_name(posture->role));
        if (posture->live && !(seen_tls & bit))
            buf_printf(&tls_roles, "%s ", role_name(posture->role));
        seen |= bit;
        seen_tls |= posture->live ? bit : 0;
    }
    scope->roles = buf_done(&roles);
    scope->tls_roles = buf_done(&tls_roles);
}

static struct fact field_roles(const struct context *context)
{
    return fact_text(context->scope->roles);
}

/* Roles of services that offer TLS or try it. */
static struct fact field_tls_roles(const struct context *context)
{
    return fact_text(context->scope->tls_roles);
}

/* What a peer can negotiate with some server of the configuration. */
static struct fact field_server_protocols(const struct context *context)
{
    const struct scope *scope = context->scope;
    struct fact fact = {0};
    for (size_t i = 0; i < scope->conf->n_services; i++) {
        const struct posture *posture = scope->postures[i];
        if (scope->conf->services[i].replaced || !posture->live || !role_is_server(posture->role))
            continue;
        fact.versions |= posture->negotiable;
        fact.unknown = fact.unknown || !posture->negotiable_known;
    }
    return fact;
}
#define SETTING_OR_NOTE (SUBJECT_SETTING | SUBJECT_NOTE)
/* Of a setting: what is true of the service that the override stands in. */
#define SERVICE_OR_SETTING (SUBJECT_SERVICE | SUBJECT_SETTING)

/* Sorted by name. */
static const struct field fields[] = {
    {"auth", FACT_BOOL, SUBJECT_SERVICE, "The server offers SASL authentication.", field_auth},
    {"auth-in-clear", FACT_BOOL, SUBJECT_SERVICE, "The server offers AUTH without TLS.", field_auth_in_clear},
    {"broken-kinds", FACT_TEXT, SUBJECT_SERVICE, "What is broken about broken-suites, in words.", field_broken_kinds},
    {"broken-suites", FACT_WORDS, SUBJECT_SERVICE,
     "Suites that can be negotiated though they are NULL, EXPORT or single DES.", field_broken_suites},
    {"ciphers-parameter", FACT_TEXT, SUBJECT_SERVICE, "The parameter whose cipher grade is in force.",
     field_ciphers_parameter},
    {"counterpart", FACT_TEXT, SETTING_OR_NOTE,
     "The parameter of the other side, smtpd_x for smtp_x and the reverse, if the release has it; else empty.",
     field_counterpart},
    {"counterpart-set", FACT_BOOL, SETTING_OR_NOTE, "The counterpart is set at the same place.", field_counterpart_set},
    {"daemon", FACT_TEXT, SUBJECT_SERVICE | SETTING_OR_NOTE,
     "The program of the service, e.g. smtpd; empty for main.cf.", field_daemon},
    {"dated-kinds", FACT_TEXT, SUBJECT_SERVICE, "What is dated about dated-suites, in words.", field_dated_kinds},
    {"dated-suites", FACT_WORDS, SUBJECT_SERVICE,
     "Suites that can be negotiated without forward secrecy, without AEAD or without a certificate.",
     field_dated_suites},
    {"demands", FACT_WORDS, SUBJECT_ANY, "What the profile demands beyond its floors.", field_demands},
    {"deprecated", FACT_BOOL, SETTING_OR_NOTE, "The release warns about this name, or ignores it.", field_deprecated},
    {"detail", FACT_TEXT, SUBJECT_NOTE, "What Postfix says of it.", field_detail},
    {"differs-from-postscreen", FACT_BOOL, SUBJECT_SETTING,
     "It stands at the smtpd behind postscreen, and postscreen and tlsproxy run with another value.",
     field_differs_from_postscreen},
    {"discard-parameter", FACT_TEXT, SUBJECT_SERVICE,
     "The parameter that takes keywords out of what the server offers, or of what the client sees.",
     field_discard_parameter},
    {"exposed", FACT_BOOL, SERVICE_OR_SETTING,
     "The service can be reached from outside: not on loopback alone and not closed by its own access list.",
     field_exposed},
    {"floor", FACT_TEXT, SUBJECT_ANY, "The lowest protocol version that the profile accepts.", field_floor},
    {"foreign-suites", FACT_WORDS, SUBJECT_SERVICE, "Suites that can be negotiated and are not in the profile's list.",
     field_foreign_suites},
    {"grade", FACT_TEXT, SUBJECT_SETTING, "The value as a cipher grade: high, medium, low, export, null, invalid.",
     field_grade},
    {"has-certificate", FACT_BOOL, SUBJECT_SERVICE, "Some certificate parameter is set.", field_has_certificate},
    {"has-main", FACT_BOOL, SUBJECT_ANY, "There is a main.cf.", field_has_main},
    {"has-master", FACT_BOOL, SUBJECT_ANY, "There is a master.cf.", field_has_master},
    {"idle-setting", FACT_TEXT, SUBJECT_SERVICE,
     "The first TLS parameter that is written for a client whose level is none.", field_idle_setting},
    {"inline-comment", FACT_TEXT, SUBJECT_SETTING, "The part of the value that looks like a comment.",
     field_inline_comment},
    {"invalid-token", FACT_TEXT, SUBJECT_SETTING, "In a protocol list, the word that makes the whole list invalid.",
     field_invalid_token},
    {"joined-bound", FACT_TEXT, SUBJECT_SETTING, "The lone bound joined with the word behind it.", field_joined_bound},
    {"known", FACT_BOOL, SETTING_OR_NOTE, "The release has a parameter of this name.", field_known},
    {"known-ever", FACT_BOOL, SETTING_OR_NOTE, "Some release has or had a parameter of this name.", field_known_ever},
    {"level", FACT_TEXT, SERVICE_OR_SETTING, "The TLS security level in force; invalid where the daemon refuses it.",
     field_level},
    {"level-parameter", FACT_TEXT, SUBJECT_SERVICE, "The parameter that decides the level.", field_level_parameter},
    {"level-word", FACT_TEXT, SUBJECT_SETTING, "The value as a security level of the release; invalid if it is none.",
     field_level_word},
    {"listed-protocols", FACT_VERSIONS, SUBJECT_SERVICE, "What the protocol list in force enables by itself.",
     field_listed_protocols},
    {"live", FACT_BOOL, SUBJECT_SETTING, "Some service runs with this very protocol list, cipher grade or level.",
     field_live},
    {"loglevel-parameter", FACT_TEXT, SUBJECT_SERVICE, "The parameter with the TLS log level of the program.",
     field_loglevel_parameter},
    {"lone-bound", FACT_TEXT, SUBJECT_SETTING, "In a protocol list, a >= or <= that a blank follows.",
     field_lone_bound},
    {"macro-error", FACT_TEXT, SUBJECT_SETTING, "What is wrong with the $names of the value.", field_macro_error},
    {"main-value", FACT_TEXT, SUBJECT_SETTING, "The value that main.cf or the release gives this parameter.",
     field_main_value},
    {"mandatory-list", FACT_TEXT, SUBJECT_SERVICE, "The parameter that lists the protocols of mandatory TLS.",
     field_mandatory_list},
    {"mandatory-use", FACT_BOOL, SUBJECT_SETTING,
     "Some service that runs with this setting demands TLS, at least of some peers.", field_mandatory_use},
    {"missing-helpers", FACT_WORDS, SUBJECT_ANY,
     "Programs that TLS needs here and master.cf does not run: tlsmgr, tlsproxy.", field_missing_helpers},
    {"name", FACT_TEXT, SETTING_OR_NOTE, "The name of the parameter, or the word that a note is about.", field_name},
    {"nearest", FACT_TEXT, SETTING_OR_NOTE, "The nearest parameter name of the release, at most two edits away.",
     field_nearest},
    {"nearest-protocol", FACT_TEXT, SUBJECT_SETTING, "The protocol name nearest to the invalid token.",
     field_nearest_protocol},
    {"note", FACT_TEXT, SUBJECT_NOTE,
     "What the reader met: refused, orphan, nul, continued, override-blanks, options-ended, duplicate-service.",
     field_note},
    {"number-of-suites", FACT_NUMBER, SUBJECT_SERVICE, "How many suites below TLS 1.3 can be negotiated.",
     field_n_suites},
    {"openssl", FACT_RELEASE, SUBJECT_ANY, "The OpenSSL release of the target.", field_openssl},
    {"opportunistic-list", FACT_TEXT, SUBJECT_SERVICE, "The parameter that lists the protocols of opportunistic TLS.",
     field_opportunistic_list},
    {"opportunistic-use", FACT_BOOL, SUBJECT_SETTING,
     "Some service that runs with this setting uses TLS without demanding it, at least of some peers.",
     field_opportunistic_use},
    {"overridden-everywhere", FACT_BOOL, SUBJECT_SETTING,
     "It stands in main.cf, and every service that reads it has an override.", field_overridden_everywhere},
    {"place", FACT_TEXT, SUBJECT_SETTING, "main or override.", field_place},
    {"port", FACT_NUMBER, SUBJECT_SERVICE, "The TCP port of an inet service.", field_port},
    {"postfix", FACT_RELEASE, SUBJECT_ANY, "The Postfix release of the target.", field_postfix},
    {"profile", FACT_TEXT, SUBJECT_ANY, "The name of the profile.", field_profile},
    {"protocols", FACT_VERSIONS, SUBJECT_SERVICE,
     "The versions that a peer can really negotiate: enabled, in the library, with a suite left.", field_protocols},
    {"protocols-parameter", FACT_TEXT, SUBJECT_SERVICE, "The parameter whose protocol list is in force.",
     field_protocols_parameter},
    {"quoted", FACT_BOOL, SUBJECT_SETTING, "The value stands in quotes.", field_quoted},
    {"raw-value", FACT_TEXT, SUBJECT_SETTING, "The value as written.", field_raw_value},
    {"read-by-daemon", FACT_BOOL, SETTING_OR_NOTE, "The program of the service reads this parameter.",
     field_read_by_daemon},
    {"referenced", FACT_BOOL, SETTING_OR_NOTE, "Some value uses the name: $name, a restriction class, a table source.",
     field_referenced},
    {"relay-host", FACT_TEXT, SUBJECT_SERVICE,
     "The host that main.cf sends the mail of this client to, without brackets; empty if there is none.",
     field_relay_host},
    {"relay-parameter", FACT_TEXT, SUBJECT_SERVICE, "The parameter that names relay-host.", field_relay_parameter},
    {"relay-port", FACT_NUMBER, SUBJECT_SERVICE, "The port of relay-host; 0 if there is none.", field_relay_port},
    {"replaced", FACT_BOOL, SUBJECT_SETTING, "A later setting of the same name wins.", field_replaced},
    {"replacement", FACT_TEXT, SETTING_OR_NOTE, "What to use instead of a deprecated name.", field_replacement},
    {"role", FACT_TEXT, SERVICE_OR_SETTING,
     "mx, submission, submissions, smtpd, client, lmtp, postscreen, tlsproxy or other.", field_role},
    {"roles", FACT_WORDS, SUBJECT_ANY, "The roles that some service of the configuration has.", field_roles},
    {"server-protocols", FACT_VERSIONS, SUBJECT_ANY,
     "The versions that a peer can negotiate with some server of the configuration.", field_server_protocols},
    {"service", FACT_TEXT, SERVICE_OR_SETTING, "The service, as name/type.", field_service},
    {"shadowed-level", FACT_TEXT, SUBJECT_SERVICE,
     "The level that an older switch gives, beside which a security level stands that wins; else empty.",
     field_shadowed_level},
    {"shadowed-switch", FACT_TEXT, SUBJECT_SERVICE, "The switch that shadowed-level is about.", field_shadowed_switch},
    {"sibling", FACT_TEXT, SUBJECT_SETTING,
     "The parameter of opportunistic TLS for one of mandatory TLS (protocols, ciphers), and the reverse.",
     field_sibling},
    {"sibling-set", FACT_BOOL, SUBJECT_SETTING, "The sibling is set at the same place.", field_sibling_set},
    {"sibling-weaker", FACT_BOOL, SUBJECT_SETTING, "The sibling that is in force there protects less.",
     field_sibling_weaker},
    {"tls-related", FACT_BOOL, SETTING_OR_NOTE, "The name is one of TLS or SASL parameters, by its spelling.",
     field_is_tls},
    {"tls-roles", FACT_WORDS, SUBJECT_ANY, "The roles of services that offer TLS or try it.", field_tls_roles},
    {"too-new-token", FACT_TEXT, SUBJECT_SETTING, "In a protocol list, a word that only later releases understand.",
     field_too_new_token},
    {"type", FACT_TEXT, SETTING_OR_NOTE, "How the release reads the value: text, yes-or-no, number, time.", field_type},
    {"undefined", FACT_TEXT, SUBJECT_SETTING, "The first $name in the value that nothing defines.", field_undefined},
    {"unquoted", FACT_TEXT, SUBJECT_SETTING, "The value without quotes around it.", field_unquoted},
    {"value", FACT_TEXT, SETTING_OR_NOTE, "The value, with its $names expanded.", field_value},
    {"weak-kinds", FACT_TEXT, SUBJECT_SERVICE, "What is weak about weak-suites, in words.", field_weak_kinds},
    {"weak-mandatory", FACT_VERSIONS, SUBJECT_SERVICE,
     "Versions below the floor that the mandatory list enables, in force or not.", field_weak_mandatory},
    {"weak-openssl", FACT_BOOL, SUBJECT_ANY, "The target's OpenSSL was built with RC4, 3DES and the like.",
     field_weak_openssl},
    {"weak-opportunistic", FACT_VERSIONS, SUBJECT_SERVICE,
     "Versions below the floor that the opportunistic list enables, in force or not.", field_weak_opportunistic},
    {"weak-protocols", FACT_VERSIONS, SUBJECT_SERVICE, "Those of protocols that are below the profile's floor.",
     field_weak_protocols},
    {"weak-suites", FACT_WORDS, SUBJECT_SERVICE,
     "Suites that can be negotiated with RC4, RC2, 3DES, IDEA, SEED or MD5.", field_weak_suites},
    {"weakens-main", FACT_BOOL, SUBJECT_SETTING,
     "An override that is in force and protects less than what is written in main.cf.", field_weakens_main},
    {"winner-differs", FACT_BOOL, SUBJECT_SETTING, "The later setting of the same name has another value.",
     field_winner_differs},
    {"winner-value", FACT_TEXT, SUBJECT_SETTING, "The value of the later setting.", field_winner_value},
    {"winner-weaker", FACT_BOOL, SUBJECT_SETTING,
     "The later setting protects less: a lower level or grade, older protocols, fewer exclusions.",
     field_winner_weaker},
    {"wrapped", FACT_BOOL, SUBJECT_SETTING,
     "It stands in a service with smtpd_tls_wrappermode, where the level is not read.", field_wrapped},
    {"wrapper", FACT_BOOL, SUBJECT_SERVICE, "smtpd_tls_wrappermode is on: TLS from the first byte.", field_wrapper},
    {"wrapper-parameter", FACT_TEXT, SUBJECT_SERVICE, "The parameter that switches wrapper mode on for the program.",
     field_wrapper_parameter},
};
enum { N_FIELDS = sizeof(fields) / sizeof(fields[0]) };

const struct field *rule_fields(size_t *n)
{
    *n = N_FIELDS;
    return fields;
}

const struct field *rule_field(struct text name)
{
    size_t low = 0, high = N_FIELDS;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = text_compare(name, text_from(fields[middle].name));
        if (order == 0)
            return &fields[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

static enum subject subject_of(const struct context *context)
{
    return context->posture   ? SUBJECT_SERVICE
           : context->setting ? SUBJECT_SETTING
           : context->note    ? SUBJECT_NOTE
                              : SUBJECT_CONFIGURATION;
}

struct fact field_get(const struct field *field, const struct context *context)
{
    return (field->subjects & subject_of(context)) ? field->get(context) : fact_unknown();
}

struct text field_print(const struct field *field, const struct context *context)
{
    struct arena *arena = context->scope->arena;
    struct fact fact = field_get(field, context);
    if (fact.unknown)
        return fact.text.n ? fact.text : TEXT("unknown");
    switch (field->type) {
    case FACT_BOOL:
        return fact.flag ? TEXT("yes") : TEXT("no");
    case FACT_NUMBER:
        return text_printf(arena, "%ld", fact.number);
    case FACT_VERSIONS:
        return tls_versions_text(arena, fact.versions);
    case FACT_RELEASE:
        return version_text(arena, fact.release);
    default:
        return fact.text;
    }
}
