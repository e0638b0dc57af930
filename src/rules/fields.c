/* fields: the vocabulary of rules.  One table of fields and one of predicates
 * say what a condition may ask, check it when a rule is loaded, and print the
 * manual page.  What a field means is the function beside its name. */
#include "fields.h"

/* Of any subject. */

static struct fact field_postfix(const struct context *context)
{
    return (struct fact){.release = context->scope->target->postfix};
}

static struct fact field_oldest_postfix(const struct context *context)
{
    return (struct fact){.release = context->scope->oldest};
}

static struct fact field_openssl(const struct context *context)
{
    return (struct fact){.release = context->scope->target->openssl};
}

static struct fact field_weak_openssl(const struct context *context)
{
    return fact_flag(context->scope->target->weak_ciphers);
}

static struct fact field_has_master(const struct context *context)
{
    return fact_flag(context->scope->conf->master != NULL);
}

static struct fact field_has_main(const struct context *context)
{
    return fact_flag(context->scope->conf->main != NULL);
}

/* Anonymous suites, which are in no class of the word DHE, use the same prime. */
static enum truth has_dhe(const struct posture *posture)
{
    if (!posture->live)
        return TRUTH_NO;
    for (size_t i = 0; i < posture->n_suites; i++)
        if (posture->suites[i]->flaws & CIPHER_DHE)
            return TRUTH_YES;
    return posture->suites_known ? TRUTH_NO : TRUTH_UNKNOWN;
}

/* What a peer can negotiate with some server of the configuration. */
static void add_server(struct scope *scope, const struct posture *posture)
{
    if (posture->live) {
        scope->server_protocols |= posture->negotiable;
        scope->server_protocols_unknown = scope->server_protocols_unknown || !posture->negotiable_known;
    }
    scope->server_renegotiation = truth_or(scope->server_renegotiation, posture->renegotiation);
    scope->server_dhe = truth_or(scope->server_dhe, has_dhe(posture));
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
        if (posture->live)
            scope->live_readers[posture->live - posture->lists] |= posture->reader;
        if (role_is_server(posture->role))
            add_server(scope, posture);
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

static struct fact field_server_dhe(const struct context *context)
{
    return fact_truth(context->scope->server_dhe);
}

static struct fact field_server_protocols(const struct context *context)
{
    const struct scope *scope = context->scope;
    return (struct fact){.versions = scope->server_protocols, .unknown = scope->server_protocols_unknown};
}

static struct fact field_server_renegotiation(const struct context *context)
{
    return fact_truth(context->scope->server_renegotiation);
}

#define SETTING_OR_NOTE   (SUBJECT_SETTING | SUBJECT_NOTE)
#define SERVICE_OR_POLICY (SUBJECT_SERVICE | SUBJECT_POLICY)
/* Of a setting: what is true of the service that the override stands in. */
#define SERVICE_OR_SETTING (SUBJECT_SERVICE | SUBJECT_SETTING)
#define OF_SOME_SERVICE    (SERVICE_OR_SETTING | SUBJECT_POLICY)

/* Sorted by name. */
static const struct field fields[] = {
    {"access-words", FACT_WORDS, SUBJECT_SERVICE,
     "The words in force in the access rules of a server; restriction classes are followed, and what a table may "
     "answer is unknown.",
     field_access_words},
    {"anonymous-parameter", FACT_TEXT, SUBJECT_SERVICE,
     "The parameter whose options let anonymous logins be, where there are logins; else empty.",
     field_anonymous_parameter},
    {"anonymous-suites", FACT_WORDS, SUBJECT_SERVICE, "Suites that can be negotiated without any certificate.",
     field_anonymous_suites},
    {"as-bound", FACT_TEXT, SUBJECT_SETTING,
     "In a protocol list of exclusions that leave no gap: the bound that says the same; else empty.", field_as_bound},
    {"asks-certificate", FACT_BOOL, SUBJECT_SERVICE, "The server asks clients for a certificate in the handshake.",
     field_asks_certificate},
    {"attributes", FACT_WORDS, SERVICE_OR_POLICY,
     "The attributes of a policy entry behind the level; a service has none.", field_attributes},
    {"auth", FACT_BOOL, SERVICE_OR_POLICY, "SASL authentication is on: the server offers it, the client logs in.",
     field_auth},
    {"auth-in-clear", FACT_BOOL, SERVICE_OR_POLICY,
     "The server offers AUTH without TLS; the client may log in without TLS, if only to a server that offers none.",
     field_auth_in_clear},
    {"auth-in-tls", FACT_BOOL, SERVICE_OR_POLICY,
     "The server offers AUTH inside TLS; the client may log in inside TLS at a server whose certificate it does not "
     "match.",
     field_auth_in_tls},
    {"auth-in-verified-tls", FACT_BOOL, SERVICE_OR_POLICY,
     "The client may log in at a server whose certificate has matched; never of a server.", field_auth_in_verified_tls},
    {"auth-parameter", FACT_TEXT, SUBJECT_SERVICE, "The parameter that switches SASL on for the program.",
     field_auth_parameter},
    {"bad-fingerprint", FACT_TEXT, SERVICE_OR_POLICY,
     "At level fingerprint, the first fingerprint that is none of the digest in force.", field_bad_fingerprint},
    {"broken-kinds", FACT_TEXT, SERVICE_OR_POLICY, "What is broken about broken-suites, in words.", field_broken_kinds},
    {"broken-suites", FACT_WORDS, SERVICE_OR_POLICY,
     "Suites that can be negotiated though they are NULL, EXPORT or single DES.", field_broken_suites},
    {"certificate-days-left", FACT_NUMBER, SUBJECT_FILE, "Days until the certificate ends, rounded down.",
     field_days_left},
    {"certificate-expired", FACT_BOOL, SUBJECT_FILE, "The certificate has ended.", field_expired},
    {"certificate-from", FACT_TEXT, SUBJECT_FILE, "The day on which the certificate begins.", field_valid_from},
    {"certificate-issuer", FACT_TEXT, SUBJECT_FILE, "Who issued the certificate.", field_issuer},
    {"certificate-kinds", FACT_WORDS, SUBJECT_SERVICE,
     "What parameters name them: chain, rsa, ecdsa, dsa; none that stands for no certificate.",
     field_certificate_kinds},
    {"certificate-lifetime", FACT_NUMBER, SUBJECT_FILE, "Days from its begin to its end.", field_lifetime},
    {"certificate-names", FACT_TEXT, SUBJECT_FILE, "The host names in the certificate.", field_names},
    {"certificate-not-yet", FACT_BOOL, SUBJECT_FILE, "The certificate has not begun.", field_not_yet},
    {"certificate-parameter", FACT_TEXT, SUBJECT_SERVICE, "The first parameter that names a certificate in force.",
     field_certificate_parameter},
    {"certificate-public", FACT_BOOL, SUBJECT_FILE,
     "The certificate is logged, as those of authorities that everybody knows are (RFC 6962).", field_public},
    {"certificate-rules", FACT_TEXT, SUBJECT_SERVICE,
     "The first parameter of access rules that looks at the certificate of a client.", field_certificate_rules},
    {"certificate-until", FACT_TEXT, SUBJECT_FILE, "The day on which the certificate ends.", field_valid_until},
    {"certificates", FACT_WORDS, SUBJECT_SERVICE,
     "The files with the certificates in force: chain files, else those of the older parameters.", field_certificates},
    {"chain-trouble", FACT_TEXT, SUBJECT_FILE,
     "order: the issuer is in the file, but not next; no-issuer: the certificate is alone; else empty.",
     field_chain_trouble},
    {"chroot", FACT_BOOL, SUBJECT_SERVICE, "The service runs in the queue folder as its root.", field_chroot},
    {"cipherlist-flaws", FACT_WORDS, SUBJECT_SETTING,
     "Of a cipher list such as tls_medium_cipherlist: suites that are broken, weak or not in the profile's list.",
     field_cipherlist_flaws},
    {"cipherlist-level", FACT_NUMBER, SUBJECT_SETTING, "Of a cipher list: n of its last @SECLEVEL=n; -1 if none.",
     field_cipherlist_level},
    {"ciphers-parameter", FACT_TEXT, SERVICE_OR_POLICY, "The parameter whose cipher grade is in force.",
     field_ciphers_parameter},
    {"comes-with", FACT_TEXT, SUBJECT_SETTING,
     "The later releases that bring this parameter, where the release has none of this name; else empty.",
     field_comes_with},
    {"counterpart", FACT_TEXT, SETTING_OR_NOTE,
     "The parameter of the other side, smtpd_x for smtp_x and the reverse, if the release has it; else empty.",
     field_counterpart},
    {"counterpart-set", FACT_BOOL, SETTING_OR_NOTE, "The counterpart is set at the same place.", field_counterpart_set},
    {"covers-myhostname", FACT_BOOL, SUBJECT_FILE, "The certificate is for $myhostname.", field_covers_myhostname},
    {"daemon", FACT_TEXT, SUBJECT_SERVICE | SETTING_OR_NOTE,
     "The program of the service, e.g. smtpd; empty for main.cf.", field_daemon},
    {"dated-kinds", FACT_TEXT, SERVICE_OR_POLICY, "What is dated about dated-suites, in words.", field_dated_kinds},
    {"dated-suites", FACT_WORDS, SERVICE_OR_POLICY,
     "Suites that can be negotiated without forward secrecy or without AEAD.", field_dated_suites},
    {"days-over-floor", FACT_BOOL, SUBJECT_FILE, "The certificate is valid for longer than the profile lets it.",
     field_days_over_floor},
    {"delivers-locally", FACT_BOOL, SUBJECT_SERVICE,
     "Parameters of main.cf name destinations of this service, and all are sockets or this machine itself.",
     field_delivers_locally},
    {"demands", FACT_WORDS, SUBJECT_ANY, "What the profile demands beyond its floors.", field_demands},
    {"denied-files", FACT_WORDS, SUBJECT_ANY,
     "Certificate, key and DH files that were not looked at because whoever runs postlint may not read them.",
     field_denied_files},
    {"deprecated", FACT_BOOL, SETTING_OR_NOTE, "The release warns about this name, or ignores it.", field_deprecated},
    {"detail", FACT_TEXT, SUBJECT_NOTE, "What Postfix says of it.", field_detail},
    {"dh-below-floor", FACT_BOOL, SUBJECT_FILE, "The DH prime has fewer bits than the profile asks for.",
     field_dh_below_floor},
    {"dh-bits", FACT_NUMBER, SUBJECT_FILE, "Bits of the DH prime in the file.", field_dh_bits},
    {"dh-group", FACT_TEXT, SUBJECT_FILE, "The known group that the DH parameters are, e.g. ffdhe3072; else empty.",
     field_dh_group},
    {"differs-from-postscreen", FACT_BOOL, SUBJECT_SETTING,
     "It stands at the smtpd behind postscreen, and postscreen and tlsproxy run with another value.",
     field_differs_from_postscreen},
    {"discard-parameter", FACT_TEXT, SUBJECT_SERVICE,
     "The parameter that takes keywords out of what the server offers, or of what the client sees.",
     field_discard_parameter},
    {"discarded-keywords", FACT_WORDS, SUBJECT_SERVICE,
     "Words that the server takes out of its offer for everybody, or that the client does not see.",
     field_discarded_keywords},
    {"dnssec-obstacle", FACT_TEXT, SERVICE_OR_POLICY,
     "The first parameter that keeps a client from DNSSEC lookups, which DANE needs.", field_dnssec_obstacle},
    {"eecdh-grade", FACT_TEXT, SUBJECT_SERVICE, "The value of eecdh-grade-parameter.", field_eecdh_grade},
    {"eecdh-grade-origin", FACT_TEXT, SUBJECT_SERVICE, "Where it is written: override, main, default.",
     field_eecdh_grade_origin},
    {"eecdh-grade-parameter", FACT_TEXT, SUBJECT_SERVICE,
     "The parameter of the server with the grade of ECDHE; empty if the release has none.",
     field_eecdh_grade_parameter},
    {"elliptic-groups", FACT_WORDS, SUBJECT_SERVICE, "Those of groups that are no finite fields.",
     field_elliptic_groups},
    {"enabled-protocols", FACT_VERSIONS, SUBJECT_SERVICE,
     "What the protocol list in force enables and the library speaks, whatever the suites.", field_enabled_protocols},
    {"exclusions", FACT_TEXT, SUBJECT_SERVICE, "The value of exclusions-parameter.", field_exclusions},
    {"exclusions-parameter", FACT_TEXT, SUBJECT_SERVICE,
     "The parameter that excludes ciphers where the level in force counts, and there alone.",
     field_exclusions_parameter},
    {"exposed", FACT_BOOL, SERVICE_OR_SETTING,
     "The service can be reached from outside: not on loopback alone and not closed by its own access list.",
     field_exposed},
    {"file-denied", FACT_BOOL, SUBJECT_FILE, "Whoever runs postlint may not read the file.", field_file_denied},
    {"file-name", FACT_TEXT, SUBJECT_FILE, "The file, as the parameter names it.", field_file_name},
    {"file-parameter", FACT_TEXT, SUBJECT_FILE, "The parameter that names the file.", field_file_parameter},
    {"file-problem", FACT_TEXT, SUBJECT_FILE, "The file and what is wrong with it, in words.", field_file_problem},
    {"file-trouble", FACT_TEXT, SUBJECT_FILE,
     "Why Postfix cannot use the file: absent, refused, no-pem, broken, encrypted-key, request, no-certificate, "
     "no-key, "
     "no-group, x9.42, key-not-first, key-without-certificate, mismatch, same-type, stale, not-compiled; else empty.",
     field_file_trouble},
    {"file-use", FACT_TEXT, SUBJECT_FILE, "What the file is named for: certificate, key, chain, ca, dh or table.",
     field_file_use},
    {"files-read", FACT_BOOL, SUBJECT_ANY, "Certificate, key and DH files are read, with --host or --files.",
     field_files_read},
    {"fingerprint-digest", FACT_TEXT, SERVICE_OR_POLICY,
     "The digest that the service compares fingerprints of certificates with.", field_fingerprint_digest},
    {"fingerprint-parameter", FACT_TEXT, SERVICE_OR_POLICY, "The parameter that says so.", field_fingerprint_parameter},
    {"fitting-exclusions", FACT_TEXT, SUBJECT_SETTING,
     "A list of excluded ciphers without what excludes nothing in any release of OpenSSL.", field_fitting_exclusions},
    {"floor", FACT_TEXT, SUBJECT_ANY, "The lowest protocol version that the profile accepts.", field_floor},
    {"floor-days", FACT_NUMBER, SUBJECT_ANY, "The days that the profile lets a certificate be valid; unknown if none.",
     field_floor_days},
    {"floor-dh-bits", FACT_NUMBER, SUBJECT_ANY, "The bits that the profile asks of a DH prime; unknown if none.",
     field_floor_dh_bits},
    {"floor-digests", FACT_WORDS, SUBJECT_ANY,
     "The digests that may sign a certificate; unknown if the profile has no list.", field_floor_digests},
    {"floor-ec-bits", FACT_NUMBER, SUBJECT_ANY,
     "The bits that the profile asks of an elliptic-curve key; unknown if none.", field_floor_ec_bits},
    {"floor-exclusions", FACT_TEXT, SUBJECT_ANY,
     "The protocol list that leaves what the floor accepts, as releases before 3.6 want it.", field_floor_exclusions},
    {"floor-groups", FACT_WORDS, SUBJECT_ANY, "The key exchange groups of the profile; unknown if it has no list.",
     field_floor_groups},
    {"floor-order", FACT_TEXT, SUBJECT_ANY,
     "required or not-required: the server's own cipher order; unknown if not said.", field_floor_order},
    {"floor-own-dh", FACT_TEXT, SUBJECT_ANY, "accepted or refused: a DH group of the site's own; unknown if not said.",
     field_floor_own_dh},
    {"floor-rsa-bits", FACT_NUMBER, SUBJECT_ANY, "The bits that the profile asks of an RSA key; unknown if none.",
     field_floor_rsa_bits},
    {"floor-source", FACT_TEXT, SUBJECT_ANY, "The document that the profile is made from, and its date.",
     field_floor_source},
    {"floor-suites", FACT_WORDS, SUBJECT_ANY, "The suites below TLS 1.3 of the profile; unknown if it has no list.",
     field_floor_suites},
    {"floors", FACT_WORDS, SUBJECT_ANY, "What the profile has floors for, by their keys.", field_floors},
    {"foreign-groups", FACT_WORDS, SERVICE_OR_POLICY, "Groups that can be used and are not in the profile's list.",
     field_foreign_groups},
    {"foreign-suites", FACT_WORDS, SERVICE_OR_POLICY,
     "Suites that can be negotiated and are not in the profile's list.", field_foreign_suites},
    {"gap", FACT_VERSIONS, SUBJECT_SERVICE,
     "Versions that the protocol list in force leaves out between others that it enables.", field_gap},
    {"global-level", FACT_TEXT, SUBJECT_POLICY, "The level that the client has without this entry.",
     field_global_level},
    {"grade", FACT_TEXT, SUBJECT_SETTING, "The value as a cipher grade: high, medium, low, export, null, invalid.",
     field_grade},
    {"grade-in-force", FACT_TEXT, SUBJECT_SERVICE,
     "The cipher grade in force: high, medium, low, export, null, invalid; empty without TLS.", field_grade_in_force},
    {"group-spelling", FACT_TEXT, SUBJECT_SETTING, "A group that unknown-group most likely stands for; else empty.",
     field_group_spelling},
    {"groups", FACT_WORDS, SUBJECT_SERVICE, "The key exchange groups that can be used, in order.", field_groups},
    {"has-certificate", FACT_BOOL, SUBJECT_SERVICE, "Some certificate parameter is set.", field_has_certificate},
    {"has-known-group", FACT_BOOL, SUBJECT_SETTING,
     "In a list of curves or groups, some word names one that the target's OpenSSL has.", field_has_known_group},
    {"has-main", FACT_BOOL, SUBJECT_ANY, "There is a main.cf.", field_has_main},
    {"has-master", FACT_BOOL, SUBJECT_ANY, "There is a master.cf.", field_has_master},
    {"has-trust-anchors", FACT_BOOL, SERVICE_OR_POLICY,
     "A client has some certificate authority to verify servers with.", field_has_trust_anchors},
    {"idle-setting", FACT_TEXT, SUBJECT_SERVICE,
     "The first TLS parameter that is written for a client whose level is none.", field_idle_setting},
    {"ignore-detail", FACT_TEXT, SUBJECT_IGNORE, "Why the comment cannot be read.", field_ignore_detail},
    {"ignore-problem", FACT_TEXT, SUBJECT_IGNORE,
     "malformed, unknown-rule, not-suppressible, expired, or unused: the rule finds nothing there.",
     field_ignore_problem},
    {"ignore-until", FACT_TEXT, SUBJECT_IGNORE, "The last day of the comment.", field_ignore_until},
    {"ignore-word", FACT_TEXT, SUBJECT_IGNORE, "The rule that the comment names.", field_ignore_word},
    {"ignored", FACT_BOOL, SUBJECT_SETTING, "The release takes the name and does nothing with it.", field_ignored},
    {"ignored-certificate", FACT_TEXT, SUBJECT_SERVICE,
     "A parameter with a certificate that counts for nothing, since chain files are set.", field_ignored_certificate},
    {"inline-comment", FACT_TEXT, SUBJECT_SETTING, "The part of the value that looks like a comment.",
     field_inline_comment},
    {"invalid-token", FACT_TEXT, SUBJECT_SETTING, "In a protocol list, the word that makes the whole list invalid.",
     field_invalid_token},
    {"is-default", FACT_BOOL, SUBJECT_SETTING, "The value is the one that the release has by default.",
     field_is_default},
    {"joined-bound", FACT_TEXT, SUBJECT_SETTING, "The lone bound joined with the word behind it.", field_joined_bound},
    {"key", FACT_TEXT, SUBJECT_POLICY, "The key of the entry.", field_key},
    {"key-below-floor", FACT_BOOL, SUBJECT_FILE,
     "The key of the certificate has fewer bits than the profile asks of its kind.", field_key_below_floor},
    {"key-bits", FACT_NUMBER, SUBJECT_FILE, "Bits of the key of the certificate.", field_key_bits},
    {"key-file", FACT_TEXT, SUBJECT_SETTING, "A file that by its name is a key, where a certificate is wanted.",
     field_key_file},
    {"key-folder-open", FACT_BOOL, SUBJECT_FILE, "The file holds a key, and anybody may put another in its place.",
     field_key_folder_open},
    {"key-inside", FACT_BOOL, SUBJECT_POLICY, "The key names this host, or what only a private network has.",
     field_key_inside},
    {"key-kind", FACT_TEXT, SUBJECT_POLICY,
     "What the key looks like: domain, subdomains (.domain), host ([host], [host]:port), port (host:port), path, user "
     "(user@host), star (*), pattern, any (all keys), none (the table as a whole).",
     field_key_kind},
    {"key-readers", FACT_TEXT, SUBJECT_FILE,
     "Who may read the file with the key besides its owner: others, group, or empty; root and ssl-cert are no group.",
     field_key_readers},
    {"key-type", FACT_TEXT, SUBJECT_FILE,
     "Kind of the key of the certificate: RSA, RSA-PSS, ECDSA, DSA, Ed25519, Ed448.", field_key_type},
    {"known", FACT_BOOL, SETTING_OR_NOTE, "The release has a parameter of this name.", field_known},
    {"known-ever", FACT_BOOL, SETTING_OR_NOTE, "Some release has or had a parameter of this name.", field_known_ever},
    {"level", FACT_TEXT, OF_SOME_SERVICE, "The TLS security level in force; invalid where the daemon refuses it.",
     field_level},
    {"level-parameter", FACT_TEXT, SERVICE_OR_POLICY, "The parameter that decides the level.", field_level_parameter},
    {"level-value", FACT_TEXT, SUBJECT_SERVICE,
     "The value of the program's *_tls_security_level, whether in force or not.", field_level_value},
    {"level-word", FACT_TEXT, SUBJECT_SETTING, "The value as a security level of the release; invalid if it is none.",
     field_level_word},
    {"library-protocols", FACT_VERSIONS, SUBJECT_ANY, "The versions that the target's OpenSSL speaks.",
     field_library_protocols},
    {"list-above-gap", FACT_TEXT, SUBJECT_SERVICE,
     "A protocol list, in words of the release, that begins with what the list in force enables above its gap.",
     field_list_above_gap},
    {"list-open-above", FACT_TEXT, SUBJECT_SERVICE,
     "The protocol list in force without an upper end, in words of the release; it begins with the profile's floor at "
     "least, but where a client is opportunistic.",
     field_list_open_above},
    {"list-origin", FACT_TEXT, SUBJECT_SERVICE, "Where the protocol list in force is written: override, main, default.",
     field_list_origin},
    {"list-valid", FACT_BOOL, SUBJECT_SERVICE, "The protocol list in force has only words that the release knows.",
     field_list_valid},
    {"listed-protocols", FACT_VERSIONS, SERVICE_OR_POLICY, "What the protocol list in force enables by itself.",
     field_listed_protocols},
    {"live", FACT_BOOL, SUBJECT_SETTING,
     "Some service runs with this very level, protocol list, cipher grade, cipher list or list of exclusions.",
     field_live},
    {"lmtp-hop", FACT_TEXT, SUBJECT_SERVICE,
     "The first host other than this one that a transport parameter hands to this service.", field_lmtp_hop},
    {"lmtp-hop-parameter", FACT_TEXT, SUBJECT_SERVICE, "The parameter that does so.", field_lmtp_hop_parameter},
    {"loglevel", FACT_NUMBER, SUBJECT_SERVICE,
     "The TLS log level of the service, 0 to 4; words count as the level that they belong to.", field_loglevel},
    {"loglevel-parameter", FACT_TEXT, SUBJECT_SERVICE, "The parameter with the TLS log level of the program.",
     field_loglevel_parameter},
    {"lone-bound", FACT_TEXT, SUBJECT_SETTING, "In a protocol list, a >= or <= that a blank follows.",
     field_lone_bound},
    {"lost-exclusions", FACT_WORDS, SUBJECT_POLICY,
     "Ciphers that main.cf excludes and the exclude attribute, which stands in for that, does not.",
     field_lost_exclusions},
    {"macro-error", FACT_TEXT, SUBJECT_SETTING, "What is wrong with the $names of the value.", field_macro_error},
    {"main-value", FACT_TEXT, SUBJECT_SETTING, "The value that main.cf or the release gives this parameter.",
     field_main_value},
    {"mandatory-list", FACT_TEXT, SUBJECT_SERVICE, "The parameter that lists the protocols of mandatory TLS.",
     field_mandatory_list},
    {"mandatory-use", FACT_BOOL, SUBJECT_SETTING,
     "Some service that runs with this setting demands TLS, at least of some peers.", field_mandatory_use},
    {"match-names", FACT_WORDS, SERVICE_OR_POLICY,
     "What the server is known by, at levels verify, secure and fingerprint.", field_match_names},
    {"match-parameter", FACT_TEXT, SERVICE_OR_POLICY, "The parameter that says so where no policy does.",
     field_match_parameter},
    {"misfit-exclusion", FACT_TEXT, SUBJECT_SETTING,
     "In a list of excluded ciphers, the first word that does not do what it seems to say.", field_misfit_exclusion},
    {"misfit-kind", FACT_TEXT, SUBJECT_SETTING,
     "Why misfit-exclusion does not: unknown (to every OpenSSL), tls13 (a suite of it), protocol, case (of letters).",
     field_misfit_kind},
    {"misfit-spelling", FACT_TEXT, SUBJECT_SETTING, "misfit-exclusion as OpenSSL spells it, if its case is wrong.",
     field_misfit_spelling},
    {"missed-hop", FACT_TEXT, SUBJECT_POLICY,
     "A relay or other next hop of the configuration that the key looks meant for, though it does not match, and that "
     "no other entry matches.",
     field_missed_hop},
    {"missing-helpers", FACT_WORDS, SUBJECT_ANY,
     "Programs that TLS needs here and master.cf does not run: tlsmgr, tlsproxy.", field_missing_helpers},
    {"mx-lookups", FACT_BOOL, SERVICE_OR_POLICY,
     "A client finds servers by MX records: a policy whose key is a domain; without a policy, unless relayhost is a "
     "host in brackets.",
     field_mx_lookups},
    {"name", FACT_TEXT, SETTING_OR_NOTE, "The name of the parameter, or the word that a note is about.", field_name},
    {"names-public", FACT_BOOL, SUBJECT_FILE, "The certificate has a name that others could ask for.",
     field_names_public},
    {"nearest", FACT_TEXT, SETTING_OR_NOTE, "The nearest parameter name of the release, at most two edits away.",
     field_nearest},
    {"nearest-option", FACT_TEXT, SUBJECT_SETTING, "The one known word that is near to the unknown option.",
     field_nearest_option},
    {"nearest-protocol", FACT_TEXT, SUBJECT_SETTING, "The protocol name nearest to the invalid token.",
     field_nearest_protocol},
    {"nearest-rule", FACT_TEXT, SUBJECT_IGNORE, "The rule whose id is nearest to ignore-word.", field_nearest_rule},
    {"needful-options", FACT_TEXT, SUBJECT_SETTING, "The value without the words that change nothing.",
     field_needful_options},
    {"needless-option", FACT_TEXT, SUBJECT_SETTING, "There, the first word that changes nothing on the target.",
     field_needless_option},
    {"no-suites-by", FACT_TEXT, SUBJECT_SERVICE,
     "The parameter that leaves no cipher suite for any version, so that every handshake fails; else empty.",
     field_no_suites_by},
    {"note", FACT_TEXT, SUBJECT_NOTE,
     "What the reader met: refused, orphan, nul, continued, override-blanks, options-ended, duplicate-service.",
     field_note},
    {"number-of-suites", FACT_NUMBER, SERVICE_OR_POLICY, "How many suites below TLS 1.3 can be negotiated.",
     field_n_suites},
    {"obstacle", FACT_TEXT, SUBJECT_SERVICE,
     "What makes every handshake fail: client, grade, list, sign, certificate, gap, digest, groups; else empty.",
     field_obstacle},
    {"oldest-postfix", FACT_RELEASE, SUBJECT_ANY,
     "The oldest Postfix release that the configuration is judged for in this run.", field_oldest_postfix},
    {"openssl", FACT_RELEASE, SUBJECT_ANY, "The OpenSSL release of the target.", field_openssl},
    {"opportunistic-list", FACT_TEXT, SUBJECT_SERVICE, "The parameter that lists the protocols of opportunistic TLS.",
     field_opportunistic_list},
    {"opportunistic-use", FACT_BOOL, SUBJECT_SETTING,
     "Some service that runs with this setting uses TLS without demanding it, at least of some peers.",
     field_opportunistic_use},
    {"option-manager", FACT_TEXT, SUBJECT_SETTING,
     "What decides in place of the unknown option; empty where there is no such option at all.", field_option_manager},
    {"option-mask", FACT_TEXT, SUBJECT_SETTING, "There, the first hexadecimal mask.", field_option_mask},
    {"overridden-everywhere", FACT_BOOL, SUBJECT_SETTING,
     "It stands in main.cf, and every service that reads it has an override.", field_overridden_everywhere},
    {"own-certificate-rules", FACT_BOOL, SUBJECT_SERVICE,
     "The access rules that look at certificates are an override of the service.", field_own_certificate_rules},
    {"pair-in-order", FACT_TEXT, SUBJECT_SETTING, "The same two files, the key first.", field_pair_in_order},
    {"place", FACT_TEXT, SUBJECT_SETTING, "main or override.", field_place},
    {"placeholder-maker", FACT_TEXT, SUBJECT_SERVICE, "The package that made it.", field_placeholder_maker},
    {"placeholder-parameter", FACT_TEXT, SUBJECT_SERVICE,
     "The first parameter that names a certificate which a package made when it was installed.",
     field_placeholder_parameter},
    {"policy-levels", FACT_WORDS, SUBJECT_SERVICE, "The levels that policy entries of a client give.",
     field_policy_levels},
    {"port", FACT_NUMBER, SUBJECT_SERVICE, "The TCP port of an inet service.", field_port},
    {"postfix", FACT_RELEASE, SUBJECT_ANY, "The Postfix release of the target.", field_postfix},
    {"prefix", FACT_TEXT, SERVICE_OR_POLICY,
     "What parameters of the program begin with: smtpd, smtp, lmtp, postscreen, tlsproxy.", field_prefix},
    {"problem", FACT_TEXT, SUBJECT_POLICY, "What is wrong with the entry; empty if nothing is.", field_problem},
    {"problem-kind", FACT_TEXT, SUBJECT_POLICY,
     "none, refused (mail is deferred), handshakes (none can succeed), ignored (the entry is not there), inert "
     "(attributes at level none), table (every lookup in the table fails).",
     field_problem_kind},
    {"problem-word", FACT_TEXT, SUBJECT_POLICY, "The part of the entry that the problem is about.", field_problem_word},
    {"profile", FACT_TEXT, SUBJECT_ANY, "The name of the profile.", field_profile},
    {"protocols", FACT_VERSIONS, SERVICE_OR_POLICY,
     "The versions that a peer can really negotiate: enabled, in the library, with a suite left.", field_protocols},
    {"protocols-parameter", FACT_TEXT, SERVICE_OR_POLICY, "The parameter whose protocol list is in force.",
     field_protocols_parameter},
    {"quoted", FACT_BOOL, SUBJECT_SETTING, "The value stands in quotes.", field_quoted},
    {"raw-value", FACT_TEXT, SUBJECT_SETTING, "The value as written.", field_raw_value},
    {"read-by-daemon", FACT_BOOL, SETTING_OR_NOTE, "The program of the service reads this parameter.",
     field_read_by_daemon},
    {"referenced", FACT_BOOL, SETTING_OR_NOTE, "Some value uses the name: $name, a restriction class, a table source.",
     field_referenced},
    {"refused-empty", FACT_BOOL, SUBJECT_SETTING, "The value is empty, and programs that read it end because of that.",
     field_refused_empty},
    {"relay", FACT_TEXT, SUBJECT_SERVICE, "The first next hop that a client reaches without matching its certificate.",
     field_relay},
    {"relay-host", FACT_TEXT, SUBJECT_SERVICE,
     "The host that main.cf sends the mail of this client to, without brackets; empty if there is none.",
     field_relay_host},
    {"relay-levels", FACT_WORDS, SUBJECT_SERVICE,
     "The levels at which a client reaches the next hops that its settings name, with their policies and without those "
     "on this host or in private networks; where none is named, its own level.",
     field_relay_levels},
    {"relay-parameter", FACT_TEXT, SUBJECT_SERVICE, "The parameter that names relay-host.", field_relay_parameter},
    {"relay-port", FACT_NUMBER, SUBJECT_SERVICE, "The port of relay-host; 0 if there is none.", field_relay_port},
    {"relay-rules", FACT_TEXT, SUBJECT_SERVICE, "The parameter that decides who may relay.", field_relay_rules},
    {"relay-words", FACT_WORDS, SUBJECT_SERVICE,
     "The same for the list that decides who may relay, up to the word that refuses or lets in all others.",
     field_relay_words},
    {"renegotiation", FACT_BOOL, SUBJECT_SERVICE, "The server lets a client start a second handshake inside TLS.",
     field_renegotiation},
    {"replaced", FACT_BOOL, SUBJECT_SETTING, "A later setting of the same name wins.", field_replaced},
    {"replacement", FACT_TEXT, SETTING_OR_NOTE, "What to use instead of a deprecated name.", field_replacement},
    {"request-file", FACT_TEXT, SUBJECT_SETTING,
     "In a list of certificates, a file that by its name is a request for one.", field_request_file},
    {"result", FACT_TEXT, SUBJECT_POLICY, "What stands behind the key.", field_result},
    {"role", FACT_TEXT, OF_SOME_SERVICE,
     "mx, submission, submissions, smtpd, client, lmtp, postscreen, tlsproxy or other.", field_role},
    {"roles", FACT_WORDS, SUBJECT_ANY, "The roles that some service of the configuration has.", field_roles},
    {"sasl-filtered", FACT_BOOL, SUBJECT_SERVICE, "A filter of SASL mechanisms is written for the program.",
     field_sasl_filtered},
    {"sasl-filters-passwords", FACT_BOOL, SUBJECT_SERVICE,
     "A filter of SASL mechanisms is written that lets neither PLAIN nor LOGIN through.", field_sasl_filters_passwords},
    {"sasl-in-clear", FACT_WORDS, SERVICE_OR_POLICY,
     "The SASL security options that hold without TLS, as Postfix has them.", field_sasl_in_clear},
    {"sasl-in-tls", FACT_WORDS, SERVICE_OR_POLICY,
     "Those that hold inside TLS; of a client, at a server whose certificate it does not match.", field_sasl_in_tls},
    {"sasl-in-tls-apart", FACT_BOOL, SUBJECT_SERVICE,
     "SASL security options are written for logins inside TLS, apart from those for others.", field_sasl_in_tls_apart},
    {"sasl-in-tls-parameter", FACT_TEXT, SUBJECT_SERVICE, "The parameter that says sasl-in-tls.",
     field_sasl_in_tls_parameter},
    {"sasl-in-verified-tls", FACT_WORDS, SERVICE_OR_POLICY,
     "Those of a client at a server whose certificate has matched; empty of a server.", field_sasl_in_verified_tls},
    {"sasl-refused", FACT_TEXT, SUBJECT_SERVICE,
     "The word among the SASL security options that Postfix does not know, which ends the session.",
     field_sasl_refused},
    {"sasl-refused-parameter", FACT_TEXT, SUBJECT_SERVICE, "The parameter that has this word.",
     field_sasl_refused_parameter},
    {"self-signed", FACT_BOOL, SUBJECT_FILE, "The certificate is its own issuer.", field_self_signed},
    {"server-dhe", FACT_BOOL, SUBJECT_ANY,
     "Some server of the configuration can negotiate Diffie-Hellman over finite fields below TLS 1.3.",
     field_server_dhe},
    {"server-protocols", FACT_VERSIONS, SUBJECT_ANY,
     "The versions that a peer can negotiate with some server of the configuration.", field_server_protocols},
    {"server-renegotiation", FACT_BOOL, SUBJECT_ANY,
     "Some server of the configuration lets a client start a second handshake inside TLS.", field_server_renegotiation},
    {"service", FACT_TEXT, OF_SOME_SERVICE, "The service, as name/type.", field_service},
    {"shadowed-level", FACT_TEXT, SUBJECT_SERVICE,
     "The level that an older switch gives, beside which a security level stands that wins; else empty.",
     field_shadowed_level},
    {"shadowed-switch", FACT_TEXT, SUBJECT_SERVICE, "The switch that shadowed-level is about.", field_shadowed_switch},
    {"shared-cache", FACT_TEXT, SUBJECT_CONFIGURATION,
     "A parameter that names a TLS session cache which another one names, too.", field_shared_cache},
    {"shares-certificate", FACT_BOOL, SUBJECT_SERVICE,
     "A certificate in force is one of those that main.cf gives its servers.", field_shares_certificate},
    {"sibling", FACT_TEXT, SUBJECT_SETTING,
     "The parameter of opportunistic TLS for one of mandatory TLS (protocols, ciphers), and the reverse.",
     field_sibling},
    {"sibling-in-force", FACT_BOOL, SUBJECT_SERVICE, "Some service uses the program's other protocol list.",
     field_sibling_in_force},
    {"sibling-list", FACT_TEXT, SUBJECT_SERVICE,
     "The program's other protocol list, which this service does not use: the mandatory one at level may.",
     field_sibling_list},
    {"sibling-origin", FACT_TEXT, SUBJECT_SERVICE, "Where sibling-list is written: override, main, default.",
     field_sibling_origin},
    {"sibling-protocols", FACT_VERSIONS, SUBJECT_SERVICE, "What sibling-list enables and the library speaks.",
     field_sibling_protocols},
    {"sibling-set", FACT_BOOL, SUBJECT_SETTING, "The sibling is set at the same place.", field_sibling_set},
    {"sibling-weak", FACT_VERSIONS, SUBJECT_SERVICE, "Versions below the floor that sibling-list enables.",
     field_sibling_weak},
    {"sibling-weaker", FACT_BOOL, SUBJECT_SETTING, "The sibling that is in force there protects less.",
     field_sibling_weaker},
    {"signed-exclusion", FACT_TEXT, SUBJECT_SETTING,
     "In a list of excluded ciphers, the first word that starts with one of ! + - @.", field_signed_exclusion},
    {"some-ask-certificate", FACT_BOOL, SUBJECT_ANY, "Some server of the configuration asks clients for a certificate.",
     field_some_ask_certificate},
    {"some-certificate-rules", FACT_BOOL, SUBJECT_CONFIGURATION,
     "The access rules of some server look at the certificate of a client.", field_some_certificate_rules},
    {"table", FACT_TEXT, SUBJECT_POLICY, "The table, as its parameter names it.", field_table},
    {"tls-related", FACT_BOOL, SETTING_OR_NOTE, "The name is one of TLS or SASL parameters, by its spelling.",
     field_is_tls},
    {"tls-roles", FACT_WORDS, SUBJECT_ANY, "The roles of services that offer TLS or try it.", field_tls_roles},
    {"too-new-token", FACT_TEXT, SUBJECT_SETTING, "In a protocol list, a word that only later releases understand.",
     field_too_new_token},
    {"turned-pair", FACT_TEXT, SUBJECT_SETTING,
     "In a list of chain files, a certificate and behind it its key, by their names.", field_turned_pair},
    {"type", FACT_TEXT, SETTING_OR_NOTE, "How the release reads the value: text, yes-or-no, number, time.", field_type},
    {"undefined", FACT_TEXT, SUBJECT_SETTING, "The first $name in the value that nothing defines.", field_undefined},
    {"unknown-group", FACT_TEXT, SUBJECT_SETTING,
     "In a list of curves or groups, the first word that names none in any OpenSSL, or not by that name.",
     field_unknown_group},
    {"unknown-mechanism", FACT_TEXT, SUBJECT_SETTING,
     "In a filter of SASL mechanisms, the first word that is the name of none.", field_unknown_mechanism},
    {"unknown-option", FACT_TEXT, SUBJECT_SETTING,
     "In tls_ssl_options or tls_disable_workarounds, the first word that the release does not know.",
     field_unknown_option},
    {"unquoted", FACT_TEXT, SUBJECT_SETTING, "The value without quotes around it.", field_unquoted},
    {"unsigned-exclusions", FACT_TEXT, SUBJECT_SETTING,
     "A list of excluded ciphers without its ! and -; unknown if it has another sign.", field_unsigned_exclusions},
    {"value", FACT_TEXT, SETTING_OR_NOTE, "The value, with its $names expanded.", field_value},
    {"weak-attribute", FACT_TEXT, SUBJECT_POLICY,
     "The first attribute that makes the entry weaker than the settings: old protocols, a low grade, lost exclusions.",
     field_weak_attribute},
    {"weak-groups", FACT_WORDS, SUBJECT_SERVICE,
     "Those of groups that are below 256 bits or over binary fields, which current guides leave out.",
     field_weak_groups},
    {"weak-kinds", FACT_TEXT, SERVICE_OR_POLICY, "What is weak about weak-suites, in words.", field_weak_kinds},
    {"weak-mandatory", FACT_VERSIONS, SUBJECT_SERVICE,
     "Versions below the floor that the mandatory list enables, in force or not.", field_weak_mandatory},
    {"weak-openssl", FACT_BOOL, SUBJECT_ANY, "The target's OpenSSL was built with RC4, 3DES and the like.",
     field_weak_openssl},
    {"weak-opportunistic", FACT_VERSIONS, SUBJECT_SERVICE,
     "Versions below the floor that the opportunistic list enables, in force or not.", field_weak_opportunistic},
    {"weak-protocols", FACT_VERSIONS, SERVICE_OR_POLICY, "Those of protocols that are below the profile's floor.",
     field_weak_protocols},
    {"weak-signature", FACT_TEXT, SUBJECT_FILE, "MD5 or SHA1 if that signs one of the chain; else empty.",
     field_weak_signature},
    {"weak-suites", FACT_WORDS, SERVICE_OR_POLICY,
     "Suites that can be negotiated with RC4, RC2, 3DES, IDEA, SEED or MD5 and that the profile does not list.",
     field_weak_suites},
    {"weakens-main", FACT_BOOL, SUBJECT_SETTING,
     "An override that is in force and protects less than what is written in main.cf.", field_weakens_main},
    {"weakness", FACT_TEXT, SUBJECT_POLICY, "What the weak attribute does, in words.", field_weakness},
    {"winner-differs", FACT_BOOL, SUBJECT_SETTING, "The later setting of the same name has another value.",
     field_winner_differs},
    {"winner-value", FACT_TEXT, SUBJECT_SETTING, "The value of the later setting.", field_winner_value},
    {"winner-weaker", FACT_BOOL, SUBJECT_SETTING,
     "The later setting protects less: a lower level or grade, older protocols, fewer exclusions.",
     field_winner_weaker},
    {"wrapped", FACT_BOOL, SUBJECT_SETTING,
     "It stands in a service with smtpd_tls_wrappermode, where the level is not read.", field_wrapped},
    {"wrapper", FACT_BOOL, SERVICE_OR_POLICY, "smtpd_tls_wrappermode is on: TLS from the first byte.", field_wrapper},
    {"wrapper-parameter", FACT_TEXT, SERVICE_OR_POLICY, "The parameter that switches wrapper mode on for the program.",
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

/* Of a file one may ask what can be asked of its service. */
static unsigned subject_of(const struct context *context)
{
    return context->policy    ? SUBJECT_POLICY
           : context->ignore  ? SUBJECT_IGNORE
           : context->file    ? SUBJECT_FILE | SUBJECT_SERVICE
           : context->posture ? SUBJECT_SERVICE
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
