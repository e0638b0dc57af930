/* check: see check.h. */
#include "postlint/check.h"

#include "ask.h"
#include "ignores.h"

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
        bag_drop_superseded(&run.found);
        bag_merge(&all, &run.found, i);
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
    bag_sort(&all);
    return (struct findings){all.items, all.n};
}
