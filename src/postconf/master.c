/* master: master.cf as postconf reads and prints it.
 * Postfix: postconf/postconf_master.c, util/argv_splitq.c, util/extpar.c. */
#include "internal.h"

#include "postlint/conf.h"

enum { FIELDS = 8, TYPE = 1, PRIVATE = 2, CHROOT = 4, WAKEUP = 5, MAXPROC = 6, COMMAND = 7 };

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool has_blank(struct text t)
{
    for (size_t i = 0; i < t.n; i++)
        if (is_blank(t.p[i]))
            return true;
    return false;
}

/* The next word; from 3.0 on blanks inside { } do not separate. */
static bool take_word(const struct work *work, struct text *rest, struct text *word)
{
    bool braces = facts_has("master-braces", work->release);
    size_t begin = 0, level = 0;
    while (begin < rest->n && is_blank(rest->p[begin]))
        begin++;
    size_t end = begin;
    for (; end < rest->n; end++) {
        char c = rest->p[end];
        if (braces && c == '{')
            level++;
        else if (braces && level > 0 && c == '}')
            level--;
        else if (level == 0 && is_blank(c))
            break;
    }
    *word = text_slice(*rest, begin, end);
    *rest = text_slice(*rest, end, rest->n);
    return word->n > 0;
}

struct words {
    struct arena *arena;
    struct text *items;
    size_t n, capacity;
};

static void add_word(struct words *words, struct text word)
{
    words->items = arena_grow(words->arena, words->items, words->n, &words->capacity, sizeof(*words->items));
    words->items[words->n++] = word;
}

/* util/extpar.c with EXTPAR_FLAG_STRIP; what is wrong is a warning there. */
static struct text strip_braces(struct text t)
{
    size_t level = 0;
    for (size_t i = 0; i < t.n; i++) {
        if (t.p[i] == '{')
            level++;
        else if (t.p[i] == '}' && --level == 0)
            return text_trim(text_slice(t, 1, i));
    }
    return text_trim(text_slice(t, 1, t.n));
}

static struct text normal_pair(struct arena *arena, struct text t)
{
    struct text name, value;
    if (conf_split(t, &name, &value))
        return t;
    return text_printf(arena, "%.*s=%.*s", TEXT_ARG(name), TEXT_ARG(value));
}

/* postconf_master.c:pcf_daemon_options_expecting_value; the strchr() there
 * finds the end of a lone "-" too, which so takes the next word. */
static bool takes_value(struct text option)
{
    return option.n < 2 || option.p[1] == 'o';
}

/* -stuffozz becomes -stuff -ozz, where an 'o' after the first letter splits;
 * so -osmtpd_tls_auth_only=yes is read as -o smtpd_tls_auth_ and -o nly=yes:
 * postconf_master.c:pcf_normalize_daemon_args. */
static void add_option(const struct work *work, struct words *words, struct text *queue, struct text *rest)
{
    struct text word = *queue;
    *queue = TEXT("");
    for (size_t i = 2; i < word.n; i++) {
        if (word.p[i] != 'o')
            continue;
        *queue = text_printf(work->arena, "-%.*s", TEXT_ARG(text_slice(word, i, word.n)));
        word = text_slice(word, 0, i);
        break;
    }
    if (!takes_value(word)) {
        add_word(words, word);
        return;
    }
    bool braces = facts_has("master-braces", work->release);
    struct text value;
    add_word(words, text_slice(word, 0, word.n < 2 ? word.n : 2));
    if (word.n > 2)
        value = text_slice(word, 2, word.n);
    else if (queue->n) {
        value = *queue;
        *queue = TEXT("");
    } else if (!take_word(work, rest, &value)) {
        return;
    }
    if (braces && value.p[0] == '{') {
        value = strip_braces(value);
        if (word.n > 1)
            value = normal_pair(work->arena, value);
    }
    add_word(words, value);
}

static void add_arguments(const struct work *work, struct words *words, struct text rest)
{
    bool in_options = true, braces = facts_has("master-braces", work->release);
    struct text word = TEXT("");
    while (word.n || take_word(work, &rest, &word)) {
        in_options = in_options && word.p[0] == '-' && !text_is(word, "--");
        if (in_options) {
            add_option(work, words, &word, &rest);
            continue;
        }
        add_word(words, braces && word.p[0] == '{' ? strip_braces(word) : word);
        word = TEXT("");
    }
}

static bool is_digits(struct text t)
{
    for (size_t i = 0; i < t.n; i++)
        if (!text_is_digit(t.p[i]))
            return false;
    return true;
}

/* postconf_master.c:pcf_check_master_entry. */
static const char *check_fields(const struct work *work, const struct text *words)
{
    static const char *const types[] = {"unix", "fifo", "inet", "pass"};
    bool known = text_is(words[TYPE], "unix-dgram") && facts_has("unix-dgram", work->release);
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        known = known || text_is(words[TYPE], types[i]);
    if (!known)
        return "invalid service-type field";
    for (int i = PRIVATE; i <= CHROOT; i++)
        if (!text_is(words[i], "y") && !text_is(words[i], "n") && !text_is(words[i], "-"))
            return "invalid private, unprivileged or chroot field";
    struct text wakeup = words[WAKEUP];
    if (wakeup.n && wakeup.p[wakeup.n - 1] == '?')
        wakeup.n--;
    if (!text_is(wakeup, "-") && !is_digits(wakeup))
        return "invalid wakeup field";
    if (!text_is(words[MAXPROC], "-") && !is_digits(words[MAXPROC]))
        return "invalid process-limit field";
    return NULL;
}

/* In 3.3 and 3.4 entries of one name space have the name of the last. */
static void name_processes(struct work *work)
{
    struct dict *last = dict_new(work->arena);
    for (size_t i = 0; i < work->n_masters; i++) {
        struct text command = work->masters[i].words[COMMAND];
        size_t slash = command.n;
        while (slash > 0 && command.p[slash - 1] != '/')
            slash--;
        work->masters[i].process_name = text_slice(command, slash, command.n);
        dict_put(last, work->masters[i].name_space, work->masters[i].process_name);
    }
    for (size_t i = 0; i < work->n_masters && !facts_has("entry-names-apart", work->release); i++)
        dict_get(last, work->masters[i].name_space, &work->masters[i].process_name);
}

static bool read_entry(struct work *work, const struct line *line, struct master *master)
{
    struct words words = {.arena = work->arena};
    struct text rest = line->text, word;
    while (words.n < FIELDS && take_word(work, &rest, &word))
        add_word(&words, word);
    if (words.n < FIELDS)
        return postconf_fail(work, line, TEXT("bad field count"));
    const char *error = facts_has("postconf-checks-fields", work->release) ? check_fields(work, words.items) : NULL;
    if (error)
        return postconf_fail(work, line, text_from(error));
    add_arguments(work, &words, rest);
    *master = (struct master){.words = words.items, .n = words.n};
    master->name_space = text_printf(work->arena, "%.*s/%.*s", TEXT_ARG(words.items[0]), TEXT_ARG(words.items[1]));
    return true;
}

static struct dict *space_of(struct work *work, struct text name_space)
{
    struct text number;
    long index;
    if (dict_get(work->spaces_index, name_space, &number) && text_number(number, &index))
        return work->spaces[index];
    work->spaces = arena_grow(work->arena, work->spaces, work->n_spaces, &work->spaces_capacity, sizeof(struct dict *));
    work->spaces[work->n_spaces] = dict_new(work->arena);
    dict_put(work->spaces_index, name_space, text_printf(work->arena, "%zu", work->n_spaces));
    return work->spaces[work->n_spaces++];
}

/* postconf_user.c:pcf_register_user_parameters: the -o values. */
static void read_params(struct work *work, struct master *master)
{
    for (size_t i = FIELDS; i < master->n; i++) {
        struct text word = master->words[i], name, value;
        if (word.n == 0 || word.p[0] != '-' || text_is(word, "--"))
            return;
        if (!takes_value(word) || i + 1 >= master->n)
            continue;
        i++;
        if (word.n < 2)
            continue;
        const char *error = conf_split(master->words[i], &name, &value);
        bool no_name = error && text_is(text_from(error), CONF_NO_NAME);
        if (!error || (no_name && !facts_has("empty-name-refused", work->release) &&
                       text_find(master->words[i], '=') < master->words[i].n))
            dict_put(space_of(work, master->name_space), name, value);
    }
}

/* Entries of one name space share parameters, but for those before the first
 * one that has any. */
static void share_params(struct work *work)
{
    for (size_t i = 0; i < work->n_masters; i++) {
        struct text number;
        long index;
        read_params(work, &work->masters[i]);
        if (dict_get(work->spaces_index, work->masters[i].name_space, &number) && text_number(number, &index))
            work->masters[i].params = work->spaces[index];
    }
}

bool master_read(struct work *work)
{
    const struct source *source = work->postconf->master;
    struct lines lines = lines_open(work->arena, plain_text(work, source));
    size_t capacity = 0;
    for (;;) {
        struct line *line = arena_alloc(work->arena, sizeof(*line));
        if (!lines_next(&lines, line))
            break;
        if (line->orphan)
            continue;
        work->masters = arena_grow(work->arena, work->masters, work->n_masters, &capacity, sizeof(*work->masters));
        if (!read_entry(work, line, &work->masters[work->n_masters]))
            return false;
        work->n_masters++;
    }
    share_params(work);
    name_processes(work);
    return true;
}

static void put(struct buf *out, struct text text, bool braces)
{
    buf_printf(out, braces ? "{%.*s}" : "%.*s", TEXT_ARG(text));
}

static void print_entry(const struct work *work, const struct master *master, struct buf *out)
{
    static const size_t goals[FIELDS] = {0, 11, 17, 25, 33, 41, 49, 57};
    bool braces = facts_has("master-braces", work->release), in_options = true;
    size_t start = out->n;
    for (size_t i = 0; i < FIELDS; i++) {
        if (i > 0)
            do
                buf_char(out, ' ');
            while (out->n - start < goals[i]);
        buf_text(out, master->words[i]);
    }
    for (size_t i = FIELDS; i < master->n; i++) {
        struct text word = master->words[i];
        buf_char(out, ' ');
        bool after_options = !in_options;
        in_options = in_options && word.n && word.p[0] == '-' && !text_is(word, "--");
        /* The word that ends the options gets no braces back. */
        put(out, word, after_options && braces && has_blank(word));
        if (!in_options || !takes_value(word) || i + 1 >= master->n)
            continue;
        i++;
        buf_char(out, ' ');
        put(out, master->words[i], braces && has_blank(master->words[i]));
    }
    buf_char(out, '\n');
}

void master_print(const struct work *work, struct buf *out)
{
    for (size_t i = 0; i < work->n_masters; i++)
        print_entry(work, &work->masters[i], out);
}

bool master_print_params(struct work *work, bool expand, struct buf *out)
{
    for (size_t i = 0; i < work->n_masters; i++) {
        const struct master *master = &work->masters[i];
        size_t n;
        const struct pair **sorted = master->params ? dict_sorted(work->arena, master->params, &n) : NULL;
        for (size_t k = 0; sorted && k < n; k++) {
            struct text value = sorted[k]->value;
            if (expand && !lookup_expand(work, master, value, &value))
                return false;
            print_line(work, out,
                       text_printf(work->arena, "%.*s/%.*s = %.*s", TEXT_ARG(master->name_space),
                                   TEXT_ARG(sorted[k]->name), TEXT_ARG(value)));
        }
    }
    return true;
}
