/* check: see check.h. */
#include "postlint/check.h"

#include <stdlib.h>
#include <string.h>

#include "context.h"
#include "fix.h"
#include "ignores.h"
#include "message.h"

/* Findings gathered so far, found again by rule and place. */
struct bag {
    struct arena *arena;
    struct finding *items;
    size_t n, capacity;
    uint32_t *slots;
    size_t n_slots;
};

/* A table that both smtp(8) and lmtp(8) use has each of its faults once. */
static struct text cause_parameter(const struct finding *finding)
{
    bool is_in_table = finding->span.source && finding->span.source->kind == SOURCE_POLICY;
    return is_in_table ? TEXT("") : finding->parameter;
}

static size_t key_of(const struct finding *finding)
{
    size_t key = (size_t)(uintptr_t)finding->rule * 31 + finding->span.begin;
    key = key * 31 + (size_t)(uintptr_t)finding->span.source;
    return (key * 31 + (size_t)(uintptr_t)finding->service) * 31 + text_hash(cause_parameter(finding));
}

static bool same_cause(const struct finding *a, const struct finding *b)
{
    return a->rule == b->rule && a->service == b->service && a->span.source == b->span.source &&
           a->span.begin == b->span.begin && a->span.end == b->span.end &&
           text_eq(cause_parameter(a), cause_parameter(b));
}

static uint32_t *bag_slot(const struct bag *bag, const struct finding *finding)
{
    size_t mask = bag->n_slots - 1;
    size_t slot = key_of(finding) * 2654435761U & mask;
    while (bag->slots[slot] && !same_cause(&bag->items[bag->slots[slot] - 1], finding))
        slot = (slot + 1) & mask;
    return &bag->slots[slot];
}

static struct finding *bag_find(const struct bag *bag, const struct finding *finding)
{
    if (bag->n_slots == 0)
        return NULL;
    uint32_t number = *bag_slot(bag, finding);
    return number ? &bag->items[number - 1] : NULL;
}

static struct finding *bag_add(struct bag *bag, const struct finding *finding)
{
    if (bag->n * 2 >= bag->n_slots) {
        bag->n_slots = bag->n_slots ? bag->n_slots * 2 : 64;
        bag->slots = arena_array(bag->arena, bag->n_slots, sizeof(*bag->slots));
        for (size_t i = 0; i < bag->n; i++)
            *bag_slot(bag, &bag->items[i]) = (uint32_t)(i + 1);
    }
    bag->items = arena_grow(bag->arena, bag->items, bag->n, &bag->capacity, sizeof(*bag->items));
    bag->items[bag->n++] = *finding;
    *bag_slot(bag, finding) = (uint32_t)bag->n;
    return &bag->items[bag->n - 1];
}

/* In the order of master.cf, whatever target found it first; the services of
 * a configuration lie in one array. */
static void add_service(struct finding *finding, struct arena *arena, const struct service *service)
{
    size_t at = 0, high = finding->n_services;
    while (at < high) {
        size_t middle = at + (high - at) / 2;
        if (finding->services[middle] < service)
            at = middle + 1;
        else
            high = middle;
    }
    if (at < finding->n_services && finding->services[at] == service)
        return;
    finding->services = arena_grow(arena, finding->services, finding->n_services, &finding->services_capacity,
                                   sizeof(const struct service *));
    memmove(&finding->services[at + 1], &finding->services[at],
            (finding->n_services - at) * sizeof(const struct service *));
    finding->services[at] = service;
    finding->n_services++;
}

/* One target at work. */
struct run {
    const struct check *check;
    struct scope scope;
    struct bag found; /* on this target */
};

/* The variant that applies, if any. */
static const struct variant *pick_variant(const struct rule *rule, const struct context *context)
{
    for (size_t i = 0; i < rule->n_variants; i++)
        if (condition_eval(&rule->variants[i].when, context) == TRUTH_YES)
            return &rule->variants[i];
    return NULL;
}

static enum severity one_less(enum severity severity)
{
    return severity > SEVERITY_STYLE ? (enum severity)(severity - 1) : severity;
}

/* Where TLS is optional, too strict ends in clear text (RFC 9325 section 5.2),
 * and no document but those about mail has that in mind. */
static bool is_only_advice(const struct finding *finding, const struct context *context)
{
    const struct missed *missed = &finding->missed;
    bool is_about_mail =
        !missed->profile || missed->profile->scope == SCOPE_MAIL || missed->profile->scope == SCOPE_UNSAID;
    if (is_about_mail || missed->kind == FLOOR_PROTOCOL || !context->posture || !context->posture->level_known)
        return false;
    return context->posture->level == LEVEL_MAY || context->posture->level == LEVEL_DANE;
}

/* The catalogue's model: what nobody outside can reach weighs a step less,
 * what nobody wrote is at most a warning, and so on. */
static enum severity weigh(const struct finding *finding, const struct context *context)
{
    enum severity severity = finding->severity;
    if (finding->rule->keeps_severity)
        return severity;
    if (context->posture && context->posture->exposed == TRUTH_NO)
        severity = one_less(severity);
    if (finding->origin == FROM_DEFAULT && severity > SEVERITY_WARNING)
        severity = SEVERITY_WARNING;
    if (severity > SEVERITY_INFO && is_only_advice(finding, context))
        severity = SEVERITY_INFO;
    return severity;
}

/* A profile that lowers a rule caps its variants; one that raises it leaves
 * alone those that the rule itself holds to be less. */
static enum severity severity_in_profile(const struct check *check, const struct rule *rule,
                                         const struct variant *variant)
{
    enum severity said = ruleset_severity(check->rules, check->profile, rule);
    if (!variant || !variant->has_severity || said == SEVERITY_OFF)
        return said;
    if (said < rule->severity)
        return variant->severity < said ? variant->severity : said;
    bool is_raised = said > rule->severity && variant->severity >= rule->severity;
    return is_raised && variant->severity < said ? said : variant->severity;
}

static struct missed missed_of(const struct check *check, const struct rule *rule)
{
    struct missed missed = {.kind = rule->floor};
    if (rule->floor != FLOOR_NONE)
        missed.value = ruleset_floor(check->rules, check->profile, rule->floor, &missed.profile);
    /* The first choice demands nothing. */
    if (missed.value && rule_floor(rule->floor)->type == FLOOR_CHOICE && missed.value->number == 0)
        missed.profile = NULL;
    return missed;
}

/* Adds FINDING, or its service to the same cause found before. */
static void report(struct run *run, struct finding *finding, const struct setting *cause, const struct context *context)
{
    const struct rule *rule = finding->rule;
    const struct variant *variant = pick_variant(rule, context);
    finding->severity = severity_in_profile(run->check, rule, variant);
    finding->missed = missed_of(run->check, rule);
    finding->severity = weigh(finding, context);
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
        add_service(known, run->scope.arena, service);
}

const struct value *value_cause(struct view *view, const struct value *value)
{
    for (int depth = 0; depth < 8 && !value->setting && value->raw.n > 1 && value->raw.p[0] == '$'; depth++) {
        struct text name = text_slice(value->raw, 1, value->raw.n);
        for (size_t i = 0; i < name.n; i++)
            if (!text_is_alnum(name.p[i]) && name.p[i] != '_')
                return value;
        value = view_get(view, name);
    }
    return value;
}

/* The parameter that AT names: itself, or what a field of that name says. */
static struct text at_parameter(const char *at, const struct context *context)
{
    const struct field *field = rule_field(text_from(at));
    return field ? field_print(field, context) : text_from(at);
}

/* The value that the finding points at: the first that somebody wrote. */
static const struct value *pick_value(const struct rule *rule, const struct context *context)
{
    const struct value *first = NULL;
    struct view *view = context->posture ? context->posture->view : context->scope->main;
    for (size_t i = 0; i < rule->n_at; i++) {
        struct text name = at_parameter(rule->at[i], context);
        if (name.n == 0)
            continue;
        const struct value *value = view_get(view, name);
        const struct value *cause = value_cause(view, value);
        if (cause->setting)
            return cause;
        first = first ? first : value;
    }
    return first;
}

/* First physical line of a service. */
static struct span service_place(const struct service *service)
{
    if (!service->span.source)
        return (struct span){0};
    const struct piece *piece = &service->line->pieces[0];
    size_t end = piece->source + piece->n;
    while (end > piece->source && text_is_space(service->span.source->bytes.p[end - 1]))
        end--;
    return (struct span){service->span.source, piece->source, end};
}

static void place_at_setting(struct finding *finding, const struct setting *setting)
{
    finding->span = setting->span;
    finding->origin = setting->service ? FROM_OVERRIDE : FROM_MAIN;
    finding->service = setting->service;
}

static void ask_service(struct run *run, const struct rule *rule, const struct context *context)
{
    const struct service *service = context->posture->service;
    struct finding finding = {.rule = rule};
    const struct value *value = pick_value(rule, context);
    if (value) {
        finding.parameter = value->name;
        finding.value = value->unknown || value->error ? value->raw : value->text;
        finding.chain = value->chain;
        finding.n_chain = value->n_chain;
    }
    if (value && value->setting) {
        place_at_setting(&finding, value->setting);
    } else {
        finding.origin = value ? FROM_DEFAULT : FROM_FILE;
        finding.service = service;
        finding.span = service_place(service);
    }
    report(run, &finding, value ? value->setting : NULL, context);
}

/* What the field that RULE points at says; p NULL if it points at nothing. */
static struct text token_of(const struct rule *rule, const struct context *context)
{
    if (!rule->token)
        return (struct text){0};
    return field_get(rule_field(text_from(rule->token)), context).text;
}

/* The part of the setting that the rule points at, where it is text of the file. */
static struct span setting_place(const struct rule *rule, const struct setting *setting, const struct context *context)
{
    struct text token = token_of(rule, context);
    const char *begin = setting->value.p, *end = begin + setting->value.n;
    if (token.n == 0 || token.p < begin || token.p >= end)
        return setting->span;
    size_t at = setting->value_at + (size_t)(token.p - begin);
    return line_span(setting->line, at, at + token.n);
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
    finding.span = setting_place(rule, setting, context);
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
    const struct value *value = pick_value(rule, context);
    if (value) {
        finding.parameter = value->name;
        finding.value = value->unknown || value->error ? value->raw : value->text;
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
    finding.span = service_place(context->posture->service);
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
        finding.span = table_place(policy->table, policy->entry, token_of(rule, context));
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

static void ask_rule(struct run *run, const struct rule *rule)
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

static void run_target(struct run *run, const struct conf *conf, const struct target *target, version oldest)
{
    const struct check *check = run->check;
    struct arena *arena = check->arena;
    run->scope = (struct scope){.arena = arena,
                                .tables = check->files,
                                .conf = conf,
                                .target = target,
                                .oldest = oldest,
                                .rules = check->rules,
                                .profile = check->profile,
                                .files = check->credential_files,
                                .main = view_new(arena, conf, target, NULL),
                                .referenced = names_referenced(arena, conf, target->postfix)};
    run->found = (struct bag){.arena = arena};
    struct posture_cache *cache = posture_cache_new(arena);
    posture_cache_add_files(cache, check->credential_files);
    run->scope.postures = arena_array(arena, conf->n_services, sizeof(const struct posture *));
    for (size_t i = 0; i < conf->n_services; i++)
        run->scope.postures[i] = posture_new(arena, view_new(arena, conf, target, &conf->services[i]), cache);
    scope_find_roles(&run->scope);
    scope_find_policies(&run->scope, cache);
    for (size_t i = 0; i < check->rules->n_rules; i++) {
        const struct rule *rule = &check->rules->rules[i];
        if (check_asks(check, i))
            ask_rule(run, rule);
    }
}

bool check_asks(const struct check *check, size_t number)
{
    if (check->selected)
        return check->selected[number];
    return ruleset_severity(check->rules, check->profile, &check->rules->rules[number]) != SEVERITY_OFF;
}

/* Comments come last: whether one is of use hangs on what the others found. */
static void ask_ignores(struct run *run, const struct ignore_notes *notes)
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

/* What comments accept is marked, what is wrong with them is found. */
static void apply_ignores(struct run *run, const struct conf *conf, struct bag *all, uint64_t everywhere)
{
    struct findings findings = {all->items, all->n};
    struct ignore_notes notes = ignores_apply(run->check, conf, &findings);
    run->found = (struct bag){.arena = run->check->arena};
    ask_ignores(run, &notes);
    for (size_t i = 0; i < run->found.n; i++) {
        struct finding *finding = bag_add(all, &run->found.items[i]);
        finding->targets = everywhere;
        finding->all_targets = true;
    }
}

static bool supersedes(const struct rule *a, const struct rule *b)
{
    for (size_t i = 0; i < a->n_supersedes; i++)
        if (strcmp(a->supersedes[i], b->id) == 0)
            return true;
    return false;
}

static bool share_service(const struct finding *a, const struct finding *b)
{
    for (size_t i = 0; i < a->n_services; i++)
        for (size_t k = 0; k < b->n_services; k++)
            if (a->services[i] == b->services[k])
                return true;
    return false;
}

static bool share_place(const struct finding *a, const struct finding *b)
{
    return a->span.source && a->span.source == b->span.source && a->span.begin < b->span.end &&
           b->span.begin < a->span.end;
}

/* One cause, one finding: drops what a more specific rule says too.  Only
 * rules that name others are looked at, so this stays near linear. */
static void drop_superseded(struct bag *bag)
{
    for (size_t i = 0; i < bag->n; i++) {
        const struct finding *strong = &bag->items[i];
        if (strong->severity == SEVERITY_OFF || strong->rule->n_supersedes == 0)
            continue;
        for (size_t k = 0; k < bag->n; k++) {
            struct finding *weak = &bag->items[k];
            if (weak->severity != SEVERITY_OFF && weak->severity <= strong->severity &&
                supersedes(strong->rule, weak->rule) && (share_place(strong, weak) || share_service(strong, weak)))
                weak->severity = SEVERITY_OFF;
        }
    }
}

/* One target more says MESSAGE; the words of most targets count, among equals
 * those of the newest Postfix, which come last. */
static void add_wording(struct finding *finding, struct arena *arena, struct text message)
{
    struct wording *wordings = arena_array(arena, finding->n_wordings + 1, sizeof(*wordings));
    size_t n = 0, most = 0;
    for (; n < finding->n_wordings; n++)
        wordings[n] = finding->wordings[n];
    size_t at = 0;
    while (at < n && !text_eq(wordings[at].message, message))
        at++;
    if (at == n)
        wordings[n++].message = message;
    wordings[at].targets++;
    for (size_t i = 0; i < n; i++)
        most = wordings[i].targets >= wordings[most].targets ? i : most;
    finding->wordings = wordings;
    finding->n_wordings = n;
    finding->message = wordings[most].message;
}

static void merge(struct bag *all, const struct bag *found, size_t target)
{
    for (size_t i = 0; i < found->n; i++) {
        const struct finding *finding = &found->items[i];
        if (finding->severity == SEVERITY_OFF)
            continue;
        struct finding *known = bag_find(all, finding);
        if (!known)
            known = bag_add(all, finding);
        else if (finding->severity < known->severity)
            known->severity = finding->severity;
        add_wording(known, all->arena, finding->message);
        for (size_t k = 0; k < finding->n_services; k++)
            add_service(known, all->arena, finding->services[k]);
        known->targets |= (uint64_t)1 << target;
    }
}

static struct text service_id(const struct finding *finding)
{
    return finding->service ? finding->service->id : TEXT("");
}

/* A full order, or qsort(3) may give another one on another machine. */
static int by_place(const void *left, const void *right)
{
    const struct finding *a = left, *b = right;
    bool a_none = !a->span.source, b_none = !b->span.source;
    if (a_none != b_none)
        return a_none - b_none;
    if (!a_none && a->span.source->kind != b->span.source->kind)
        return a->span.source->kind < b->span.source->kind ? -1 : 1;
    if (!a_none && a->span.source != b->span.source)
        return text_compare(a->span.source->name, b->span.source->name);
    if (a->span.begin != b->span.begin)
        return a->span.begin < b->span.begin ? -1 : 1;
    int order = strcmp(a->rule->id, b->rule->id);
    if (order == 0)
        order = text_compare(a->message, b->message);
    return order ? order : text_compare(service_id(a), service_id(b));
}

/* Releases below the configuration's compatibility_level cannot run it. */
static bool fits(const struct conf *conf, const struct target *target)
{
    const struct setting *setting = conf_setting(conf, TEXT("compatibility_level"));
    version level;
    if (!setting || !version_parse(setting->value, &level))
        return true;
    return (target->postfix & 0xffff0000U) >= (level & 0xffff0000U);
}

static size_t choose_targets(const struct check *check, const struct conf *conf, bool *used)
{
    size_t n = 0;
    for (size_t i = 0; i < check->n_targets; i++) {
        used[i] = check->n_targets == 1 || fits(conf, &check->targets[i]);
        n += used[i];
    }
    for (size_t i = 0; n == 0 && i < check->n_targets; i++)
        used[i] = true;
    return n ? n : check->n_targets;
}

/* Oldest Postfix first: a finding of several targets keeps the fix of the
 * first, since what old releases understand the later ones do too. */
static void order_targets(const struct check *check, size_t *order)
{
    for (size_t i = 0; i < check->n_targets; i++) {
        size_t k = i;
        for (; k > 0 && check->targets[order[k - 1]].postfix > check->targets[i].postfix; k--)
            order[k] = order[k - 1];
        order[k] = i;
    }
}

static version oldest_postfix(const struct check *check, const bool *used)
{
    version oldest = 0;
    for (size_t i = 0; i < check->n_targets; i++)
        if (used[i] && (oldest == 0 || check->targets[i].postfix < oldest))
            oldest = check->targets[i].postfix;
    return oldest;
}

struct findings check_conf(const struct check *check, const struct conf *conf, bool *targets_used)
{
    bool *used = targets_used ? targets_used : arena_array(check->arena, CHECK_MAX_TARGETS, sizeof(bool));
    size_t n_used = choose_targets(check, conf, used);
    struct bag all = {.arena = check->arena};
    struct run run = {.check = check};
    uint64_t everywhere = 0;
    size_t order[CHECK_MAX_TARGETS] = {0};
    order_targets(check, order);
    version oldest = oldest_postfix(check, used);
    for (size_t k = 0; k < check->n_targets; k++) {
        size_t i = order[k];
        if (!used[i])
            continue;
        run = (struct run){.check = check};
        run_target(&run, conf, &check->targets[i], oldest);
        drop_superseded(&run.found);
        merge(&all, &run.found, i);
        everywhere |= (uint64_t)1 << i;
    }
    for (size_t i = 0; i < all.n; i++) {
        struct finding *finding = &all.items[i];
        finding->all_targets = finding->targets == everywhere || n_used == 1;
        if (!finding->all_targets && finding->severity > SEVERITY_INFO)
            finding->severity = SEVERITY_INFO;
    }
    if (!check->no_ignores)
        apply_ignores(&run, conf, &all, everywhere);
    if (all.n)
        qsort(all.items, all.n, sizeof(*all.items), by_place);
    return (struct findings){all.items, all.n};
}
