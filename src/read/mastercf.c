/* mastercf: master.cf into the tree (conf.h), as master(8) and the daemons
 * read it: master/master_ent.c:get_master_ent, then getopt(3) in
 * master/{multi,single,event,trigger,dgram}_server.c. */
#include <string.h>

#include "postlint/buf.h"
#include "postlint/dump.h"

/* One word of the command: as the daemon gets it, and where it stood. */
struct word {
    struct text text;
    size_t at, end; /* in the logical line, braces included */
    bool braced;
};

/* Options of the daemons that take an argument, besides -o. */
#define OPTIONS_WITH_ARGUMENT "imnrst"

static struct note *refuse(struct conf *conf, const struct line *line, struct service *service, size_t begin,
                           size_t end, struct text detail)
{
    if (service)
        service->refused = true;
    struct note *note = conf_note(conf, NOTE_REFUSED, line_span(line, begin, end));
    note->detail = detail;
    return note;
}

static bool take_word(const struct line *line, size_t *at, struct word *word)
{
    struct text rest = text_slice(line->text, *at, line->text.n), token;
    if (!text_token(&rest, TEXT_BLANKS, &token))
        return false;
    size_t begin = (size_t)(token.p - line->text.p);
    *word = (struct word){token, begin, begin + token.n, false};
    *at = word->end;
    return true;
}

enum { MAX_TAG = 512 }; /* keeps the search for its end short */

/* Length of T up to and with the first CLOSE, or 0.  Looks for its last
 * character: the first ones are all over a template. */
static size_t length_to(struct text t, const char *close)
{
    size_t n = strlen(close);
    for (size_t end = 0; end < t.n;) {
        end += text_find(text_slice(t, end, t.n), close[n - 1]) + 1;
        if (end >= n && end <= t.n && memcmp(t.p + end - n, close, n) == 0)
            return end;
    }
    return 0;
}

/* Length of the tag at the start of T, or 0.  {% %} and {{ }} are braces to
 * begin with.  The first three mean nothing to Postfix where blanks are in
 * them, and change no word where none are. */
static size_t tag_length(const struct line *line, struct text t)
{
    static const char *const tags[][2] = {{"$(", ")"},  {"`", "`"},   {"[[", "]]"},
                                          {"<%", "%>"}, {"[%", "%]"}, {"<?", "?>"}};
    for (size_t i = 0; i < (line->source->is_template ? 6 : 3); i++) {
        size_t open = strlen(tags[i][0]);
        if (!text_starts(t, tags[i][0]))
            continue;
        size_t n = length_to(text_slice(t, open, open + MAX_TAG < t.n ? open + MAX_TAG : t.n), tags[i][1]);
        return n ? open + n : 0;
    }
    return 0;
}

/* util/mystrtok.c:mystrtokq: blanks inside { } do not separate. */
static bool take_argument(const struct line *line, size_t *at, struct word *word)
{
    struct text t = line->text;
    size_t begin = *at;
    while (begin < t.n && text_find(TEXT(TEXT_BLANKS), t.p[begin]) < sizeof(TEXT_BLANKS) - 1)
        begin++;
    size_t end = begin, level = 0;
    for (; end < t.n; end++) {
        size_t tag = tag_length(line, text_slice(t, end, t.n));
        if (tag)
            end += tag - 1;
        else if (t.p[end] == '{')
            level++;
        else if (level > 0 && t.p[end] == '}')
            level--;
        else if (level == 0 && text_find(TEXT(TEXT_BLANKS), t.p[end]) < sizeof(TEXT_BLANKS) - 1)
            break;
    }
    *word = (struct word){text_slice(t, begin, end), begin, end, false};
    *at = end;
    return end > begin;
}

/* Length of the balanced { } at the start of T, or 0 (util/balpar.c). */
static size_t balanced(struct text t)
{
    size_t level = 0;
    for (size_t i = 0; i < t.n; i++) {
        if (t.p[i] == '{')
            level++;
        else if (t.p[i] == '}' && --level == 0)
            return i + 1;
    }
    return 0;
}

/* util/extpar.c:extpar with EXTPAR_FLAG_STRIP: the text inside the braces. */
static void strip_braces(struct conf *conf, const struct line *line, struct service *service, struct word *word)
{
    if (word->text.n == 0 || word->text.p[0] != '{')
        return;
    size_t n = balanced(word->text);
    const char *error = n == 0 ? "missing '}'" : n < word->text.n ? "syntax error after '}'" : NULL;
    if (error)
        refuse(conf, line, service, word->at, word->end, text_from(error))->name = word->text;
    word->braced = true;
    word->text = text_trim(text_slice(word->text, 1, n ? n - 1 : word->text.n));
}

static bool is_one_of(struct text t, const char *const *words)
{
    for (; *words; words++)
        if (text_is(t, *words))
            return true;
    return false;
}

static bool is_digits(struct text t)
{
    for (size_t i = 0; i < t.n; i++)
        if (!text_is_digit(t.p[i]))
            return false;
    return t.n > 0;
}

static bool field_is_valid(enum service_field field, struct text t)
{
    static const char *const types[] = {"inet", "unix", "fifo", "pass", "unix-dgram", NULL};
    static const char *const bools[] = {"y", "n", "-", NULL};
    switch (field) {
    case SERVICE_TYPE:
        return is_one_of(t, types);
    case SERVICE_PRIVATE:
    case SERVICE_UNPRIV:
    case SERVICE_CHROOT:
        return is_one_of(t, bools);
    case SERVICE_WAKEUP:
        if (text_is(t, "-"))
            return true;
        if (text_ends(t, "?"))
            t.n--;
        return is_digits(t);
    case SERVICE_MAXPROC:
        return text_is(t, "-") || is_digits(t);
    case SERVICE_COMMAND:
        return !text_is(t, "-"); /* has no default */
    default:
        return true;
    }
}

static bool fields_are_valid(const struct service *service)
{
    for (int f = SERVICE_TYPE; f < SERVICE_FIELDS; f++)
        if (!field_is_valid((enum service_field)f, service->field[f]))
            return false;
    return true;
}

static const char *const field_names[SERVICE_FIELDS] = {
    "service name", "service type", "private", "unprivileged", "chroot", "wakeup", "maxproc", "command",
};

static void check_fields(struct conf *conf, const struct line *line, struct service *service, const struct word *words)
{
    for (int f = SERVICE_TYPE; f < SERVICE_FIELDS; f++) {
        if (field_is_valid((enum service_field)f, service->field[f]) || conf_has_placeholder(service->field[f]))
            continue;
        refuse(conf, line, service, words[f].at, words[f].end,
               text_printf(conf->arena, "invalid %s field \"%.*s\"", field_names[f], TEXT_ARG(service->field[f])))
            ->name = service->field[f];
    }
    if (text_is(service->field[SERVICE_TYPE], "unix-dgram"))
        refuse(conf, line, NULL, words[SERVICE_TYPE].at, words[SERVICE_TYPE].end,
               TEXT("service type unix-dgram is not known before Postfix 3.4"))
            ->to = VERSION(3, 4, 0);
    if (text_is(service->field[SERVICE_TYPE], "inet") &&
        (text_is(service->field[SERVICE_PRIVATE], "y") || text_is(service->field[SERVICE_PRIVATE], "-")))
        refuse(conf, line, service, words[SERVICE_PRIVATE].at, words[SERVICE_PRIVATE].end,
               TEXT("an inet service cannot be private (\"-\" means \"y\" here)"))
            ->name = service->field[SERVICE_PRIVATE];
}

/* BEGIN: offset of the dash of the option. */
static void add_override(struct conf *conf, const struct line *line, struct service *service, const struct word *word,
                         size_t begin)
{
    struct text name, value;
    const char *error = conf_split(word->text, &name, &value);
    if (error) {
        /* As written: the braces of {{ option }} were taken for those of -o. */
        if (conf_has_placeholder(text_slice(line->text, word->at, word->end))) {
            service->has_unknown_options = true;
            return;
        }
        struct note *note =
            refuse(conf, line, NULL, word->at, word->end,
                   text_printf(conf->arena, "invalid \"-o %.*s\" option value: %s", TEXT_ARG(word->text), error));
        note->name = word->text;
        note->service = service;
        /* 2.6 took a name without '=' for one with an empty value; an empty
         * name passed until util/split_nameval.c of 3.4. */
        note->from = text_is(text_from(error), CONF_NO_NAME) ? VERSION(3, 4, 0) : VERSION(2, 7, 0);
        return;
    }
    service->overrides = arena_grow(conf->arena, service->overrides, service->n_overrides, &service->capacity,
                                    sizeof(*service->overrides));
    size_t name_at = (size_t)(name.p - line->text.p), value_at = (size_t)(value.p - line->text.p);
    service->overrides[service->n_overrides++] = (struct setting){
        .name = name,
        .value = value,
        .name_span = line_span(line, name_at, name_at + name.n),
        .value_span = line_span(line, value_at, value_at + value.n),
        .span = line_span(line, begin, word->end),
        .line = line,
        .value_at = value_at,
        .is_template = line->source->is_template ? conf_is_filled_in(value)
                                                 : conf_has_placeholder(word->text) || conf_is_braced_word(value),
    };
}

/* `-o name = value`: getopt takes `name` for the whole option. */
static bool note_blanks(struct conf *conf, const struct line *line, const struct service *service,
                        const struct word *word, size_t at)
{
    struct word next;
    size_t after = at;
    bool no_value = text_find(word->text, '=') == word->text.n;
    bool empty_value = word->text.n > 1 && text_find(word->text, '=') == word->text.n - 1;
    if (word->braced || !take_argument(line, &after, &next))
        return false;
    bool is_blank = no_value ? text_starts(next.text, "=") : empty_value && next.text.p[0] != '-';
    if (!is_blank)
        return false;
    struct note *note = conf_note(conf, NOTE_OVERRIDE_BLANKS, line_span(line, word->at, next.end));
    note->name = text_slice(word->text, 0, text_find(word->text, '='));
    note->value = next.text;
    if (no_value && text_is(next.text, "=") && take_argument(line, &after, &next) && next.text.p[0] != '-')
        note->value = next.text;
    else if (no_value)
        note->value = text_slice(next.text, 1, next.text.n);
    note->service = service;
    return true;
}

/* Before 3.0 braces mean nothing: the option is what stands before the first
 * blank.  Without a '=' the daemon dies of it, from 2.7 on. */
static void note_braces(struct conf *conf, const struct line *line, const struct service *service,
                        const struct word *word)
{
    size_t at = word->at;
    struct word first;
    if (!word->braced || service->refused || conf_has_placeholder(text_slice(line->text, word->at, word->end)))
        return;
    if (!take_word(line, &at, &first) || text_find(first.text, '=') < first.text.n)
        return;
    struct note *note =
        refuse(conf, line, NULL, word->at, word->end, TEXT("braces round an option are not known before Postfix 3.0"));
    note->name = first.text;
    note->service = service;
    note->from = VERSION(2, 7, 0);
    note->to = VERSION(3, 0, 0);
}

/* One word that starts with '-': a cluster of getopt(3) options.  Returns
 * false if it ends the options. */
static bool read_option(struct conf *conf, const struct line *line, struct service *service, struct word word,
                        size_t *at)
{
    if (text_is(word.text, "-") || text_is(word.text, "--"))
        return false;
    for (size_t i = 1; i < word.text.n; i++) {
        char letter = word.text.p[i];
        bool is_override = letter == 'o';
        if (!is_override && text_find(TEXT(OPTIONS_WITH_ARGUMENT), letter) == sizeof(OPTIONS_WITH_ARGUMENT) - 1)
            continue;
        struct word argument = {text_slice(word.text, i + 1, word.text.n), 0, word.end, false};
        argument.at = (size_t)(argument.text.p - line->text.p);
        if (argument.text.n == 0) {
            if (!take_argument(line, at, &argument))
                return true; /* getopt complains and the daemon goes on */
            strip_braces(conf, line, service, &argument);
            if (is_override)
                note_braces(conf, line, service, &argument);
        }
        bool is_refused = is_override && note_blanks(conf, line, service, &argument, *at) &&
                          text_find(argument.text, '=') == argument.text.n;
        if (is_override && !is_refused)
            add_override(conf, line, service, &argument, word.at);
        return true;
    }
    return true;
}

/* The word that ended the options; its value is the option behind it, if
 * any, which is never read. */
static void note_ender(struct conf *conf, const struct line *line, const struct service *service,
                       const struct word *ender, size_t at)
{
    const struct note *last = conf->n_notes ? &conf->notes[conf->n_notes - 1] : NULL;
    if (last && last->kind == NOTE_OVERRIDE_BLANKS && last->service == service)
        return; /* a word of that option */
    struct note *note = conf_note(conf, NOTE_OPTIONS_ENDED, line_span(line, ender->at, ender->end));
    note->name = ender->text;
    note->service = service;
    struct word word;
    while (take_argument(line, &at, &word)) {
        if (!text_starts(word.text, "-o"))
            continue;
        note->value = word.text;
        note->related = line_span(line, word.at, word.end);
        return;
    }
}

/* flags=DORX, which smtp(8) and lmtp(8) take: smtp/smtp.c:get_cli_attr. */
static bool is_attribute(const struct service *service, struct text word)
{
    static const char *const clients[] = {"smtp", "lmtp", NULL};
    return is_one_of(service->field[SERVICE_COMMAND], clients) &&
           text_eq_nocase(text_slice(word, 0, sizeof("flags=") - 1), TEXT("flags="));
}

static void read_arguments(struct conf *conf, const struct line *line, struct service *service, size_t at)
{
    struct word word;
    while (take_argument(line, &at, &word)) {
        if (conf_has_placeholder(word.text) && word.text.p[0] != '-') {
            service->has_unknown_options = true;
            continue;
        }
        strip_braces(conf, line, service, &word);
        bool is_option = !service->options_ended && word.text.n && word.text.p[0] == '-';
        if (is_option && read_option(conf, line, service, word, &at))
            continue;
        service->options_ended = true;
        if (is_attribute(service, word.text))
            continue;
        /* pipe(8) and spawn(8) take arguments of their own from here on. */
        static const char *const with_arguments[] = {"pipe", "spawn", NULL};
        if (!is_one_of(service->field[SERVICE_COMMAND], with_arguments))
            note_ender(conf, line, service, &word, at);
        return;
    }
}

/* What is no entry in a template may become options of the entry before.
 * Those behind %{condition} can be read: they are others than it has. */
static void leave_options_open(struct conf *conf, const struct line *line)
{
    if (conf->n_services && !text_starts(line->text, "%{"))
        conf->services[conf->n_services - 1].has_unknown_options = true;
}

static void add_service(struct conf *conf, const struct line *line)
{
    struct word words[SERVICE_FIELDS];
    size_t n = 0, at = 0;
    while (n < SERVICE_FIELDS && take_word(line, &at, &words[n]))
        n++;
    if (n == 0)
        return;
    if (n < SERVICE_FIELDS) {
        bool is_template = conf_has_placeholder(line->text) || line->source->is_template;
        if (is_template)
            leave_options_open(conf, line);
        if (!is_template)
            refuse(conf, line, NULL, 0, line->text.n,
                   text_printf(conf->arena, "missing \"%s\" field: an entry has at least 8", field_names[n]));
        return;
    }
    struct service *service = &conf->services[conf->n_services++];
    *service = (struct service){.line = line, .span = line_span(line, 0, line->text.n)};
    for (size_t f = 0; f < SERVICE_FIELDS; f++) {
        service->field[f] = words[f].text;
        service->field_span[f] = line_span(line, words[f].at, words[f].end);
    }
    service->id =
        text_printf(conf->arena, "%.*s/%.*s", TEXT_ARG(words[SERVICE_NAME].text), TEXT_ARG(words[SERVICE_TYPE].text));
    /* Blanks inside a placeholder shift the fields: nothing is known then. */
    struct text fields = text_slice(line->text, 0, words[SERVICE_FIELDS - 1].end);
    service->is_template = line->source->is_template && (conf_has_placeholder(fields) || !fields_are_valid(service));
    /* A block of code may write options; {{ name }} begins an entry. */
    if (service->is_template && text_starts(line->text, "{") && !text_starts(line->text, "{{") && conf->n_services > 1)
        service[-1].has_unknown_options = true;
    if (service->is_template) {
        service->field[SERVICE_COMMAND] = service->field[SERVICE_TYPE] = TEXT("-");
        return;
    }
    check_fields(conf, line, service, words);
    read_arguments(conf, line, service, at);
}

/* The last -o of a name wins: master/multi_server.c, mail_conf_update().  From
 * the last to the first, so that the one in force is entered. */
static void finish_service(struct conf *conf, struct service *service)
{
    if (service->n_overrides == 0)
        return;
    size_t size = 8;
    while (size < service->n_overrides * 2)
        size *= 2;
    uint32_t *index = arena_array(conf->arena, size, sizeof(*index));
    service->index = index;
    service->index_size = size;
    for (size_t i = service->n_overrides; i-- > 0;) {
        struct setting *setting = &service->overrides[i];
        setting->service = service;
        setting->winner = conf_override(service, setting->name);
        setting->replaced = setting->winner != NULL;
        if (setting->replaced)
            continue;
        size_t slot = text_hash(setting->name) & (size - 1);
        while (index[slot])
            slot = (slot + 1) & (size - 1);
        index[slot] = (uint32_t)(i + 1);
    }
}

/* Entries and overrides of a dump; all of a file. */
static bool is_wanted(const struct line *line)
{
    if (line->source->kind != SOURCE_DUMP)
        return true;
    enum dump_kind kind = line->orphan ? DUMP_OTHER : dump_kind(line->text);
    return kind == DUMP_MASTER || kind == DUMP_OVERRIDE;
}

/* Which daemon a service runs of which only an override is known: the one that
 * reads its parameter. */
static struct text daemon_for(struct text type, struct text parameter)
{
    bool is_server = text_is(type, "inet") || text_is(type, "pass");
    if (is_server)
        return text_starts(parameter, "smtpd_") ? TEXT("smtpd") : TEXT("-");
    return text_starts(parameter, "smtp_") ? TEXT("smtp") : text_starts(parameter, "lmtp_") ? TEXT("lmtp") : TEXT("-");
}

static struct service *add_named(struct conf *conf, const struct line *line, struct text id,
                                 const struct dump_override *override)
{
    struct service *service = &conf->services[conf->n_services++];
    *service = (struct service){.id = id, .line = line, .span = line_span(line, 0, line->text.n)};
    for (size_t f = 0; f < SERVICE_FIELDS; f++) {
        service->field[f] = TEXT("-");
        service->field_span[f] = service->span;
    }
    service->field[SERVICE_NAME] = override->name;
    service->field[SERVICE_TYPE] = override->type;
    return service;
}

/* The services by id: of those that share one, the last. */
struct index {
    const struct service **slots;
    size_t size; /* a power of two */
};

static const struct service **slot_of(const struct index *index, struct text id)
{
    size_t slot = text_hash(id) & (index->size - 1);
    while (index->slots[slot] && !text_eq(index->slots[slot]->id, id))
        slot = (slot + 1) & (index->size - 1);
    return &index->slots[slot];
}

/* What the entry of the service says as well is there already. */
static void add_dumped(struct conf *conf, const struct line *line, const struct index *index)
{
    struct dump_override override;
    struct text name, value;
    if (!dump_override(line->text, &override))
        return;
    conf_split(override.setting, &name, &value);
    struct text id = text_printf(conf->arena, "%.*s/%.*s", TEXT_ARG(override.name), TEXT_ARG(override.type));
    const struct service **slot = slot_of(index, id);
    struct service *service = *slot ? &conf->services[*slot - conf->services] : add_named(conf, line, id, &override);
    *slot = service;
    if (text_is(service->field[SERVICE_COMMAND], "-"))
        service->field[SERVICE_COMMAND] = daemon_for(override.type, name);
    const struct setting *known = conf_override(service, name);
    if (known && text_eq(known->value, value))
        return;
    size_t at = (size_t)(override.setting.p - line->text.p);
    add_override(conf, line, service, &(struct word){override.setting, at, line->text.n, true}, 0);
}

static void add_overrides(struct conf *conf, struct line *const *lines, size_t n)
{
    struct index index = {.size = 16};
    while (index.size < (conf->n_services + n) * 2)
        index.size *= 2;
    index.slots = arena_array(conf->arena, index.size, sizeof(*index.slots));
    for (size_t i = 0; i < conf->n_services; i++)
        *slot_of(&index, conf->services[i].id) = &conf->services[i];
    for (size_t i = 0; i < n; i++)
        add_dumped(conf, lines[i], &index);
}

/* The entries of LINES, or, where a dump has overrides alone, the services of a
 * stock file. */
static void add_services(struct conf *conf, const struct source *source, struct line *const *lines, size_t n)
{
    size_t n_entries = 0;
    for (size_t i = 0; i < n; i++)
        n_entries += source->kind != SOURCE_DUMP || dump_kind(lines[i]->text) == DUMP_MASTER;
    if (source->kind == SOURCE_DUMP && n_entries == 0) {
        conf_add_stock(conf, n);
        return;
    }
    conf->master = source;
    conf->services = arena_array(conf->arena, n, sizeof(*conf->services));
    for (size_t i = 0; i < n; i++)
        if (source->kind != SOURCE_DUMP || dump_kind(lines[i]->text) == DUMP_MASTER)
            add_service(conf, lines[i]);
}

static void finish_services(struct conf *conf)
{
    for (size_t i = 0; i < conf->n_services; i++)
        finish_service(conf, &conf->services[i]);
}

/* Logical lines first, so that the services lie in one array that never
 * moves: overrides and notes point into it. */
void mastercf_read(struct conf *conf, const struct source *source)
{
    struct lines lines = lines_open(conf->arena, source);
    struct line **kept = NULL;
    size_t n = 0, capacity = 0;
    for (;;) {
        struct line *line = arena_alloc(conf->arena, sizeof(*line));
        if (!lines_next(&lines, line))
            break;
        if (!is_wanted(line))
            continue;
        if (line->has_nul)
            conf_note(conf, NOTE_NUL, (struct span){source, line->nul, line->nul + 1});
        if (line->orphan) {
            if (!source->is_template)
                conf_note(conf, NOTE_ORPHAN, line_span(line, 0, line->text.n));
            continue;
        }
        kept = arena_grow(conf->arena, kept, n, &capacity, sizeof(struct line *));
        kept[n++] = line;
    }
    add_services(conf, source, kept, n);
    finish_services(conf);
    if (source->kind != SOURCE_DUMP)
        return;
    add_overrides(conf, kept, n);
    finish_services(conf);
}
