/* text: see text.h. */
#include "postlint/text.h"

#include <string.h>

struct text text_from(const char *s)
{
    return (struct text){s, s ? strlen(s) : 0};
}

struct text text_slice(struct text t, size_t begin, size_t end)
{
    if (end > t.n)
        end = t.n;
    if (begin > end)
        begin = end;
    return (struct text){t.p ? t.p + begin : t.p, end - begin};
}

char *text_string(struct arena *arena, struct text t)
{
    return arena_dup(arena, t.p, t.n);
}

bool text_eq(struct text a, struct text b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool text_is(struct text a, const char *s)
{
    return text_eq(a, text_from(s));
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool text_eq_nocase(struct text a, struct text b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (lower(a.p[i]) != lower(b.p[i]))
            return false;
    return true;
}

bool text_is_nocase(struct text a, const char *s)
{
    return text_eq_nocase(a, text_from(s));
}

int text_compare(struct text a, struct text b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n ? memcmp(a.p, b.p, n) : 0;
    return order ? order : (a.n > b.n) - (a.n < b.n);
}

bool text_starts(struct text t, const char *prefix)
{
    size_t n = strlen(prefix);
    return t.n >= n && memcmp(t.p ? t.p : "", prefix, n) == 0;
}

bool text_ends(struct text t, const char *suffix)
{
    size_t n = strlen(suffix);
    return t.n >= n && (n == 0 || memcmp(t.p + t.n - n, suffix, n) == 0);
}

bool text_contains(struct text t, const char *needle)
{
    size_t n = strlen(needle);
    for (size_t i = 0; n <= t.n && i <= t.n - n; i++)
        if (n == 0 || (t.p[i] == needle[0] && memcmp(t.p + i, needle, n) == 0))
            return true;
    return false;
}

size_t text_find(struct text t, char c)
{
    const char *at = t.n ? memchr(t.p, c, t.n) : NULL;
    return at ? (size_t)(at - t.p) : t.n;
}

bool text_is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool text_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool text_is_alnum(char c)
{
    return text_is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

struct text text_trim(struct text t)
{
    size_t begin = 0, end = t.n;
    while (begin < end && text_is_space(t.p[begin]))
        begin++;
    while (end > begin && text_is_space(t.p[end - 1]))
        end--;
    return text_slice(t, begin, end);
}

size_t text_character(struct text t, uint32_t *c)
{
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (t.n == 0)
        return 0;
    const unsigned char *p = (const unsigned char *)t.p;
    size_t length = p[0] < 0x80 ? 1 : p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
    if ((p[0] >= 0x80 && p[0] < 0xc2) || p[0] > 0xf4 || length > t.n)
        return 0;
    uint32_t value = length == 1 ? p[0] : p[0] & (0x7fU >> length);
    for (size_t i = 1; i < length; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0;
        value = value << 6 | (p[i] & 0x3f);
    }
    if (value < smallest[length] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
        return 0;
    *c = value;
    return length;
}

bool text_token(struct text *rest, const char *separators, struct text *token)
{
    size_t begin = 0;
    while (begin < rest->n && rest->p[begin] && strchr(separators, rest->p[begin]))
        begin++;
    size_t end = begin;
    while (end < rest->n && !(rest->p[end] && strchr(separators, rest->p[end])))
        end++;
    *token = text_slice(*rest, begin, end);
    *rest = text_slice(*rest, end, rest->n);
    return token->n > 0;
}

bool text_glob(struct text pattern, struct text t)
{
    size_t i = 0, k = 0, star = pattern.n, back = 0;
    while (k < t.n) {
        if (i < pattern.n && pattern.p[i] == '*') {
            star = i++;
            back = k;
        } else if (i < pattern.n && pattern.p[i] == t.p[k]) {
            i++;
            k++;
        } else if (star < pattern.n) {
            i = star + 1;
            k = ++back;
        } else {
            return false;
        }
    }
    while (i < pattern.n && pattern.p[i] == '*')
        i++;
    return i == pattern.n;
}

bool text_has_token(struct text list, const char *separators, struct text token)
{
    struct text one;
    while (text_token(&list, separators, &one))
        if (text_eq_nocase(one, token))
            return true;
    return false;
}

bool text_token_braced(struct text *rest, struct text *token)
{
    size_t begin = 0, level = 0;
    while (begin < rest->n && text_find(TEXT(TEXT_COMMA_SP), rest->p[begin]) < sizeof(TEXT_COMMA_SP) - 1)
        begin++;
    size_t end = begin;
    for (; end < rest->n; end++) {
        char c = rest->p[end];
        if (c == '{')
            level++;
        else if (c == '}' && level > 0)
            level--;
        else if (level == 0 && text_find(TEXT(TEXT_COMMA_SP), c) < sizeof(TEXT_COMMA_SP) - 1)
            break;
    }
    *token = text_slice(*rest, begin, end);
    *rest = text_slice(*rest, end, rest->n);
    return token->n > 0;
}

bool text_number(struct text t, long *number)
{
    if (t.n == 0 || t.n > 9)
        return false;
    long value = 0;
    for (size_t i = 0; i < t.n; i++) {
        if (!text_is_digit(t.p[i]))
            return false;
        value = value * 10 + (t.p[i] - '0');
    }
    *number = value;
    return true;
}

/* FNV-1a. */
uint32_t text_hash(struct text t)
{
    uint32_t hash = 2166136261U;
    for (size_t i = 0; i < t.n; i++)
        hash = (hash ^ (unsigned char)t.p[i]) * 16777619U;
    return hash;
}

enum { DISTANCE_MAX = 63 }; /* longer words are nobody's typing mistake */

/* The cost of cell J of row I, from its neighbours. */
static unsigned distance_cell(struct text a, struct text b, size_t i, size_t j, unsigned *const rows[3])
{
    unsigned cost = rows[1][j - 1] + (a.p[i - 1] != b.p[j - 1]);
    if (rows[1][j] + 1 < cost)
        cost = rows[1][j] + 1;
    if (rows[0][j - 1] + 1 < cost)
        cost = rows[0][j - 1] + 1;
    bool swapped = i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1];
    return swapped && rows[2][j - 2] + 1 < cost ? rows[2][j - 2] + 1 : cost;
}

/* Only the cells within LIMIT of the diagonal can be at most LIMIT; those next
 * to them are set so that they are never the cheaper way. */
unsigned text_distance(struct text a, struct text b, unsigned limit)
{
    size_t gap = a.n > b.n ? a.n - b.n : b.n - a.n;
    if (a.n > DISTANCE_MAX || b.n > DISTANCE_MAX || gap > limit)
        return limit + 1;
    unsigned memory[3][DISTANCE_MAX + 2] = {{0}};
    for (size_t j = 0; j <= b.n && j <= limit + 1; j++)
        memory[0][j] = (unsigned)j;
    for (size_t i = 1; i <= a.n; i++) {
        /* This row, the one above, the one above that. */
        unsigned *const rows[3] = {memory[i % 3], memory[(i + 2) % 3], memory[(i + 1) % 3]};
        size_t first = i > limit ? i - limit : 1, last = i + limit < b.n ? i + limit : b.n;
        unsigned best = limit + 1;
        rows[0][first - 1] = first == 1 && i <= limit ? (unsigned)i : limit + 1;
        for (size_t j = first; j <= last; j++) {
            rows[0][j] = distance_cell(a, b, i, j, rows);
            if (rows[0][j] < best)
                best = rows[0][j];
        }
        rows[0][last + 1] = limit + 1;
        if (best > limit && rows[0][first - 1] > limit)
            return limit + 1;
    }
    unsigned distance = memory[a.n % 3][b.n];
    return distance > limit ? limit + 1 : distance;
}
