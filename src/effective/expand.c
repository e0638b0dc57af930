/* expand: see expand.h.  Postfix: util/mac_parse.c:mac_parse and
 * util/mac_expand.c:mac_expand, mac_expand_callback,
 * mac_exp_parse_relational, mac_exp_parse_function. */
#include "postlint/expand.h"

#include "postlint/facts.h"

enum {
    LEVEL_MAX = 100,    /* Postfix: "unreasonable macro call nesting" */
    FRAMES_MAX = 400,   /* operands start a new count there and could nest without end */
    LOOKUPS_MAX = 20000 /* values that double at each step end here */
};

/* One mac_expand() call; operands of comparisons make a new one. */
struct run {
    struct expand *expand;
    struct buf *out; /* NULL in a scan */
    unsigned status;
    int level;
    int frames;
    unsigned *lookups;
};

static void parse(struct run *run, struct text value);

static void fail(struct run *run, struct text message)
{
    if (run->expand->error.n == 0)
        run->expand->error = message;
    run->status |= EXPAND_ERROR;
}

/* What mac_parse() itself finds wrong: up to 2.11 the caller does not look
 * at its result where the text is the value of a name or a branch. */
static void fail_to_parse(struct run *run, struct text message)
{
    if (run->level == 0 || facts_has("macro-errors-nest", run->expand->release))
        fail(run, message);
}

static bool is_name_char(char c)
{
    return text_is_alnum(c) || c == '_';
}

static struct text skip_blanks(struct text t)
{
    size_t i = 0;
    while (i < t.n && (t.p[i] == ' ' || t.p[i] == '\t' || t.p[i] == '\r' || t.p[i] == '\n'))
        i++;
    return text_slice(t, i, t.n);
}

static bool starts_brace(struct text t)
{
    t = skip_blanks(t);
    return t.n && t.p[0] == '{';
}

/* Text inside the balanced braces that *REST starts with, after blanks;
 * *REST goes on behind the closing one and blanks. */
static bool take_braced(struct run *run, struct text *rest, struct text *payload)
{
    struct text t = skip_blanks(*rest);
    size_t level = 0;
    for (size_t i = 0; i < t.n; i++) {
        if (t.p[i] == '{')
            level++;
        else if (t.p[i] == '}' && --level == 0) {
            *payload = text_slice(t, 1, i);
            *rest = skip_blanks(text_slice(t, i + 1, t.n));
            return true;
        }
    }
    fail(run, text_printf(run->expand->arena, "unbalanced {} in attribute expression: \"%.*s\"", TEXT_ARG(t)));
    return false;
}

/* The result of a name, comparison or function before ? and : look at it. */
struct operand {
    bool unknown;
    bool defined;
    struct text text;
};

static struct operand look_up(struct run *run, struct text name, bool use)
{
    struct expand *expand = run->expand;
    struct operand operand = {0};
    if (++*run->lookups > LOOKUPS_MAX) {
        fail(run, TEXT("too many $names to follow"));
        return operand;
    }
    enum lookup found = expand->lookup(expand->context, name, use, &operand.text);
    operand.unknown = found == LOOKUP_UNKNOWN;
    operand.defined = found == LOOKUP_FOUND;
    return operand;
}

static bool all_digits(struct text t)
{
    for (size_t i = 0; i < t.n; i++)
        if (!text_is_digit(t.p[i]))
            return false;
    return t.n > 0;
}

/* A number of digits alone, in a long of 64 bits.  One that is too large is
 * the largest up to 3.1, where atol(3) reads it, and fatal from 3.2 on. */
static int64_t long_number(struct run *run, struct text t)
{
    int64_t number = 0;
    for (size_t i = 0; i < t.n; i++) {
        int digit = t.p[i] - '0';
        if (number > (INT64_MAX - digit) / 10) {
            if (facts_has("comparison-range", run->expand->release))
                fail(run, text_printf(run->expand->arena, "the number %.*s is out of range", TEXT_ARG(t)));
            return INT64_MAX;
        }
        number = number * 10 + digit;
    }
    return number;
}

/* strtol(3), which skips blanks and takes a sign; *REST goes on behind it.
 * False if there is no number, or none from 0 to MOST. */
static bool take_level_part(struct text *rest, int64_t most, int64_t *number)
{
    struct text t = *rest;
    bool negative = false;
    size_t n = 0;
    while (t.n && text_is_space(t.p[0]))
        t = text_slice(t, 1, t.n);
    if (t.n && (t.p[0] == '-' || t.p[0] == '+')) {
        negative = t.p[0] == '-';
        t = text_slice(t, 1, t.n);
    }
    *number = 0;
    while (n < t.n && text_is_digit(t.p[n]) && *number <= most)
        *number = *number * 10 + (t.p[n++] - '0');
    *rest = text_slice(t, n, t.n);
    return n > 0 && *number <= most && !(negative && *number);
}

/* global/compat_level.c:compat_level_from_string: major[.minor[.patch]], in
 * a long of 64 bits. */
static bool level_number(struct text t, int64_t *number)
{
    enum { WIDTH = 10 };
    static const int64_t most[] = {INT64_MAX >> (2 * WIDTH), (1 << WIDTH) - 1, (1 << WIDTH) - 1};
    int64_t part;
    *number = 0;
    for (int i = 0; i < 3; i++) {
        if (!take_level_part(&t, most[i], &part))
            return false;
        *number |= part << (WIDTH * (2 - i));
        if (t.n == 0)
            return true;
        if (t.p[0] != '.')
            return false;
        t = text_slice(t, 1, t.n);
    }
    return false;
}

static bool holds(struct text sign, int order)
{
    if (text_is(sign, "=="))
        return order == 0;
    if (text_is(sign, "!="))
        return order != 0;
    if (text_is(sign, "<"))
        return order < 0;
    if (text_is(sign, "<="))
        return order <= 0;
    return text_is(sign, ">=") ? order >= 0 : order > 0;
}

static bool is_sign(struct text t)
{
    return text_is(t, "==") || text_is(t, "!=") || text_is(t, "<") || text_is(t, "<=") || text_is(t, ">=") ||
           text_is(t, ">");
}

/* Expands an operand by a run of its own.  False if it cannot be told. */
static bool expand_operand(struct run *run, struct text text, struct text *result)
{
    struct buf out = buf_new(run->expand->arena);
    struct run inner = {
        .expand = run->expand, .out = run->out ? &out : NULL, .frames = run->frames + 1, .lookups = run->lookups};
    parse(&inner, text);
    run->status |= inner.status & (EXPAND_ERROR | EXPAND_UNDEFINED);
    *result = buf_done(&out);
    return !(inner.status & EXPAND_UNKNOWN);
}

static void compare(struct run *run, struct text left, struct text sign, bool by_level, struct text right,
                    struct operand *operand)
{
    struct text a, b;
    bool known = expand_operand(run, left, &a);
    known = expand_operand(run, right, &b) && known;
    if (run->status & EXPAND_ERROR || run->expand->scan)
        return;
    operand->unknown = !known;
    operand->defined = true;
    int64_t x = 0, y = 0;
    if (known && by_level && (!level_number(a, &x) || !level_number(b, &y))) {
        fail(run, text_printf(run->expand->arena, "malformed compatibility level syntax: \"%.*s\"",
                              TEXT_ARG(level_number(a, &x) ? b : a)));
        return;
    }
    bool by_number = by_level;
    if (known && !by_level && all_digits(a) && all_digits(b)) {
        by_number = true;
        x = long_number(run, a);
        y = long_number(run, b);
    }
    int order = by_number ? (x > y) - (x < y) : text_compare(a, b);
    operand->text = known && holds(sign, order) ? TEXT("true") : TEXT("");
}

/* {left} sign {right}; *REST goes on behind it. */
static bool take_comparison(struct run *run, struct text *rest, struct operand *operand)
{
    struct arena *arena = run->expand->arena;
    struct text left, right;
    if (!take_braced(run, rest, &left))
        return false;
    size_t n = 0;
    while (n < rest->n && text_find(TEXT("<>!=?+-*/~&|%"), rest->p[n]) < 13)
        n++;
    struct text sign = text_slice(*rest, 0, n);
    if (!is_sign(sign)) {
        fail(run, text_printf(arena, "a comparison sign is expected at \"%.*s\"", TEXT_ARG(*rest)));
        return false;
    }
    *rest = text_slice(*rest, n, rest->n);
    size_t suffix = 0;
    while (suffix < rest->n && text_is_alnum(rest->p[suffix]))
        suffix++;
    bool by_level = suffix && facts_has("level-comparison", run->expand->release);
    if (by_level && !text_is(text_slice(*rest, 0, suffix), "level")) {
        fail(run, text_printf(arena, "bad sign suffix at \"%.*s\"", TEXT_ARG(*rest)));
        return false;
    }
    if (by_level)
        *rest = text_slice(*rest, suffix, rest->n);
    if (!starts_brace(*rest)) {
        fail(run, text_printf(arena, "\"{expression}\" is expected at \"%.*s\"", TEXT_ARG(*rest)));
        return false;
    }
    if (!take_braced(run, rest, &right))
        return false;
    compare(run, left, sign, by_level, right, operand);
    return !(run->status & EXPAND_ERROR);
}

/* ${function{text}}: domain_to_ascii and the like leave ASCII as it is. */
static void call_function(struct run *run, struct text name, struct text rest)
{
    struct text argument, result;
    struct arena *arena = run->expand->arena;
    if (!take_braced(run, &rest, &argument))
        return;
    if (rest.n) {
        fail(run, text_printf(arena, "unexpected input at \"%.*s\"", TEXT_ARG(rest)));
        return;
    }
    if (!text_is(name, "domain_to_ascii") && !text_is(name, "to_ulabel")) {
        fail(run, text_printf(arena, "unknown function \"%.*s\"", TEXT_ARG(name)));
        return;
    }
    bool known = expand_operand(run, text_trim(argument), &result);
    for (size_t i = 0; i < result.n; i++)
        known = known && (unsigned char)result.p[i] < 0x80;
    if (!known)
        run->status |= EXPAND_UNKNOWN;
    else if (run->out)
        buf_text(run->out, result);
}

/* The text behind ? or :, braced or all that is left. */
static bool take_branch(struct run *run, struct text *rest, struct text *branch)
{
    if (facts_has("ternary", run->expand->release) && starts_brace(*rest))
        return take_braced(run, rest, branch);
    *branch = *rest;
    *rest = TEXT("");
    return true;
}

static void choose(struct run *run, char sign, struct text rest, const struct operand *operand)
{
    struct text branch;
    bool holds_text = operand->defined && operand->text.n;
    bool scan = run->expand->scan;
    if (operand->unknown)
        run->status |= EXPAND_UNKNOWN;
    if (sign == '?') {
        if (!take_branch(run, &rest, &branch))
            return;
        if ((holds_text && !operand->unknown) || scan)
            parse(run, branch);
        if (rest.n == 0 || run->status & EXPAND_ERROR)
            return;
        if (rest.p[0] != ':') {
            fail(run, text_printf(run->expand->arena, "\":\" is expected at \"%.*s\"", TEXT_ARG(rest)));
            return;
        }
        rest = text_slice(rest, 1, rest.n);
    }
    if (!take_branch(run, &rest, &branch))
        return;
    if ((!holds_text && !operand->unknown) || scan)
        parse(run, branch);
    if (rest.n)
        fail(run, text_printf(run->expand->arena, "unexpected input at \"%.*s\"", TEXT_ARG(rest)));
}

static void use(struct run *run, struct text name, const struct operand *operand)
{
    struct expand *expand = run->expand;
    if (operand->unknown) {
        run->status |= EXPAND_UNKNOWN;
    } else if (!operand->defined) {
        run->status |= EXPAND_UNDEFINED;
        if (expand->undefined.n == 0)
            expand->undefined = text_printf(expand->arena, "%.*s", TEXT_ARG(name));
    } else if (operand->text.n && !expand->scan && expand->is_literal && expand->is_literal(expand->context, name)) {
        buf_text(run->out, operand->text);
    } else if (operand->text.n && !expand->scan) {
        parse(run, operand->text);
    }
}

/* Name, then nothing, ? or :.  Returns the sign, 0, or '{' for a
 * function; -1 on an error. */
static int take_name(struct run *run, struct text *rest, struct text *name)
{
    bool blanks = facts_has("macro-blanks", run->expand->release);
    struct text t = blanks ? skip_blanks(*rest) : *rest;
    size_t n = 0;
    while (n < t.n && is_name_char(t.p[n]))
        n++;
    *name = text_slice(t, 0, n);
    struct text after = text_slice(t, n, t.n);
    if (blanks)
        after = skip_blanks(after);
    *rest = after;
    if (after.n == 0)
        return 0;
    if (after.p[0] == '?' || after.p[0] == ':') {
        *rest = text_slice(after, 1, after.n);
        return after.p[0];
    }
    if (after.p[0] == '{' && facts_has("macro-functions", run->expand->release))
        return '{';
    fail(run, text_printf(run->expand->arena, "attribute name syntax error at \"%.*s\"", TEXT_ARG(after)));
    return -1;
}

/* What stands inside ${...} or behind $. */
static void expression(struct run *run, struct text rest)
{
    struct operand operand = {0};
    struct text name = TEXT("");
    int sign = 0;
    if (facts_has("ternary", run->expand->release) && starts_brace(rest)) {
        if (!take_comparison(run, &rest, &operand))
            return;
        sign = rest.n ? rest.p[0] : 0;
        if (sign && sign != '?' && sign != ':') {
            fail(run, text_printf(run->expand->arena, "\"?\" or \":\" is expected at \"%.*s\"", TEXT_ARG(rest)));
            return;
        }
        rest = text_slice(rest, 1, rest.n);
    } else {
        sign = take_name(run, &rest, &name);
        if (sign < 0)
            return;
        if (sign == '{') {
            call_function(run, name, rest);
            return;
        }
        operand = look_up(run, name, sign == 0);
    }
    if (run->status & EXPAND_ERROR)
        return;
    if (sign)
        choose(run, (char)sign, rest, &operand);
    else
        use(run, name, &operand);
}

static bool enter(struct run *run)
{
    if (run->level++ > LEVEL_MAX || run->frames++ > FRAMES_MAX)
        fail(run, TEXT("unreasonable macro call nesting"));
    return !(run->status & EXPAND_ERROR);
}

static void leave(struct run *run)
{
    run->level--;
    run->frames--;
}

static void literal(struct run *run, struct text text)
{
    if (text.n && enter(run) && run->out) {
        buf_text(run->out, text);
        if (run->out->n > EXPAND_MAX)
            fail(run, TEXT("the value grows too long"));
    }
    if (text.n && !(run->status & EXPAND_ERROR))
        leave(run);
}

/* End of the name or of the bracketed text behind a '$' at T.  False, with
 * an error, if a bracket is not closed or there is no name. */
static bool take_reference(struct run *run, struct text t, struct text *inside, size_t *length)
{
    size_t n = 0;
    bool bracketed = t.n && (t.p[0] == '(' || t.p[0] == '{');
    if (bracketed) {
        char open = t.p[0], close = open == '(' ? ')' : '}';
        size_t level = 1;
        for (n = 1; n < t.n && level > 0; n++)
            level = level + (t.p[n] == open) - (t.p[n] == close);
        if (level > 0) {
            fail_to_parse(run, text_printf(run->expand->arena, "truncated macro reference: \"$%.*s\"", TEXT_ARG(t)));
            return false;
        }
        *inside = text_slice(t, 1, n - 1);
    } else {
        while (n < t.n && is_name_char(t.p[n]))
            n++;
        *inside = text_slice(t, 0, n);
    }
    *length = n;
    if (inside->n == 0)
        fail_to_parse(run, TEXT("empty macro name"));
    return inside->n > 0;
}

static void parse(struct run *run, struct text value)
{
    struct buf plain = buf_new(run->expand->arena);
    size_t i = 0;
    while (i < value.n && !(run->status & EXPAND_ERROR)) {
        if (value.p[i] != '$') {
            struct text rest = text_slice(value, i, value.n);
            size_t n = text_find(rest, '$');
            buf_add(&plain, rest.p, n);
            i += n;
            continue;
        }
        if (i + 1 < value.n && value.p[i + 1] == '$') {
            buf_char(&plain, '$');
            i += 2;
            continue;
        }
        struct text inside;
        size_t length;
        literal(run, buf_done(&plain));
        plain.n = 0;
        if (run->status & EXPAND_ERROR || !take_reference(run, text_slice(value, i + 1, value.n), &inside, &length))
            return;
        if (enter(run)) {
            expression(run, inside);
            if (!(run->status & EXPAND_ERROR))
                leave(run);
        }
        i += 1 + length;
    }
    if (!(run->status & EXPAND_ERROR))
        literal(run, buf_done(&plain));
}

unsigned expand_text(struct expand *expand, struct text value, struct buf *out)
{
    unsigned lookups = 0;
    struct run run = {.expand = expand, .out = expand->scan ? NULL : out, .lookups = &lookups};
    parse(&run, value);
    return run.status;
}
