/* help: see help.h. */
#include "help.h"

struct arena *arena;

void arena_setup(void)
{
    arena = arena_new();
}

void arena_teardown(void)
{
    arena_free(arena);
    arena = NULL;
}

TCase *suite_case(Suite *suite, const char *name)
{
    TCase *tests = tcase_create(name);
    tcase_add_checked_fixture(tests, arena_setup, arena_teardown);
    suite_add_tcase(suite, tests);
    return tests;
}

struct text span_text(struct span span)
{
    if (!span.source)
        return TEXT("nowhere");
    struct position from = source_position(span.source, span.begin), to = source_position(span.source, span.end);
    return text_printf(arena, "%zu:%zu-%zu:%zu", from.line, from.column, to.line, to.column);
}

struct text span_bytes(struct span span)
{
    return text_slice(span.source->bytes, span.begin, span.end);
}

static struct conf *read_files(struct text main_name, struct text main, struct text master_name, struct text master)
{
    struct conf *conf = conf_new(arena, TEXT("etc"));
    if (main.p)
        maincf_read(conf, source_new(arena, main_name, main, SOURCE_MAIN));
    if (master.p)
        mastercf_read(conf, source_new(arena, master_name, master, SOURCE_MASTER));
    conf_finish(conf);
    return conf;
}

struct conf *conf_from_bytes(struct text main, struct text master)
{
    return read_files(TEXT("etc/main.cf"), main, TEXT("etc/master.cf"), master);
}

struct conf *conf_from(const char *main, const char *master)
{
    return conf_from_bytes(text_from(main), text_from(master));
}

struct conf *conf_named(const char *main_name, const char *main, const char *master_name, const char *master)
{
    return read_files(text_from(main_name), text_from(main), text_from(master_name), text_from(master));
}

version release(const char *text)
{
    version v = 0;
    ck_assert_msg(version_parse(text_from(text), &v), "\"%s\" is no release", text);
    return v;
}

struct target target_of(const char *postfix, const char *openssl)
{
    return (struct target){.name = TEXT("test"), .postfix = release(postfix), .openssl = release(openssl)};
}

const struct service *service_of(const struct conf *conf, const char *id)
{
    for (size_t i = conf->n_services; i-- > 0;)
        if (text_is(conf->services[i].id, id))
            return &conf->services[i];
    ck_abort_msg("there is no service %s", id);
    return NULL;
}

const struct note *note_of(const struct conf *conf, enum note_kind kind)
{
    for (size_t i = 0; i < conf->n_notes; i++)
        if (conf->notes[i].kind == kind)
            return &conf->notes[i];
    ck_abort_msg("there is no note of kind %d", (int)kind);
    return NULL;
}

size_t count_notes(const struct conf *conf, enum note_kind kind)
{
    size_t n = 0;
    for (size_t i = 0; i < conf->n_notes; i++)
        n += conf->notes[i].kind == kind;
    return n;
}
