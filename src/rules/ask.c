/* ask: see ask.h. */
#include "ask.h"

#include <string.h>

#include "fix.h"
#include "message.h"
#include "place.h"
#include "weigh.h"

/* The variant that applies, if any. */
static const struct variant *pick_variant(const struct rule *rule, const struct context *context)
{
    for (size_t i = 0; i < rule->n_variants; i++)
        if (condition_eval(&rule->variants[i].when, context) == TRUTH_YES)
            return &rule->variants[i];
    return NULL;
}

/* Adds FINDING, or its service to the same cause found before. */
static void report(struct run *run, struct finding *finding, const struct setting *cause, const struct context *context)
{
    const struct rule *rule = finding->rule;
    const struct variant *variant = pick_variant(rule, context);
    weigh_finding(finding, variant, run->check, context);
    if (finding->severity == SEVERITY_OFF)
        return;
    const struct service *service = context->posture ? context->posture->service : finding->service;
    if (context->scope->conf->policy)
        service = NULL; /* the client that it is judged for is made up */
    struct finding *known = bag_find(&run->found, finding);
    if (!known || finding->severity > known->severity) {
        /* The worst of the services that it hits gives the words. */
        finding->message = message_fill(variant && variant->message ? variant->message : rule->message, context);
        fix_fill(finding, cause, context);
        finding->services = known ? known->services : NULL;
        finding->n_services = known ? known->n_services : 0;
        finding->services_capacity = known ? known->services_capacity : 0;
        if (known)
            *known = *finding;
        else
            known = bag_add(&run->found, finding);
    }
    if (service)
        finding_add_service(known, run->scope.arena, service);
}

static void ask_service(struct run *run, const struct rule *rule, const struct context *context)
{
    const struct service *service = context->posture->service;
    struct finding finding = {.rule = rule};
    const struct value *value = place_value(rule, context);
    if (value) {
        finding.parameter = value->name;
        finding.value = value_is_unclear(value) ? value->raw : value->text;
        finding.chain = value->chain;
        finding.n_chain = value->n_chain;
    }
    if (value && value->setting) {
        place_at_setting(&finding, value->setting);
    } else {
        finding.origin = value ? FROM_DEFAULT : FROM_FILE;
        finding.service = service;
        finding.span = place_service(service);
    }
    report(run, &finding, value ? value->setting : NULL, context);
}

static void add_related(struct run *run, struct finding *finding, struct span span, struct text message)
{
    struct related *related = arena_alloc(run->scope.arena, sizeof(*related));
    *related = (struct related){span, message};
    finding->related = related;
    finding->n_related = 1;
}

static void ask_setting(struct run *run, const struct rule *rule, const struct context *context)
{
    const struct setting *setting = context->setting;
    struct finding finding = {.rule = rule, .parameter = setting->name, .value = setting->value};
    place_at_setting(&finding, setting);
    finding.span = place_in_setting(rule, setting, context);
    if (setting->winner)
        add_related(run, &finding, setting->winner->span, TEXT("this one is in force"));
    report(run, &finding, setting, context);
}

static void ask_note(struct run *run, const struct rule *rule, const struct context *context)
{
    const struct note *note = context->note;
    struct finding finding = {.rule = rule, .span = note->span, .origin = FROM_FILE, .service = note->service};
    if (facts_param(note->name))
        finding.parameter = note->name;
    if (note->related.source)
        add_related(run, &finding, note->related, TEXT("because of this"));
    report(run, &finding, NULL, context);
}

static void ask_configuration(struct run *run, const struct rule *rule, const struct context *context)
{
    struct finding finding = {.rule = rule, .origin = FROM_NOWHERE};
    const struct value *value = place_value(rule, context);
    if (value) {
        finding.parameter = value->name;
        finding.value = value_is_unclear(value) ? value->raw : value->text;
        finding.origin = FROM_DEFAULT;
    }
    if (value && value->setting)
        place_at_setting(&finding, value->setting);
    report(run, &finding, value ? value->setting : NULL, context);
}

/* A file stands where it is named; a parameter that is another one by default
 * names it where that is set. */
static void ask_file(struct run *run, const struct rule *rule, const struct context *context)
{
    const struct named_file *file = context->file;
    const struct value *cause = value_cause(context->posture->view, file->value);
    struct finding finding = {.rule = rule, .parameter = cause->name, .value = file->name};
    finding.origin = FROM_DEFAULT;
    finding.span = place_service(context->posture->service);
    finding.service = context->posture->service;
    if (cause->setting) {
        place_at_setting(&finding, cause->setting);
        finding.span = cause == file->value ? file->span : cause->setting->value_span;
    }
    report(run, &finding, cause->setting, context);
}

/* The setting that names the tables of CLIENT; NULL for a table of its own. */
static const struct setting *tables_setting(const struct context *context, struct finding *finding)
{
    if (context->scope->conf->policy)
        return NULL;
    const char *name = context->client->role == ROLE_LMTP ? "lmtp_tls_policy_maps" : "smtp_tls_policy_maps";
    finding->parameter = text_from(name);
    return view_get(context->client->view, finding->parameter)->setting;
}

/* An entry stands in its table, whoever uses it; in the setting if that is
 * where the table is. */
static void ask_policy(struct run *run, const struct rule *rule, const struct context *context)
{
    const struct policy *policy = context->policy;
    struct finding finding = {.rule = rule, .origin = FROM_FILE};
    const struct setting *setting = tables_setting(context, &finding);
    finding.span = policy->table->span;
    if (policy->entry) {
        finding.value = policy->entry->value;
        finding.span = table_place(policy->table, policy->entry, place_token(rule, context));
    }
    bool is_in_setting = setting && finding.span.source == setting->span.source;
    if (is_in_setting) {
        finding.origin = setting->service ? FROM_OVERRIDE : FROM_MAIN;
        finding.service = setting->service;
    } else if (setting) {
        add_related(run, &finding, policy->table->span,
                    text_printf(run->scope.arena, "%.*s uses the table", TEXT_ARG(finding.parameter)));
    }
    report(run, &finding, NULL, context);
}

static bool has_role(const struct rule *rule, const struct posture *posture)
{
    for (size_t i = 0; i < rule->n_roles; i++)
        if (strcmp(rule->roles[i], role_name(posture->role)) == 0)
            return true;
    return rule->n_roles == 0 && posture->role != ROLE_OTHER;
}

static void ask_all_services(struct run *run, const struct rule *rule)
{
    for (size_t i = 0; i < run->scope.conf->n_services; i++) {
        struct context context = {
            .scope = &run->scope, .posture = run->scope.postures[i], .policies = &run->scope.policies[i]};
        if (context.posture->service->replaced || context.posture->service->is_template)
            continue;
        if (has_role(rule, context.posture) && condition_eval(&rule->when, &context) == TRUTH_YES)
            ask_service(run, rule, &context);
    }
}

static void ask_all_files(struct run *run, const struct rule *rule)
{
    for (size_t i = 0; i < run->scope.conf->n_services; i++) {
        const struct posture *posture = run->scope.postures[i];
        const struct credentials *credentials = posture->credentials;
        if (!credentials || posture->service->replaced || posture->service->is_template || !has_role(rule, posture))
            continue;
        for (size_t k = 0; k < credentials->n; k++) {
            struct context context = {.scope = &run->scope, .posture = posture, .file = credentials->items[k]};
            if (condition_eval(&rule->when, &context) == TRUTH_YES)
                ask_file(run, rule, &context);
        }
    }
}

static void ask_settings_of(struct run *run, const struct rule *rule, const struct setting *settings, size_t n,
                            struct view *view)
{
    for (size_t i = 0; i < n; i++) {
        struct context context = {.scope = &run->scope, .setting = &settings[i], .setting_view = view};
        if (condition_eval(&rule->when, &context) == TRUTH_YES)
            ask_setting(run, rule, &context);
    }
}

static void ask_all_settings(struct run *run, const struct rule *rule)
{
    const struct conf *conf = run->scope.conf;
    ask_settings_of(run, rule, conf->settings, conf->n_settings, run->scope.main);
    for (size_t i = 0; i < conf->n_services; i++)
        if (!conf->services[i].replaced)
            ask_settings_of(run, rule, conf->services[i].overrides, conf->services[i].n_overrides,
                            run->scope.postures[i]->view);
}

/* One entry, of all services that have the same tables. */
static void ask_one_policy(struct run *run, const struct rule *rule, size_t leader, const struct posture_policy *item)
{
    const struct scope *scope = &run->scope;
    const struct client_policies *policies = &scope->policies[leader];
    struct context context = {.scope = scope,
                              .posture = item->posture ? item->posture : policies->blank,
                              .policy = &item->policy,
                              .policies = policies,
                              .client = scope->postures[leader]};
    if (condition_eval(&rule->when, &context) != TRUTH_YES)
        return;
    struct posture *posture = arena_alloc(scope->arena, sizeof(*posture));
    *posture = *context.posture;
    context.posture = posture;
    for (size_t i = leader; i < scope->conf->n_services; i++) {
        if (scope->policies[i].leader != leader || scope->policies[i].n == 0)
            continue;
        posture->service = scope->postures[i]->service;
        ask_policy(run, rule, &context);
    }
}

static void ask_all_policies(struct run *run, const struct rule *rule)
{
    const struct scope *scope = &run->scope;
    for (size_t i = 0; i < scope->conf->n_services; i++) {
        const struct client_policies *policies = &scope->policies[i];
        if (policies->leader != i || !has_role(rule, scope->postures[i]))
            continue;
        for (size_t k = 0; k < policies->n; k++)
            if (policies->items[k].policy.entry || policies->items[k].policy.error.n)
                ask_one_policy(run, rule, i, &policies->items[k]);
    }
}

void ask_rule(struct run *run, const struct rule *rule)
{
    const struct conf *conf = run->scope.conf;
    struct context context = {.scope = &run->scope};
    if (rule->subject & SUBJECT_POLICY)
        ask_all_policies(run, rule);
    if (conf->policy)
        return; /* nothing else is there to be asked of */
    if (rule->subject & SUBJECT_SERVICE)
        ask_all_services(run, rule);
    if (rule->subject & SUBJECT_SETTING)
        ask_all_settings(run, rule);
    if (rule->subject & SUBJECT_FILE)
        ask_all_files(run, rule);
    if (rule->subject & SUBJECT_CONFIGURATION && condition_eval(&rule->when, &context) == TRUTH_YES)
        ask_configuration(run, rule, &context);
    for (size_t i = 0; rule->subject & SUBJECT_NOTE && i < conf->n_notes; i++) {
        context.note = &conf->notes[i];
        if (condition_eval(&rule->when, &context) == TRUTH_YES)
            ask_note(run, rule, &context);
    }
}

void ask_ignores(struct run *run, const struct ignore_notes *notes)
{
    const struct ruleset *rules = run->check->rules;
    for (size_t i = 0; i < rules->n_rules; i++) {
        const struct rule *rule = &rules->rules[i];
        if (!(rule->subject & SUBJECT_IGNORE) || !check_asks(run->check, i))
            continue;
        for (size_t k = 0; k < notes->n; k++) {
            struct context context = {.scope = &run->scope, .ignore = &notes->items[k]};
            struct finding finding = {.rule = rule, .span = notes->items[k].span, .origin = FROM_FILE};
            if (condition_eval(&rule->when, &context) == TRUTH_YES)
                report(run, &finding, NULL, &context);
        }
    }
}
