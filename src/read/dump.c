/* dump: see dump.h.  Postfix: postconf/postconf_main.c, postconf_master.c. */
#include "postlint/dump.h"

/* master/master_ent.c:get_master_ent: the service types. */
static bool is_type(struct text word)
{
    return text_is(word, "inet") || text_is(word, "unix") || text_is(word, "fifo") || text_is(word, "pass") ||
           text_is(word, "unix-dgram");
}

static bool is_choice(struct text word)
{
    return text_is(word, "-") || text_is(word, "y") || text_is(word, "n");
}

static bool is_entry(struct text line)
{
    struct text name, type, word;
    if (!text_token(&line, TEXT_BLANKS, &name) || !text_token(&line, TEXT_BLANKS, &type) || !is_type(type))
        return false;
    for (int i = 0; i < 3; i++)
        if (!text_token(&line, TEXT_BLANKS, &word) || !is_choice(word))
            return false;
    return true;
}

/* Offset of the last C in T, or t.n. */
static size_t find_last(struct text t, char c)
{
    for (size_t i = t.n; i > 0; i--)
        if (t.p[i - 1] == c)
            return i - 1;
    return t.n;
}

bool dump_override(struct text line, struct dump_override *override)
{
    struct text name, value;
    if (conf_split(line, &name, &value) != NULL)
        return false;
    size_t last = find_last(name, '/'), first = find_last(text_slice(name, 0, last), '/');
    if (last == name.n || first == last || first == 0 || last + 1 == name.n)
        return false;
    size_t at = (size_t)(name.p - line.p);
    *override = (struct dump_override){text_slice(name, 0, first), text_slice(name, first + 1, last),
                                       text_slice(line, at + last + 1, line.n)};
    return is_type(override->type);
}

enum dump_kind dump_kind(struct text line)
{
    struct dump_override override;
    struct text name, value;
    if (text_starts(line, "postconf: "))
        return DUMP_SPOKEN;
    if (is_entry(line))
        return DUMP_MASTER;
    if (dump_override(line, &override))
        return DUMP_OVERRIDE;
    return conf_split(line, &name, &value) == NULL ? DUMP_MAIN : DUMP_OTHER;
}

struct dump_count dump_count(struct arena *arena, struct text bytes)
{
    struct dump_count count = {{0}};
    struct lines lines = lines_open(arena, source_new(arena, TEXT(""), bytes, SOURCE_DUMP));
    struct line line;
    while (lines_next(&lines, &line))
        if (!line.orphan)
            count.of[dump_kind(line.text)]++;
    return count;
}

enum source_kind dump_guess(const struct dump_count *count)
{
    bool has_main = count->of[DUMP_MAIN], has_master = count->of[DUMP_MASTER];
    if (count->of[DUMP_OVERRIDE] || count->of[DUMP_SPOKEN] || (has_main && has_master))
        return SOURCE_DUMP;
    return has_master ? SOURCE_MASTER : SOURCE_MAIN;
}

bool dump_read(struct conf *conf, const struct source *source)
{
    struct dump_count count = dump_count(conf->arena, source->bytes);
    if (count.of[DUMP_MAIN] || count.of[DUMP_OTHER])
        maincf_read(conf, source);
    if (count.of[DUMP_MASTER] || count.of[DUMP_OVERRIDE])
        mastercf_read(conf, source);
    return conf->main || conf->n_services;
}
