/* settings: see settings.h. */
#include "postlint/settings.h"

#include <string.h>

#include "../rules/load.h"

static const struct settings_word words[N_SETTINGS] = {
    [SETTING_EXTENDS] = {"extends", SHAPE_TEXT, false,
                         "Another settings file of the repository, which this one begins with."},
    [SETTING_PROFILE] = {"profile", SHAPE_TEXT, true,
                         "The set of rules: the name of one, or a YAML file of the repository with one."},
    [SETTING_RULES] = {"rules", SHAPE_WORDS, false,
                       "More rules: YAML files of the repository, or folders of them, beside those of --rules."},
    [SETTING_SELECT] = {"select", SHAPE_WORDS, true, "Only these rules: ids, globs such as smtpd-*, or categories."},
    [SETTING_IGNORE] = {"ignore", SHAPE_NAMES, true, "All but these rules; wins over select."},
    [SETTING_SEVERITY] =
        {"severity", SHAPE_SEVERITIES, true,
         "The severity of rules, by id, glob or category: error, warning, info, style or off. "
         "Of several that name a rule the last counts. A rule that the profile has off is asked, too."},
    [SETTING_MIN_SEVERITY] = {"min-severity", SHAPE_LEAST, false,
                              "Findings below it are hidden: error, warning, info, style."},
    [SETTING_FAIL_ON] = {"fail-on", SHAPE_FAIL_ON, false,
                         "The exit status is 1 from this severity on: error, warning, info, style or never."},
    [SETTING_POSTFIX] = {"postfix", SHAPE_RELEASE, true, "The Postfix release to judge for, X.Y or X.Y.Z."},
    [SETTING_OPENSSL] = {"openssl", SHAPE_RELEASE, true, "The OpenSSL release to judge for."},
    [SETTING_PLATFORMS] = {"platforms", SHAPE_PLATFORMS, true,
                           "The platforms to judge for, such as debian-12, instead of releases."},
    [SETTING_BASELINE] = {"baseline", SHAPE_TEXT, false,
                          "The findings that are accepted: a file of the repository, as --write-baseline writes it."},
    [SETTING_PATHS] = {"paths", SHAPE_SECTIONS, false,
                       "Keys for some configurations alone: a mapping of globs to them. A glob is relative to the "
                       "settings file and names a folder, with all below it, or a file; '*' stands for any text, "
                       "slashes too. Of several that fit, the later ones win."},
};

const struct settings_word *settings_words(void)
{
    return words;
}

/* The file, or a section of it, on its way in. */
struct draft {
    struct settings *settings;
    struct settings_section *section;
};

static struct settings_item item_at(const struct draft *draft, const struct node *node)
{
    return (struct settings_item){
        .word = node->text, .from = draft->settings, .line = node->line, .column = node->column};
}

/* Room for N items of the value that NODE's key names. */
static struct settings_item *give(struct load *load, const struct node *node, const struct draft *draft, size_t n)
{
    size_t key = 0;
    while (strcmp(words[key].name, node->key) != 0)
        key++;
    struct settings_item *items = arena_array(load->arena, n, sizeof(*items));
    draft->section->values[key] = (struct settings_value){true, items, n};
    return items;
}

static bool take_text(struct load *load, const struct node *node, void *out)
{
    const char *text;
    if (!load_string(load, node, &text))
        return false;
    give(load, node, out, 1)[0] = item_at(out, node);
    return true;
}

static bool take_words(struct load *load, const struct node *node, void *out)
{
    const char *const *list;
    size_t n;
    if (!load_words(load, node, &list, &n))
        return false;
    struct settings_item *items = give(load, node, out, n);
    for (size_t i = 0; i < n; i++) {
        const struct node *item = load_item(node, i);
        if (item->text[0] == '\0')
            return load_fail(load, item, TEXT("the word is empty"));
        items[i] = item_at(out, item);
    }
    return true;
}

static bool take_names(struct load *load, const struct node *node, void *out)
{
    if (node->kind != NODE_SEQUENCE || node->n_kids)
        return take_words(load, node, out);
    give(load, node, out, 0);
    return true;
}

static bool take_severities(struct load *load, const struct node *node, void *out)
{
    const struct severity_for *list;
    size_t n;
    if (!load_severities(load, node, &list, &n))
        return false;
    struct settings_item *items = give(load, node, out, n);
    for (size_t i = 0; i < n; i++) {
        const struct node key = load_key(node->kids[i]);
        items[i] = item_at(out, &key);
        items[i].severity = list[i].severity;
    }
    return true;
}

/* "off" hides nothing and fails on nothing; for the second there is "never". */
static bool take_severity(struct load *load, const struct node *node, void *out)
{
    size_t n, index;
    const char *known[SEVERITY_ERROR + 2];
    bool may_be_never = strcmp(node->key, words[SETTING_FAIL_ON].name) == 0;
    const char *const *names = severity_names(&n);
    for (size_t i = 1; i < n; i++)
        known[i - 1] = names[i];
    known[n - 1] = "never";
    if (!load_word(load, node, known, may_be_never ? n : n - 1, "severity", &index))
        return false;
    struct settings_item *item = give(load, node, out, 1);
    *item = item_at(out, node);
    item->severity = index == n - 1 ? SEVERITY_OFF : (enum severity)(index + 1);
    return true;
}

static bool take_section(struct load *load, const struct node *node, struct draft *draft);

static bool take_paths(struct load *load, const struct node *node, void *out)
{
    struct draft draft = *(struct draft *)out;
    if (node->kind != NODE_MAPPING)
        return load_fail(load, node, TEXT("a mapping (glob: keys) is wanted here"));
    struct settings_section *sections = arena_array(load->arena, node->n_kids, sizeof(*sections));
    for (size_t i = 0; i < node->n_kids; i++) {
        draft.section = &sections[i];
        if (!take_section(load, node->kids[i], &draft))
            return false;
    }
    draft.settings->sections = sections;
    draft.settings->n_sections = node->n_kids;
    return true;
}

/* How a value of SHAPE is read. */
static bool take(struct load *load, const struct node *node, void *out)
{
    for (size_t i = 0; i < N_SETTINGS; i++) {
        if (strcmp(words[i].name, node->key) != 0)
            continue;
        switch (words[i].shape) {
        case SHAPE_WORDS:
        case SHAPE_PLATFORMS:
            return take_words(load, node, out);
        case SHAPE_NAMES:
            return take_names(load, node, out);
        case SHAPE_SEVERITIES:
            return take_severities(load, node, out);
        case SHAPE_LEAST:
        case SHAPE_FAIL_ON:
            return take_severity(load, node, out);
        case SHAPE_SECTIONS:
            return take_paths(load, node, out);
        default:
            return take_text(load, node, out);
        }
    }
    return false;
}

static bool load_keys(struct load *load, const struct node *node, struct draft *draft)
{
    struct key keys[N_SETTINGS];
    size_t n = 0;
    for (size_t i = 0; i < N_SETTINGS; i++)
        if (words[i].in_paths || !draft->section->glob)
            keys[n++] = (struct key){words[i].name, false, words[i].shape, take};
    if (!load_mapping(load, node, keys, n, draft))
        return false;
    const struct settings_value *values = draft->section->values;
    const struct node *platforms = yaml_get(node, words[SETTING_PLATFORMS].name);
    if (platforms && (values[SETTING_POSTFIX].is_given || values[SETTING_OPENSSL].is_given))
        return load_fail_key(load, platforms, TEXT("says both releases: give it, or postfix and openssl"));
    return true;
}

static bool take_section(struct load *load, const struct node *node, struct draft *draft)
{
    struct text glob = text_from(node->key);
    if (text_starts(glob, "./"))
        glob = text_slice(glob, 2, glob.n);
    if (text_ends(glob, "/"))
        glob = text_slice(glob, 0, glob.n - 1);
    if (glob.n == 0 || text_starts(glob, "/"))
        return load_fail_key(load, node, TEXT("a path relative to this file is wanted here, such as hosts/mx*"));
    draft->section->glob = text_string(load->arena, glob);
    return load_keys(load, node, draft);
}

bool settings_parse(struct arena *arena, const struct source *source, struct settings *settings,
                    struct rulefile_error *error)
{
    *error = (struct rulefile_error){0};
    *settings = (struct settings){.source = source};
    struct load load = {.arena = arena, .source = source, .error = error};
    struct draft draft = {settings, &settings->file};
    const struct node *root = yaml_read(arena, source, error);
    return root && load_keys(&load, root, &draft);
}

bool settings_concern(const struct settings_section *section, struct text path)
{
    struct text glob = text_from(section->glob);
    if (text_is(glob, ".") && !text_starts(path, "../") && !text_is(path, ".."))
        return true;
    for (size_t end = 0; end <= path.n; end++)
        if ((end == path.n || path.p[end] == '/') && text_glob(glob, text_slice(path, 0, end)))
            return true;
    return false;
}

static struct settings_value joined(struct arena *arena, const struct settings_value *first,
                                    const struct settings_value *second)
{
    struct settings_item *items = arena_array(arena, first->n + second->n + 1, sizeof(*items));
    for (size_t i = 0; i < first->n; i++)
        items[i] = first->items[i];
    for (size_t i = 0; i < second->n; i++)
        items[first->n + i] = second->items[i];
    return (struct settings_value){true, items, first->n + second->n};
}

void settings_overlay(struct arena *arena, struct settings_value *values, const struct settings_value *layer)
{
    static const struct settings_value none = {0};
    if (layer[SETTING_PLATFORMS].is_given)
        values[SETTING_POSTFIX] = values[SETTING_OPENSSL] = none;
    if (layer[SETTING_POSTFIX].is_given || layer[SETTING_OPENSSL].is_given)
        values[SETTING_PLATFORMS] = none;
    for (int key = 0; key < N_SETTINGS; key++) {
        if (!layer[key].is_given)
            continue;
        bool adds = key == SETTING_RULES || key == SETTING_SEVERITY;
        values[key] = adds ? joined(arena, &values[key], &layer[key]) : layer[key];
    }
}
