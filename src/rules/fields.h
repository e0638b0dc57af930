/*
 * fields: what the table of fields asks, by subject.  Internal to rules.
 *
 * fields.c has the table and what can be asked of any subject; the others are
 * each in the file of their subject.
 */
#ifndef POSTLINT_RULES_FIELDS_H
#define POSTLINT_RULES_FIELDS_H

#include "context.h"

static inline struct fact fact_flag(bool flag)
{
    return (struct fact){.flag = flag};
}

static inline struct fact fact_truth(enum truth truth)
{
    return (struct fact){.flag = truth == TRUTH_YES, .unknown = truth == TRUTH_UNKNOWN};
}

static inline struct fact fact_text(struct text text)
{
    return (struct fact){.text = text};
}

static inline struct fact fact_word(const char *word)
{
    return (struct fact){.text = text_from(word)};
}

static inline struct fact fact_number(long number)
{
    return (struct fact){.number = number};
}

/* The words of a parameter, which nobody may know. */
static inline struct fact fact_value(const struct value *value)
{
    return (struct fact){.text = value->text, .unknown = value_is_unclear(value)};
}

static inline struct fact fact_unknown(void)
{
    return (struct fact){.unknown = true};
}

static inline struct fact fact_versions(unsigned versions, bool known)
{
    return (struct fact){.versions = versions, .unknown = !known};
}

/* Where PARAMETER of this service is written, or what it is a copy of. */
struct fact fact_origin(const struct context *context, struct text parameter);
/* Names of the suites of the service with one of FLAWS (enum cipher_flaw). */
struct fact fact_suites(const struct context *context, unsigned flaws);
/* True if the suites of POSTURE follow from the setting NAME, a cipher list or
 * a list of exclusions. */
bool posture_uses_ciphers(struct arena *arena, const struct posture *posture, struct text name);
/* The posture of the service, or of the service that an override stands in;
 * NULL for a setting of main.cf. */
const struct posture *context_posture(const struct context *context);
static inline bool setting_ends(const struct setting *setting, const char *ending)
{
    return text_ends(setting->name, ending);
}

/* The parameter of the service that ends in SUFFIX: "smtpd" + SUFFIX; empty for
 * a program that has none.  And its value. */
struct text service_parameter(const struct context *context, const char *suffix);
const struct value *service_value(const struct context *context, const char *suffix);
/* The program of POSTURE reads this parameter, and this very setting is its value. */
bool setting_is_run_by(const struct posture *posture, const struct setting *setting);

/* One function per field, which the table names beside it. */
#define FIELD(function) struct fact function(const struct context *context)

/* fields_profile.c */
FIELD(field_profile);
FIELD(field_demands);
FIELD(field_floor);
FIELD(field_floors);
FIELD(field_floor_exclusions);
FIELD(field_floor_source);
FIELD(field_floor_suites);
FIELD(field_floor_groups);
FIELD(field_floor_digests);
FIELD(field_floor_dh_bits);
FIELD(field_floor_own_dh);
FIELD(field_floor_rsa_bits);
FIELD(field_floor_ec_bits);
FIELD(field_floor_days);
FIELD(field_floor_order);

/* The floor of the profile in force; NULL: it has none. */
const struct floor_value *fact_floor(const struct context *context, enum floor_kind kind);
/* Those of VERSIONS that are below the floor of the profile. */
unsigned versions_below_floor(const struct context *context, unsigned versions);

/* fields_service.c */
FIELD(field_service);
FIELD(field_role);
FIELD(field_port);
FIELD(field_exposed);
FIELD(field_level);
FIELD(field_level_parameter);
FIELD(field_wrapper);
FIELD(field_protocols);
FIELD(field_listed_protocols);
FIELD(field_weak_protocols);
FIELD(field_weak_opportunistic);
FIELD(field_weak_mandatory);
FIELD(field_opportunistic_list);
FIELD(field_mandatory_list);
FIELD(field_protocols_parameter);
FIELD(field_broken_suites);
FIELD(field_weak_suites);
FIELD(field_dated_suites);
FIELD(field_broken_kinds);
FIELD(field_weak_kinds);
FIELD(field_dated_kinds);
FIELD(field_foreign_groups);
FIELD(field_foreign_suites);
FIELD(field_n_suites);
FIELD(field_ciphers_parameter);
FIELD(field_loglevel_parameter);
FIELD(field_has_certificate);
FIELD(field_prefix);
FIELD(field_renegotiation);

/* fields_sasl.c */
FIELD(field_auth);
FIELD(field_auth_in_clear);
FIELD(field_auth_in_tls);
FIELD(field_auth_in_verified_tls);
FIELD(field_sasl_in_clear);
FIELD(field_sasl_in_tls);
FIELD(field_sasl_in_verified_tls);
FIELD(field_sasl_refused);
FIELD(field_sasl_refused_parameter);

/* fields_client.c */
FIELD(field_bad_fingerprint);
FIELD(field_chroot);
FIELD(field_dnssec_obstacle);
FIELD(field_has_trust_anchors);
FIELD(field_lmtp_hop);
FIELD(field_lmtp_hop_parameter);
FIELD(field_match_names);
FIELD(field_match_parameter);
FIELD(field_mx_lookups);
FIELD(field_policy_levels);
FIELD(field_relay);
FIELD(field_relay_levels);

/* fields_policy.c */
FIELD(field_attributes);
FIELD(field_global_level);
FIELD(field_key);
FIELD(field_key_inside);
FIELD(field_key_kind);
FIELD(field_lost_exclusions);
FIELD(field_missed_hop);
FIELD(field_problem);
FIELD(field_problem_kind);
FIELD(field_problem_word);
FIELD(field_result);
FIELD(field_table);
FIELD(field_weak_attribute);
FIELD(field_weakness);

/* fields_protocols.c */
FIELD(field_library_protocols);
FIELD(field_enabled_protocols);
FIELD(field_list_valid);
FIELD(field_list_origin);
FIELD(field_gap);
FIELD(field_list_above_gap);
FIELD(field_list_open_above);
FIELD(field_sibling_list);
FIELD(field_sibling_protocols);
FIELD(field_sibling_weak);
FIELD(field_sibling_origin);
FIELD(field_sibling_in_force);
FIELD(field_delivers_locally);
FIELD(field_as_bound);

/* fields_ciphers.c */
FIELD(field_obstacle);
FIELD(field_grade_in_force);
FIELD(field_exclusions_parameter);
FIELD(field_exclusions);
FIELD(field_anonymous_suites);
FIELD(field_no_suites_by);
FIELD(field_cipherlist_flaws);
FIELD(field_cipherlist_level);
FIELD(field_signed_exclusion);
FIELD(field_unsigned_exclusions);
FIELD(field_misfit_exclusion);
FIELD(field_misfit_kind);
FIELD(field_misfit_spelling);
FIELD(field_fitting_exclusions);

/* fields_confusion.c */
FIELD(field_wrapper_parameter);
FIELD(field_shadowed_level);
FIELD(field_shadowed_switch);
FIELD(field_idle_setting);
FIELD(field_relay_host);
FIELD(field_relay_port);
FIELD(field_relay_parameter);
FIELD(field_discard_parameter);
FIELD(field_discarded_keywords);
FIELD(field_level_value);
FIELD(field_sasl_in_tls_apart);
FIELD(field_sasl_filtered);
FIELD(field_sasl_filters_passwords);
FIELD(field_differs_from_postscreen);
FIELD(field_missing_helpers);
FIELD(field_auth_parameter);
FIELD(field_sasl_in_tls_parameter);
FIELD(field_anonymous_parameter);

/* fields_vocabulary.c */
FIELD(field_comes_with);
FIELD(field_unknown_mechanism);

/* fields_use.c */
FIELD(field_overridden_everywhere);
FIELD(field_mandatory_use);
FIELD(field_opportunistic_use);
FIELD(field_sibling);
FIELD(field_sibling_set);
FIELD(field_sibling_weaker);
FIELD(field_weakens_main);
FIELD(field_main_value);

/* fields_groups.c */
FIELD(field_groups);
FIELD(field_elliptic_groups);
FIELD(field_weak_groups);
FIELD(field_eecdh_grade);
FIELD(field_eecdh_grade_origin);
FIELD(field_eecdh_grade_parameter);
FIELD(field_unknown_group);
FIELD(field_has_known_group);
FIELD(field_group_spelling);

/* fields_setting.c: of settings and of notes */
FIELD(field_daemon);
FIELD(field_name);
FIELD(field_value);
FIELD(field_raw_value);
FIELD(field_place);
FIELD(field_known);
FIELD(field_known_ever);
FIELD(field_referenced);
FIELD(field_replaced);
FIELD(field_winner_differs);
FIELD(field_winner_value);
FIELD(field_winner_weaker);
FIELD(field_nearest);
FIELD(field_is_tls);
FIELD(field_type);
FIELD(field_counterpart);
FIELD(field_counterpart_set);
FIELD(field_read_by_daemon);
FIELD(field_undefined);
FIELD(field_macro_error);
FIELD(field_inline_comment);
FIELD(field_quoted);
FIELD(field_unquoted);
FIELD(field_deprecated);
FIELD(field_replacement);
FIELD(field_is_default);
FIELD(field_refused_empty);
FIELD(field_invalid_token);
FIELD(field_lone_bound);
FIELD(field_joined_bound);
FIELD(field_too_new_token);
FIELD(field_nearest_protocol);
FIELD(field_level_word);
FIELD(field_wrapped);
FIELD(field_grade);
FIELD(field_live);
FIELD(field_note);
FIELD(field_detail);

/* fields_ignore.c */
FIELD(field_ignore_problem);
FIELD(field_ignore_word);
FIELD(field_ignore_detail);
FIELD(field_ignore_until);
FIELD(field_nearest_rule);

/* fields_file.c: of files that a service gives to TLS */
FIELD(field_days_left);
FIELD(field_expired);
FIELD(field_valid_from);
FIELD(field_issuer);
FIELD(field_lifetime);
FIELD(field_names);
FIELD(field_not_yet);
FIELD(field_public);
FIELD(field_valid_until);
FIELD(field_chain_trouble);
FIELD(field_covers_myhostname);
FIELD(field_days_over_floor);
FIELD(field_dh_below_floor);
FIELD(field_dh_bits);
FIELD(field_dh_group);
FIELD(field_file_denied);
FIELD(field_file_name);
FIELD(field_file_parameter);
FIELD(field_file_problem);
FIELD(field_file_trouble);
FIELD(field_file_use);
FIELD(field_files_read);
FIELD(field_denied_files);
FIELD(field_key_below_floor);
FIELD(field_key_bits);
FIELD(field_key_folder_open);
FIELD(field_key_readers);
FIELD(field_key_type);
FIELD(field_names_public);
FIELD(field_self_signed);
FIELD(field_weak_signature);
/* fields_access.c: access rules of a server */
FIELD(field_access_words);
FIELD(field_relay_rules);
FIELD(field_relay_words);
FIELD(field_certificate_rules);
FIELD(field_own_certificate_rules);
FIELD(field_some_certificate_rules);
FIELD(field_asks_certificate);
FIELD(field_some_ask_certificate);
FIELD(field_fingerprint_parameter);
FIELD(field_fingerprint_digest);

/* fields_certificate.c: of a service, then of a setting */
FIELD(field_certificates);
FIELD(field_certificate_kinds);
FIELD(field_certificate_parameter);
FIELD(field_placeholder_parameter);
FIELD(field_placeholder_maker);
FIELD(field_ignored_certificate);
FIELD(field_shares_certificate);
FIELD(field_request_file);
FIELD(field_key_file);
FIELD(field_turned_pair);
FIELD(field_pair_in_order);

/* fields_options.c: of a setting, then of a service */
FIELD(field_unknown_option);
FIELD(field_option_mask);
FIELD(field_needless_option);
FIELD(field_option_manager);
FIELD(field_nearest_option);
FIELD(field_needful_options);
FIELD(field_loglevel);
FIELD(field_shared_cache);
FIELD(field_ignored);

#undef FIELD

#endif
