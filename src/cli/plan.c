/* plan: from the PATHs to configurations: which files belong together. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "names.h"

struct text plan_normal(struct cli *cli, const char *path)
{
    struct text rest = text_from(path), here = cli->machine->folder(cli->machine, cli->arena);
    if (here.n > 1 && text_starts(rest, here.p) && rest.p[here.n] == '/')
        rest = text_slice(rest, here.n + 1, rest.n);
    else if (here.n > 1 && text_eq(rest, here))
        return TEXT(".");
    struct buf out = buf_new(cli->arena);
    if (text_starts(rest, "/"))
        buf_char(&out, '/');
    struct text part;
    bool is_first = true;
    while (text_token(&rest, "/", &part)) {
        if (text_is(part, "."))
            continue;
        if (!is_first)
            buf_char(&out, '/');
        buf_text(&out, part);
        is_first = false;
    }
    return out.n ? buf_done(&out) : TEXT(".");
}

static struct text join(struct cli *cli, struct text folder, struct text name)
{
    if (text_is(folder, "."))
        return text_printf(cli->arena, "%.*s", TEXT_ARG(name));
    return text_printf(cli->arena, text_is(folder, "/") ? "%.*s%.*s" : "%.*s/%.*s", TEXT_ARG(folder), TEXT_ARG(name));
}

static struct plan_conf *add_conf(struct cli *cli, struct plan *plan, struct text folder, const char *root)
{
    plan->confs = arena_grow(cli->arena, plan->confs, plan->n, &plan->capacity, sizeof(struct plan_conf));
    struct plan_conf *conf = &plan->confs[plan->n++];
    *conf = (struct plan_conf){.folder = folder, .root = root};
    conf->files[0].kind = SOURCE_MAIN;
    conf->files[1].kind = SOURCE_MASTER;
    return conf;
}

static void add_pair(struct cli *cli, struct plan *plan, struct text folder, const char *root,
                     const struct names_pair *pair)
{
    struct plan_conf *conf = add_conf(cli, plan, folder, root);
    for (size_t kind = 0; kind < 2; kind++)
        if (pair->ending[kind] != NAMES_NONE)
            conf->files[kind].path = join(cli, folder, names_standard(cli->arena, kind, pair->ending[kind]));
}

/* Folders still to be searched. */
struct search {
    struct text *folders;
    size_t n, capacity;
};

static void add_folder(struct cli *cli, struct search *search, struct text folder)
{
    search->folders = arena_grow(cli->arena, search->folders, search->n, &search->capacity, sizeof(struct text));
    search->folders[search->n++] = folder;
}

/* The configurations of one folder; the folders in it go into SEARCH. */
static void search_folder(struct cli *cli, struct plan *plan, struct search *search, struct text folder,
                          const char *root)
{
    struct machine_entries entries = {0};
    const char *problem = cli->machine->list(cli->machine, cli->arena, folder.p, &entries);
    if (problem)
        cli_error(cli, folder, 0, text_from(problem));
    struct names_folder present = {0};
    for (size_t i = 0; i < entries.n; i++) {
        struct text name = entries.items[i].name;
        size_t kind, ending;
        if (names_parse(name, &kind, &ending))
            present.has[kind][ending] = true;
        else if (entries.items[i].is_folder && !text_is(name, ".git"))
            add_folder(cli, search, join(cli, folder, name));
    }
    struct names_pair pairs[NAMES_PAIRS];
    size_t n = names_group(&present, pairs);
    for (size_t i = 0; i < n; i++)
        add_pair(cli, plan, folder, root, &pairs[i]);
}

static void plan_folder(struct cli *cli, struct plan *plan, struct text path)
{
    struct search search = {0};
    size_t before = plan->n, errors = cli->n_errors;
    add_folder(cli, &search, path);
    while (search.n)
        search_folder(cli, plan, &search, search.folders[--search.n], path.p);
    if (plan->n == before && cli->n_errors == errors)
        cli_error(cli, path, 0,
                  TEXT("nothing to lint: no main.cf or master.cf in this folder, nor templates of them; "
                       "a file of another name is linted when it is given as PATH, and the Postfix of "
                       "this machine with --host"));
}

/* Which of the standard names are in FOLDER, asked one by one: a folder with
 * many files is not read for each of them that is given. */
static struct names_folder probe(struct cli *cli, struct text folder)
{
    struct names_folder present = {0};
    for (size_t kind = 0; kind < 2; kind++)
        for (size_t ending = 0; ending < names_endings(); ending++) {
            struct text path = join(cli, folder, names_standard(cli->arena, kind, ending));
            present.has[kind][ending] = cli->machine->exists(cli->machine, path.p);
        }
    return present;
}

/* The file beside one that has a name of its own: the same name with main for
 * master or the other way round, else the standard name, else its only template. */
static struct text find_sibling(struct cli *cli, struct text folder, struct text name, size_t kind)
{
    struct text swapped = names_swap(cli->arena, name, kind);
    if (swapped.n && cli->machine->exists(cli->machine, join(cli, folder, swapped).p))
        return join(cli, folder, swapped);
    struct names_folder present = probe(cli, folder);
    size_t found = NAMES_NONE, n = 0;
    for (size_t ending = 0; ending < names_endings(); ending++) {
        if (!present.has[!kind][ending] || text_eq(names_standard(cli->arena, !kind, ending), name))
            continue;
        found = n++ ? found : ending;
    }
    bool is_clear = n == 1 || found == 0;
    return is_clear ? join(cli, folder, names_standard(cli->arena, !kind, found)) : (struct text){0};
}

static bool is_policy(const struct cli *cli)
{
    const char *as = cli->value[OPTION_AS];
    return as && strcmp(as, "policy") == 0;
}

/* A policy table, linted alone. */
static void plan_policy(struct cli *cli, struct plan *plan, struct text path, bool is_input)
{
    size_t slash = path.n;
    while (slash > 0 && path.p[slash - 1] != '/')
        slash--;
    struct text folder = slash ? plan_normal(cli, text_string(cli->arena, text_slice(path, 0, slash))) : TEXT(".");
    struct plan_conf *conf = add_conf(cli, plan, folder, text_string(cli->arena, folder));
    conf->policy = (struct plan_file){.path = path, .kind = SOURCE_POLICY, .is_input = is_input};
}

static size_t kind_of(const struct cli *cli, struct text name)
{
    const char *as = cli->value[OPTION_AS];
    return as ? strcmp(as, "master") == 0 : names_kind(name);
}

/* Neither --as nor a name says what it is. */
static bool is_unsaid(const struct cli *cli, struct text name)
{
    return !cli->value[OPTION_AS] && !text_contains(name, "main") && !text_contains(name, "master");
}

/* What its text says.  A dump of both files stands alone. */
static void plan_unsaid(struct cli *cli, struct plan *plan, struct text folder, struct text name,
                        const struct plan_file *given)
{
    const char *root = text_string(cli->arena, folder);
    struct plan_file file = *given;
    load_guess(cli, &file, root);
    struct plan_conf *conf = add_conf(cli, plan, folder, root);
    size_t kind = file.kind == SOURCE_MASTER;
    conf->files[kind] = file;
    if (file.kind != SOURCE_DUMP && name.n)
        conf->files[!kind].path = find_sibling(cli, folder, name, kind);
    if (file.kind == SOURCE_MAIN && name.n)
        conf->files[kind].guess = TEXT(""); /* as any file */
}

/* A file given, or standard input under the name of one. */
static void plan_given(struct cli *cli, struct plan *plan, struct text path, bool is_input)
{
    if (is_policy(cli)) {
        plan_policy(cli, plan, path, is_input);
        return;
    }
    size_t slash = path.n;
    while (slash > 0 && path.p[slash - 1] != '/')
        slash--;
    struct text name = text_slice(path, slash, path.n);
    struct text folder = slash ? plan_normal(cli, text_string(cli->arena, text_slice(path, 0, slash))) : TEXT(".");
    const char *root = text_string(cli->arena, folder);
    if (is_unsaid(cli, name)) {
        plan_unsaid(cli, plan, folder, name, &(struct plan_file){.path = path, .is_input = is_input});
        return;
    }
    size_t kind = kind_of(cli, name), own_kind, ending;
    struct plan_conf *conf = NULL;
    if (names_parse(name, &own_kind, &ending) && own_kind == kind) {
        struct names_folder present = probe(cli, folder);
        present.has[kind][ending] = true;
        struct names_pair pairs[NAMES_PAIRS];
        size_t n = names_group(&present, pairs);
        for (size_t i = 0; i < n; i++)
            if (pairs[i].ending[kind] == ending)
                add_pair(cli, plan, folder, root, &pairs[i]);
        conf = &plan->confs[plan->n - 1];
    } else {
        conf = add_conf(cli, plan, folder, root);
        conf->files[kind].path = path;
        conf->files[!kind].path = find_sibling(cli, folder, name, kind);
    }
    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): add_pair() added at least one */
    conf->files[kind].is_input = is_input;
}

static void plan_input(struct cli *cli, struct plan *plan)
{
    const char *name = cli->value[OPTION_STDIN_FILENAME];
    if (name && name[0]) {
        plan_given(cli, plan, plan_normal(cli, name), true);
        return;
    }
    if (is_policy(cli)) {
        plan_policy(cli, plan, TEXT("-"), true);
        return;
    }
    if (!cli->value[OPTION_AS]) {
        plan_unsaid(cli, plan, TEXT("."), TEXT(""), &(struct plan_file){.path = TEXT("-"), .is_input = true});
        return;
    }
    size_t kind = kind_of(cli, TEXT("main.cf"));
    struct plan_conf *conf = add_conf(cli, plan, TEXT("."), ".");
    conf->files[kind].path = TEXT("-");
    conf->files[kind].is_input = true;
}

/* A PATH that is not there may be a misspelt command. */
static void refuse_path(struct cli *cli, struct text path, const char *word)
{
    size_t n;
    const struct cli_command *commands = cli_commands(&n);
    struct text problem = TEXT("there is no such file or folder");
    for (size_t i = 0; i < n; i++)
        if (text_distance(text_from(word), text_from(commands[i].name), 1) == 1)
            problem = text_printf(cli->arena, "there is no such file or folder; did you mean the command '%s'?",
                                  commands[i].name);
    cli_error(cli, path, 0, problem);
}

static void plan_path(struct cli *cli, struct plan *plan, const char *word)
{
    if (strcmp(word, "-") == 0) {
        plan_input(cli, plan);
        return;
    }
    struct text path = plan_normal(cli, word);
    if (word[0] == '\0')
        cli_usage(cli, "an empty PATH: give '.' for the current folder");
    else if (cli->machine->is_folder(cli->machine, path.p))
        plan_folder(cli, plan, path);
    else if (!cli->machine->exists(cli->machine, path.p))
        refuse_path(cli, path, word);
    else
        plan_given(cli, plan, path, false);
}

/* The files of an instance may be links to anywhere. */
static void plan_host(struct cli *cli, struct plan *plan)
{
    size_t n;
    const struct text *folders = host_folders(cli, &n);
    if (cli->n_words)
        cli_usage(cli, "--host takes no PATH: give one or the other");
    for (size_t i = 0; i < n && cli->n_errors == 0; i++) {
        struct plan_conf *conf = add_conf(cli, plan, folders[i], "/");
        for (size_t kind = 0; kind < 2; kind++)
            conf->files[kind].path = join(cli, folders[i], kind ? TEXT("master.cf") : TEXT("main.cf"));
    }
}

static struct text first_path(const struct plan_conf *conf)
{
    return conf->policy.path.p ? conf->policy.path : conf->files[0].path.p ? conf->files[0].path : conf->files[1].path;
}

static int compare_text(struct text a, struct text b)
{
    if (!a.p || !b.p)
        return (a.p != NULL) - (b.p != NULL);
    return text_compare(a, b);
}

static int by_path(const void *left, const void *right)
{
    const struct plan_conf *a = left, *b = right;
    int order = text_compare(a->folder, b->folder);
    if (order == 0)
        order = compare_text(first_path(a), first_path(b));
    if (order == 0)
        order = compare_text(a->files[1].path, b->files[1].path);
    if (order == 0)
        order = (b->files[0].is_input || b->files[1].is_input) - (a->files[0].is_input || a->files[1].is_input);
    return order ? order : strcmp(a->root, b->root);
}

static bool same_files(const struct plan_conf *a, const struct plan_conf *b)
{
    return compare_text(a->policy.path, b->policy.path) == 0 && compare_text(a->files[0].path, b->files[0].path) == 0 &&
           compare_text(a->files[1].path, b->files[1].path) == 0;
}

struct plan plan_make(struct cli *cli)
{
    struct plan plan = {0};
    const char *as = cli->value[OPTION_AS];
    if (as && strcmp(as, "main") != 0 && strcmp(as, "master") != 0 && !is_policy(cli)) {
        cli_usage(cli, "--as=%s: a file is main, master or policy", as);
        return plan;
    }
    if (is_policy(cli) && cli->command->bit != COMMAND_CHECK) {
        cli_usage(cli, "--as=policy is for 'check': a table alone has no services to show");
        return plan;
    }
    if (options_given(cli, OPTION_HOST))
        plan_host(cli, &plan);
    for (size_t i = 0; i < cli->n_words && !options_given(cli, OPTION_HOST); i++)
        plan_path(cli, &plan, cli->words[i]);
    if (cli->n_words == 0 && !options_given(cli, OPTION_HOST))
        plan_path(cli, &plan, ".");
    if (plan.n)
        qsort(plan.confs, plan.n, sizeof(struct plan_conf), by_path);
    size_t kept = 0;
    for (size_t i = 0; i < plan.n; i++)
        if (kept == 0 || !same_files(&plan.confs[kept - 1], &plan.confs[i]))
            plan.confs[kept++] = plan.confs[i];
    plan.n = kept;
    return plan;
}
