/* load: files into sources and configurations. */
#include "internal.h"

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

static const struct source *load_input(struct cli *cli, struct arena *arena, const struct plan_file *file)
{
    struct text bytes;
    const char *problem = cli->machine->input(cli->machine, arena, &bytes);
    if (!problem)
        return source_new(arena, file->path, bytes, file->kind);
    cli_error(cli, file->path, 0, text_from(problem));
    return NULL;
}

const struct conf *load_conf(struct cli *cli, struct arena *arena, const struct plan_conf *plan)
{
    struct conf *conf = conf_new(arena, plan->folder);
    for (size_t i = 0; i < 2; i++) {
        const struct plan_file *file = &plan->files[i];
        if (!file->path.p)
            continue;
        const struct source *source =
            file->is_input ? load_input(cli, arena, file) : load_source(cli, arena, file->path, plan->root, file->kind);
        if (source && file->kind == SOURCE_MAIN)
            maincf_read(conf, source);
        else if (source)
            mastercf_read(conf, source);
    }
    if (!conf->main && !conf->master)
        return NULL;
    conf_finish(conf);
    return conf;
}
