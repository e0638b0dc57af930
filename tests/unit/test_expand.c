/* expand: the macro language of util/mac_parse.c and util/mac_expand.c, by
 * release, and its bounds. */
#include "postlint/expand.h"

#include "help.h"

static const struct {
    const char *name, *value;
} names[] = {
    {"a", "x"},        {"b", "$a$a"},          {"empty", ""},     {"five", "5"},
    {"ten", "10"},     {"level", "3.6"},       {"self", "$self"}, {"one", "$two"},
    {"two", "$one"},   {"money", "$$a"},       {"broken", "${"},  {"under_1", "u"},
    {"blanks", " x "}, {"five0", "005"},       {"dots", "3.10"},  {"host", "EXAMPLE.org"},
    {"dead", "$gone"}, {"cond", "${a?$b:no}"},
};

/* "?..." is unknown, "d<n>" doubles d<n-1>, "n<n>" nests it. */
static enum lookup look_up(void *context, struct text name, bool use, struct text *value)
{
    (void)context;
    (void)use;
    long n;
    for (size_t i = 0; i < COUNT(names); i++)
        if (text_is(name, names[i].name)) {
            *value = text_from(names[i].value);
            return LOOKUP_FOUND;
        }
    if (text_starts(name, "unknown"))
        return LOOKUP_UNKNOWN;
    if (!text_number(text_slice(name, 1, name.n), &n))
        return LOOKUP_UNDEFINED;
    if (text_starts(name, "d"))
        *value = n ? text_printf(arena, "$d%ld$d%ld", n - 1, n - 1) : TEXT("y");
    else if (text_starts(name, "n"))
        *value = n ? text_printf(arena, "$n%ld", n - 1) : TEXT("y");
    else
        return LOOKUP_UNDEFINED;
    return LOOKUP_FOUND;
}

static struct expand expander(const char *postfix)
{
    return (struct expand){.arena = arena, .release = release(postfix), .lookup = look_up};
}

/* The result, with what was odd in front: "error:", "unknown:", "undefined:". */
static struct text expand(const char *postfix, const char *text)
{
    struct expand expand = expander(postfix);
    struct buf out = buf_new(arena);
    unsigned status = expand_text(&expand, text_from(text), &out);
    if (status & EXPAND_ERROR) {
        ck_assert_msg(expand.error.n > 0, "%s: an error without words", text);
        return TEXT("error");
    }
    if (status & EXPAND_UNKNOWN)
        return TEXT("unknown");
    if (status & EXPAND_UNDEFINED)
        return text_printf(arena, "undefined:%.*s", TEXT_ARG(buf_done(&out)));
    return buf_done(&out);
}

static const struct {
    const char *rule, *release, *text, *want;
} forms[] = {
    {"plain text", "3.7.11", "may", "may"},
    {"no text", "3.7.11", "", ""},
    {"$name", "3.7.11", "<$a>", "<x>"},
    {"${name}", "3.7.11", "<${a}b>", "<xb>"},
    {"$(name)", "3.7.11", "<$(a)b>", "<xb>"},
    {"$(name) and ${name} end at their own bracket", "3.7.11", "$(a}", "error"},
    {"values are expanded again", "3.7.11", "$b-$b", "xx-xx"},
    {"an undefined name is empty", "3.7.11", "<$gone>", "undefined:<>"},
    {"also far down", "3.7.11", "<$dead>", "undefined:<>"},
    {"an empty name is defined", "3.7.11", "<$empty>", "<>"},
    {"letters, digits and _ are a name", "3.7.11", "$under_1-$a.b", "u-x.b"},
    {"- ends a name", "3.7.11", "$a-b", "x-b"},
    {"- in braces is an error", "3.7.11", "${a-b}", "error"},
    {"- in braces is an error in 2.6 too", "2.6.19", "${a-b}", "error"},
    {"$$ is one $", "3.7.11", "$$a", "$a"},
    {"$$ in a value is not looked at again", "3.7.11", "$money", "$a"},
    {"$$$a", "3.7.11", "$$$a", "$x"},
    {"a lone $", "3.7.11", "a $", "error"},
    {"$ and a blank", "3.7.11", "$ a", "error"},
    {"${}", "3.7.11", "${}", "error"},
    {"$()", "3.7.11", "$()", "error"},
    {"${ is not closed", "3.7.11", "${a", "error"},
    {"$( is not closed", "3.7.11", "$(a", "error"},
    {"an error in a value", "3.7.11", "$broken", "error"},
    {"itself", "3.7.11", "$self", "error"},
    {"each other", "3.7.11", "$one", "error"},

    {"?text if not empty", "2.6.19", "${a?yes}${empty?yes}${gone?yes}", "yes"},
    {":text if empty or undefined", "2.6.19", "${a:no}${empty:1}${gone:2}", "12"},
    {"text is expanded", "3.7.11", "${a?<$b>}", "<xx>"},
    {"? and : without braces are no ternary", "3.7.11", "${a?x:y}", "x:y"},
    {"the same in a value", "3.7.11", "$cond", "xx:no"},
    {"?? is text", "3.7.11", "${a??foo:{b}ar}", "?foo:{b}ar"},
    {"ternary, true", "3.0.15", "${a?{yes}:{no}}", "yes"},
    {"ternary, false", "3.0.15", "${empty?{yes}:{no}}", "no"},
    {"ternary of 2.11 is plain text", "2.11.11", "${a?{yes}:{no}}", "{yes}:{no}"},
    {": with braces", "3.0.15", "${empty:{no}}", "no"},
    {": with braces in 2.11", "2.11.11", "${empty:{no}}", "{no}"},
    {"blanks round the branches", "3.0.15", "${a? {yes} : {no} }", "yes"},
    {"the last branch may go without braces", "3.0.15", "${empty?{yes}:no}", "no"},
    {"text behind a branch", "3.0.15", "${a?{yes}no}", "error"},
    {"text behind the last branch", "3.0.15", "${empty?{yes}:{no}no}", "error"},
    {"text behind the last branch, not chosen", "3.0.15", "${a?{yes}:{no}no}", "error"},
    {"a branch that is not closed", "3.7.11", "${a?{yes}", "error"},
    {"a branch that is not closed, in $()", "3.7.11", "$(a?{yes)", "error"},
    {"a branch that is not closed and not chosen", "3.7.11", "$(empty?{yes)", "error"},
    {"the second branch", "3.7.11", "$(a?{yes}:{no)", "error"},
    {"a left operand that is not closed", "3.7.11", "$({a == {a})", "error"},
    {"a right operand that is not closed", "3.7.11", "$({a} == {a)", "error"},
    {"a function that is not closed", "3.11.7", "$(domain_to_ascii{a)", "error"},
    {"the branch not chosen is not read", "3.7.11", "${a?{yes}:{$}}", "yes"},
    {"nested ternaries", "3.7.11", "${a?{${empty?{1}:{2}}}:{3}}", "2"},
    {"blanks round the name, 3.2", "3.2.22", "${ a }", "error"},
    {"blanks round the name, 3.3", "3.3.0", "${ a }", "x"},
    {"blanks round ?, 3.2", "3.2.22", "${a ?{yes}:{no}}", "error"},
    {"blanks round ?, 3.3", "3.3.0", "${ a ? {yes} : {no} }", "yes"},
    {"blanks only", "3.7.11", "<${ }>", "undefined:<>"},
    {"a blank inside the name", "3.7.11", "${a b}", "error"},
    {"a tab is a blank", "3.7.11", "${\ta\t}", "x"},

    {"== of texts", "3.0.0", "${{$a} == {x} ? {1} : {2}}", "1"},
    {"comparison of 2.11", "2.11.11", "${{$a} == {x} ? {1} : {2}}", "error"},
    {"!=", "3.7.11", "${{a} != {a} ? {1} : {2}}", "2"},
    {"numbers are compared as numbers", "3.7.11", "${{$five} < {$ten} ? {1} : {2}}", "1"},
    {"leading zeros", "3.7.11", "${{$five0} == {5} ? {1} : {2}}", "1"},
    {"leading zeros on the right", "3.7.11", "${{5} == {005} ? {1} : {2}}", "1"},
    {"zeros", "3.7.11", "${{0} == {000} ? {1} : {2}}", "1"},
    {"texts are compared as texts", "3.7.11", "${{5x} < {10x} ? {1} : {2}}", "2"},
    {"one number and one text", "3.7.11", "${{5} < {10x} ? {1} : {2}}", "2"},
    {"blanks in operands count", "3.7.11", "${{ a } == {a} ? {1} : {2}}", "2"},
    {"an empty operand is no number", "3.7.11", "${{} < {0} ? {1} : {2}}", "1"},
    {">= and >", "3.7.11", "${{2}>={2}?{1}:{2}}${{3}>{2}?{1}:{2}}${{2}>{2}?{1}:{2}}", "112"},
    {"<=", "3.7.11", "${{2}<={2}?{1}:{2}}", "1"},
    {"without branches: true", "3.7.11", "<${{a} == {a}}>", "<true>"},
    {"without branches: empty", "3.7.11", "<${{a} == {b}}>", "<>"},
    {"only ?", "3.7.11", "${{a} == {a}?yes}", "yes"},
    {"only :", "3.7.11", "${{a} == {b}:no}", "no"},
    {"an unknown sign", "3.7.11", "${{a} = {a}}", "error"},
    {"=~", "3.7.11", "${{a} =~ {a}}", "error"},
    {"no right operand", "3.7.11", "${{a} ==}", "error"},
    {"a right operand without braces", "3.7.11", "${{a} == a}", "error"},
    {"neither ? nor :", "3.7.11", "${{a} == {a} x}", "error"},
    {"an operand that is not closed", "3.7.11", "${{a == {a}}", "error"},
    {"undefined in an operand", "3.7.11", "${{$gone} == {} ? {1} : {2}}", "undefined:1"},
    {"an error in an operand", "3.7.11", "${{$} == {} ? {1} : {2}}", "error"},

    {"<level of 3.5", "3.5.27", "${{3.6} <level {3.10} ? {1} : {2}}", "error"},
    {"<level of 3.6", "3.6.0", "${{3.6} <level {3.10} ? {1} : {2}}", "1"},
    {"as texts it is the other way round", "3.6.0", "${{3.6} < {3.10} ? {1} : {2}}", "2"},
    {"==level fills in zeros", "3.6.0", "${{3.6} ==level {3.6.0} ? {1} : {2}}", "1"},
    {">=level", "3.6.0", "${{$dots} >=level {$level} ? {1} : {2}}", "1"},
    {"a level that is none", "3.6.0", "${{x} <level {3.6} ? {1} : {2}}", "error"},
    {"an empty level", "3.6.0", "${{} <level {3.6} ? {1} : {2}}", "error"},
    {"a level of four numbers", "3.6.0", "${{3.6.0.0} <level {3.6} ? {1} : {2}}", "error"},
    {"a level with a dot at its end", "3.6.0", "${{3.} <level {3.6} ? {1} : {2}}", "error"},
    {"a level with blanks before and a sign: strtol(3)", "3.6.0", "${{ +3} <level {3.6} ? {1} : {2}}", "1"},
    {"leading zeros of a level", "3.6.0", "${{03.06} ==level {3.6} ? {1} : {2}}", "1"},
    {"a negative level", "3.6.0", "${{-3} <level {3.6} ? {1} : {2}}", "error"},
    {"the largest level", "3.6.0", "${{2047.1023.1023} >level {2047.1023.1022} ? {1} : {2}}", "1"},
    {"a large level", "3.6.0", "${{8796093022207} >level {1} ? {1} : {2}}", "1"},
    {"a level too large", "3.6.0", "${{8796093022208} >level {1} ? {1} : {2}}", "error"},
    {"another suffix", "3.7.11", "${{1} <lvl {3.6} ? {1} : {2}}", "error"},

    {"functions before 3.11", "3.10.13", "${domain_to_ascii{$host}}", "error"},
    {"functions of 3.11", "3.11.0", "${domain_to_ascii{$host}}", "EXAMPLE.org"},
    {"an unknown function", "3.11.0", "${toupper{$host}}", "error"},
    {"text behind a function", "3.11.0", "${domain_to_ascii{$host} x}", "error"},
    {"a function of what is not ASCII", "3.11.0", "${domain_to_ascii{\xc3\xa9.org}}", "unknown"},

    {"unknown", "3.7.11", "a $unknown b", "unknown"},
    {"a test of something unknown", "3.7.11", "${unknown?a}", "unknown"},
    {"a test of something unknown with :", "3.7.11", "${unknown:a}", "unknown"},
    {"a comparison with something unknown", "3.7.11", "${{$unknown} == {a} ? {1} : {2}}", "unknown"},
    {"an error beats unknown", "3.7.11", "$unknown $", "error"},
    {"a branch not chosen may be unknown", "3.7.11", "${a?{1}:{$unknown}}", "1"},
};

START_TEST(macros_are_those_of_the_release)
{
    struct text got = expand(forms[_i].release, forms[_i].text);
    ck_assert_msg(text_is(got, forms[_i].want), "%s: %s of %s is \"%.*s\", want \"%s\"", forms[_i].rule, forms[_i].text,
                  forms[_i].release, TEXT_ARG(got), forms[_i].want);
}
END_TEST

START_TEST(the_first_undefined_name_is_told)
{
    struct expand expand = expander("3.7.11");
    struct buf out = buf_new(arena);
    ck_assert_uint_eq(expand_text(&expand, TEXT("$a ${gone?x} $first $second"), &out), EXPAND_UNDEFINED);
    expect_text(expand.undefined, "first");
}
END_TEST

static bool is_b(void *context, struct text name)
{
    (void)context;
    return text_is(name, "b");
}

START_TEST(literal_names_keep_their_dollars)
{
    struct expand expand = expander("3.11.7");
    struct buf out = buf_new(arena);
    expand.is_literal = is_b;
    ck_assert_uint_eq(expand_text(&expand, TEXT("$a $b"), &out), EXPAND_OK);
    expect_text(buf_done(&out), "x $a$a");
}
END_TEST

/* What a scan asks for, blank separated. */
static struct buf asked;

static enum lookup note_name(void *context, struct text name, bool use, struct text *value)
{
    (void)context;
    (void)value;
    buf_printf(&asked, "%.*s%s ", TEXT_ARG(name), use ? "" : "?");
    return LOOKUP_UNDEFINED;
}

START_TEST(a_scan_visits_every_branch)
{
    asked = buf_new(arena);
    struct expand expand = {.arena = arena, .release = release("3.7.11"), .lookup = note_name, .scan = true};
    unsigned status = expand_text(&expand, TEXT("$a ${b?{$c}:{$d}} ${{$e} == {$f} ? {$g} : {$h}} ${i:$j}"), NULL);
    ck_assert(!(status & EXPAND_ERROR));
    expect_text(buf_done(&asked), "a b? c d e f g h i? j ");
    ck_assert(expand_text(&expand, TEXT("${a?{x}:{$}}"), NULL) & EXPAND_ERROR);
}
END_TEST

START_TEST(nesting_ends_at_the_limit_of_postfix)
{
    /* mac_expand_callback: level++ > 100; the text of the last is a level. */
    expect_text(expand("3.7.11", "$n99"), "y");
    expect_text(expand("3.7.11", "$n100"), "error");
}
END_TEST

START_TEST(doubling_values_end_in_time)
{
    expect_text(expand("3.7.11", "$d10$d10"), text_string(arena, expand("3.7.11", "$d11")));
    ck_assert_uint_eq(expand("3.7.11", "$d12").n, 4096);
    expect_text(expand("3.7.11", "$d60"), "error");
}
END_TEST

START_TEST(nested_operands_end_in_time)
{
    struct buf text = buf_new(arena);
    for (int i = 0; i < 5000; i++)
        buf_str(&text, "${{");
    for (int i = 0; i < 5000; i++)
        buf_str(&text, "} == {}}");
    expect_text(expand("3.7.11", buf_done(&text).p), "error");
    text.n = 0;
    for (int i = 0; i < 5000; i++)
        buf_str(&text, "${a?{");
    for (int i = 0; i < 5000; i++)
        buf_str(&text, "}}");
    expect_text(expand("3.7.11", buf_done(&text).p), "error");
}
END_TEST

START_TEST(output_is_bounded)
{
    struct buf text = buf_new(arena);
    for (int i = 0; i < 300000; i++)
        buf_str(&text, "abcd");
    expect_text(expand("3.7.11", buf_done(&text).p), "error");
}
END_TEST

Suite *expand_suite(void);

Suite *expand_suite(void)
{
    Suite *suite = suite_create("expand");
    TCase *tests = suite_case(suite, "expand");
    LOOP(tests, macros_are_those_of_the_release, forms);
    tcase_add_test(tests, the_first_undefined_name_is_told);
    tcase_add_test(tests, literal_names_keep_their_dollars);
    tcase_add_test(tests, a_scan_visits_every_branch);
    tcase_add_test(tests, nesting_ends_at_the_limit_of_postfix);
    tcase_add_test(tests, doubling_values_end_in_time);
    tcase_add_test(tests, nested_operands_end_in_time);
    tcase_add_test(tests, output_is_bounded);
    return suite;
}
