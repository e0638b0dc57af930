/* condition: the predicates, and conditions over three-valued facts. */
#include "context.h"

static bool word_in(struct text t, const struct condition *test)
{
    for (size_t i = 0; i < test->n_words; i++)
        if (text_is_nocase(t, test->words[i]))
            return true;
    return false;
}

static enum truth holds_true(const struct fact *fact, const struct condition *test)
{
    return truth_of(fact->flag == test->flag);
}

static enum truth holds_is(const struct fact *fact, const struct condition *test)
{
    return truth_of(word_in(fact->text, test));
}

/* What is not among the words that are seen. */
static enum truth not_seen(const struct fact *fact)
{
    return fact->is_open ? TRUTH_UNKNOWN : TRUTH_NO;
}

static enum truth holds_empty(const struct fact *fact, const struct condition *test)
{
    if (fact->text.n == 0 && fact->is_open)
        return TRUTH_UNKNOWN;
    return truth_of((fact->text.n == 0) == test->flag);
}

static enum truth holds_no_versions(const struct fact *fact, const struct condition *test)
{
    return truth_of((fact->versions == 0) == test->flag);
}

static enum truth holds_like(const struct fact *fact, const struct condition *test)
{
    for (size_t i = 0; i < test->n_words; i++)
        if (text_glob(text_from(test->words[i]), fact->text))
            return TRUTH_YES;
    return TRUTH_NO;
}

static enum truth holds_contains(const struct fact *fact, const struct condition *test)
{
    for (size_t i = 0; i < test->n_words; i++)
        if (text_contains(fact->text, test->words[i]))
            return TRUTH_YES;
    return TRUTH_NO;
}

static enum truth holds_has_word(const struct fact *fact, const struct condition *test)
{
    struct text rest = fact->text, token;
    while (text_token(&rest, TEXT_CIPHER_SP, &token))
        if (word_in(token, test))
            return TRUTH_YES;
    return not_seen(fact);
}

static enum truth holds_has_all(const struct fact *fact, const struct condition *test)
{
    for (size_t i = 0; i < test->n_words; i++) {
        if (!text_has_token(fact->text, TEXT_CIPHER_SP, text_from(test->words[i])))
            return not_seen(fact);
    }
    return TRUTH_YES;
}

/* Names of files hold colons, so these are no separators. */
static enum truth holds_listed(const struct fact *fact, const struct condition *test)
{
    struct text rest = fact->text, token;
    while (text_token(&rest, TEXT_COMMA_SP, &token))
        for (size_t i = 0; i < test->n_words; i++)
            if (facts_listed(test->words[i], token))
                return TRUTH_YES;
    return not_seen(fact);
}

/* "1" of "1,trace" too: loglevels from 3.12 on may carry a word. */
static bool number_of(const struct fact *fact, long *number)
{
    if (!fact->value && fact->text.p == NULL) {
        *number = fact->number;
        return true;
    }
    return text_number(text_slice(fact->text, 0, text_find(fact->text, ',')), number);
}

static enum truth holds_equals(const struct fact *fact, const struct condition *test)
{
    long number;
    return number_of(fact, &number) ? truth_of(number == test->number) : TRUTH_NO;
}

static enum truth holds_at_least(const struct fact *fact, const struct condition *test)
{
    long number;
    return number_of(fact, &number) ? truth_of(number >= test->number) : TRUTH_NO;
}

static enum truth holds_at_most(const struct fact *fact, const struct condition *test)
{
    long number;
    return number_of(fact, &number) ? truth_of(number <= test->number) : TRUTH_NO;
}

static enum truth holds_number(const struct fact *fact, const struct condition *test)
{
    long number;
    return truth_of(number_of(fact, &number) == test->flag);
}

/* global/mail_conf_bool.c:convert_mail_conf_bool. */
static enum truth holds_yes_or_no(const struct fact *fact, const struct condition *test)
{
    bool readable = text_is_nocase(fact->text, "yes") || text_is_nocase(fact->text, "no");
    return truth_of(readable == test->flag);
}

/* global/mail_conf_time.c: a number and one of s, m, h, d, w. */
static enum truth holds_time(const struct fact *fact, const struct condition *test)
{
    struct text t = fact->text;
    size_t n = 0;
    while (n < t.n && text_is_digit(t.p[n]))
        n++;
    bool readable = n > 0 && (n == t.n || (n + 1 == t.n && text_find(TEXT("smhdwSMHDW"), t.p[n]) < 10));
    return truth_of(readable == test->flag);
}

static enum truth holds_set(const struct fact *fact, const struct condition *test)
{
    return truth_of((fact->value->setting != NULL) == test->flag);
}

static enum truth holds_known(const struct fact *fact, const struct condition *test)
{
    return truth_of(fact->value->is_known_parameter == test->flag);
}

static enum truth holds_origin(const struct fact *fact, const struct condition *test)
{
    return truth_of(word_in(text_from(origin_name(fact->value->origin)), test));
}

static enum truth holds_any_of(const struct fact *fact, const struct condition *test)
{
    return truth_of(fact->versions & (unsigned)test->number);
}

static enum truth holds_lacks(const struct fact *fact, const struct condition *test)
{
    return truth_of(!(fact->versions & (unsigned)test->number));
}

static enum truth holds_in(const struct fact *fact, const struct condition *test)
{
    const struct range *range = &test->range;
    return truth_of(fact->release >= range->at_least && (range->below == 0 || fact->release < range->below));
}

#define ANY_TEXT (FACT_TEXT | FACT_VALUE)

/* Sorted by name. */
static const struct predicate predicates[] = {
    {"any-of", FACT_VERSIONS, ARGUMENT_VERSIONS, "At least one of these versions is in the set.", holds_any_of},
    {"at-least", FACT_NUMBER | ANY_TEXT, ARGUMENT_NUMBER, "A number, and not below this.", holds_at_least},
    {"at-most", FACT_NUMBER | ANY_TEXT, ARGUMENT_NUMBER, "A number, and not above this.", holds_at_most},
    {"contains", ANY_TEXT, ARGUMENT_WORDS, "One of these texts is part of it; case counts.", holds_contains},
    {"empty", FACT_WORDS | ANY_TEXT, ARGUMENT_BOOL, "It has no characters.", holds_empty},
    {"equals", FACT_NUMBER | ANY_TEXT, ARGUMENT_NUMBER, "A number, and this one.", holds_equals},
    {"has", FACT_WORDS | ANY_TEXT, ARGUMENT_WORDS,
     "One of these is a word of the list (separated by blanks, commas, colons); case does not count.", holds_has_word},
    {"has-all", FACT_WORDS | ANY_TEXT, ARGUMENT_WORDS, "All of these are words of the list.", holds_has_all},
    {"in", FACT_RELEASE, ARGUMENT_RANGE, "The release lies in the range.", holds_in},
    {"is", ANY_TEXT, ARGUMENT_WORDS, "It is one of these; case does not count.", holds_is},
    {"known", FACT_VALUE, ARGUMENT_BOOL, "The release has this parameter.", holds_known},
    {"lacks", FACT_VERSIONS, ARGUMENT_VERSIONS, "None of these versions is in the set.", holds_lacks},
    {"like", ANY_TEXT, ARGUMENT_WORDS, "It matches one of these patterns, where * is any text; case counts.",
     holds_like},
    {"listed", FACT_WORDS | ANY_TEXT, ARGUMENT_LIST,
     "One of its words, separated by blanks or commas, is in one of these lists of names.", holds_listed},
    {"no-versions", FACT_VERSIONS, ARGUMENT_BOOL, "The set is empty.", holds_no_versions},
    {"number", ANY_TEXT, ARGUMENT_BOOL, "It is a number.", holds_number},
    {"origin", FACT_VALUE, ARGUMENT_WORDS, "The value comes from one of: override, main, default.", holds_origin},
    {"set", FACT_VALUE, ARGUMENT_BOOL, "Somebody wrote it: it is no default.", holds_set},
    {"time", ANY_TEXT, ARGUMENT_BOOL, "It is a time, like 30s or 1d.", holds_time},
    {"true", FACT_BOOL, ARGUMENT_BOOL, "It is so.", holds_true},
    {"yes-or-no", ANY_TEXT, ARGUMENT_BOOL, "It is yes or no, the only words Postfix takes for a switch.",
     holds_yes_or_no},
};
enum { N_PREDICATES = sizeof(predicates) / sizeof(predicates[0]) };

const struct predicate *rule_predicates(size_t *n)
{
    *n = N_PREDICATES;
    return predicates;
}

const struct predicate *rule_predicate(struct text name)
{
    for (size_t i = 0; i < N_PREDICATES; i++)
        if (text_is(name, predicates[i].name))
            return &predicates[i];
    return NULL;
}

const struct predicate *rule_default_predicate(enum fact_type type)
{
    switch (type) {
    case FACT_BOOL:
        return rule_predicate(TEXT("true"));
    case FACT_NUMBER:
        return rule_predicate(TEXT("equals"));
    case FACT_VERSIONS:
        return rule_predicate(TEXT("any-of"));
    case FACT_RELEASE:
        return rule_predicate(TEXT("in"));
    case FACT_WORDS:
        return rule_predicate(TEXT("has"));
    default:
        return rule_predicate(TEXT("is"));
    }
}

/* An unknown or broken value still has an origin, unless it may be set where
 * nobody can look. */
static bool can_tell(const struct value *value, const struct predicate *predicate)
{
    if (predicate->holds == holds_known)
        return true;
    if (predicate->holds == holds_set || predicate->holds == holds_origin)
        return !value->may_be_set;
    return !value->unknown && !value->error;
}

/* Parameters are asked of the service at hand, else of main.cf. */
struct view *context_view(const struct context *context)
{
    if (context->posture)
        return context->posture->view;
    return context->setting ? context->setting_view : context->scope->main;
}

static enum truth test_eval(const struct condition *test, const struct context *context)
{
    size_t n;
    const struct predicate *predicate = &predicates[test->predicate_index];
    if (test->field) {
        const struct field *field = &rule_fields(&n)[test->field_index];
        struct fact fact = field_get(field, context);
        return fact.unknown ? TRUTH_UNKNOWN : predicate->holds(&fact, test);
    }
    const struct value *value = view_get(context_view(context), text_from(test->parameter));
    if (!can_tell(value, predicate))
        return TRUTH_UNKNOWN;
    struct fact fact = {.text = value->text, .value = value};
    return predicate->holds(&fact, test);
}

/* Depth is bounded by the loader. */
enum truth condition_eval(const struct condition *condition, const struct context *context)
{
    enum truth result = condition->kind == CONDITION_ANY ? TRUTH_NO : TRUTH_YES;
    switch (condition->kind) {
    case CONDITION_TEST:
        return test_eval(condition, context);
    case CONDITION_NOT:
        return truth_not(condition_eval(condition->kids, context));
    case CONDITION_ALL:
        for (size_t i = 0; i < condition->n_kids && result != TRUTH_NO; i++)
            result = truth_and(result, condition_eval(&condition->kids[i], context));
        return result;
    case CONDITION_ANY:
        for (size_t i = 0; i < condition->n_kids && result != TRUTH_YES; i++)
            result = truth_or(result, condition_eval(&condition->kids[i], context));
        return result;
    }
    return TRUTH_UNKNOWN;
}
