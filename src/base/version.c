/* version: see version.h. */
#include "postlint/version.h"

#include "postlint/buf.h"

/* A number of at most 254 off the front of *T. */
static bool take_number(struct text *t, unsigned *number)
{
    size_t n = 0;
    unsigned value = 0;
    while (n < t->n && n < 3 && text_is_digit(t->p[n]))
        value = value * 10 + (unsigned)(t->p[n++] - '0');
    if (n == 0 || value > 254)
        return false;
    *number = value;
    *t = text_slice(*t, n, t->n);
    return true;
}

static bool take_dot(struct text *t)
{
    if (t->n == 0 || t->p[0] != '.')
        return false;
    *t = text_slice(*t, 1, t->n);
    return true;
}

bool version_parse(struct text t, version *v)
{
    unsigned major, minor, patch = 0;
    if (!take_number(&t, &major) || !take_dot(&t) || !take_number(&t, &minor))
        return false;
    version series = VERSION(major, minor, 0);
    if (t.n == 0) {
        *v = series | VERSION_ANY_PATCH;
        return true;
    }
    if (!take_dot(&t) || !take_number(&t, &patch))
        return false;
    *v = VERSION(major, minor, patch);
    if (t.n == 1 && t.p[0] >= 'a' && t.p[0] <= 'z')
        *v |= (version)(t.p[0] - 'a' + 1);
    else if (t.n)
        return false;
    return true;
}

struct text version_text(struct arena *arena, version v)
{
    unsigned major = v >> 24, minor = v >> 16 & 0xff, letter = v & 0xff;
    if ((v & VERSION_ANY_PATCH) == VERSION_ANY_PATCH)
        return text_printf(arena, "%u.%u", major, minor);
    struct text plain = text_printf(arena, "%u.%u.%u", major, minor, VERSION_PATCH(v));
    if (letter == 0 || letter > 26)
        return plain;
    return text_printf(arena, "%.*s%c", TEXT_ARG(plain), (char)('a' + letter - 1));
}
