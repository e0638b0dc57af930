/* show_text: postures for people, as a table or in full. */
#include "formats.h"
#include "parameters.h"
#include "place.h"
#include "postlint/report.h"

enum { COLUMNS = 8 };

struct row {
    struct text cells[COLUMNS];
};

static const char *truth_word(enum truth truth)
{
    return truth == TRUTH_YES ? "yes" : truth == TRUTH_NO ? "no" : "unknown";
}

static struct text level_text(struct arena *arena, const struct posture *posture)
{
    if (!posture->level_known)
        return TEXT("unknown");
    if (posture->wrapper == TRUTH_YES && role_is_server(posture->role))
        return TEXT("wrapper");
    const char *wrapper = posture->wrapper == TRUTH_YES ? ", wrapper" : "";
    return text_join(arena, text_from(tls_level_name(posture->level)), text_from(wrapper));
}

static bool is_off(const struct posture *posture)
{
    return posture->offered == TRUTH_NO;
}

/* Nothing where TLS is off, "unknown" where it cannot be told. */
static struct text versions_text(struct arena *arena, const struct posture *posture)
{
    if (is_off(posture))
        return TEXT("-");
    posture = posture->handshakes;
    if (!posture || is_off(posture))
        return TEXT("none");
    return posture->negotiable_known ? tls_versions_text(arena, posture->negotiable) : TEXT("unknown");
}

/* "TLSv1 to TLSv1.3" where no version between is missing: lists are long. */
static struct text versions_range(struct arena *arena, const struct posture *posture)
{
    unsigned set = posture->negotiable, lowest = set & (~set + 1), highest = lowest;
    while (set & highest << 1)
        highest <<= 1;
    bool is_range =
        posture->negotiable_known && !is_off(posture) && highest > lowest << 1 && set == (highest | (highest - lowest));
    if (!is_range)
        return versions_text(arena, posture);
    return text_printf(arena, "%s to %s", tls_version_name(lowest), tls_version_name(highest));
}

/* The suite that a careful peer ends up with, or a careless one: the first of
 * the best, or the last of the worst, in the order of OpenSSL. */
static struct text suite_text(const struct posture *posture, bool weakest)
{
    const struct cipher_suite *found = NULL;
    if (is_off(posture))
        return TEXT("-");
    posture = posture->handshakes;
    if (!posture || is_off(posture))
        return TEXT("none");
    if (!posture->suites_known)
        return TEXT("unknown");
    for (size_t i = 0; i < posture->n_suites; i++) {
        const struct cipher_suite *suite = posture->suites[i];
        if (!found ||
            (weakest ? cipher_worth(suite) <= cipher_worth(found) : cipher_worth(suite) > cipher_worth(found)))
            found = suite;
    }
    if (found)
        return text_from(found->name);
    return posture->negotiable == TLS_1_3 ? TEXT("(TLS 1.3 alone)") : TEXT("none");
}

/* The group that is liked best, and how many there are besides. */
static struct text groups_text(struct arena *arena, const struct posture *posture)
{
    if (is_off(posture))
        return TEXT("-");
    posture = posture->handshakes;
    if (!posture || (posture->groups_known && posture->n_groups == 0))
        return TEXT("none");
    if (!posture->groups_known)
        return TEXT("unknown");
    const char *first = posture->groups[0]->name;
    return posture->n_groups == 1 ? text_from(first) : text_printf(arena, "%s +%zu", first, posture->n_groups - 1);
}

static struct row row_of(struct arena *arena, const struct posture *posture)
{
    struct row row = {{text_visible(arena, posture->service->id), text_from(role_name(posture->role)),
                       level_text(arena, posture), versions_range(arena, posture), suite_text(posture, false),
                       suite_text(posture, true), groups_text(arena, posture), TEXT("-")}};
    if (posture->reader == READER_SMTPD)
        row.cells[7] = text_from(truth_word(posture->sasl[SASL_IN_CLEAR].offered));
    return row;
}

static void print_rows(const struct row *rows, size_t n, struct buf *out)
{
    size_t widths[COLUMNS] = {0};
    for (size_t i = 0; i < n; i++)
        for (size_t c = 0; c < COLUMNS; c++)
            if (rows[i].cells[c].n > widths[c])
                widths[c] = rows[i].cells[c].n;
    for (size_t i = 0; i < n; i++) {
        buf_str(out, "  ");
        for (size_t c = 0; c < COLUMNS; c++) {
            buf_text(out, rows[i].cells[c]);
            if (c + 1 < COLUMNS)
                buf_printf(out, "%*s", (int)(widths[c] - rows[i].cells[c].n + 2), "");
        }
        buf_char(out, '\n');
    }
}

/* ", 2 policies": how many entries may set another level; and whether there
 * are tables that cannot be read. */
static struct text policies_text(struct arena *arena, const struct report_policies *policies)
{
    size_t known = 0;
    for (size_t i = 0; i < policies->n; i++)
        known += policies->items[i].policy.entry != NULL;
    const char *unknown = known == policies->n ? "" : known ? " and unknown ones" : ", unknown policies";
    if (known == 0)
        return text_from(unknown);
    return text_printf(arena, ", %zu %s%s", known, known == 1 ? "policy" : "policies", unknown);
}

static struct row row_with_policies(struct arena *arena, const struct posture *posture,
                                    const struct report_policies *policies)
{
    struct row row = row_of(arena, posture);
    struct text more = policies_text(arena, policies);
    row.cells[2] = text_printf(arena, "%.*s%.*s", TEXT_ARG(row.cells[2]), TEXT_ARG(more));
    return row;
}

static void print_table(const struct report_show *show, const struct report_services *conf, struct buf *out)
{
    struct row *rows = arena_array(show->arena, conf->n_postures + 1, sizeof(struct row));
    rows[0] = (struct row){{TEXT("SERVICE"), TEXT("ROLE"), TEXT("LEVEL"), TEXT("PROTOCOLS"), TEXT("STRONGEST SUITE"),
                            TEXT("WEAKEST SUITE"), TEXT("GROUPS"), TEXT("AUTH IN CLEAR")}};
    size_t n = 1;
    for (size_t i = 0; i < conf->n_postures; i++)
        if (conf->postures[i]->role != ROLE_OTHER)
            rows[n++] = row_with_policies(show->arena, conf->postures[i], &conf->policies[i]);
    if (n > 1)
        print_rows(rows, n, out);
    if (conf->n_postures > n - 1)
        buf_printf(out, "  and %zu that speak no TLS of their own\n", conf->n_postures - (n - 1));
}

/* What is wrong with SUITE by itself, or for the profile. */
static void print_suite(const struct report_show *show, const struct cipher_suite *suite, bool is_first,
                        struct buf *out)
{
    const char *flaw = cipher_worth_text(cipher_worth(suite));
    bool is_foreign =
        show->profile && !ruleset_accepts(show->rules, show->profile, FLOOR_SUITES, text_from(suite->name));
    buf_printf(out, "    %-14s %-*s", is_first ? "ciphers" : "", flaw[0] || is_foreign ? 32 : 0, suite->name);
    if (flaw[0] || is_foreign)
        buf_printf(out, "! %s%s", flaw, flaw[0] && is_foreign ? ", " : "");
    if (is_foreign)
        buf_printf(out, "not in %s", show->profile->name);
    buf_char(out, '\n');
}

static void print_suites(const struct report_show *show, const struct posture *posture, struct buf *out)
{
    for (size_t i = 0; posture->suites_known && i < posture->n_suites; i++)
        print_suite(show, posture->suites[i], i == 0, out);
    if (!posture->suites_known || posture->n_suites == 0)
        buf_printf(out, "    ciphers        %s\n", posture->suites_known ? "none" : "unknown");
}

/* Those that the profile does not accept once more, in a line of their own. */
static void print_foreign_groups(const struct report_show *show, const struct posture *posture, struct buf *out)
{
    bool is_first = true;
    for (size_t i = 0; posture->groups_known && show->profile && i < posture->n_groups; i++) {
        const char *name = posture->groups[i]->name;
        if (ruleset_accepts(show->rules, show->profile, FLOOR_GROUPS, text_from(name)))
            continue;
        if (is_first)
            buf_printf(out, "    %-14s ! not in %s: ", "", show->profile->name);
        buf_printf(out, "%s%s", is_first ? "" : ", ", name);
        is_first = false;
    }
    buf_str(out, is_first ? "" : "\n");
}

static void print_groups(const struct posture *posture, struct buf *out)
{
    buf_str(out, "    groups         ");
    for (size_t i = 0; posture->groups_known && i < posture->n_groups; i++)
        buf_printf(out, "%s%s", i ? ", " : "", posture->groups[i]->name);
    if (!posture->groups_known || posture->n_groups == 0)
        buf_str(out, posture->groups_known ? "none" : "unknown");
    buf_char(out, '\n');
}

/* "auth in tls    yes, noplaintext noanonymous": whether, and what a mechanism
 * must be able to do there. */
static void print_sasl_place(const struct posture_sasl *place, const char *label, struct buf *out)
{
    buf_printf(out, "    %-14s %s", label, truth_word(place->offered));
    if (place->offered != TRUTH_NO && place->options_known)
        buf_printf(out, ", %.*s", TEXT_ARG(place->options.n ? place->options : TEXT("any mechanism")));
    if (place->offered != TRUTH_NO && !place->options_known)
        buf_str(out, ", options unknown");
    if (place->refused.n) {
        buf_str(out, ", ");
        buf_visible(out, place->parameter);
        buf_str(out, " ends the session: ");
        buf_visible(out, place->refused);
    }
    buf_char(out, '\n');
}

static void print_sasl(const struct posture *posture, struct buf *out)
{
    static const char *const labels[2][SASL_PLACES] = {{"auth in clear", "auth in tls", "auth verified"},
                                                       {"login in clear", "login in tls", "login verified"}};
    if (posture->auth_enabled == TRUTH_NO && posture->reader == READER_SMTPD)
        buf_printf(out, "    %-14s no\n", "auth");
    for (size_t i = 0; i < SASL_PLACES && posture->auth_enabled != TRUTH_NO; i++)
        if (posture->sasl[i].parameter.n)
            print_sasl_place(&posture->sasl[i], labels[role_is_client(posture->role)][i], out);
}

static void print_full(const struct report_show *show, const struct posture *posture, struct buf *out)
{
    struct row row = row_of(show->arena, posture);
    static const char *const labels[COLUMNS] = {NULL, "role", "level", "protocols"};
    row.cells[3] = versions_text(show->arena, posture);
    for (size_t c = 1; c < COLUMNS; c++)
        if (labels[c])
            buf_printf(out, "    %-14s %.*s\n", labels[c], TEXT_ARG(row.cells[c]));
    print_sasl(posture, out);
    const struct posture *handshakes = posture->handshakes ? posture->handshakes : posture;
    if (handshakes->suites_error.n) {
        buf_printf(out, "    %-14s ", "no handshake");
        buf_visible(out, handshakes->suites_error);
        buf_char(out, '\n');
    }
    if (is_off(posture))
        return;
    if (role_is_server(posture->role))
        buf_printf(out, "    %-14s %s\n", "certificate", truth_word(handshakes->has_certificate));
    print_suites(show, handshakes, out);
    print_groups(handshakes, out);
    print_foreign_groups(show, handshakes, out);
    if (role_is_server(posture->role))
        buf_printf(out, "    %-14s %s\n", "renegotiation", truth_word(posture->renegotiation));
}

/* "example.com  encrypt  TLSv1.2, TLSv1.3  (FILE:LINE:COLUMN)" */
static void print_policy(struct locator *locator, struct arena *arena, const struct posture_policy *item,
                         struct buf *out)
{
    const struct policy *policy = &item->policy;
    struct span span = policy->entry ? policy->entry->span : policy->table ? policy->table->span : (struct span){0};
    buf_str(out, "    policy         ");
    if (policy->entry)
        buf_visible(out, policy->entry->key);
    else
        buf_visible(out, policy->table ? policy->table->name : TEXT("all"));
    buf_str(out, "  ");
    if (policy->error.n || policy->unknown.n) {
        buf_str(out, policy->error.n ? "refused: " : "unknown: ");
        buf_visible(out, policy->error.n ? policy->error : policy->unknown);
    } else {
        struct text versions = versions_text(arena, item->posture);
        buf_printf(out, "%s  %.*s", tls_level_name(policy->level), TEXT_ARG(versions));
        if (item->posture->suites_error.n) {
            buf_str(out, ": ");
            buf_visible(out, item->posture->suites_error);
        }
    }
    if (span.source) {
        buf_str(out, "  (");
        place_print(locator, span, out);
        buf_char(out, ')');
    }
    buf_char(out, '\n');
}

static void print_policies(struct arena *arena, const struct report_policies *policies, struct buf *out)
{
    struct locator locator = {0};
    for (size_t i = 0; i < policies->n; i++)
        print_policy(&locator, arena, &policies->items[i], out);
}

static void print_parameter(struct locator *locator, struct arena *arena, const struct value *value, struct buf *out)
{
    buf_str(out, "    ");
    buf_visible(out, value->name);
    buf_str(out, " =");
    if (!value->unknown && !value->error && value->text.n) {
        buf_char(out, ' ');
        buf_visible(out, value->text);
    }
    buf_str(out, "  (");
    if (value->unknown || value->error) {
        buf_visible(out,
                    text_printf(arena, "%s: %.*s; ", value->error ? "in error" : "unknown", TEXT_ARG(value->reason)));
    }
    buf_str(out, origin_name(value->origin));
    if (value->setting) {
        buf_str(out, ", ");
        place_print(locator, value->setting->span, out);
    }
    buf_str(out, ")\n");
}

static void print_parameters(struct arena *arena, const struct posture *posture, struct buf *out)
{
    struct locator locator = {0};
    size_t n;
    const struct text *names = parameters_list(arena, posture, &n);
    for (size_t i = 0; i < n; i++)
        print_parameter(&locator, arena, view_get(posture->view, names[i]), out);
}

static void print_services(const struct report_show *show, const struct report_services *conf, struct buf *out)
{
    for (size_t i = 0; i < conf->n_postures; i++) {
        buf_str(out, "  ");
        buf_visible(out, conf->postures[i]->service->id);
        buf_char(out, '\n');
        if (show->in_full) {
            print_full(show, conf->postures[i], out);
            print_policies(show->arena, &conf->policies[i], out);
        }
        if (show->parameters)
            print_parameters(show->arena, conf->postures[i], out);
    }
}

void report_show_text(const struct report_show *show, struct buf *out)
{
    for (size_t i = 0; i < show->n_confs; i++) {
        const struct report_services *conf = &show->confs[i];
        buf_visible(out, conf->conf->path);
        buf_str(out, " for ");
        target_print(show->arena, conf->target, out);
        buf_char(out, '\n');
        if (show->in_full || show->parameters)
            print_services(show, conf, out);
        else
            print_table(show, conf, out);
    }
}
