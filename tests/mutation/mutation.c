/* mutation: does some example notice when a rule is weakened?
 *
 * Usage: mutation SURVIVORS.tsv
 *
 * Each built-in rule is changed in one place: a clause of a condition dropped,
 * a test turned round, a bound or a number moved, a word, a protocol version or
 * a role left out, a variant dropped, a severity changed.  An example must then
 * fail.  A mutant that no example notices must be listed, with the reason why
 * none can.  Prints the share that was caught; exit 1 where a mutant survives
 * unlisted, or where a listed one is caught or is no mutant any more. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "postlint/buf.h"
#include "postlint/example.h"

/* Walks a rule, counts what can be changed, and changes number TARGET. */
struct walk {
    struct arena *arena;
    size_t target, at;
    size_t variant;   /* number of the one that is walked, 0: none */
    struct text what; /* the change made; p NULL: none */
};

/* True if this is the change to be made; the arguments then describe it. */
static bool is_turn(struct walk *walk, const char *verb, const char *object)
{
    if (walk->at++ != walk->target)
        return false;
    struct text where = walk->variant ? text_printf(walk->arena, "variant %zu: ", walk->variant) : TEXT("");
    walk->what = text_printf(walk->arena, "%.*s%s %s", TEXT_ARG(where), verb, object);
    return true;
}

static const char *name_of(const struct condition *condition)
{
    static const char *const kinds[] = {"all", "any", "not", ""};
    if (condition->kind != CONDITION_TEST)
        return kinds[condition->kind];
    return condition->parameter ? condition->parameter : condition->field;
}

static const char *const *without(struct walk *walk, const char *const *words, size_t n, size_t index)
{
    const char **kept = arena_array(walk->arena, n, sizeof(*kept));
    for (size_t i = 0, k = 0; i < n; i++)
        if (i != index)
            kept[k++] = words[i];
    return kept;
}

static void mutate_words(struct walk *walk, const char *where, const char *const **words, size_t *n)
{
    for (size_t i = 0; *n > 1 && i < *n; i++) {
        if (!is_turn(walk, text_printf(walk->arena, "%s: without", where).p, (*words)[i]))
            continue;
        *words = without(walk, *words, *n, i);
        --*n;
        return;
    }
}

/* One series up or down: 3.6 to 3.5 or 3.7. */
static void mutate_bound(struct walk *walk, const char *where, const char *name, version *bound)
{
    if (*bound == 0)
        return;
    if (is_turn(walk, where, text_printf(walk->arena, "without %s", name).p))
        *bound = 0;
    else if (is_turn(walk, where, text_printf(walk->arena, "%s one series earlier", name).p))
        *bound -= VERSION(0, 1, 0);
    else if (is_turn(walk, where, text_printf(walk->arena, "%s one series later", name).p))
        *bound += VERSION(0, 1, 0);
}

static void mutate_test(struct walk *walk, const struct condition *old, struct condition *test)
{
    const char *name = name_of(test);
    const struct predicate *predicate = rule_predicate(text_from(test->predicate));
    if (is_turn(walk, "turned round:", name)) {
        *test = (struct condition){.kind = CONDITION_NOT, .kids = old, .n_kids = 1};
        return;
    }
    mutate_words(walk, name, &test->words, &test->n_words);
    mutate_bound(walk, name, "lower bound", &test->range.at_least);
    mutate_bound(walk, name, "upper bound", &test->range.below);
    if (predicate && predicate->argument == ARGUMENT_NUMBER) {
        if (is_turn(walk, name, "one more"))
            test->number++;
        else if (is_turn(walk, name, "one less"))
            test->number--;
    }
    if (predicate && predicate->argument == ARGUMENT_VERSIONS)
        for (long bit = TLS_SSL2; bit <= TLS_1_3; bit <<= 1)
            if (test->number & bit && test->number != bit &&
                is_turn(walk, text_printf(walk->arena, "%s: without", name).p, tls_version_name((unsigned)bit)))
                test->number &= ~bit;
}

static struct condition mutate(struct walk *walk, const struct condition *old)
{
    struct condition copy = *old;
    if (old->kind == CONDITION_TEST) {
        mutate_test(walk, old, &copy);
        return copy;
    }
    struct condition *kids = arena_array(walk->arena, old->n_kids + 1, sizeof(*kids));
    copy.n_kids = 0;
    for (size_t i = 0; i < old->n_kids; i++) {
        const char *name = text_printf(walk->arena, "%s %zu (%s)", name_of(old), i + 1, name_of(&old->kids[i])).p;
        if (old->n_kids > 1 && is_turn(walk, "dropped: clause of", name))
            continue;
        kids[copy.n_kids++] = mutate(walk, &old->kids[i]);
    }
    copy.kids = kids;
    return copy;
}

/* The next one below; the lowest, and none, become an error. */
static void mutate_severity(struct walk *walk, const char *where, enum severity *severity)
{
    if (is_turn(walk, where, "with another severity"))
        *severity = *severity == SEVERITY_OFF || *severity == SEVERITY_STYLE ? SEVERITY_ERROR : *severity - 1;
}

static struct rule mutate_rule(struct walk *walk, const struct rule *old)
{
    struct rule rule = *old;
    rule.when = mutate(walk, &old->when);
    mutate_words(walk, "roles", &rule.roles, &rule.n_roles);
    if (rule.n_roles && is_turn(walk, "roles:", "all"))
        rule.n_roles = 0;
    struct variant *variants = arena_array(walk->arena, old->n_variants + 1, sizeof(*variants));
    rule.n_variants = 0;
    for (size_t i = 0; i < old->n_variants; i++) {
        walk->variant = i + 1;
        if (is_turn(walk, "dropped:", "all of it"))
            continue;
        struct variant *variant = &variants[rule.n_variants++];
        *variant = old->variants[i];
        variant->when = mutate(walk, &old->variants[i].when);
        if (variant->has_severity)
            mutate_severity(walk, "it", &variant->severity);
    }
    walk->variant = 0;
    rule.variants = variants;
    mutate_severity(walk, "rule", &rule.severity);
    return rule;
}

static bool examples_hold(struct arena *arena, const struct rule *mutant, size_t index)
{
    struct ruleset set = *rules_builtin();
    struct rule *rules = arena_array(arena, set.n_rules, sizeof(*rules));
    memcpy(rules, set.rules, set.n_rules * sizeof(*rules));
    rules[index] = *mutant;
    set.rules = rules;
    bool hold = true;
    for (size_t i = 0; i < mutant->n_examples && hold; i++) {
        struct text why;
        hold = example_holds(arena, &set, &rules[index], &mutant->examples[i], &why);
    }
    return hold;
}

/* The survivors that are excused. */
struct excuse {
    char rule[80], what[160];
    bool used;
};

enum { MAX_EXCUSES = 2000 };
static struct excuse excuses[MAX_EXCUSES];
static size_t n_excuses;

static bool read_excuses(const char *path)
{
    char line[1024];
    FILE *file = fopen(path, "r");
    if (!file) {
        perror(path);
        return false;
    }
    while (fgets(line, sizeof(line), file) && n_excuses < MAX_EXCUSES) {
        struct excuse *excuse = &excuses[n_excuses];
        char reason[512];
        if (line[0] == '#' || strncmp(line, "rule\t", 5) == 0)
            continue;
        if (sscanf(line, "%79[^\t]\t%159[^\t]\t%511[^\n]", excuse->rule, excuse->what, reason) == 3)
            n_excuses++;
        else
            fprintf(stderr, "%s: no reason: %s", path, line);
    }
    fclose(file);
    return true;
}

static bool is_excused(const char *rule, struct text what)
{
    for (size_t i = 0; i < n_excuses; i++) {
        if (strcmp(excuses[i].rule, rule) != 0 || !text_is(what, excuses[i].what))
            continue;
        excuses[i].used = true;
        return true;
    }
    return false;
}

struct tally {
    unsigned caught, excused, survived;
};

/* False after the last mutant of the rule. */
static bool try_mutant(size_t index, size_t target, struct tally *tally)
{
    struct arena *arena = arena_new();
    struct walk walk = {.arena = arena, .target = target};
    const struct rule *rule = &rules_builtin()->rules[index];
    struct rule mutant = mutate_rule(&walk, rule);
    bool exists = walk.what.p != NULL;
    if (exists && !examples_hold(arena, &mutant, index)) {
        tally->caught++;
    } else if (exists && is_excused(rule->id, walk.what)) {
        tally->excused++;
    } else if (exists) {
        tally->survived++;
        printf("%s\t%.*s\n", rule->id, TEXT_ARG(walk.what));
    }
    arena_free(arena);
    return exists;
}

int main(int argc, char **argv)
{
    struct tally tally = {0};
    unsigned stale = 0;
    if (argc != 2 || !read_excuses(argv[1]))
        return 2;
    for (size_t i = 0; i < rules_builtin()->n_rules; i++)
        for (size_t target = 0; try_mutant(i, target, &tally);)
            target++;
    for (size_t i = 0; i < n_excuses; i++) {
        if (excuses[i].used)
            continue;
        printf("listed, but caught or gone: %s\t%s\n", excuses[i].rule, excuses[i].what);
        stale++;
    }
    unsigned all = tally.caught + tally.excused + tally.survived;
    printf("mutants of rules: %u, caught %u (%.1f %%), survive with a reason %u\n", all, tally.caught,
           all ? 100.0 * tally.caught / all : 0.0, tally.excused);
    printf("%u passed, %u failed\n", tally.caught + tally.excused, tally.survived + stale);
    return tally.survived + stale > 0 || all == 0;
}
