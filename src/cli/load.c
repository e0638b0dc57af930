/* load: files into sources and configurations. */
#include <string.h>

#include "internal.h"

#include "postlint/dump.h"

const struct source *load_source(struct cli *cli, struct arena *arena, struct text path, const char *root,
                                 enum source_kind kind)
{
    const struct machine *machine = cli->machine;
    const char *file = NULL;
    struct text bytes;
    const char *problem = machine->resolve(machine, arena, text_string(arena, path), root, &file);
    if (!problem)
        problem = machine->reader.read(&machine->reader, arena, file, &bytes);
    if (problem) {
        cli_error(cli, path, 0, text_from(problem));
        return NULL;
    }
    return source_new(arena, path, bytes, kind);
}

const char *load_input_text(struct cli *cli, struct text *text)
{
    if (!cli->input) {
        struct text *input = arena_alloc(cli->arena, sizeof(*input));
        *input = (struct text){0};
        cli->input_problem = cli->machine->input(cli->machine, cli->arena, input);
        cli->input = input;
    }
    *text = *cli->input;
    return cli->input_problem;
}

/* "NAME read as main.cf", or as what of "postconf -n, -M, -P" a dump holds. */
static struct text describe(struct arena *arena, const struct plan_file *file, const struct dump_count *count)
{
    static const struct {
        enum dump_kind kind;
        const char *option;
    } parts[] = {{DUMP_MAIN, "-n"}, {DUMP_MASTER, "-M"}, {DUMP_OVERRIDE, "-P"}};
    struct buf out = buf_new(arena);
    buf_text(&out, text_is(file->path, "-") ? TEXT("standard input") : file->path);
    buf_str(&out, " read as ");
    if (file->kind != SOURCE_DUMP) {
        buf_str(&out, file->kind == SOURCE_MAIN ? "main.cf" : "master.cf");
        return buf_done(&out);
    }
    buf_str(&out, "what postconf prints");
    for (size_t i = 0, n = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        if (count->of[parts[i].kind])
            buf_printf(&out, "%s%s", n++ ? ", " : " with ", parts[i].option);
    return buf_done(&out);
}

void load_guess(struct cli *cli, struct plan_file *file, const char *root)
{
    const struct machine *machine = cli->machine;
    struct arena *arena = arena_new(); /* the text is read again, as what it is */
    const char *path = NULL, *problem;
    struct text bytes = TEXT("");
    if (file->is_input)
        problem = load_input_text(cli, &bytes);
    else
        problem = machine->resolve(machine, arena, text_string(arena, file->path), root, &path);
    if (!problem && !file->is_input)
        problem = machine->reader.read(&machine->reader, arena, path, &bytes);
    struct dump_count count = dump_count(arena, problem ? TEXT("") : bytes);
    file->kind = dump_guess(&count);
    file->guess = describe(cli->arena, file, &count);
    arena_free(arena);
}

static const struct source *load_input(struct cli *cli, struct arena *arena, const struct plan_file *file)
{
    struct text bytes;
    const char *problem = load_input_text(cli, &bytes);
    if (!problem)
        return source_new(arena, file->path, bytes, file->kind);
    cli_error(cli, file->path, 0, text_from(problem));
    return NULL;
}

/* NULL without FILE, and after an error. */
static const struct source *load_file(struct cli *cli, struct arena *arena, const struct plan_conf *plan,
                                      const struct plan_file *file)
{
    if (!file->path.p)
        return NULL;
    return file->is_input ? load_input(cli, arena, file) : load_source(cli, arena, file->path, plan->root, file->kind);
}

const struct conf *load_conf(struct cli *cli, struct arena *arena, const struct plan_conf *plan)
{
    struct conf *conf = conf_new(arena, plan->folder);
    conf->policy = load_file(cli, arena, plan, &plan->policy);
    for (size_t i = 0; i < 2; i++) {
        const struct plan_file *file = &plan->files[i];
        const struct source *source = load_file(cli, arena, plan, file);
        if (source)
            conf->guess = file->guess.n ? file->guess : conf->guess;
        if (source && file->kind == SOURCE_DUMP && !dump_read(conf, source))
            cli_error(cli, file->path, 0, TEXT("holds nothing but what postconf complains of: see there"));
        else if (source && file->kind == SOURCE_DUMP)
            continue;
        else if (source && file->kind == SOURCE_MAIN)
            maincf_read(conf, source);
        else if (source)
            mastercf_read(conf, source);
    }
    if (!conf->main && !conf->master && !conf->policy && conf->n_services == 0)
        return NULL;
    conf_finish(conf);
    return conf;
}

struct beside {
    const struct machine *machine;
    const char *root;
};

/* A folder on the way to PATH that is a link: resolve() leaves alone what is
 * none. */
static bool goes_through_link(const struct machine *machine, struct arena *arena, const char *path, size_t from)
{
    for (const char *slash = strchr(path + from, '/'); slash; slash = strchr(slash + 1, '/')) {
        const char *folder = arena_dup(arena, path, (size_t)(slash - path)), *file = NULL;
        if (machine->resolve(machine, arena, folder, NULL, &file) != NULL || strcmp(file, folder) != 0)
            return true;
    }
    return false;
}

static const char *read_beside(const struct reader *reader, struct arena *arena, const char *path, struct text *text)
{
    const struct beside *beside = reader->context;
    const struct machine *machine = beside->machine;
    const char *file = NULL;
    size_t from = strncmp(path, beside->root, strlen(beside->root)) == 0 ? strlen(beside->root) + 1 : 0;
    if (from > strlen(path))
        from = 0;
    if (goes_through_link(machine, arena, path, from))
        return "lies in a folder that is a symbolic link";
    const char *problem = machine->resolve(machine, arena, path, beside->root, &file);
    return problem ? problem : machine->reader.read(&machine->reader, arena, file, text);
}

struct table_files *load_tables(struct cli *cli, struct arena *arena, const struct plan_conf *plan)
{
    struct beside *beside = arena_alloc(arena, sizeof(*beside));
    struct reader *reader = arena_alloc(arena, sizeof(*reader));
    *beside = (struct beside){cli->machine, text_string(arena, plan->folder)};
    *reader = (struct reader){read_beside, beside};
    return table_files_new(arena, reader);
}

/* The way to the files of a host, or to those beside a configuration. */
struct way {
    const struct machine *machine;
    const char *folder; /* NULL: the host's */
};

static enum file_state look(const struct file_access *access, struct arena *arena, const char *path,
                            struct file_status *status, char *bytes, size_t capacity, size_t *n, const char **problem)
{
    const struct way *way = access->context;
    return way->machine->look(way->machine, arena, path, way->folder, status, bytes, capacity, n, problem);
}

struct files *load_files(struct cli *cli, struct arena *arena, const struct plan_conf *plan)
{
    bool is_host = options_given(cli, OPTION_HOST);
    if (!is_host && !options_given(cli, OPTION_FILES))
        return NULL;
    struct way *way = arena_alloc(arena, sizeof(*way));
    struct file_access *access = arena_alloc(arena, sizeof(*access));
    *way = (struct way){cli->machine, is_host ? NULL : text_string(arena, plan->folder)};
    *access = (struct file_access){look, way, is_host};
    return files_open(arena, access, cli_now(cli));
}

void load_files_end(struct cli *cli, const struct files *files)
{
    if (files && files_problem(files).n)
        cli_error(cli, (struct text){0}, 0, text_printf(cli->arena, "%.*s", TEXT_ARG(files_problem(files))));
}
