/* describe: files out of words, for tests and the examples of rules. */
#include <stdlib.h>

#include "pem.h"
#include "postlint/date.h"

struct describer {
    struct arena *arena;
    struct file *file;
};

static const char *read_octal(struct text word, unsigned *mode)
{
    *mode = 0;
    for (size_t i = 0; i < word.n; i++) {
        if (word.p[i] < '0' || word.p[i] > '7' || word.n > 5)
            return "a mode is an octal number: 0640";
        *mode = *mode * 8 + (unsigned)(word.p[i] - '0');
    }
    return word.n ? NULL : "a mode is an octal number: 0640";
}

static const char *read_date(struct text word, int64_t *seconds)
{
    int64_t days;
    if (!date_parse(word, &days))
        return "a date is YYYY-MM-DD";
    *seconds = days * DATE_SECONDS;
    return NULL;
}

/* TYPE:BITS:ID, TYPE as key_type_name() says it. */
static const char *read_key(struct text word, struct file_item *item)
{
    struct text type, bits;
    if (!text_token(&word, ":", &type) || !text_token(&word, ":", &bits) || !text_number(bits, &item->bits))
        return "a key is TYPE:BITS:NAME";
    item->id = word.n ? text_slice(word, 1, word.n) : word;
    for (int i = KEY_OTHER; i <= KEY_ED448; i++) {
        item->type = (enum key_type)i;
        if (text_is_nocase(type, key_type_name(item->type)))
            return NULL;
    }
    return "this kind of key is not known";
}

static struct text with_blanks(struct arena *arena, struct text words, char from)
{
    char *copy = arena_dup(arena, words.p, words.n);
    for (size_t i = 0; i < words.n; i++)
        copy[i] = copy[i] == from ? ' ' : copy[i];
    return (struct text){copy, words.n};
}

static const char *certificate_word(struct describer *to, struct file_item *item, struct text word)
{
    size_t equals = text_find(word, '=');
    struct text name = text_slice(word, 0, equals), value = text_slice(word, equals + (equals < word.n), word.n);
    if (text_is(name, "key"))
        return read_key(value, item);
    if (text_is(name, "from"))
        return read_date(value, &item->from);
    if (text_is(name, "until"))
        return read_date(value, &item->until);
    if (text_is(name, "names"))
        item->names = with_blanks(to->arena, value, ',');
    else if (text_is(name, "subject"))
        item->subject = value;
    else if (text_is(name, "issuer"))
        item->issuer = value;
    else if (text_is(name, "digest"))
        item->digest = value;
    else if (text_is(word, "self-signed"))
        item->is_self_signed = true;
    else if (text_is(word, "authority"))
        item->is_authority = true;
    else if (text_is(word, "public"))
        item->is_public = true;
    else
        return "a certificate has key=, names=, subject=, issuer=, digest=, from=, until=, self-signed, authority, "
               "public";
    return NULL;
}

/* What is not said is as of a certificate that nobody has to complain about at
 * the time of examples. */
static const char *add_certificate(struct describer *to, struct file_item *item, struct text words)
{
    struct text word;
    const char *problem = NULL;
    item->kind = ITEM_CERTIFICATE;
    item->type = KEY_RSA;
    item->bits = 4096;
    item->id = TEXT("a");
    item->digest = TEXT("SHA256");
    item->names = TEXT("mx.example.org");
    item->subject = TEXT("CN=mx.example.org");
    item->issuer = TEXT("CN=Example CA");
    item->from = date_days(2026, 6, 1) * DATE_SECONDS;
    item->until = date_days(2026, 8, 30) * DATE_SECONDS;
    while (!problem && text_token(&words, " ", &word))
        problem = certificate_word(to, item, word);
    return problem;
}

static const char *add_group(struct file_item *item, enum item_kind kind, struct text words)
{
    struct text word;
    item->kind = kind;
    if (!text_token(&words, " ", &word) || !text_number(word, &item->bits))
        return "DH parameters have a number of bits";
    if (text_token(&words, " ", &word))
        item->curve = word;
    return NULL;
}

static const char *set_mode(struct describer *to, struct text words)
{
    struct text word;
    struct file_status *status = &to->file->status;
    const char *problem = text_token(&words, " ", &word) ? read_octal(word, &status->mode) : "mode: which?";
    if (!problem && text_token(&words, " ", &word))
        status->group = word;
    if (!problem && text_token(&words, " ", &word))
        problem = read_octal(word, &status->folder_mode);
    return problem;
}

static bool set_state(struct describer *to, struct text kind, struct text words)
{
    static const struct {
        const char *word;
        enum file_state state;
    } states[] = {
        {"absent", FILE_ABSENT}, {"denied", FILE_DENIED}, {"refused", FILE_REFUSED}, {"unknown", FILE_UNKNOWN}};
    for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
        if (!text_is(kind, states[i].word))
            continue;
        to->file->state = states[i].state;
        to->file->problem = text_trim(words);
        return true;
    }
    return false;
}

static const char *add_line(struct describer *to, struct text line)
{
    static const struct {
        const char *word;
        enum item_kind kind;
    } plain[] = {{"encrypted-key", ITEM_ENCRYPTED_KEY},
                 {"request", ITEM_REQUEST},
                 {"other", ITEM_OTHER},
                 {"broken", ITEM_BROKEN}};
    struct text kind, word;
    if (!text_token(&line, " \t", &kind) || set_state(to, kind, line))
        return NULL;
    if (text_is(kind, "mode"))
        return set_mode(to, line);
    if (text_is(kind, "checkout")) {
        to->file->status.is_original = false;
        return NULL;
    }
    if (text_is(kind, "modified"))
        return text_token(&line, " ", &word) ? read_date(word, &to->file->status.modified) : "modified: when?";
    struct file_item *item = file_add(to->arena, to->file);
    if (text_is(kind, "certificate"))
        return add_certificate(to, item, line);
    if (text_is(kind, "dh") || text_is(kind, "dhx"))
        return add_group(item, text_is(kind, "dh") ? ITEM_DH : ITEM_DHX, line);
    if (text_is(kind, "key")) {
        item->kind = ITEM_KEY;
        return text_token(&line, " ", &word) ? read_key(word, item) : "a key is TYPE:BITS:NAME";
    }
    for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
        if (!text_is(kind, plain[i].word))
            continue;
        item->kind = plain[i].kind;
        return NULL;
    }
    return "a line begins with absent, denied, refused, unknown, mode, modified, checkout, certificate, key, "
           "encrypted-key, dh, dhx, request, other or broken";
}

const char *files_describe(struct arena *arena, struct files *files, struct text path, struct text description)
{
    struct describer to = {arena, files_put(files, path)};
    struct text line;
    const char *problem = NULL;
    to.file->status = (struct file_status){.is_original = true,
                                           .mode = 0600,
                                           .folder_mode = 0755,
                                           .group = TEXT("root"),
                                           .modified = date_days(2026, 6, 1) * DATE_SECONDS};
    while (!problem && text_token(&description, "\n", &line))
        problem = add_line(&to, line);
    return problem;
}
