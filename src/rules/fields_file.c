/* fields_file: what can be asked of a file that a service gives to TLS, and of
 * the certificate in it. */
#include "fields.h"

#include "postlint/credentials.h"
#include "postlint/date.h"

struct fact field_files_read(const struct context *context)
{
    return fact_flag(context->scope->files != NULL);
}

static bool has_word(struct text words, struct text word)
{
    struct text known;
    while (text_token(&words, " ", &known))
        if (text_eq(known, word))
            return true;
    return false;
}

struct fact field_denied_files(const struct context *context)
{
    const struct scope *scope = context->scope;
    struct buf out = buf_new(scope->arena);
    for (size_t i = 0; scope->files && i < scope->conf->n_services; i++) {
        const struct credentials *credentials = scope->postures[i]->credentials;
        for (size_t k = 0; credentials && k < credentials->n; k++) {
            const struct named_file *named = credentials->items[k];
            if (named->file->state == FILE_DENIED && !has_word(buf_done(&out), named->name))
                buf_printf(&out, "%s%.*s", out.n ? " " : "", TEXT_ARG(named->name));
        }
    }
    return fact_text(buf_done(&out));
}

struct fact field_file_use(const struct context *context)
{
    return fact_word(file_use_name(context->file->use));
}

struct fact field_file_name(const struct context *context)
{
    return fact_text(context->file->name);
}

struct fact field_file_parameter(const struct context *context)
{
    return fact_text(context->file->value->name);
}

struct fact field_file_trouble(const struct context *context)
{
    const struct named_file *named = context->file;
    if (!named->trouble && file_state_is_unseen(named->file->state))
        return fact_unknown();
    return fact_word(file_trouble_name(named->trouble));
}

struct fact field_file_problem(const struct context *context)
{
    return fact_text(credentials_problem(context->scope->arena, context->file));
}

struct fact field_file_denied(const struct context *context)
{
    return fact_flag(context->file->file->state == FILE_DENIED);
}

/* A key with a pass phrase is one, too. */
static bool holds_key(const struct file *file)
{
    for (size_t i = 0; i < file->n; i++)
        if (file->items[i].kind == ITEM_KEY || file->items[i].kind == ITEM_ENCRYPTED_KEY)
            return true;
    return false;
}

enum { GROUP_READS = 0040, OTHERS_READ = 0004, OTHERS_WRITE = 0002, IS_STICKY = 01000 };

/* Debian's group ssl-cert is made for daemons that read keys; whoever is in the
 * group of root could become root. */
struct fact field_key_readers(const struct context *context)
{
    const struct file *file = context->file->file;
    if (!file->status.is_original || !holds_key(file))
        return file_state_is_unseen(context->file->file->state) ? fact_unknown() : fact_word("");
    if (file->status.mode & OTHERS_READ)
        return fact_word("others");
    if (!(file->status.mode & GROUP_READS) || text_is(file->status.group, "root") ||
        text_is(file->status.group, "ssl-cert"))
        return fact_word("");
    return file->status.group.n ? fact_word("group") : fact_unknown();
}

struct fact field_key_folder_open(const struct context *context)
{
    const struct file *file = context->file->file;
    unsigned mode = file->status.folder_mode;
    return fact_flag(file->status.is_original && holds_key(file) && mode & OTHERS_WRITE && !(mode & IS_STICKY));
}

/* The certificate of the service's own in the file; NULL: there is none. */
static const struct file_item *leaf_of(const struct context *context)
{
    return context->file->leaf;
}

struct fact field_key_type(const struct context *context)
{
    return leaf_of(context) ? fact_word(key_type_name(leaf_of(context)->type)) : fact_unknown();
}

struct fact field_key_bits(const struct context *context)
{
    return leaf_of(context) ? fact_number(leaf_of(context)->bits) : fact_unknown();
}

static struct fact below(const struct context *context, enum floor_kind kind, long bits)
{
    const struct floor_value *floor = fact_floor(context, kind);
    return floor ? fact_flag(bits < floor->number) : fact_unknown();
}

struct fact field_key_below_floor(const struct context *context)
{
    const struct file_item *leaf = leaf_of(context);
    if (!leaf)
        return fact_unknown();
    if (leaf->type == KEY_RSA || leaf->type == KEY_RSA_PSS)
        return below(context, FLOOR_RSA_BITS, leaf->bits);
    return leaf->type == KEY_ECDSA ? below(context, FLOOR_EC_BITS, leaf->bits) : fact_flag(false);
}

struct fact field_weak_signature(const struct context *context)
{
    if (!leaf_of(context))
        return fact_unknown();
    return fact_text(context->file->weak ? context->file->weak->digest : TEXT(""));
}

struct fact field_expired(const struct context *context)
{
    return leaf_of(context) ? fact_flag(leaf_of(context)->until < files_now(context->scope->files)) : fact_unknown();
}

struct fact field_not_yet(const struct context *context)
{
    return leaf_of(context) ? fact_flag(leaf_of(context)->from > files_now(context->scope->files)) : fact_unknown();
}

static struct fact days(int64_t from, int64_t to)
{
    int64_t seconds = to - from;
    return fact_number((long)(seconds >= 0 ? seconds / DATE_SECONDS : -((-seconds + DATE_SECONDS - 1) / DATE_SECONDS)));
}

struct fact field_days_left(const struct context *context)
{
    return leaf_of(context) ? days(files_now(context->scope->files), leaf_of(context)->until) : fact_unknown();
}

struct fact field_lifetime(const struct context *context)
{
    return leaf_of(context) ? days(leaf_of(context)->from, leaf_of(context)->until) : fact_unknown();
}

struct fact field_days_over_floor(const struct context *context)
{
    const struct floor_value *floor = fact_floor(context, FLOOR_DAYS);
    struct fact lifetime = field_lifetime(context);
    return floor && !lifetime.unknown ? fact_flag(lifetime.number > floor->number) : fact_unknown();
}

struct fact field_valid_from(const struct context *context)
{
    return leaf_of(context) ? fact_text(date_text(context->scope->arena, leaf_of(context)->from)) : fact_unknown();
}

struct fact field_valid_until(const struct context *context)
{
    return leaf_of(context) ? fact_text(date_text(context->scope->arena, leaf_of(context)->until)) : fact_unknown();
}

struct fact field_issuer(const struct context *context)
{
    return leaf_of(context) ? fact_text(leaf_of(context)->issuer) : fact_unknown();
}

struct fact field_names(const struct context *context)
{
    return leaf_of(context) ? fact_text(leaf_of(context)->names) : fact_unknown();
}

struct fact field_self_signed(const struct context *context)
{
    return leaf_of(context) ? fact_flag(leaf_of(context)->is_self_signed) : fact_unknown();
}

struct fact field_public(const struct context *context)
{
    return leaf_of(context) ? fact_flag(leaf_of(context)->is_public) : fact_unknown();
}

/* RFC 6125, section 6.4.3: a star is the first label, whole. */
static bool name_covers(struct text name, const char *host)
{
    const char *rest = host;
    if (!text_starts(name, "*."))
        return text_is_nocase(name, host);
    while (*rest && *rest != '.')
        rest++;
    return rest != host && text_is_nocase(text_slice(name, 1, name.n), rest);
}

/* Where nobody set it, it is that of a machine which may be another. */
struct fact field_covers_myhostname(const struct context *context)
{
    const struct value *value = view_get(context->posture->view, TEXT("myhostname"));
    if (!leaf_of(context) || value_is_unclear(value) || !value->setting || value->text.n == 0)
        return fact_unknown();
    const char *host = text_string(context->scope->arena, value->text);
    struct text rest = leaf_of(context)->names, name;
    while (text_token(&rest, " ", &name))
        if (name_covers(name, host))
            return fact_flag(true);
    return fact_flag(false);
}

/* RFC 6761, RFC 6762 and RFC 9476: names of no public host, like those without
 * a dot. */
struct fact field_names_public(const struct context *context)
{
    static const char *const endings[] = {".localdomain", ".localhost", ".local", ".invalid", ".internal", ".lan"};
    if (!leaf_of(context))
        return fact_unknown();
    struct text rest = leaf_of(context)->names, name;
    while (text_token(&rest, " ", &name)) {
        bool is_local = text_find(name, '.') == name.n;
        for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
            is_local = is_local || text_ends(name, endings[i]);
        if (!is_local)
            return fact_flag(true);
    }
    return fact_flag(false);
}

struct fact field_chain_trouble(const struct context *context)
{
    static const char *const words[] = {"", "order", "no-issuer"};
    return leaf_of(context) ? fact_word(words[context->file->chain]) : fact_unknown();
}

struct fact field_dh_bits(const struct context *context)
{
    return context->file->group ? fact_number(context->file->group->bits) : fact_unknown();
}

struct fact field_dh_group(const struct context *context)
{
    return context->file->group ? fact_text(context->file->group->curve) : fact_unknown();
}

struct fact field_dh_below_floor(const struct context *context)
{
    return context->file->group ? below(context, FLOOR_DH_BITS, context->file->group->bits) : fact_unknown();
}
