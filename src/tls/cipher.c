/* cipher: see cipher.h.  OpenSSL: ssl/ssl_ciph.c:ssl_create_cipher_list,
 * ssl_cipher_process_rulestr, ssl_cipher_apply_rule,
 * ssl_cipher_strength_sort. */
#include "postlint/cipher.h"

#include <string.h>

#include "cipher_tables.h"
#include "postlint/buf.h"

enum { SUITES_MAX = 256, NONE = -1 };

/* The ordered list of all suites of a build; each is active or not. */
struct order {
    const struct cipher_row *rows[SUITES_MAX];
    int16_t next[SUITES_MAX], previous[SUITES_MAX];
    bool active[SUITES_MAX];
    int head, tail;
    size_t n;
};

enum action { ADD, TO_END, DEACTIVATE, REMOVE, TO_FRONT };

/* What one element of a string asks for. */
struct wanted {
    struct cipher_set set;
    uint32_t id; /* 0: any; a suite given by name, from 1.1.0 on */
    int bits;    /* -1: any */
    bool old;    /* up to 1.0.2 two odd tests hold */
};

static int build_of(version openssl, bool weak)
{
    int found = NONE, plain = NONE;
    for (size_t i = 0; i < cipher_build_count; i++) {
        const struct cipher_build *build = &cipher_builds[i];
        bool series = VERSION_SERIES(build->from) == VERSION_SERIES(openssl) || openssl >= VERSION(3, 0, 0);
        if (build->from > openssl || !series)
            continue;
        *(build->weak ? &found : &plain) = (int)i;
    }
    return weak && found != NONE ? found : plain;
}

bool cipher_knows(version openssl)
{
    /* Newer than the newest series with a table: nothing is known. */
    return build_of(openssl, false) != NONE && openssl < VERSION(4, 1, 0);
}

static void unlink_suite(struct order *order, int i)
{
    int before = order->previous[i], after = order->next[i];
    if (before != NONE)
        order->next[before] = (int16_t)after;
    else
        order->head = after;
    if (after != NONE)
        order->previous[after] = (int16_t)before;
    else
        order->tail = before;
}

static void move_to_tail(struct order *order, int i)
{
    if (order->tail == i)
        return;
    unlink_suite(order, i);
    order->previous[i] = (int16_t)order->tail;
    order->next[i] = NONE;
    order->next[order->tail] = (int16_t)i;
    order->tail = i;
}

static void move_to_head(struct order *order, int i)
{
    if (order->head == i)
        return;
    unlink_suite(order, i);
    order->next[i] = (int16_t)order->head;
    order->previous[i] = NONE;
    order->previous[order->head] = (int16_t)i;
    order->head = i;
}

static bool meets(uint32_t wanted, uint32_t has)
{
    return wanted == 0 || (wanted & has);
}

static uint32_t class_mask(void)
{
    const struct cipher_bits *b = &cipher_bits;
    return b->strength_strong_none | b->strength_low | b->strength_medium | b->strength_high | b->strength_fips |
           b->strength_exp40 | b->strength_exp56;
}

static uint32_t export_mask(void)
{
    return cipher_bits.strength_export | cipher_bits.strength_not_exp;
}

/* Class, export flag and "not in DEFAULT" are asked for one by one. */
static bool strength_meets(uint32_t wanted, uint32_t has)
{
    return meets(wanted & class_mask(), has) && meets(wanted & export_mask(), has) &&
           meets(wanted & cipher_bits.strength_not_default, has);
}

static bool matches(const struct wanted *wanted, const struct cipher_row *row)
{
    const struct cipher_set *set = &wanted->set, *has = &row->set;
    if (wanted->bits >= 0)
        return wanted->bits == row->bits;
    if (wanted->old) {
        uint32_t any_but_ssl2 = cipher_bits.proto_sslv3 | cipher_bits.proto_tlsv1_2;
        if (set->strength == export_mask() && (has->strength & cipher_bits.strength_export))
            return true;
        if (set->proto == any_but_ssl2 && (has->proto & cipher_bits.proto_sslv2))
            return true;
    }
    return (wanted->id == 0 || wanted->id == row->suite.id) && meets(set->kx, has->kx) && meets(set->auth, has->auth) &&
           meets(set->enc, has->enc) && meets(set->mac, has->mac) && meets(set->proto, has->proto) &&
           strength_meets(set->strength, has->strength);
}

static void act(struct order *order, int i, enum action action)
{
    switch (action) {
    case ADD:
        if (!order->active[i])
            move_to_tail(order, i);
        order->active[i] = true;
        break;
    case TO_END:
        if (order->active[i])
            move_to_tail(order, i);
        break;
    case DEACTIVATE:
        if (order->active[i])
            move_to_head(order, i);
        order->active[i] = false;
        break;
    case TO_FRONT:
        if (order->active[i])
            move_to_head(order, i);
        break;
    case REMOVE:
        order->active[i] = false;
        unlink_suite(order, i);
        break;
    }
}

/* Moves to the head go through the list backwards, so that order is kept. */
static void apply(struct order *order, const struct wanted *wanted, enum action action)
{
    bool backwards = action == DEACTIVATE || action == TO_FRONT;
    int i = backwards ? order->tail : order->head, last = backwards ? order->head : order->tail;
    while (i != NONE) {
        int following = backwards ? order->previous[i] : order->next[i];
        bool is_last = i == last;
        if (matches(wanted, order->rows[i]))
            act(order, i, action);
        if (is_last)
            break;
        i = following;
    }
}

static void apply_set(struct order *order, struct cipher_set set, enum action action)
{
    struct wanted wanted = {.set = set, .bits = -1};
    apply(order, &wanted, action);
}

static void sort_by_strength(struct order *order)
{
    int most = 0;
    for (size_t i = 0; i < order->n; i++)
        if (order->rows[i]->bits > most)
            most = order->rows[i]->bits;
    for (int bits = most; bits >= 0; bits--) {
        bool any = false;
        for (size_t i = 0; i < order->n && !any; i++)
            any = order->rows[i]->bits == bits;
        struct wanted wanted = {.bits = bits};
        if (any)
            apply(order, &wanted, TO_END);
    }
}

#define SET(...) ((struct cipher_set){__VA_ARGS__})

static void prefer_since_110(struct order *order)
{
    const struct cipher_bits *b = &cipher_bits;
    uint32_t aes =
        b->enc_aes128 | b->enc_aes256 | b->enc_aes128ccm | b->enc_aes256ccm | b->enc_aes128ccm8 | b->enc_aes256ccm8;
    apply_set(order, SET(.kx = b->kx_ecdhe, .auth = b->auth_ecdsa), ADD);
    apply_set(order, SET(.kx = b->kx_ecdhe), ADD);
    apply_set(order, SET(.kx = b->kx_ecdhe), DEACTIVATE);
    apply_set(order, SET(.enc = b->enc_aes128gcm | b->enc_aes256gcm), ADD);
    apply_set(order, SET(.enc = b->enc_chacha20poly1305), ADD);
    apply_set(order, SET(.enc = aes), ADD);
    apply_set(order, SET(0), ADD);
    apply_set(order, SET(.mac = b->mac_md5), TO_END);
    apply_set(order, SET(.auth = b->auth_null), TO_END);
    apply_set(order, SET(.kx = b->kx_rsa), TO_END);
    apply_set(order, SET(.kx = b->kx_psk), TO_END);
    apply_set(order, SET(.enc = b->enc_rc4), TO_END);
    sort_by_strength(order);
    apply_set(order, SET(.proto = b->proto_tlsv1_2), TO_FRONT);
    apply_set(order, SET(.mac = b->mac_aead), TO_FRONT);
    apply_set(order, SET(.kx = b->kx_dhe | b->kx_ecdhe), TO_FRONT);
    apply_set(order, SET(.kx = b->kx_dhe | b->kx_ecdhe, .mac = b->mac_aead), TO_FRONT);
    apply_set(order, SET(0), DEACTIVATE);
}

static void prefer_before_110(struct order *order)
{
    const struct cipher_bits *b = &cipher_bits;
    uint32_t aes = b->enc_aes128 | b->enc_aes256 | b->enc_aes128gcm | b->enc_aes256gcm;
    apply_set(order, SET(.kx = b->kx_ecdhe), ADD);
    apply_set(order, SET(.kx = b->kx_ecdhe), DEACTIVATE);
    apply_set(order, SET(.enc = aes), ADD);
    apply_set(order, SET(0), ADD);
    apply_set(order, SET(.mac = b->mac_md5), TO_END);
    apply_set(order, SET(.auth = b->auth_null), TO_END);
    if (b->auth_ecdh)
        apply_set(order, SET(.auth = b->auth_ecdh), TO_END);
    apply_set(order, SET(.kx = b->kx_rsa), TO_END);
    apply_set(order, SET(.kx = b->kx_psk), TO_END);
    if (b->kx_krb5)
        apply_set(order, SET(.kx = b->kx_krb5), TO_END);
    apply_set(order, SET(.enc = b->enc_rc4), TO_END);
    sort_by_strength(order);
    apply_set(order, SET(0), DEACTIVATE);
}

static void order_init(struct order *order, int build)
{
    order->n = 0;
    for (size_t i = 0; i < cipher_row_count && order->n < SUITES_MAX; i++)
        if (cipher_rows[i].builds & 1U << build)
            order->rows[order->n++] = &cipher_rows[i];
    for (size_t i = 0; i < order->n; i++) {
        order->next[i] = (int16_t)(i + 1 < order->n ? (int)i + 1 : NONE);
        order->previous[i] = (int16_t)((int)i - 1);
        order->active[i] = false;
    }
    order->head = 0;
    order->tail = (int)order->n - 1;
    if (cipher_builds[build].equals)
        prefer_since_110(order);
    else
        prefer_before_110(order);
}

/* A string on its way. */
struct reading {
    const struct cipher_build *build;
    uint32_t bit; /* of the build */
    struct order *order;
    struct text rest;
    size_t tokens;
    const char *error;
};

static bool name_equals(const struct reading *reading, struct text name, const char *known)
{
    return reading->build->nocase ? text_is_nocase(name, known) : text_is(name, known);
}

static bool is_separator(char c)
{
    return c == ':' || c == ' ' || c == ';' || c == ',';
}

static bool is_name_char(const struct reading *reading, char c)
{
    return text_is_alnum(c) || c == '-' || c == '.' || (c == '=' && reading->build->equals) ||
           (c == '_' && reading->build->underscore);
}

static struct text take_name(struct reading *reading)
{
    size_t n = 0;
    while (n < reading->rest.n && is_name_char(reading, reading->rest.p[n]))
        n++;
    struct text name = text_slice(reading->rest, 0, n);
    reading->rest = text_slice(reading->rest, n, reading->rest.n);
    return name;
}

static void skip_to_separator(struct reading *reading)
{
    size_t n = 0;
    while (n < reading->rest.n && !is_separator(reading->rest.p[n]))
        n++;
    reading->rest = text_slice(reading->rest, n, reading->rest.n);
}

/* A word of the language, else a suite's own name. */
static bool look_up(const struct reading *reading, struct text name, struct cipher_set *set, uint32_t *id)
{
    *id = 0;
    for (size_t i = 0; i < cipher_word_count; i++) {
        if (!(cipher_words[i].builds & reading->bit) || !name_equals(reading, name, cipher_words[i].name))
            continue;
        *set = cipher_words[i].set;
        return true;
    }
    for (size_t i = 0; i < cipher_row_count; i++) {
        const struct cipher_row *row = &cipher_rows[i];
        bool known = row->builds & reading->bit &&
                     (name_equals(reading, name, row->suite.name) ||
                      (reading->build->iana && row->iana && name_equals(reading, name, row->iana)));
        if (!known)
            continue;
        *set = row->set;
        set->proto = 0;
        if (reading->build->equals)
            *id = row->suite.id;
        return true;
    }
    return false;
}

static bool narrow(uint32_t *wanted, uint32_t more)
{
    if (more == 0)
        return true;
    *wanted = *wanted ? *wanted & more : more;
    return *wanted != 0;
}

/* Within `strength` three things are narrowed by themselves.  From 1.1.0 on a
 * class word that comes first in its kind wipes out "not in DEFAULT". */
static bool narrow_strength(const struct reading *reading, uint32_t *wanted, uint32_t more)
{
    uint32_t masks[] = {class_mask(), export_mask(), cipher_bits.strength_not_default};
    if (reading->build->equals && more & masks[0] && !(*wanted & masks[0]))
        *wanted &= ~masks[2];
    for (size_t i = 0; i < 3; i++) {
        uint32_t part = *wanted & masks[i];
        if (!narrow(&part, more & masks[i]))
            return false;
        *wanted = (*wanted & ~masks[i]) | part;
    }
    return true;
}

static bool narrow_all(const struct reading *reading, struct wanted *wanted, const struct cipher_set *set)
{
    struct cipher_set *w = &wanted->set;
    return narrow(&w->kx, set->kx) && narrow(&w->auth, set->auth) && narrow(&w->enc, set->enc) &&
           narrow(&w->mac, set->mac) && narrow(&w->proto, set->proto) &&
           narrow_strength(reading, &w->strength, set->strength);
}

/* A+B+C.  False if the element comes to nothing. */
static bool read_element(struct reading *reading, struct wanted *wanted)
{
    for (;;) {
        struct text name = take_name(reading);
        struct cipher_set set;
        uint32_t id;
        if (name.n == 0) {
            reading->error = "invalid command";
            reading->rest = text_slice(reading->rest, 1, reading->rest.n);
            return false;
        }
        bool more = reading->rest.n && reading->rest.p[0] == '+';
        if (more)
            reading->rest = text_slice(reading->rest, 1, reading->rest.n);
        if (!look_up(reading, name, &set, &id) || !narrow_all(reading, wanted, &set))
            return false;
        if (id)
            wanted->id = id;
        if (!more)
            return true;
    }
}

/* @STRENGTH, @SECLEVEL=n. */
static void read_special(struct reading *reading)
{
    struct text name = take_name(reading);
    if (name.n == 0)
        reading->rest = text_slice(reading->rest, 1, reading->rest.n);
    bool is_level = name.n == 10 && name_equals(reading, text_slice(name, 0, 9), "SECLEVEL=") && name.p[9] >= '0' &&
                    name.p[9] <= '5';
    if (name_equals(reading, name, "STRENGTH"))
        sort_by_strength(reading->order);
    else if (!is_level || !reading->build->equals)
        reading->error = "invalid command";
    skip_to_separator(reading);
}

static void read_rules(struct reading *reading)
{
    while (reading->rest.n) {
        char c = reading->rest.p[0];
        if (is_separator(c)) {
            reading->rest = text_slice(reading->rest, 1, reading->rest.n);
            continue;
        }
        if (++reading->tokens > CIPHER_MAX_TOKENS) {
            reading->error = "the list has too many elements";
            return;
        }
        bool has_sign = c == '-' || c == '+' || c == '!' || c == '@';
        if (has_sign)
            reading->rest = text_slice(reading->rest, 1, reading->rest.n);
        if (c == '@') {
            read_special(reading);
            continue;
        }
        struct wanted wanted = {.bits = -1, .old = !reading->build->equals};
        enum action action = c == '-' ? DEACTIVATE : c == '+' ? TO_END : c == '!' ? REMOVE : ADD;
        if (read_element(reading, &wanted))
            apply(reading->order, &wanted, action);
        else
            skip_to_separator(reading);
    }
}

static bool takes_prefix(struct reading *reading, const char *prefix)
{
    size_t n = strlen(prefix);
    if (reading->rest.n < n || !name_equals(reading, text_slice(reading->rest, 0, n), prefix))
        return false;
    reading->rest = text_slice(reading->rest, n, reading->rest.n);
    return true;
}

/* SUITEB words replace the whole string; DEFAULT is read before the rest. */
static void read_string(struct reading *reading)
{
    static const char gcm128[] = "ECDHE-ECDSA-AES128-GCM-SHA256", gcm256[] = "ECDHE-ECDSA-AES256-GCM-SHA384";
    static const char both[] = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384";
    if (takes_prefix(reading, "SUITEB128ONLY"))
        reading->rest = text_from(gcm128);
    else if (takes_prefix(reading, "SUITEB128C2"))
        reading->rest = text_from(gcm256);
    else if (takes_prefix(reading, "SUITEB128"))
        reading->rest = text_from(both);
    else if (takes_prefix(reading, "SUITEB192"))
        reading->rest = text_from(gcm256);
    if (takes_prefix(reading, "DEFAULT")) {
        struct text rest = reading->rest;
        reading->rest = text_from(reading->build->default_list);
        read_rules(reading);
        reading->rest = text_starts(rest, ":") ? text_slice(rest, 1, rest.n) : rest;
    }
    read_rules(reading);
}

struct cipher_list cipher_expand(struct arena *arena, struct text string, version openssl, bool weak)
{
    int build = build_of(openssl, weak);
    if (build == NONE)
        return (struct cipher_list){.error = TEXT("cipher strings of this OpenSSL release are not known")};
    struct order order;
    order_init(&order, build);
    struct reading reading = {.build = &cipher_builds[build], .bit = 1U << build, .order = &order, .rest = string};
    /* OpenSSL takes a C string. */
    reading.rest.n = text_find(string, '\0');
    read_string(&reading);
    struct cipher_list list = {.suites = arena_array(arena, order.n + 1, sizeof(const struct cipher_suite *))};
    for (int i = order.head; i != NONE; i = order.next[i])
        if (order.active[i])
            list.suites[list.n++] = &order.rows[i]->suite;
    if (reading.error || list.n == 0) {
        list.error = text_from(reading.error ? reading.error : "no cipher match");
        list.n = 0;
    }
    return list;
}

bool cipher_is_word(struct text word)
{
    for (size_t i = 0; i < cipher_word_count; i++)
        if (text_is_nocase(word, cipher_words[i].name))
            return true;
    for (size_t i = 0; i < cipher_row_count; i++)
        if (text_is_nocase(word, cipher_rows[i].suite.name) ||
            (cipher_rows[i].iana && text_is_nocase(word, cipher_rows[i].iana)))
            return true;
    return false;
}
