/* settings: which settings file a configuration has, and what is in it.
 *
 * A file that was not named by hand is as trusted as the repository: it is
 * never reached through a link that leads out of it, and neither is what it
 * names. */
#include <string.h>

#include "internal.h"

#define SETTINGS_NAME ".postlint.yaml"

/* One that was read, or tried. */
struct settings_file {
    const char *path; /* without links */
    struct settings settings;
    bool is_open, is_good; /* on its way in: an `extends` that leads here goes round in a circle */
};

static struct text slice_to(struct text path, size_t end)
{
    return text_slice(path, 0, end ? end : 1);
}

/* The folder that PATH, absolute and without links, lies in. */
static struct text parent_of(struct text path)
{
    size_t end = path.n;
    while (end > 0 && path.p[end - 1] != '/')
        end--;
    return slice_to(path, end ? end - 1 : 0);
}

static bool is_inside(struct text path, const char *folder)
{
    size_t n = strlen(folder);
    return n == 1 || (text_starts(path, folder) && (path.n == n || path.p[n] == '/'));
}

static const char *below(struct arena *arena, struct text folder, const char *name)
{
    bool is_whole = name[0] == '/', is_root = folder.n == 1;
    return text_printf(arena, "%.*s%s%s", is_whole ? 0 : (int)folder.n, folder.p, is_whole || is_root ? "" : "/", name)
        .p;
}

/* PATH as FROM sees it; both absolute and without links. */
static struct text relative(struct arena *arena, struct text path, struct text from)
{
    struct buf out = buf_new(arena);
    while (!is_inside(path, text_string(arena, from))) {
        from = parent_of(from);
        buf_str(&out, out.n ? "/.." : "..");
    }
    struct text rest = text_slice(path, from.n == 1 ? 1 : from.n + 1, path.n);
    if (rest.n)
        buf_printf(&out, "%s%.*s", out.n ? "/" : "", TEXT_ARG(rest));
    return out.n ? buf_done(&out) : TEXT(".");
}

static const char *real_of(const struct cli *cli, const char *path)
{
    const char *real = NULL;
    return cli->machine->real(cli->machine, cli->arena, path, &real) ? NULL : real;
}

/* How far up from FOLDER to look: to the root of its repository; without one
 * to the working folder or to the PATH given, whichever is further up. */
static const char *top_of(const struct cli *cli, const struct plan_conf *plan, const char *folder)
{
    for (struct text up = text_from(folder);; up = parent_of(up)) {
        if (cli->machine->exists(cli->machine, below(cli->arena, up, ".git")))
            return text_string(cli->arena, up);
        if (up.n == 1)
            break;
    }
    if (options_given(cli, OPTION_HOST)) /* wherever postlint was started */
        return folder;
    const char *top = folder, *here = cli->machine->folder(cli->machine, cli->arena).p;
    const char *const candidates[] = {real_of(cli, plan->root), here};
    for (size_t i = 0; i < 2; i++)
        /* The whole machine is nobody's project. */
        if (candidates[i] && strlen(candidates[i]) > 1 && is_inside(text_from(folder), candidates[i]) &&
            strlen(candidates[i]) < strlen(top))
            top = candidates[i];
    return top;
}

/* PATH as it is shown: from the working folder, where both are below TOP. */
static struct text shown(struct cli *cli, const char *path, const char *top)
{
    struct text here = cli->machine->folder(cli->machine, cli->arena);
    if (here.n && top && is_inside(here, top))
        return relative(cli->arena, text_from(path), here);
    return plan_normal(cli, path);
}

/* The file or folder that WORD of ITEM names; NULL after an error. */
const char *settings_path(struct cli *cli, const struct settings_item *item)
{
    const struct settings *from = item->from;
    if (!from)
        return plan_normal(cli, item->word).p;
    const char *real = NULL, *path = below(cli->arena, text_from(from->folder), item->word);
    const char *problem = cli->machine->real(cli->machine, cli->arena, path, &real);
    if (!problem && from->top && !is_inside(text_from(real), from->top))
        problem = "leads out of the repository: what a settings file names lies inside";
    if (!problem)
        return shown(cli, real, from->top).p;
    cli_error_item(cli, item, text_printf(cli->arena, "%s: %s", item->word, problem));
    return NULL;
}

static struct settings_file *add(struct cli *cli, struct settings_shelf *shelf, const char *path)
{
    struct settings_file *file = arena_alloc(cli->arena, sizeof(*file));
    shelf->files = arena_grow(cli->arena, shelf->files, shelf->n, &shelf->capacity, sizeof(struct settings_file *));
    shelf->files[shelf->n++] = file;
    *file = (struct settings_file){.path = path, .is_open = true};
    return file;
}

static const struct settings *read_file(struct cli *cli, struct settings_shelf *shelf, const char *path,
                                        const char *top);

/* What SETTINGS begins with.  False after an error. */
static bool read_base(struct cli *cli, struct settings_shelf *shelf, struct settings *settings)
{
    const struct settings_value *extends = &settings->file.values[SETTING_EXTENDS];
    if (!extends->is_given)
        return true;
    const char *path = settings_path(cli, &extends->items[0]), *real = path ? real_of(cli, path) : NULL;
    for (size_t i = 0; real && i < shelf->n; i++) {
        if (!shelf->files[i]->is_open || strcmp(shelf->files[i]->path, real) != 0)
            continue;
        cli_error_item(cli, &extends->items[0], TEXT("settings files extend each other in a circle"));
        return false;
    }
    settings->base = real ? read_file(cli, shelf, real, settings->top) : NULL;
    return settings->base != NULL;
}

/* PATH is without links and inside TOP.  NULL after an error, which is told
 * once. */
static const struct settings *read_file(struct cli *cli, struct settings_shelf *shelf, const char *path,
                                        const char *top)
{
    for (size_t i = 0; i < shelf->n; i++)
        if (strcmp(shelf->files[i]->path, path) == 0)
            return shelf->files[i]->is_good ? &shelf->files[i]->settings : NULL;
    struct settings_file *file = add(cli, shelf, path);
    const struct source *source = load_source(cli, cli->arena, shown(cli, path, top), NULL, SOURCE_RULES);
    struct rulefile_error error;
    bool is_read = source && settings_parse(cli->arena, source, &file->settings, &error);
    if (source && !is_read)
        cli_error_rulefile(cli, &error);
    file->settings.folder = text_string(cli->arena, parent_of(text_from(path)));
    file->settings.top = top;
    file->is_good = is_read && read_base(cli, shelf, &file->settings) && terms_check(cli, &file->settings);
    file->is_open = false;
    return file->is_good ? &file->settings : NULL;
}

/* The nearest settings file; empty where there is none. */
static const char *nearest(const struct cli *cli, const char *folder, const char *top)
{
    for (struct text up = text_from(folder);; up = parent_of(up)) {
        const char *path = below(cli->arena, up, SETTINGS_NAME);
        if (cli->machine->exists(cli->machine, path))
            return path;
        if (text_is(up, top))
            return "";
    }
}

static const struct settings *find(struct cli *cli, struct settings_shelf *shelf, const struct plan_conf *plan,
                                   bool *is_good)
{
    const char *top = NULL, *path = cli->value[OPTION_CONFIG], *real = NULL;
    if (!path) {
        const char *folder = real_of(cli, text_string(cli->arena, plan->folder));
        if (!folder)
            return NULL;
        top = top_of(cli, plan, folder);
        path = nearest(cli, folder, top);
        if (!path[0])
            return NULL;
    }
    *is_good = false;
    const char *problem = cli->machine->real(cli->machine, cli->arena, path, &real);
    if (!problem && top && !is_inside(text_from(real), top))
        problem = "is a symbolic link that leads out of the repository, so it is not read: name it with --config";
    else if (problem && top)
        problem = text_printf(cli->arena, "is a link that cannot be followed: %s", problem).p;
    if (problem) {
        cli_error(cli, shown(cli, path, top), 0, text_from(problem));
        return NULL;
    }
    const struct settings *settings = read_file(cli, shelf, real, top);
    *is_good = settings != NULL;
    return settings;
}

const struct settings *settings_find(struct cli *cli, struct settings_shelf *shelf, const struct plan_conf *plan,
                                     bool *is_good)
{
    *is_good = true;
    if (options_given(cli, OPTION_ISOLATED))
        return NULL;
    return find(cli, shelf, plan, is_good);
}

static struct text name_of(struct text path)
{
    while (text_find(path, '/') < path.n)
        path = text_slice(path, text_find(path, '/') + 1, path.n);
    return path;
}

void settings_mark(struct cli *cli, const struct settings *settings, const struct plan_conf *plan, bool *holds)
{
    const struct plan_file *const files[] = {&plan->files[0], &plan->files[1], &plan->policy};
    const char *folder = real_of(cli, text_string(cli->arena, plan->folder));
    struct text paths[4], base = text_from(settings->folder);
    size_t n = 0;
    if (!folder)
        return;
    paths[n++] = relative(cli->arena, text_from(folder), base);
    for (size_t i = 0; i < 3; i++) {
        if (!files[i]->path.p)
            continue;
        const char *name = text_string(cli->arena, name_of(files[i]->path));
        paths[n++] = relative(cli->arena, text_from(below(cli->arena, text_from(folder), name)), base);
    }
    for (size_t i = 0; i < settings->n_sections; i++)
        for (size_t k = 0; k < n && !holds[i]; k++)
            holds[i] = settings_concern(&settings->sections[i], paths[k]);
}

/* What the options say, as a settings file would. */
void settings_of_options(struct cli *cli, struct settings_value *values)
{
    static const struct {
        enum settings_key key;
        enum option_id option;
        bool is_list;
    } pairs[] = {{SETTING_PROFILE, OPTION_PROFILE, false},   {SETTING_SELECT, OPTION_SELECT, true},
                 {SETTING_IGNORE, OPTION_IGNORE, true},      {SETTING_POSTFIX, OPTION_POSTFIX, false},
                 {SETTING_OPENSSL, OPTION_OPENSSL, false},   {SETTING_PLATFORMS, OPTION_PLATFORM, true},
                 {SETTING_BASELINE, OPTION_BASELINE, false}, {SETTING_MIN_SEVERITY, OPTION_MIN_SEVERITY, false},
                 {SETTING_FAIL_ON, OPTION_FAIL_ON, false}};
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        if (!options_given(cli, pairs[i].option))
            continue;
        struct text rest = text_from(cli->value[pairs[i].option]), word;
        struct settings_item *items = arena_array(cli->arena, rest.n + 1, sizeof(*items));
        size_t n = 0;
        if (!pairs[i].is_list)
            items[n++].word = cli->value[pairs[i].option];
        while (pairs[i].is_list && text_token(&rest, TEXT_COMMA_SP, &word))
            items[n++].word = text_string(cli->arena, word);
        values[pairs[i].key] = (struct settings_value){true, items, n};
    }
    struct settings_item *rules = arena_array(cli->arena, cli->rules.n, sizeof(*rules));
    for (size_t i = 0; i < cli->rules.n; i++)
        rules[i].word = cli->rules.items[i];
    values[SETTING_RULES] = (struct settings_value){cli->rules.n > 0, rules, cli->rules.n};
}
