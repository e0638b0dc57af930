/* placeholder: text that something else fills in before Postfix reads the
 * file.  Each form here is one that Postfix's own syntax does not have, or
 * has in places where it cannot be meant. */
#include "postlint/conf.h"

static bool is_word(char c)
{
    return text_is_alnum(c) || c == '_' || c == '.' || c == '-';
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* Length of the capital word at the start of T: DOMAIN, MAIL_HOST, or 0. */
static size_t capital_word(struct text t)
{
    size_t n = 0;
    while (n < t.n && (is_capital(t.p[n]) || text_is_digit(t.p[n]) || t.p[n] == '_'))
        n++;
    return n >= 2 && is_capital(t.p[0]) && (n == t.n || !text_is_alnum(t.p[n])) ? n : 0;
}

/* A word between two marks, as in %name% and @name@.  One letter has to be a
 * capital: table lookups have %s and the like. */
static bool has_marked_word(struct text t, char mark)
{
    for (size_t at = text_find(t, mark); at < t.n; at = text_find(t, mark)) {
        t = text_slice(t, at + 1, t.n);
        size_t n = 0;
        while (n < t.n && is_word(t.p[n]))
            n++;
        bool is_name = n >= 2 ? !text_is_digit(t.p[0]) && t.p[0] != '.' : n == 1 && is_capital(t.p[0]);
        if (is_name && n < t.n && t.p[n] == mark)
            return true;
    }
    return false;
}

/* %name as a word of its own.  Formats of table lookups have one letter. */
static bool has_percent_word(struct text t)
{
    struct text token;
    while (text_token(&t, TEXT_COMMA_SP, &token)) {
        size_t n = 1;
        while (n < token.n && (text_is_alnum(token.p[n]) || token.p[n] == '_'))
            n++;
        if (token.p[0] == '%' && n == token.n && n > 3 && !text_is_digit(token.p[1]))
            return true;
    }
    return false;
}

/* {NAME} and <NAME>, in capitals.  ${NAME} is Postfix's. */
static bool has_framed_word(struct text t, char open, char close)
{
    for (size_t i = 0; i + 1 < t.n; i++) {
        if (t.p[i] != open || (i > 0 && t.p[i - 1] == '$'))
            continue;
        size_t n = capital_word(text_slice(t, i + 1, t.n));
        if (n && i + 1 + n < t.n && t.p[i + 1 + n] == close)
            return true;
    }
    return false;
}

/* "{{" opens a Jinja expression except where Postfix has it itself: after
 * '$', where a comparison goes on behind the first '}', and after ':' or
 * another brace (inline tables). */
static bool has_double_brace(struct text t)
{
    for (size_t i = 0; i + 1 < t.n; i++) {
        if (t.p[i] != '{' || t.p[i + 1] != '{' || (i > 0 && t.p[i - 1] == ':'))
            continue;
        if (i == 0 || t.p[i - 1] != '$')
            return text_contains(text_slice(t, i, t.n), "}}");
        size_t close = i + text_find(text_slice(t, i, t.n), '}');
        if (close + 1 >= t.n)
            return false;
        if (t.p[close + 1] == '}')
            return true;
        i = close;
    }
    return false;
}

/* $(command argument): a macro name holds no blanks and no slashes. */
static bool has_command(struct text t)
{
    for (size_t i = 0; i + 1 < t.n; i++) {
        if (t.p[i] != '$' || t.p[i + 1] != '(')
            continue;
        for (size_t k = i + 2; k < t.n && text_find(TEXT(")?:$"), t.p[k]) == 4; k++)
            if (text_is_space(t.p[k]) || t.p[k] == '/')
                return true;
    }
    return false;
}

/* PH_NAME, NAME_PLACEHOLDER, _NAME_: words that a script looks for. */
static bool has_capital_mark(struct text t)
{
    for (size_t i = 0; i < t.n; i++) {
        if (i > 0 && (is_word(t.p[i - 1]) || t.p[i - 1] == '$' || t.p[i - 1] == '{'))
            continue;
        struct text rest = text_slice(t, i, t.n);
        bool framed = rest.p[0] == '_';
        while (rest.n && rest.p[0] == '_')
            rest = text_slice(rest, 1, rest.n);
        struct text word = text_slice(rest, 0, capital_word(rest));
        if (word.n && ((framed && text_ends(word, "_")) || (text_starts(word, "PH_") && word.n > 3) ||
                       text_ends(word, "_PLACEHOLDER")))
            return true;
    }
    return false;
}

/* Openings that Postfix has no use for. */
static bool has_opening(struct text t)
{
    static const char *const openings[] = {"{%", "<%", "[%", "%{", "<?", "@{", "%(", "#{"};
    for (size_t i = 0; i < sizeof(openings) / sizeof(openings[0]); i++)
        if (text_contains(t, openings[i]))
            return true;
    size_t tick = text_find(t, '`');
    return text_find(text_slice(t, tick + 1, t.n), '`') + tick + 1 < t.n ||
           (text_contains(t, "[[") && text_contains(t, "]]"));
}

bool conf_has_placeholder(struct text t)
{
    return has_opening(t) || has_percent_word(t) || has_double_brace(t) || has_marked_word(t, '%') ||
           has_marked_word(t, '@') || has_framed_word(t, '{', '}') || has_framed_word(t, '<', '>') || has_command(t) ||
           has_capital_mark(t);
}

/* $NAME and ${NAME} in capitals: no parameter is spelt so, and envsubst(1)
 * looks for just that. */
static bool has_shell_name(struct text t)
{
    for (size_t i = 0; i + 1 < t.n; i++) {
        if (t.p[i] != '$')
            continue;
        size_t skip = t.p[i + 1] == '{' ? 2 : 1;
        if (capital_word(text_slice(t, i + skip, t.n)))
            return true;
    }
    return false;
}

/* { code }: a brace that begins a word, and no comparison or inline table. */
static bool has_code(struct text t)
{
    for (size_t i = 0; i < t.n; i++)
        if (t.p[i] == '{' && (i == 0 || text_is_space(t.p[i - 1]) || t.p[i - 1] == ','))
            return true;
    return false;
}

bool conf_is_filled_in(struct text value)
{
    return conf_has_placeholder(value) || has_shell_name(value) || has_code(value);
}

bool conf_is_braced_word(struct text value)
{
    size_t n = text_starts(value, "{$") ? 2 : 1;
    if (!text_starts(value, "{"))
        return false;
    while (n < value.n && is_word(value.p[n]))
        n++;
    return n > 2 && n + 1 == value.n && value.p[n] == '}';
}

bool conf_is_capital(struct text name)
{
    return capital_word(name) == name.n && name.n > 0;
}
