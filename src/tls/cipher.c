/* cipher: see cipher.h.  What OpenSSL does is in ssl/ssl_ciph.c of each
 * release; functions named below without a file are from there. */
#include "postlint/cipher.h"

#include "cipher_tables.h"

/* Suites in order, by number of their form. */
struct run {
    uint16_t form[CIPHER_MAX_FORMS];
    size_t n;
};

/* OpenSSL keeps one list whose items are active or not.  Only the order of the
 * active ones among themselves and that of the others ever counts, so there
 * are two here. */
struct expansion {
    const struct cipher_release *release;
    uint32_t release_bit;
    bool weak;
    struct run active, inactive;
    struct text rest; /* of the string, not read yet */
    size_t n_words;
    int level; /* of the last @SECLEVEL */
    struct text error;
};

/* One element of the string: `A+B`. */
struct element {
    struct cipher_selector selector;
    const struct cipher_set *also[CIPHER_MAX_EXCEPTIONS];
    size_t n_also;
};

static const struct cipher_release *release_find(version openssl)
{
    const struct cipher_release *found = NULL;
    for (size_t i = 0; i < cipher_release_count && cipher_releases[i].from <= openssl; i++)
        found = &cipher_releases[i];
    return found && openssl <= found->to ? found : NULL;
}

static struct cipher_set set_and(struct cipher_set a, struct cipher_set b)
{
    return (struct cipher_set){{a.word[0] & b.word[0], a.word[1] & b.word[1]}};
}

static bool set_eq(struct cipher_set a, struct cipher_set b)
{
    return a.word[0] == b.word[0] && a.word[1] == b.word[1];
}

/* True if SET has a bit in every field: adding all ones to a field carries
 * into its guard unless the field is empty. */
static inline bool set_is_full(struct cipher_set set)
{
    const struct cipher_set *fields = &cipher_layout.fields, *guards = &cipher_layout.guards;
    return ((set.word[0] + fields->word[0]) & guards->word[0]) == guards->word[0] &&
           ((set.word[1] + fields->word[1]) & guards->word[1]) == guards->word[1];
}

static bool element_matches(const struct element *element, const struct cipher_form *form)
{
    if (element->selector.id && element->selector.id != form->suite.id)
        return false;
    if (set_is_full(set_and(element->selector.values, form->attributes)))
        return true;
    for (size_t i = 0; i < element->n_also; i++)
        if (set_is_full(set_and(*element->also[i], form->attributes)))
            return true;
    return false;
}

/* Moves what ELEMENT matches from FROM to the end of TO, keeping order. */
static void run_move(const struct element *element, struct run *from, struct run *to)
{
    size_t kept = 0;
    for (size_t i = 0; i < from->n; i++) {
        uint16_t form = from->form[i];
        if (element_matches(element, &cipher_forms[form]))
            to->form[to->n++] = form;
        else
            from->form[kept++] = form;
    }
    from->n = kept;
}

static void run_append(struct run *to, const struct run *more)
{
    for (size_t i = 0; i < more->n; i++)
        to->form[to->n++] = more->form[i];
}

/* ssl_cipher_strength_sort: stable, highest first. */
static void run_sort(struct run *run)
{
    size_t next[CIPHER_MAX_RANKS + 1] = {0};
    for (size_t i = 0; i < run->n; i++)
        next[cipher_forms[run->form[i]].rank + 1]++;
    for (size_t i = 1; i < CIPHER_MAX_RANKS; i++)
        next[i] += next[i - 1];
    struct run sorted;
    for (size_t i = 0; i < run->n; i++)
        sorted.form[next[cipher_forms[run->form[i]].rank]++] = run->form[i];
    for (size_t i = 0; i < run->n; i++)
        run->form[i] = sorted.form[i];
}

/* ssl_cipher_apply_rule, for the sign that the element began with. */
static void expansion_apply(struct expansion *expansion, const struct element *element, char sign)
{
    struct run moved;
    moved.n = 0;
    if (sign == '\0') {
        run_move(element, &expansion->inactive, &expansion->active);
        return;
    }
    run_move(element, &expansion->active, &moved);
    if (sign == '+') {
        run_append(&expansion->active, &moved);
    } else if (sign == '-') {
        /* What was deleted last is added first again. */
        run_append(&moved, &expansion->inactive);
        expansion->inactive = moved;
    } else {
        moved.n = 0;
        run_move(element, &expansion->inactive, &moved);
    }
}

static void expansion_fail(struct expansion *expansion, struct text error)
{
    expansion->error = error;
    expansion->rest.n = 0;
}

static bool expansion_can(const struct expansion *expansion, enum cipher_language what)
{
    return expansion->release->language & (unsigned)what;
}

/* ITEM_SEP */
static bool is_separator(char c)
{
    return c == ':' || c == ',' || c == ';' || c == ' ';
}

static bool is_word_char(const struct expansion *expansion, char c)
{
    return text_is_alnum(c) || c == '-' || c == '.' || (c == '=' && expansion_can(expansion, CIPHER_LEVEL)) ||
           (c == '_' && expansion_can(expansion, CIPHER_IANA));
}

static void expansion_skip(struct expansion *expansion, size_t n)
{
    expansion->rest = text_slice(expansion->rest, n, expansion->rest.n);
}

/* The text up to the next separator counts for nothing. */
static void expansion_skip_element(struct expansion *expansion)
{
    size_t n = 0;
    while (n < expansion->rest.n && !is_separator(expansion->rest.p[n]))
        n++;
    expansion_skip(expansion, n);
}

static bool expansion_take(struct expansion *expansion, char c)
{
    bool is_there = expansion->rest.n && expansion->rest.p[0] == c;
    if (is_there)
        expansion_skip(expansion, 1);
    return is_there;
}

/* The next word; empty, and the string rejected, where there is none. */
static struct text expansion_take_word(struct expansion *expansion)
{
    size_t n = 0;
    while (n < expansion->rest.n && is_word_char(expansion, expansion->rest.p[n]))
        n++;
    struct text word = text_slice(expansion->rest, 0, n);
    expansion_skip(expansion, n);
    if (n == 0)
        expansion_fail(expansion, TEXT("invalid command"));
    else if (++expansion->n_words > CIPHER_MAX_TOKENS)
        expansion_fail(expansion, TEXT("more words than can be evaluated"));
    return word;
}

static char to_upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* Below, at or above zero as WORD sorts before, at or after NAME. */
static int word_compare(struct text word, const char *name)
{
    for (size_t i = 0; i < word.n; i++) {
        int difference = (unsigned char)to_upper(word.p[i]) - (unsigned char)to_upper(name[i]);
        if (difference || name[i] == '\0')
            return difference ? difference : 1;
    }
    return name[word.n] == '\0' ? 0 : -1;
}

/* The first table entry that is WORD in some spelling; how many there are. */
static const struct cipher_word *words_find(struct text word, size_t *n)
{
    size_t low = 0, high = cipher_word_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (word_compare(word, cipher_words[middle].name) > 0)
            low = middle + 1;
        else
            high = middle;
    }
    *n = 0;
    while (low + *n < cipher_word_count && word_compare(word, cipher_words[low + *n].name) == 0)
        ++*n;
    return &cipher_words[low];
}

static const struct cipher_selector *selector_of(const struct expansion *expansion, const struct cipher_word *word)
{
    for (size_t i = word->first; i < (size_t)word->first + word->n; i++) {
        const struct cipher_meaning *meaning = &cipher_meanings[i];
        if ((meaning->releases & expansion->release_bit) && (expansion->weak || !meaning->weak))
            return &cipher_selectors[meaning->selector];
    }
    return NULL;
}

static const struct cipher_selector *selector_find(const struct expansion *expansion, struct text text)
{
    size_t n;
    const struct cipher_word *word = words_find(text, &n);
    const struct cipher_selector *found = NULL;
    for (size_t i = 0; i < n && !found; i++)
        if (expansion_can(expansion, CIPHER_NOCASE) || text_is(text, word[i].name))
            found = selector_of(expansion, &word[i]);
    return found;
}

/* Narrows ELEMENT to what WORD selects too; false if that is nothing or WORD
 * is unknown.  The id of the last word alone counts (process_rulestr). */
static bool element_narrow(struct element *element, const struct expansion *expansion, struct text word)
{
    const struct cipher_selector *selector = selector_find(expansion, word);
    if (!selector)
        return false;
    struct cipher_set *values = &element->selector.values;
    const struct cipher_set *open = &cipher_layout.class_open;
    bool is_first_class = set_eq(set_and(*values, *open), *open) && !set_eq(set_and(selector->values, *open), *open);
    if (is_first_class && expansion_can(expansion, CIPHER_RESET))
        for (size_t i = 0; i < 2; i++)
            values->word[i] |= cipher_layout.default_field.word[i];
    *values = set_and(*values, selector->values);
    element->selector.id = selector->id;
    return set_is_full(*values);
}

static void element_add_exceptions(struct element *element, const struct expansion *expansion)
{
    for (size_t i = 0; i < cipher_exception_count; i++) {
        const struct cipher_exception *exception = &cipher_exceptions[i];
        if ((exception->releases & expansion->release_bit) &&
            set_eq(set_and(element->selector.values, exception->mask), exception->when))
            element->also[element->n_also++] = &exception->also;
    }
}

static void expansion_read_element(struct expansion *expansion, char sign)
{
    struct element element = {.selector = {cipher_layout.fields, 0}};
    bool has_more = true, is_known = true;
    while (has_more && is_known) {
        struct text word = expansion_take_word(expansion);
        if (expansion->error.p)
            return;
        has_more = expansion_take(expansion, '+');
        is_known = element_narrow(&element, expansion, word);
    }
    if (!is_known) {
        expansion_skip_element(expansion);
        return;
    }
    element_add_exceptions(&element, expansion);
    expansion_apply(expansion, &element, sign);
}

static bool word_is(const struct expansion *expansion, struct text word, const char *name)
{
    return expansion_can(expansion, CIPHER_NOCASE) ? text_is_nocase(word, name) : text_is(word, name);
}

/* @STRENGTH and @SECLEVEL=n; the level changes nothing in the list. */
static void expansion_read_command(struct expansion *expansion)
{
    struct text word = expansion_take_word(expansion);
    if (expansion->error.p)
        return;
    struct text name = text_slice(word, 0, word.n - 1);
    char last = word.p[word.n - 1];
    bool is_level = expansion_can(expansion, CIPHER_LEVEL) && word_is(expansion, name, "SECLEVEL=");
    if (word_is(expansion, word, "STRENGTH"))
        run_sort(&expansion->active);
    else if (is_level && last >= '0' && last <= '5')
        expansion->level = last - '0';
    else
        expansion_fail(expansion, TEXT("invalid command"));
    expansion_skip_element(expansion);
}

/* ssl_cipher_process_rulestr */
static void expansion_read(struct expansion *expansion, struct text string)
{
    if (expansion->error.p)
        return;
    expansion->rest = string;
    while (expansion->rest.n) {
        char c = expansion->rest.p[0];
        bool is_sign = c == '!' || c == '+' || c == '-' || c == '@';
        if (is_sign || is_separator(c))
            expansion_skip(expansion, 1);
        if (c == '@')
            expansion_read_command(expansion);
        else if (!is_separator(c))
            expansion_read_element(expansion, is_sign ? c : '\0');
    }
}

static bool prefix_fits(const struct expansion *expansion, const struct cipher_prefix *prefix, struct text string)
{
    bool is_there = (prefix->releases & expansion->release_bit) && string.n >= prefix->name.n &&
                    word_is(expansion, text_slice(string, 0, prefix->name.n), prefix->name.p);
    return is_there && (prefix->how != CIPHER_PREFIX_WHOLE || string.n == prefix->name.n);
}

/* check_suiteb_cipher_list and the DEFAULT of ssl_create_cipher_list. */
static void expansion_read_all(struct expansion *expansion, struct text string)
{
    const struct cipher_prefix *prefix = cipher_prefixes, *end = cipher_prefixes + cipher_prefix_count;
    while (prefix < end && !prefix_fits(expansion, prefix, string))
        prefix++;
    if (prefix == end) {
        expansion_read(expansion, string);
        return;
    }
    expansion_read(expansion, prefix->stands_for);
    if (prefix->how != CIPHER_PREFIX_FIRST)
        return;
    size_t begin = prefix->name.n;
    if (begin < string.n && string.p[begin] == ':')
        begin++;
    expansion_read(expansion, text_slice(string, begin, string.n));
}

static void expansion_start(struct expansion *expansion, const struct cipher_release *release, bool weak)
{
    *expansion = (struct expansion){.release = release, .weak = weak, .level = -1};
    expansion->release_bit = UINT32_C(1) << (release - cipher_releases);
    for (size_t i = 0; i < release->n_forms; i++)
        if (weak || !cipher_forms[release->forms[i]].weak)
            expansion->inactive.form[expansion->inactive.n++] = release->forms[i];
}

struct cipher_list cipher_expand(struct arena *arena, struct text string, version openssl, bool weak)
{
    const struct cipher_release *release = release_find(openssl);
    if (!release)
        return (struct cipher_list){.error = TEXT("cipher strings of this release are not known")};
    struct expansion expansion;
    expansion_start(&expansion, release, weak);
    /* For OpenSSL the string ends at a NUL. */
    expansion_read_all(&expansion, text_slice(string, 0, text_find(string, '\0')));
    if (expansion.error.p)
        return (struct cipher_list){.error = expansion.error};
    const struct run *active = &expansion.active;
    if (active->n == 0)
        return (struct cipher_list){.error = TEXT("no cipher match")};
    struct cipher_list list = {
        .suites = arena_array(arena, active->n, sizeof(*list.suites)), .n = active->n, .level = expansion.level};
    for (size_t i = 0; i < active->n; i++)
        list.suites[i] = &cipher_forms[active->form[i]].suite;
    return list;
}

static const struct {
    unsigned flaws;
    const char *text;
} worths[] = {
    [CIPHER_BROKEN] = {CIPHER_NULL | CIPHER_EXPORT | CIPHER_LOW, "no encryption worth the name"},
    [CIPHER_WEAK] = {CIPHER_RC4 | CIPHER_RC2 | CIPHER_3DES | CIPHER_IDEA | CIPHER_SEED | CIPHER_MD5, "weak cipher"},
    [CIPHER_UNAUTHENTICATED] = {CIPHER_ANONYMOUS, "no certificate"},
    [CIPHER_STATIC_KEY] = {CIPHER_NO_FS, "no forward secrecy"},
    [CIPHER_NO_AEAD] = {CIPHER_CBC, "no authenticated encryption"},
    [CIPHER_MODERN] = {~0U, ""},
};

enum cipher_worth cipher_worth(const struct cipher_suite *suite)
{
    enum cipher_worth worth = CIPHER_BROKEN;
    while (worth < CIPHER_MODERN && !(suite->flaws & worths[worth].flaws))
        worth++;
    return worth;
}

const char *cipher_worth_text(enum cipher_worth worth)
{
    return worths[worth].text;
}

bool cipher_knows(version openssl)
{
    return release_find(openssl) != NULL;
}

bool cipher_is_word(struct text word)
{
    size_t n;
    words_find(word, &n);
    return n > 0;
}

bool cipher_is_suite(struct text word)
{
    size_t n;
    const struct cipher_word *found = words_find(word, &n);
    for (size_t i = 0; i < n; i++)
        for (size_t k = found[i].first; k < (size_t)found[i].first + found[i].n; k++)
            if (text_is(word, found[i].name) && cipher_selectors[cipher_meanings[k].selector].id)
                return true;
    return false;
}

const char *cipher_spelling(struct text word, version openssl)
{
    size_t n;
    const struct cipher_word *found = words_find(word, &n);
    const struct cipher_release *release = release_find(openssl);
    if (n == 0 || !release || release->language & CIPHER_NOCASE)
        return NULL;
    for (size_t i = 0; i < n; i++)
        if (text_is(word, found[i].name))
            return NULL;
    return found->name;
}
