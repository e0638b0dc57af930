/* mkrules: rules and profiles in YAML to const tables in C, at build time.
 *
 * Usage: mkrules OUT.c FILE.yaml...
 *
 * Uses the loader that --rules uses at run time, so that built-in rules and
 * those of users are the same structs and no YAML is read at start-up. */
#include <stdio.h>
#include <string.h>

#include "postlint/buf.h"
#include "postlint/rulefile.h"

struct maker {
    struct arena *arena;
    struct buf out;
    unsigned arrays; /* numbers the arrays that tables point to */
};

/* A C string literal, in pieces: compilers need take only 4095 bytes, and
 * adjacent escapes must not run into digits.  NULL becomes 0. */
static void put_string(struct maker *maker, const char *s)
{
    if (!s) {
        buf_str(&maker->out, "0");
        return;
    }
    buf_char(&maker->out, '"');
    for (const unsigned char *p = (const unsigned char *)s; *p; p++) {
        if (*p == '"' || *p == '\\' || *p == '?')
            buf_printf(&maker->out, "\\%c", *p);
        else if (*p == '\n')
            buf_str(&maker->out, p[1] ? "\\n\"\n        \"" : "\\n");
        else if (*p < 0x20 || *p > 0x7e)
            buf_printf(&maker->out, "\\%03o", *p);
        else
            buf_char(&maker->out, (char)*p);
    }
    buf_char(&maker->out, '"');
}

/* An array of strings; returns its number, 0 for an empty one. */
static unsigned put_words(struct maker *maker, const char *const *words, size_t n)
{
    if (n == 0)
        return 0;
    unsigned number = ++maker->arrays;
    buf_printf(&maker->out, "static const char *const a%u[] = {", number);
    for (size_t i = 0; i < n; i++) {
        put_string(maker, words[i]);
        buf_str(&maker->out, ", ");
    }
    buf_str(&maker->out, "};\n");
    return number;
}

static void put_reference(struct maker *maker, const char *field, unsigned number)
{
    if (number)
        buf_printf(&maker->out, ".%s = a%u, ", field, number);
}

/* Arrays that a condition points to are written before it: numbers of its
 * kids and words. */
struct parts {
    unsigned kids, words;
};

static void put_condition(struct maker *maker, const struct condition *condition, struct parts parts)
{
    struct buf *out = &maker->out;
    buf_printf(out, "{.kind = %d, ", (int)condition->kind);
    put_reference(maker, "kids", parts.kids);
    buf_printf(out, ".n_kids = %zu, .field = ", condition->n_kids);
    put_string(maker, condition->field);
    buf_str(out, ", .parameter = ");
    put_string(maker, condition->parameter);
    buf_str(out, ", .predicate = ");
    put_string(maker, condition->predicate);
    buf_printf(out, ", .field_index = %u, .predicate_index = %u, .flag = %d, .number = %ld, ", condition->field_index,
               condition->predicate_index, condition->flag, condition->number);
    put_reference(maker, "words", parts.words);
    buf_printf(out, ".n_words = %zu, .range = {0x%lxU, 0x%lxU}}", condition->n_words,
               (unsigned long)condition->range.at_least, (unsigned long)condition->range.below);
}

/* Depth is that of the YAML, which the loader bounds. */
static struct parts put_parts(struct maker *maker, const struct condition *condition)
{
    struct parts parts = {0};
    struct parts *kids = arena_array(maker->arena, condition->n_kids + 1, sizeof(*kids));
    for (size_t i = 0; i < condition->n_kids; i++)
        kids[i] = put_parts(maker, &condition->kids[i]);
    parts.words = put_words(maker, condition->words, condition->n_words);
    if (condition->n_kids == 0)
        return parts;
    parts.kids = ++maker->arrays;
    buf_printf(&maker->out, "static const struct condition a%u[] = {\n", parts.kids);
    for (size_t i = 0; i < condition->n_kids; i++) {
        buf_str(&maker->out, "    ");
        put_condition(maker, &condition->kids[i], kids[i]);
        buf_str(&maker->out, ",\n");
    }
    buf_str(&maker->out, "};\n");
    return parts;
}

static void put_member(struct maker *maker, const char *name, const char *value)
{
    buf_printf(&maker->out, ".%s = ", name);
    put_string(maker, value);
    buf_str(&maker->out, ", ");
}

static unsigned put_variants(struct maker *maker, const struct rule *rule)
{
    if (rule->n_variants == 0)
        return 0;
    struct parts *parts = arena_array(maker->arena, rule->n_variants, sizeof(*parts));
    for (size_t i = 0; i < rule->n_variants; i++)
        parts[i] = put_parts(maker, &rule->variants[i].when);
    unsigned number = ++maker->arrays;
    buf_printf(&maker->out, "static const struct variant a%u[] = {\n", number);
    for (size_t i = 0; i < rule->n_variants; i++) {
        const struct variant *variant = &rule->variants[i];
        buf_str(&maker->out, "    {.when = ");
        put_condition(maker, &variant->when, parts[i]);
        buf_printf(&maker->out, ", .severity = %d, .has_severity = %d, ", (int)variant->severity,
                   variant->has_severity);
        put_member(maker, "message", variant->message);
        buf_str(&maker->out, "},\n");
    }
    buf_str(&maker->out, "};\n");
    return number;
}

static unsigned put_fixes(struct maker *maker, const struct rule *rule)
{
    if (rule->n_fixes == 0)
        return 0;
    struct parts *parts = arena_array(maker->arena, rule->n_fixes, sizeof(*parts));
    for (size_t i = 0; i < rule->n_fixes; i++)
        parts[i] = put_parts(maker, &rule->fixes[i].when);
    unsigned number = ++maker->arrays;
    buf_printf(&maker->out, "static const struct fix a%u[] = {\n", number);
    for (size_t i = 0; i < rule->n_fixes; i++) {
        const struct fix *fix = &rule->fixes[i];
        buf_str(&maker->out, "    {.when = ");
        put_condition(maker, &fix->when, parts[i]);
        buf_printf(&maker->out, ", .action = %d, .safe = %d, ", (int)fix->action, fix->safe);
        put_member(maker, "parameter", fix->parameter);
        put_member(maker, "value", fix->value);
        put_member(maker, "text", fix->text);
        buf_str(&maker->out, "},\n");
    }
    buf_str(&maker->out, "};\n");
    return number;
}

static unsigned put_files(struct maker *maker, const struct example *example)
{
    if (example->n_files == 0)
        return 0;
    unsigned number = ++maker->arrays;
    buf_printf(&maker->out, "static const struct example_file a%u[] = {", number);
    for (size_t i = 0; i < example->n_files; i++) {
        buf_char(&maker->out, '{');
        put_string(maker, example->files[i].name);
        buf_str(&maker->out, ", ");
        put_string(maker, example->files[i].text);
        buf_str(&maker->out, "}, ");
    }
    buf_str(&maker->out, "};\n");
    return number;
}

static unsigned put_examples(struct maker *maker, const struct rule *rule)
{
    unsigned *files = arena_array(maker->arena, rule->n_examples, sizeof(*files));
    for (size_t i = 0; i < rule->n_examples; i++)
        files[i] = put_files(maker, &rule->examples[i]);
    unsigned number = ++maker->arrays;
    buf_printf(&maker->out, "static const struct example a%u[] = {\n", number);
    for (size_t i = 0; i < rule->n_examples; i++) {
        const struct example *example = &rule->examples[i];
        buf_printf(&maker->out, "    {.fails = %d, .line = %u, .column = %u, ", example->fails, example->line,
                   example->column);
        put_member(maker, "name", example->name);
        put_member(maker, "main", example->main);
        put_member(maker, "master", example->master);
        put_member(maker, "postfix", example->postfix);
        put_member(maker, "openssl", example->openssl);
        put_member(maker, "profile", example->profile);
        put_member(maker, "file", example->file);
        put_member(maker, "severity", example->severity);
        put_member(maker, "service", example->service);
        put_member(maker, "message", example->message);
        put_reference(maker, "files", files[i]);
        buf_printf(&maker->out, ".n_files = %zu", example->n_files);
        buf_str(&maker->out, "},\n");
    }
    buf_str(&maker->out, "};\n");
    return number;
}

static unsigned put_severities(struct maker *maker, const struct severity_for *entries, size_t n)
{
    if (n == 0)
        return 0;
    unsigned number = ++maker->arrays;
    buf_printf(&maker->out, "static const struct severity_for a%u[] = {", number);
    for (size_t i = 0; i < n; i++) {
        buf_char(&maker->out, '{');
        put_string(maker, entries[i].pattern);
        buf_printf(&maker->out, ", %d}, ", (int)entries[i].severity);
    }
    buf_str(&maker->out, "};\n");
    return number;
}

/* The arrays of one rule. */
struct arrays {
    struct parts when;
    unsigned roles, variants, at, fixes, references, supersedes, profiles, examples;
};

static struct arrays put_arrays(struct maker *maker, const struct rule *rule)
{
    return (struct arrays){.when = put_parts(maker, &rule->when),
                           .roles = put_words(maker, rule->roles, rule->n_roles),
                           .variants = put_variants(maker, rule),
                           .at = put_words(maker, rule->at, rule->n_at),
                           .fixes = put_fixes(maker, rule),
                           .references = put_words(maker, rule->references, rule->n_references),
                           .supersedes = put_words(maker, rule->supersedes, rule->n_supersedes),
                           .profiles = put_severities(maker, rule->profiles, rule->n_profiles),
                           .examples = put_examples(maker, rule)};
}

static void put_rule(struct maker *maker, const struct rule *rule, const struct arrays *arrays)
{
    struct buf *out = &maker->out;
    buf_str(out, "    {");
    put_member(maker, "id", rule->id);
    put_member(maker, "title", rule->title);
    put_member(maker, "category", rule->category);
    buf_printf(out, ".severity = %d, .subject = %u, .heuristic = %d, .keeps_severity = %d, .suppressible = %d,\n     ",
               (int)rule->severity, rule->subject, rule->heuristic, rule->keeps_severity, rule->suppressible);
    put_reference(maker, "roles", arrays->roles);
    buf_printf(out, ".n_roles = %zu, .when = ", rule->n_roles);
    put_condition(maker, &rule->when, arrays->when);
    buf_str(out, ",\n     ");
    put_reference(maker, "variants", arrays->variants);
    buf_printf(out, ".n_variants = %zu, ", rule->n_variants);
    put_reference(maker, "at", arrays->at);
    buf_printf(out, ".n_at = %zu, ", rule->n_at);
    put_member(maker, "token", rule->token);
    put_member(maker, "message", rule->message);
    put_member(maker, "why", rule->why);
    put_reference(maker, "fixes", arrays->fixes);
    buf_printf(out, ".n_fixes = %zu, ", rule->n_fixes);
    put_reference(maker, "references", arrays->references);
    buf_printf(out, ".n_references = %zu, ", rule->n_references);
    put_reference(maker, "supersedes", arrays->supersedes);
    buf_printf(out, ".n_supersedes = %zu, ", rule->n_supersedes);
    put_reference(maker, "profiles", arrays->profiles);
    buf_printf(out, ".n_profiles = %zu, .floor = %d, ", rule->n_profiles, (int)rule->floor);
    put_reference(maker, "examples", arrays->examples);
    buf_printf(out, ".n_examples = %zu, ", rule->n_examples);
    put_member(maker, "file", rule->file);
    buf_printf(out, ".line = %u},\n", rule->line);
}

static void put_rules(struct maker *maker, const struct ruleset *set)
{
    struct arrays *arrays = arena_array(maker->arena, set->n_rules, sizeof(*arrays));
    for (size_t i = 0; i < set->n_rules; i++)
        arrays[i] = put_arrays(maker, &set->rules[i]);
    buf_str(&maker->out, "\nstatic const struct rule rules[] = {\n");
    for (size_t i = 0; i < set->n_rules; i++)
        put_rule(maker, &set->rules[i], &arrays[i]);
    buf_str(&maker->out, "};\n\n");
}

/* The arrays of one profile. */
struct profile_arrays {
    unsigned demands, rules, floors[N_FLOORS];
};

static struct profile_arrays put_profile_arrays(struct maker *maker, const struct profile *profile)
{
    struct profile_arrays arrays = {.demands = put_words(maker, profile->demands, profile->n_demands),
                                    .rules = put_severities(maker, profile->rules, profile->n_rules)};
    for (int i = 0; i < N_FLOORS; i++)
        arrays.floors[i] = put_words(maker, profile->floors[i].words, profile->floors[i].n_words);
    return arrays;
}

static void put_floors(struct maker *maker, const struct profile *profile, const struct profile_arrays *arrays)
{
    buf_str(&maker->out, ".floors = {");
    for (int i = 0; i < N_FLOORS; i++) {
        const struct floor_value *floor = &profile->floors[i];
        if (!floor->is_given)
            continue;
        buf_printf(&maker->out, "[%d] = {.is_given = 1, .number = %ld, ", i, floor->number);
        put_reference(maker, "words", arrays->floors[i]);
        buf_printf(&maker->out, ".n_words = %zu}, ", floor->n_words);
    }
    buf_str(&maker->out, "},\n     ");
}

static void put_profile(struct maker *maker, const struct profile *profile, const struct profile_arrays *arrays)
{
    struct buf *out = &maker->out;
    buf_str(out, "    {");
    put_member(maker, "name", profile->name);
    put_member(maker, "title", profile->title);
    put_member(maker, "extends", profile->extends);
    put_member(maker, "source", profile->source);
    put_member(maker, "date", profile->date);
    put_member(maker, "encoded_from", profile->encoded_from);
    buf_printf(out, ".scope = %d, ", (int)profile->scope);
    put_floors(maker, profile, arrays);
    put_reference(maker, "demands", arrays->demands);
    put_reference(maker, "rules", arrays->rules);
    buf_printf(out, ".n_demands = %zu, .n_rules = %zu, ", profile->n_demands, profile->n_rules);
    put_member(maker, "file", profile->file);
    buf_printf(out, ".line = %u},\n", profile->line);
}

static void put_profiles(struct maker *maker, const struct ruleset *set)
{
    struct profile_arrays *arrays = arena_array(maker->arena, set->n_profiles, sizeof(*arrays));
    for (size_t i = 0; i < set->n_profiles; i++)
        arrays[i] = put_profile_arrays(maker, &set->profiles[i]);
    buf_str(&maker->out, "\nstatic const struct profile profiles[] = {\n");
    for (size_t i = 0; i < set->n_profiles; i++)
        put_profile(maker, &set->profiles[i], &arrays[i]);
    buf_str(&maker->out, "};\n\n");
}

static bool slurp(struct arena *arena, const char *path, struct text *text)
{
    FILE *file = fopen(path, "rb");
    struct buf buf = buf_new(arena);
    char chunk[4096];
    for (size_t n; file && (n = fread(chunk, 1, sizeof(chunk), file)) > 0;)
        buf_add(&buf, chunk, n);
    bool read = file && !ferror(file);
    if (file)
        fclose(file);
    *text = buf_done(&buf);
    return read;
}

static int complain(const struct rulefile_error *error)
{
    fprintf(stderr, "%.*s:%zu:%zu: %.*s: %.*s\n", TEXT_ARG(error->file), error->line, error->column,
            TEXT_ARG(error->path), TEXT_ARG(error->message));
    return 1;
}

static int write_out(const char *path, struct text text)
{
    FILE *file = fopen(path, "wb");
    bool written = file && fwrite(text.p, 1, text.n, file) == text.n;
    if (file && fclose(file) != 0)
        written = false;
    if (written)
        return 0;
    perror(path);
    remove(path);
    return 1;
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_new();
    struct ruleset set = {0};
    struct rulefile_error error;
    for (int i = 2; i < argc; i++) {
        struct text text;
        if (!slurp(arena, argv[i], &text)) {
            perror(argv[i]);
            return 1;
        }
        const struct source *source = source_new(arena, text_from(argv[i]), text, SOURCE_RULES);
        if (!rulefile_load(arena, source, &set, &error))
            return complain(&error);
    }
    if (argc < 3 || !ruleset_check(arena, &set, &error))
        return argc < 3 ? 1 : complain(&error);
    struct maker maker = {.arena = arena, .out = buf_new(arena)};
    buf_str(&maker.out, "/* Made from rules/ by src/gen/mkrules.c.  Do not edit. */\n#include \"postlint/rule.h\"\n\n");
    put_rules(&maker, &set);
    put_profiles(&maker, &set);
    buf_printf(&maker.out,
               "const struct ruleset *rules_builtin(void)\n{\n    static const struct ruleset set = {rules, %zu, "
               "profiles, %zu};\n    return &set;\n}\n",
               set.n_rules, set.n_profiles);
    int status = write_out(argv[1], buf_done(&maker.out));
    arena_free(arena);
    return status;
}
