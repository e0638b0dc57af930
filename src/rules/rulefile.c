/* rulefile: see rulefile.h.  The schema is tables of keys: what a key means
 * is the function beside its name. */
#include "postlint/rulefile.h"

#include <string.h>

#include "load.h"
#include "postlint/buf.h"
#include "postlint/facts.h"
#include "postlint/posture.h"
#include "postlint/tls.h"

static bool is_identifier(const char *s)
{
    for (const char *p = s; *p; p++)
        if (!((*p >= 'a' && *p <= 'z') || text_is_digit(*p) || *p == '-'))
            return false;
    return *s != '\0';
}

/* In the order of the bits of enum subject, and of the other enums. */
static const char *const subject_words[] = {"service", "setting", "note", "configuration", "policy", "file", "ignore"};
static const char *const category_words[] = {"protocols", "ciphers",    "key-exchange", "certificates",
                                             "options",   "confusion",  "submission",   "client",
                                             "logging",   "deprecated", "syntax",       "files"};
static const char *const confidence_words[] = {"certain", "heuristic"};

const char *const *rulefile_words(enum rulefile_shape shape, size_t *n)
{
    switch (shape) {
    case SHAPE_SUBJECTS:
        *n = COUNT(subject_words);
        return subject_words;
    case SHAPE_CATEGORY:
        *n = COUNT(category_words);
        return category_words;
    case SHAPE_CONFIDENCE:
        *n = COUNT(confidence_words);
        return confidence_words;
    case SHAPE_SEVERITY:
        return severity_names(n);
    default:
        *n = 0;
        return NULL;
    }
}

bool load_shape_word(struct load *load, const struct node *node, enum rulefile_shape shape, const char *what,
                     size_t *index)
{
    size_t n;
    const char *const *words = rulefile_words(shape, &n);
    return load_word(load, node, words, n, what, index);
}

/* Subjects come first: what a condition may ask hangs on them. */
static bool load_subjects(struct load *load, const struct node *node, unsigned *out)
{
    static const unsigned bits[] = {SUBJECT_SERVICE, SUBJECT_SETTING, SUBJECT_NOTE,  SUBJECT_CONFIGURATION,
                                    SUBJECT_POLICY,  SUBJECT_FILE,    SUBJECT_IGNORE};
    size_t n = node->kind == NODE_SEQUENCE ? node->n_kids : 1;
    for (size_t i = 0; i < n; i++) {
        size_t index;
        const struct node *item = node->kind == NODE_SEQUENCE ? node->kids[i] : node;
        if (!load_shape_word(load, item, SHAPE_SUBJECTS, "subject", &index))
            return false;
        *out |= bits[index];
    }
    return *out || load_fail(load, node, TEXT("the list is empty"));
}

static bool key_done(struct load *load, const struct node *node, void *out)
{
    (void)load, (void)node, (void)out;
    return true;
}

static bool key_id(struct load *load, const struct node *node, void *out)
{
    struct rule *rule = out;
    if (!load_string(load, node, &rule->id))
        return false;
    return is_identifier(rule->id) || load_fail(load, node, TEXT("an id has lower-case letters, digits and hyphens"));
}

static bool key_title(struct load *load, const struct node *node, void *out)
{
    return load_string(load, node, &((struct rule *)out)->title);
}

static bool key_category(struct load *load, const struct node *node, void *out)
{
    size_t index, n;
    if (!load_shape_word(load, node, SHAPE_CATEGORY, "category", &index))
        return false;
    ((struct rule *)out)->category = rulefile_words(SHAPE_CATEGORY, &n)[index];
    return true;
}

static bool key_severity(struct load *load, const struct node *node, void *out)
{
    return load_severity(load, node, &((struct rule *)out)->severity);
}

static bool key_confidence(struct load *load, const struct node *node, void *out)
{
    size_t index = 0;
    bool loaded = load_shape_word(load, node, SHAPE_CONFIDENCE, "confidence", &index);
    ((struct rule *)out)->heuristic = index == 1;
    return loaded;
}

static bool key_roles(struct load *load, const struct node *node, void *out)
{
    struct rule *rule = out;
    const char *names[ROLE_OTHER + 1];
    size_t index;
    if (!(rule->subject & (SUBJECT_SERVICE | SUBJECT_POLICY | SUBJECT_FILE)))
        return load_fail_key(load, node, TEXT("only a rule about services, policies or files has roles"));
    if (!load_words(load, node, &rule->roles, &rule->n_roles))
        return false;
    for (size_t i = 0; i < COUNT(names); i++)
        names[i] = role_name((enum role)i);
    for (size_t i = 0; i < rule->n_roles; i++)
        if (!load_word(load, load_item(node, i), names, COUNT(names), "role", &index))
            return false;
    return true;
}

static bool key_keeps(struct load *load, const struct node *node, void *out)
{
    return load_bool(load, node, &((struct rule *)out)->keeps_severity);
}

static bool key_suppressible(struct load *load, const struct node *node, void *out)
{
    return load_bool(load, node, &((struct rule *)out)->suppressible);
}

static bool key_when(struct load *load, const struct node *node, void *out)
{
    struct rule *rule = out;
    return load_condition(load, node, rule->subject, &rule->when);
}

static bool key_at(struct load *load, const struct node *node, void *out)
{
    struct rule *rule = out;
    if (!(rule->subject & (SUBJECT_SERVICE | SUBJECT_CONFIGURATION)))
        return load_fail_key(load, node, TEXT("a rule about settings, notes or policies stands where they stand"));
    if (!load_words(load, node, &rule->at, &rule->n_at))
        return false;
    for (size_t i = 0; i < rule->n_at; i++)
        if (!load_check_name(load, node, text_from(rule->at[i]), rule->subject))
            return false;
    return true;
}

static bool key_token(struct load *load, const struct node *node, void *out)
{
    struct rule *rule = out;
    if (!load_string(load, node, &rule->token))
        return false;
    const struct field *field = rule_field(text_from(rule->token));
    bool fits =
        field && field->type == FACT_TEXT && field->subjects & rule->subject & (SUBJECT_SETTING | SUBJECT_POLICY);
    return fits || load_fail(load, node, TEXT("a field of type text of a setting or policy is wanted here"));
}

static bool key_message(struct load *load, const struct node *node, void *out)
{
    struct rule *rule = out;
    return load_template(load, node, rule->subject, &rule->message);
}

static bool key_why(struct load *load, const struct node *node, void *out)
{
    return load_string(load, node, &((struct rule *)out)->why);
}

static bool key_references(struct load *load, const struct node *node, void *out)
{
    struct rule *rule = out;
    return load_words(load, node, &rule->references, &rule->n_references);
}

static bool key_supersedes(struct load *load, const struct node *node, void *out)
{
    struct rule *rule = out;
    return load_words(load, node, &rule->supersedes, &rule->n_supersedes);
}

/* Lists of mappings: variants, fixes, examples. */

struct part {
    unsigned subject;
    void *item;
};

typedef bool load_part(struct load *load, const struct node *node, unsigned subject, void *item);

static void *load_parts(struct load *load, const struct node *node, unsigned subject, size_t size, load_part *part,
                        size_t *n)
{
    if (node->kind != NODE_SEQUENCE || node->n_kids == 0) {
        load_fail(load, node, TEXT("a list of mappings is wanted here"));
        return NULL;
    }
    char *items = arena_array(load->arena, node->n_kids, size);
    for (size_t i = 0; i < node->n_kids; i++)
        if (!part(load, node->kids[i], subject, items + i * size))
            return NULL;
    *n = node->n_kids;
    return items;
}

static bool variant_when(struct load *load, const struct node *node, void *out)
{
    struct part *part = out;
    return load_condition(load, node, part->subject, &((struct variant *)part->item)->when);
}

static bool variant_severity(struct load *load, const struct node *node, void *out)
{
    struct variant *variant = ((struct part *)out)->item;
    variant->has_severity = true;
    return load_severity(load, node, &variant->severity);
}

static bool variant_message(struct load *load, const struct node *node, void *out)
{
    struct part *part = out;
    return load_template(load, node, part->subject, &((struct variant *)part->item)->message);
}

static const struct key variant_keys[] = {
    {"when", true, SHAPE_CONDITION, variant_when},
    {"severity", false, SHAPE_SEVERITY, variant_severity},
    {"message", false, SHAPE_TEXT, variant_message},
};

static bool load_variant(struct load *load, const struct node *node, unsigned subject, void *item)
{
    struct part part = {subject, item};
    return load_mapping(load, node, variant_keys, COUNT(variant_keys), &part);
}

static bool key_variants(struct load *load, const struct node *node, void *out)
{
    struct rule *rule = out;
    rule->variants = load_parts(load, node, rule->subject, sizeof(struct variant), load_variant, &rule->n_variants);
    return rule->variants != NULL;
}

static bool fix_when(struct load *load, const struct node *node, void *out)
{
    struct part *part = out;
    return load_condition(load, node, part->subject, &((struct fix *)part->item)->when);
}

static bool fix_safe(struct load *load, const struct node *node, void *out)
{
    return load_bool(load, node, &((struct fix *)((struct part *)out)->item)->safe);
}

static bool fix_text(struct load *load, const struct node *node, void *out)
{
    struct part *part = out;
    return load_template(load, node, part->subject, &((struct fix *)part->item)->text);
}

static bool set_action(struct load *load, const struct node *node, struct fix *fix, enum fix_action action)
{
    if (fix->action != FIX_NONE)
        return load_fail_key(load, node, TEXT("a fix does one thing"));
    fix->action = action;
    return true;
}

/* The key of a pair may be a template too. */
static bool set_pair(struct load *load, const struct node *node, struct part *part, enum fix_action action)
{
    struct fix *fix = part->item;
    if (!set_action(load, node, fix, action))
        return false;
    if (node->kind != NODE_MAPPING || node->n_kids != 1)
        return load_fail(load, node, TEXT("one pair, parameter: value, is wanted here"));
    const struct node *pair = node->kids[0];
    struct node name = load_key(pair);
    bool is_template = strchr(pair->key, '{') != NULL;
    if (!is_template && !load_check_name(load, &name, text_from(pair->key), part->subject | SUBJECT_SERVICE))
        return false;
    return load_template(load, &name, part->subject, &fix->parameter) &&
           load_template(load, pair, part->subject, &fix->value);
}

static bool fix_set(struct load *load, const struct node *node, void *out)
{
    return set_pair(load, node, out, FIX_SET);
}

static bool fix_override(struct load *load, const struct node *node, void *out)
{
    return set_pair(load, node, out, FIX_OVERRIDE);
}

static bool fix_remove(struct load *load, const struct node *node, void *out)
{
    bool remove = false;
    return load_bool(load, node, &remove) &&
           (!remove || set_action(load, node, ((struct part *)out)->item, FIX_REMOVE));
}

static bool fix_rename(struct load *load, const struct node *node, void *out)
{
    struct part *part = out;
    struct fix *fix = part->item;
    return set_action(load, node, fix, FIX_RENAME) && load_template(load, node, part->subject, &fix->parameter);
}

static bool fix_replace(struct load *load, const struct node *node, void *out)
{
    struct part *part = out;
    struct fix *fix = part->item;
    return set_action(load, node, fix, FIX_REPLACE) && load_template(load, node, part->subject, &fix->value);
}

static bool fix_token(struct load *load, const struct node *node, void *out)
{
    struct part *part = out;
    struct fix *fix = part->item;
    return set_action(load, node, fix, FIX_TOKEN) && load_template(load, node, part->subject, &fix->value);
}

static const struct key fix_keys[] = {
    {"when", false, SHAPE_CONDITION, fix_when},
    {"safe", false, SHAPE_BOOL, fix_safe},
    {"set", false, SHAPE_PAIR, fix_set},
    {"override", false, SHAPE_PAIR, fix_override},
    {"remove", false, SHAPE_BOOL, fix_remove},
    {"rename", false, SHAPE_TEXT, fix_rename},
    {"replace", false, SHAPE_CONTENTS, fix_replace},
    {"replace-token", false, SHAPE_CONTENTS, fix_token},
    {"text", true, SHAPE_TEXT, fix_text},
};

static bool load_fix(struct load *load, const struct node *node, unsigned subject, void *item)
{
    struct part part = {subject, item};
    ((struct fix *)item)->when = (struct condition){.kind = CONDITION_ALL};
    return load_mapping(load, node, fix_keys, COUNT(fix_keys), &part);
}

static bool key_fix(struct load *load, const struct node *node, void *out)
{
    struct rule *rule = out;
    rule->fixes = load_parts(load, node, rule->subject, sizeof(struct fix), load_fix, &rule->n_fixes);
    return rule->fixes != NULL;
}

static bool example_fails(struct load *load, const struct node *node, void *out)
{
    struct example *example = ((struct part *)out)->item;
    if (example->name)
        return load_fail_key(load, node, TEXT("an example fails or passes"));
    example->fails = strcmp(node->key, "fails") == 0;
    return load_string(load, node, &example->name);
}

static bool example_text(struct load *load, const struct node *node, void *out)
{
    struct example *example = ((struct part *)out)->item;
    if (node->kind != NODE_SCALAR)
        return load_fail(load, node, TEXT("a text is wanted here"));
    *(strcmp(node->key, "main") == 0 ? &example->main : &example->master) = node->text;
    return true;
}

/* Names of files and their text. */
static bool example_files(struct load *load, const struct node *node, void *out)
{
    struct example *example = ((struct part *)out)->item;
    if (node->kind != NODE_MAPPING || node->n_kids == 0)
        return load_fail(load, node, TEXT("a mapping of file names to texts is wanted here"));
    struct example_file *files = arena_array(load->arena, node->n_kids, sizeof(*files));
    for (size_t i = 0; i < node->n_kids; i++) {
        if (node->kids[i]->kind != NODE_SCALAR)
            return load_fail(load, node->kids[i], TEXT("a text is wanted here"));
        files[i] = (struct example_file){node->kids[i]->key, node->kids[i]->text};
    }
    example->files = files;
    example->n_files = node->n_kids;
    return true;
}

static bool example_release(struct load *load, const struct node *node, void *out)
{
    struct example *example = ((struct part *)out)->item;
    bool is_postfix = strcmp(node->key, "postfix") == 0;
    version v;
    bool known = version_parse(text_from(node->text), &v) && (is_postfix ? facts_release(v) : facts_openssl_release(v));
    *(is_postfix ? &example->postfix : &example->openssl) = node->text;
    return known || load_fail(load, node, TEXT("a release that postlint knows is wanted here"));
}

static bool example_profile(struct load *load, const struct node *node, void *out)
{
    return load_string(load, node, &((struct example *)((struct part *)out)->item)->profile);
}

static bool example_service(struct load *load, const struct node *node, void *out)
{
    return load_string(load, node, &((struct example *)((struct part *)out)->item)->service);
}

static bool example_severity(struct load *load, const struct node *node, void *out)
{
    enum severity ignored;
    ((struct example *)((struct part *)out)->item)->severity = node->text;
    return load_severity(load, node, &ignored);
}

static bool example_message(struct load *load, const struct node *node, void *out)
{
    return load_string(load, node, &((struct example *)((struct part *)out)->item)->message);
}

static bool is_file_of(const struct example *example, struct text name)
{
    for (size_t i = 0; i < example->n_files; i++)
        if (text_is(name, example->files[i].name))
            return true;
    return text_is(name, "main.cf") || text_is(name, "master.cf");
}

/* FILE:LINE:COLUMN, or none.  Which files there are is known at the end. */
static bool example_at(struct load *load, const struct node *node, void *out)
{
    struct example *example = ((struct part *)out)->item;
    struct text rest = text_from(node->text), file, line, column;
    long numbers[2];
    if (text_is(rest, "none"))
        return true;
    bool fits = text_token(&rest, ":", &file) && text_token(&rest, ":", &line) && text_token(&rest, ":", &column) &&
                rest.n == 0 && text_number(line, &numbers[0]) && text_number(column, &numbers[1]);
    if (!fits)
        return load_fail(load, node, TEXT("a place is wanted here: main.cf:1:1, master.cf:2:3 or none"));
    example->file = text_string(load->arena, file);
    example->line = (unsigned)numbers[0];
    example->column = (unsigned)numbers[1];
    return true;
}

static const struct key example_keys[] = {
    {"fails", false, SHAPE_TEXT, example_fails},           {"passes", false, SHAPE_TEXT, example_fails},
    {"main", false, SHAPE_CONTENTS, example_text},         {"master", false, SHAPE_CONTENTS, example_text},
    {"postfix", false, SHAPE_TEXT, example_release},       {"openssl", false, SHAPE_TEXT, example_release},
    {"profile", false, SHAPE_TEXT, example_profile},       {"service", false, SHAPE_TEXT, example_service},
    {"severity", false, SHAPE_SEVERITY, example_severity}, {"at", false, SHAPE_TEXT, example_at},
    {"files", false, SHAPE_FILES, example_files},          {"message", false, SHAPE_TEXT, example_message},
};

static bool load_example(struct load *load, const struct node *node, unsigned subject, void *item)
{
    struct part part = {subject, item};
    struct example *example = item;
    if (!load_mapping(load, node, example_keys, COUNT(example_keys), &part))
        return false;
    if (!example->name)
        return load_fail(load, node, TEXT("an example begins with fails: or passes:"));
    if (!example->main && !example->master)
        return load_fail(load, node, TEXT("an example has main:, master: or both"));
    if (example->file && !is_file_of(example, text_from(example->file)))
        return load_fail(load, yaml_get(node, "at"),
                         TEXT("a place is wanted here: main.cf:1:1, master.cf:2:3, one of files: or none"));
    if (example->fails && !yaml_get(node, "at"))
        return load_fail(load, node, TEXT("a failing example says where: at: FILE:LINE:COLUMN or none"));
    return true;
}

static bool key_examples(struct load *load, const struct node *node, void *out)
{
    struct rule *rule = out;
    bool fails = false, passes = false;
    rule->examples = load_parts(load, node, rule->subject, sizeof(struct example), load_example, &rule->n_examples);
    for (size_t i = 0; rule->examples && i < rule->n_examples; i++)
        *(rule->examples[i].fails ? &fails : &passes) = true;
    if (rule->examples && (!fails || !passes))
        return load_fail(load, node, TEXT("a rule has at least one failing and one passing example"));
    return rule->examples != NULL;
}

static bool key_floor(struct load *load, const struct node *node, void *out)
{
    return load_floor_name(load, node, &((struct rule *)out)->floor);
}

static bool key_profiles(struct load *load, const struct node *node, void *out)
{
    struct rule *rule = out;
    return load_severities(load, node, &rule->profiles, &rule->n_profiles);
}

static const struct key rule_keys[] = {
    {"id", true, SHAPE_ID, key_id},
    {"title", true, SHAPE_TEXT, key_title},
    {"category", true, SHAPE_CATEGORY, key_category},
    {"severity", true, SHAPE_SEVERITY, key_severity},
    {"confidence", false, SHAPE_CONFIDENCE, key_confidence},
    {"subject", true, SHAPE_SUBJECTS, key_done},
    {"roles", false, SHAPE_ROLES, key_roles},
    {"keeps-severity", false, SHAPE_BOOL, key_keeps},
    {"suppressible", false, SHAPE_BOOL, key_suppressible},
    {"when", true, SHAPE_CONDITION, key_when},
    {"variants", false, SHAPE_VARIANTS, key_variants},
    {"at", false, SHAPE_WORDS, key_at},
    {"token", false, SHAPE_TEXT, key_token},
    {"message", true, SHAPE_TEXT, key_message},
    {"why", true, SHAPE_TEXT, key_why},
    {"fix", false, SHAPE_FIXES, key_fix},
    {"references", false, SHAPE_WORDS, key_references},
    {"supersedes", false, SHAPE_WORDS, key_supersedes},
    {"floor", false, SHAPE_FLOOR, key_floor},
    {"profiles", false, SHAPE_SEVERITIES, key_profiles},
    {"examples", true, SHAPE_EXAMPLES, key_examples},
};

static bool load_rule(struct load *load, const struct node *node, struct rule *rule)
{
    *rule = (struct rule){.suppressible = true, .line = (unsigned)node->line};
    rule->file = text_string(load->arena, load->source->name);
    const struct node *subject = yaml_get(node, "subject");
    if (node->kind == NODE_MAPPING && !subject)
        return load_fail(load, node, TEXT("the key \"subject\" is missing"));
    if (subject && !load_subjects(load, subject, &rule->subject))
        return false;
    return load_mapping(load, node, rule_keys, COUNT(rule_keys), rule);
}

/* The file's two lists; old entries of the set come first. */
static bool file_rules(struct load *load, const struct node *node, void *out)
{
    struct ruleset *set = out;
    if (node->kind != NODE_SEQUENCE)
        return load_fail(load, node, TEXT("a list of rules is wanted here"));
    struct rule *rules = arena_array(load->arena, set->n_rules + node->n_kids, sizeof(*rules));
    if (set->n_rules)
        memcpy(rules, set->rules, set->n_rules * sizeof(*rules));
    set->rules = rules;
    for (size_t i = 0; i < node->n_kids; i++) {
        struct rule *rule = &rules[set->n_rules];
        if (!load_rule(load, node->kids[i], rule))
            return false;
        if (ruleset_rule(set, text_from(rule->id)))
            return load_fail(load, node->kids[i], text_printf(load->arena, "there is a rule \"%s\" already", rule->id));
        set->n_rules++;
    }
    return true;
}

static bool file_profiles(struct load *load, const struct node *node, void *out)
{
    struct ruleset *set = out;
    if (node->kind != NODE_SEQUENCE)
        return load_fail(load, node, TEXT("a list of profiles is wanted here"));
    struct profile *profiles = arena_array(load->arena, set->n_profiles + node->n_kids, sizeof(*profiles));
    if (set->n_profiles)
        memcpy(profiles, set->profiles, set->n_profiles * sizeof(*profiles));
    set->profiles = profiles;
    for (size_t i = 0; i < node->n_kids; i++) {
        struct profile *profile = &profiles[set->n_profiles];
        if (!load_profile(load, node->kids[i], profile))
            return false;
        if (ruleset_profile(set, text_from(profile->name)))
            return load_fail(load, node->kids[i],
                             text_printf(load->arena, "there is a profile \"%s\" already", profile->name));
        set->n_profiles++;
    }
    return true;
}

static const struct key file_keys[] = {
    {"rules", false, SHAPE_RULES, file_rules},
    {"profiles", false, SHAPE_PROFILES, file_profiles},
};

bool rulefile_load(struct arena *arena, const struct source *source, struct ruleset *set, struct rulefile_error *error)
{
    *error = (struct rulefile_error){0};
    struct load load = {.arena = arena, .source = source, .error = error};
    const struct node *root = yaml_read(arena, source, error);
    struct ruleset loaded = *set;
    if (!root || !load_mapping(&load, root, file_keys, COUNT(file_keys), &loaded))
        return false;
    *set = loaded;
    return true;
}

struct rulefile_key rulefile_key(enum rulefile_mapping mapping, size_t number)
{
    static const struct {
        const struct key *keys;
        size_t n;
    } tables[N_MAPPINGS] = {
        [MAPPING_FILE] = {file_keys, COUNT(file_keys)},          [MAPPING_RULE] = {rule_keys, COUNT(rule_keys)},
        [MAPPING_VARIANT] = {variant_keys, COUNT(variant_keys)}, [MAPPING_FIX] = {fix_keys, COUNT(fix_keys)},
        [MAPPING_EXAMPLE] = {example_keys, COUNT(example_keys)}, [MAPPING_PROFILE] = {NULL, 0},
    };
    struct key key = {0};
    if (mapping == MAPPING_PROFILE)
        key = load_profile_key(number);
    else if (number < tables[mapping].n)
        key = tables[mapping].keys[number];
    return (struct rulefile_key){key.name, key.required, key.shape};
}
