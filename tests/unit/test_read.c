/* read: source, line, main.cf, master.cf, conf.  Postfix's syntax, rule by
 * rule, and the exact place of everything. */
#include "../lib/generate.h"
#include "help.h"
#include "postlint/dump.h"

/* source */

static const struct source *source_of(struct text bytes)
{
    return source_new(arena, TEXT("etc/main.cf"), bytes, SOURCE_MAIN);
}

START_TEST(columns_count_characters_from_1)
{
    const struct source *source = source_of(TEXT("a\tb\ncaf\xc3\xa9 x\n\xff\xfe!\r\n\xe2\x82\xac\xf0\x9f\x92\xa9z"));
    static const struct {
        size_t offset, line, column;
    } want[] = {{0, 1, 1},  {1, 1, 2},  {2, 1, 3},  {3, 1, 4},  {4, 2, 1},  {7, 2, 4},  {9, 2, 5},
                {10, 2, 6}, {11, 2, 7}, {12, 3, 1}, /* bytes that are no UTF-8 are one column each */
                {13, 3, 2}, {14, 3, 3}, {15, 3, 4}, {17, 4, 1}, {20, 4, 2}, {24, 4, 3}, {25, 4, 4}};
    for (size_t i = 0; i < COUNT(want); i++) {
        struct position got = source_position(source, want[i].offset);
        ck_assert_msg(got.line == want[i].line && got.column == want[i].column, "offset %zu is %zu:%zu", want[i].offset,
                      got.line, got.column);
    }
}
END_TEST

START_TEST(lines_end_at_newlines_only)
{
    const struct source *source = source_of(TEXT("one\r\ntwo\rstill two\n\nfour"));
    ck_assert_uint_eq(source->lines, 4);
    expect_text(source_line(source, 1), "one\r");
    expect_text(source_line(source, 2), "two\rstill two");
    expect_text(source_line(source, 3), "");
    expect_text(source_line(source, 4), "four");
    expect_text(source_line(source, 5), "");
    expect_text(source_line(source, 0), "");
}
END_TEST

START_TEST(an_empty_file_has_one_place)
{
    const struct source *source = source_of(TEXT(""));
    struct position at = source_position(source, 0);
    ck_assert_uint_eq(at.line, 1);
    ck_assert_uint_eq(at.column, 1);
    struct lines lines = lines_open(arena, source);
    struct line line;
    ck_assert(!lines_next(&lines, &line));
}
END_TEST

/* line: util/readlline.c:readllines */

static const struct {
    const char *rule, *bytes;
    const char *lines[4]; /* orphans are marked with "orphan:" */
} logical[] = {
    {"continuation: nothing is put for the newline", "a = b\n c\n", {"a = b c"}},
    {"continuation by tab, vertical tab, form feed, CR", "a = b\n\tc\n\vd\n\fe\n\rf\n", {"a = b\tc\vd\fe\rf"}},
    {"blank lines do not end a logical line", "a = b\n\n \t\n c\n", {"a = b c"}},
    {"comments do not end a logical line", "a = b\n# note\n  # note\n c\n", {"a = b c"}},
    {"a # after text is text", "a = b # c\nd = e\n", {"a = b # c", "d = e"}},
    {"text at the start ends it", "a = b\n\nc = d\n", {"a = b", "c = d"}},
    {"no newline at the end", "a = b\n c", {"a = b c"}},
    {"a first line that starts with blanks is an orphan", " a = b\n c\nd = e\n", {"orphan: a = b c", "d = e"}},
    {"an orphan behind comments", "# x\n\n\ta = b\nd = e\n", {"orphan:\ta = b", "d = e"}},
    {"no backslash continuation", "a = b\\\nc = d\n", {"a = b\\", "c = d"}},
    {"CR is white space: a line of it is blank", "a = b\r\n\r\n c\r\n", {"a = b\r c\r"}},
    {"CR alone ends no line", "a = b\rc = d\r", {"a = b\rc = d\r"}},
    {"only comments", "# a\n  # b\n\n", {NULL}},
    {"a comment as the last line without newline", "a = b\n#", {"a = b"}},
};

START_TEST(logical_lines_are_those_of_postfix)
{
    struct lines lines = lines_open(arena, source_of(text_from(logical[_i].bytes)));
    struct line line;
    size_t n = 0;
    for (; lines_next(&lines, &line); n++) {
        ck_assert_msg(n < 4 && logical[_i].lines[n], "%s: a line too many", logical[_i].rule);
        struct text got = text_printf(arena, "%s%.*s", line.orphan ? "orphan:" : "", TEXT_ARG(line.text));
        ck_assert_msg(text_is(got, logical[_i].lines[n]), "%s: got \"%.*s\"", logical[_i].rule, TEXT_ARG(got));
    }
    ck_assert_msg(!logical[_i].lines[n], "%s: a line is missing", logical[_i].rule);
}
END_TEST

START_TEST(a_line_is_cut_at_nul)
{
    struct lines lines = lines_open(arena, source_of(TEXT("a = b\n c\0d\n e\nf = g\n")));
    struct line line;
    ck_assert(lines_next(&lines, &line));
    expect_text(line.text, "a = b c");
    ck_assert(line.has_nul);
    ck_assert_uint_eq(line.nul, 8);
    ck_assert_uint_eq(line.end, 13);
    ck_assert(lines_next(&lines, &line));
    expect_text(line.text, "f = g");
    ck_assert(!line.has_nul);
}
END_TEST

START_TEST(an_empty_span_at_the_end_of_a_line_stays_in_that_line)
{
    struct lines lines = lines_open(arena, source_of(TEXT("ab\n cd\n")));
    struct line line;
    ck_assert(lines_next(&lines, &line));
    expect_span(line_span(&line, 2, 2), 1, 3, 1, 3);
    expect_span(line_span(&line, 1, 2), 1, 2, 1, 3);
    expect_span(line_span(&line, 2, 3), 2, 1, 2, 2);
    expect_span(line_span(&line, 1, 4), 1, 2, 2, 3);
    expect_span(line_span(&line, 5, 5), 2, 4, 2, 4);
    expect_span(line_span(&line, 0, 0), 1, 1, 1, 1);
}
END_TEST

/* main.cf: util/dict.c:dict_load_fp, util/split_nameval.c */

static const struct {
    const char *rule, *text, *name, *value;
} settings[] = {
    {"blanks round = are optional", "a=b\n", "a", "b"},
    {"blanks round = are dropped", "a \t = \t b\n", "a", "b"},
    {"the value is trimmed at the end", "a = b \t\v\f\r\n", "a", "b"},
    {"= may be on a continuation", "a\n = b\n", "a", "b"},
    {"the value may be on a continuation", "a =\n b\n", "a", "b"},
    {"a second = belongs to the value", "a = b = c\n", "a", "b = c"},
    {"quotes have no meaning", "a = \"b\"\n", "a", "\"b\""},
    {"; is text", "a = b; c\n", "a", "b; c"},
    {"# is text", "a = may # note\n", "a", "may # note"},
    {"an empty value is a setting", "a =\n", "a", ""},
    {"a BOM is part of the name",
     "\xef\xbb\xbf"
     "a = b\n",
     "\xef\xbb\xbf"
     "a",
     "b"},
    {"names keep their case", "SMTPD = b\n", "SMTPD", "b"},
    {"bytes that are not UTF-8 pass", "a = \xff\xfe\n", "a", "\xff\xfe"},
    {"an inner CR is kept", "a = b,\r\n c\r\n", "a", "b,\r c"},
    {"a form feed inside is kept", "a = b\fc\n", "a", "b\fc"},
};

START_TEST(settings_are_split_as_postfix_splits_them)
{
    const struct conf *conf = conf_from(settings[_i].text, NULL);
    ck_assert_msg(conf->n_settings == 1 && conf->n_notes == 0, "%s", settings[_i].rule);
    expect_text(conf->settings[0].name, settings[_i].name);
    expect_text(conf->settings[0].value, settings[_i].value);
    ck_assert_ptr_eq(conf_setting(conf, text_from(settings[_i].name)), &conf->settings[0]);
}
END_TEST

START_TEST(places_of_a_plain_setting)
{
    const struct conf *conf = conf_from("# x\n\nname \t=  some value  \nb = c\n", NULL);
    expect_span(conf->settings[0].name_span, 3, 1, 3, 5);
    expect_span(conf->settings[0].value_span, 3, 10, 3, 20);
    expect_span(conf->settings[0].span, 3, 1, 3, 20);
    ck_assert(!conf->settings[0].service);
    expect_span(conf->settings[1].value_span, 4, 5, 4, 6);
}
END_TEST

START_TEST(places_across_continuations_and_comments)
{
    const struct conf *conf = conf_from("list = one,\r\n# no\n\n\ttwo,\n  thr\xc3\xa9"
                                        "e\xff \n",
                                        NULL);
    const struct setting *list = &conf->settings[0];
    expect_text(list->value, "one,\r\ttwo,  thr\xc3\xa9"
                             "e\xff");
    expect_span(list->value_span, 1, 8, 5, 9);
    /* Each word of the value is found in its own line. */
    size_t at = list->value_at;
    expect_span(line_span(list->line, at, at + 4), 1, 8, 1, 12);
    expect_span(line_span(list->line, at + 6, at + 10), 4, 2, 4, 6);
    expect_span(line_span(list->line, at + 12, at + 19), 5, 3, 5, 9);
}
END_TEST

START_TEST(place_of_an_empty_value)
{
    const struct conf *conf = conf_from("a =\nb = \nc=\n\n", NULL);
    expect_span(conf->settings[0].value_span, 1, 4, 1, 4);
    expect_span(conf->settings[1].value_span, 2, 5, 2, 5);
    expect_span(conf->settings[2].value_span, 3, 3, 3, 3);
}
END_TEST

START_TEST(the_last_setting_of_a_name_wins)
{
    const struct conf *conf = conf_from("a = 1\nb = 2\na = 3\na = 4\n", NULL);
    ck_assert_uint_eq(conf->n_settings, 4);
    ck_assert_ptr_eq(conf_setting(conf, TEXT("a")), &conf->settings[3]);
    ck_assert(conf->settings[0].replaced && conf->settings[2].replaced);
    ck_assert(!conf->settings[1].replaced && !conf->settings[3].replaced);
    ck_assert_ptr_eq(conf->settings[0].winner, &conf->settings[3]);
    ck_assert_ptr_eq(conf->settings[2].winner, &conf->settings[3]);
    ck_assert_ptr_null(conf->settings[3].winner);
    ck_assert_ptr_null(conf_setting(conf, TEXT("A")));
    ck_assert_ptr_null(conf_setting(conf, TEXT("")));
}
END_TEST

START_TEST(the_index_finds_each_of_many_names)
{
    struct buf text = buf_new(arena);
    for (int i = 0; i < 3000; i++)
        buf_printf(&text, "name%d = %d\n", i, i);
    const struct conf *conf = conf_from(buf_done(&text).p, NULL);
    ck_assert_uint_eq(conf->n_settings, 3000);
    for (size_t i = 0; i < 3000; i++)
        ck_assert_ptr_eq(conf_setting(conf, conf->settings[i].name), &conf->settings[i]);
    ck_assert_ptr_null(conf_setting(conf, TEXT("name3000")));
}
END_TEST

static const struct {
    const char *rule, *text, *detail, *from;
} refused[] = {
    {"no = is fatal", "smtpd_use_tls\n", CONF_NO_EQUALS, NULL},
    {"a blank in the name is fatal", "smtpd use = x\n", CONF_NO_EQUALS, NULL},
    {"an empty name is fatal from 3.4 on", "= x\n", CONF_NO_NAME, "3.4.0"},
};

START_TEST(lines_that_postfix_refuses_are_noted)
{
    const struct conf *conf = conf_from(refused[_i].text, NULL);
    const struct note *note = note_of(conf, NOTE_REFUSED);
    expect_text(note->detail, refused[_i].detail);
    ck_assert_uint_eq(note->from, refused[_i].from ? release(refused[_i].from) : 0);
    ck_assert_uint_eq(conf->n_settings, 0);
    ck_assert_uint_eq(note->span.begin, 0);
    ck_assert_uint_eq(note->span.end, strlen(refused[_i].text) - 1);
}
END_TEST

START_TEST(the_rest_of_a_refused_file_is_read)
{
    const struct conf *conf = conf_from("a = 1\nbroken\nb = 2\n", NULL);
    ck_assert_uint_eq(conf->n_settings, 2);
    expect_span(note_of(conf, NOTE_REFUSED)->span, 2, 1, 2, 7);
}
END_TEST

START_TEST(an_orphan_is_noted_and_ignored)
{
    const struct conf *conf = conf_from("  a = 1\n  b = 2\nc = 3\n", NULL);
    ck_assert_uint_eq(conf->n_settings, 1);
    expect_span(note_of(conf, NOTE_ORPHAN)->span, 1, 1, 2, 8);
}
END_TEST

START_TEST(text_after_nul_is_noted)
{
    const struct conf *conf = conf_from_bytes(TEXT("a = b\0c\nd = e\n"), (struct text){0});
    expect_text(conf->settings[0].value, "b");
    expect_span(note_of(conf, NOTE_NUL)->span, 1, 6, 1, 7);
    expect_text(conf->settings[1].value, "e");
}
END_TEST

START_TEST(a_continuation_that_reads_like_a_setting_is_noted)
{
    const struct conf *conf = conf_from("a = b\n  smtpd_tls_loglevel = 1\nc = d,\n  e\n", NULL);
    ck_assert_uint_eq(count_notes(conf, NOTE_CONTINUED), 1);
    const struct note *note = note_of(conf, NOTE_CONTINUED);
    expect_text(note->name, "smtpd_tls_loglevel");
    expect_text(note->value, "1");
    expect_text(note->detail, "a");
    expect_span(note->span, 2, 3, 2, 25);
}
END_TEST

START_TEST(a_continuation_that_is_no_name_is_not_noted)
{
    ck_assert_uint_eq(count_notes(conf_from("a = b\n  inline:{c=d}\n  x-y=z\n", NULL), NOTE_CONTINUED), 0);
    ck_assert_uint_eq(count_notes(conf_from("a = {\n  c=d }\n", NULL), NOTE_CONTINUED), 0);
    ck_assert_uint_eq(count_notes(conf_from("a = { b }\n  c=d }\n", NULL), NOTE_CONTINUED), 1);
    ck_assert_uint_eq(count_notes(conf_from("a = {\n  c=d\n", NULL), NOTE_CONTINUED), 1);
}
END_TEST

START_TEST(a_value_of_140000_characters_is_read)
{
    struct buf text = buf_new(arena);
    buf_str(&text, "a = ");
    for (int i = 0; i < 140000; i++)
        buf_char(&text, 'x');
    const struct conf *conf = conf_from(buf_done(&text).p, NULL);
    ck_assert_uint_eq(conf->settings[0].value.n, 140000);
}
END_TEST

/* master.cf: master/master_ent.c */

#define SMTP "smtp inet n - y - - smtpd"

START_TEST(a_service_has_its_fields_with_their_places)
{
    const struct conf *conf = conf_from("", "# c\n[::1]:10025\tinet  n y - 60? 1 smtpd\n  -v\n");
    ck_assert_uint_eq(conf->n_services, 1);
    const struct service *service = &conf->services[0];
    static const char *const want[] = {"[::1]:10025", "inet", "n", "y", "-", "60?", "1", "smtpd"};
    for (size_t f = 0; f < SERVICE_FIELDS; f++) {
        expect_text(service->field[f], want[f]);
        expect_text(span_bytes(service->field_span[f]), want[f]);
    }
    expect_text(service->id, "[::1]:10025/inet");
    expect_span(service->field_span[SERVICE_TYPE], 2, 13, 2, 17);
    expect_span(service->field_span[SERVICE_COMMAND], 2, 31, 2, 36);
    expect_span(service->span, 2, 1, 3, 5);
    ck_assert(!service->refused && !service->replaced);
    ck_assert_uint_eq(conf->n_notes, 0);
}
END_TEST

static const struct {
    const char *rule, *options;
    const char *want; /* name=value of all overrides, each with ';' behind */
} options[] = {
    {"one", "-o a=b", "a=b;"},
    {"several", "-o a=b -o c=d", "a=b;c=d;"},
    {"without a blank", "-oa=b", "a=b;"},
    {"in a cluster", "-vo a=b", "a=b;"},
    {"in a cluster, without a blank", "-voa=b", "a=b;"},
    {"an empty value overrides", "-o a=", "a=;"},
    {"a later = belongs to the value", "-o a=b=c", "a=b=c;"},
    {"braces keep blanks", "-o { a = b c }", "a=b c;"},
    {"braces, tight", "-o {a=b c}", "a=b c;"},
    {"braces inside a value", "-o a={ b c }", "a={ b c };"},
    {"braces round the whole option", "{-o a=b c}", "a=b c;"},
    {"nested braces", "-o { a = ${b?{c} : {d e}} }", "a=${b?{c} : {d e}};"},
    {"options with arguments of their own", "-n name -o a=b -s 2 -o c=d", "a=b;c=d;"},
    {"an argument that looks like an option", "-n -o -o a=b", "a=b;"},
    {"a word ends the options", "-o a=b word -o c=d", "a=b;"},
    {"-- ends the options", "-- -o a=b", ""},
    {"- ends the options", "- -o a=b", ""},
    {"# ends the options", "-o a=b # -o c=d", "a=b;"},
    {"a value with a blank ends the options", "-o a=b, c -o d=e", "a=b,;"},
    {"the last of a name stays in the list", "-o a=b -o a=c", "a=b;a=c;"},
    {"-o at the end has no argument", "-o a=b -o", "a=b;"},
    {"comma and colon do not separate", "-o a=b,c:d", "a=b,c:d;"},
    {"a blank behind the brace is trimmed as white space", "-o {\t a=b \t}", "a=b;"},
};

START_TEST(options_are_read_as_master_and_daemons_do)
{
    struct text line = text_printf(arena, SMTP "\n  %s\n", options[_i].options);
    const struct conf *conf = conf_from("", line.p);
    struct buf got = buf_new(arena);
    for (size_t i = 0; i < conf->services[0].n_overrides; i++)
        buf_printf(&got, "%.*s=%.*s;", TEXT_ARG(conf->services[0].overrides[i].name),
                   TEXT_ARG(conf->services[0].overrides[i].value));
    ck_assert_msg(text_is(buf_done(&got), options[_i].want), "%s: got %.*s", options[_i].rule,
                  TEXT_ARG(buf_done(&got)));
}
END_TEST

START_TEST(places_of_overrides)
{
    const struct conf *conf = conf_from("", SMTP " -o a=b\n\t-oc=d\n# note\n   -o { e\n  = f  g }\n");
    const struct setting *o = conf->services[0].overrides;
    ck_assert_uint_eq(conf->services[0].n_overrides, 3);
    expect_span(o[0].name_span, 1, 30, 1, 31);
    expect_span(o[0].value_span, 1, 32, 1, 33);
    expect_span(o[0].span, 1, 27, 1, 33);
    expect_span(o[1].name_span, 2, 4, 2, 5);
    expect_span(o[1].span, 2, 2, 2, 7);
    expect_span(o[2].name_span, 4, 9, 4, 10);
    expect_span(o[2].value_span, 5, 5, 5, 9);
    expect_span(o[2].span, 4, 4, 5, 11);
    ck_assert_ptr_eq(o[2].service, &conf->services[0]);
}
END_TEST

START_TEST(an_empty_override_is_placed_in_its_own_line)
{
    const struct conf *conf = conf_from("", SMTP "\n  -o a=\n  -o b=c\n");
    expect_span(conf->services[0].overrides[0].value_span, 2, 8, 2, 8);
    expect_span(conf->services[0].overrides[0].span, 2, 3, 2, 8);
}
END_TEST

START_TEST(the_last_override_of_a_name_wins)
{
    const struct conf *conf = conf_from("", SMTP " -o a=1 -o b=2 -o a=3\n");
    const struct service *service = &conf->services[0];
    ck_assert_ptr_eq(conf_override(service, TEXT("a")), &service->overrides[2]);
    ck_assert(service->overrides[0].replaced);
    ck_assert_ptr_eq(service->overrides[0].winner, &service->overrides[2]);
    ck_assert(!service->overrides[2].replaced);
    ck_assert_ptr_null(service->overrides[2].winner);
}
END_TEST

START_TEST(comments_and_blank_lines_do_not_end_a_service)
{
    const struct conf *conf = conf_from("", SMTP "\n#  -o a=1\n\n  -o b=2\nrelay unix - - y - - smtp\n");
    ck_assert_uint_eq(conf->n_services, 2);
    ck_assert_uint_eq(conf->services[0].n_overrides, 1);
    expect_text(conf->services[0].overrides[0].name, "b");
}
END_TEST

static const struct {
    const char *rule, *line, *detail, *from, *to;
    bool service_is_refused;
} bad_services[] = {
    {"too few fields", "smtp inet n - y - -\n", "missing \"command\" field: an entry has at least 8", NULL, NULL,
     false},
    {"a type that is none", "smtp tcp n - y - - smtpd\n", "invalid service type field \"tcp\"", NULL, NULL, true},
    {"type - has no default", "smtp - n - y - - smtpd\n", "invalid service type field \"-\"", NULL, NULL, true},
    {"types count case", "smtp INET n - y - - smtpd\n", "invalid service type field \"INET\"", NULL, NULL, true},
    {"unix-dgram is of 3.4", "x unix-dgram n - y - - smtpd\n",
     "service type unix-dgram is not known before Postfix 3.4", NULL, "3.4.0", false},
    {"flags are y, n or -", "smtp inet N - y - - smtpd\n", "invalid private field \"N\"", NULL, NULL, true},
    {"chroot too", "smtp inet n - yes - - smtpd\n", "invalid chroot field \"yes\"", NULL, NULL, true},
    {"inet cannot be private", "smtp inet y - y - - smtpd\n",
     "an inet service cannot be private (\"-\" means \"y\" here)", NULL, NULL, true},
    {"nor by default", "smtp inet - - y - - smtpd\n", "an inet service cannot be private (\"-\" means \"y\" here)",
     NULL, NULL, true},
    {"wakeup is a number", "smtp inet n - y ? - smtpd\n", "invalid wakeup field \"?\"", NULL, NULL, true},
    {"with at most a ?", "smtp inet n - y 1?? - smtpd\n", "invalid wakeup field \"1?\?\"", NULL, NULL, true},
    {"maxproc is a number", "smtp inet n - y - 1? smtpd\n", "invalid maxproc field \"1?\"", NULL, NULL, true},
    {"command - has no default", "smtp inet n - y - - -\n", "invalid command field \"-\"", NULL, NULL, true},
    {"a brace that is not closed", SMTP " -o { a=b\n", "missing '}'", NULL, NULL, true},
    {"text behind a brace", SMTP " -o {a=b}c\n", "syntax error after '}'", NULL, NULL, true},
    {"-o without = is fatal, but not in 2.6", SMTP " -o a\n",
     "invalid \"-o a\" option value: missing '=' after attribute name", "2.7.0", NULL, false},
    {"-o without a name is fatal from 3.4 on", SMTP " -o =a\n",
     "invalid \"-o =a\" option value: missing attribute name", "3.4.0", NULL, false},
};

START_TEST(services_that_postfix_refuses_are_noted)
{
    const struct conf *conf = conf_from("", bad_services[_i].line);
    const struct note *note = note_of(conf, NOTE_REFUSED);
    ck_assert_msg(text_is(note->detail, bad_services[_i].detail), "%s: got %.*s", bad_services[_i].rule,
                  TEXT_ARG(note->detail));
    ck_assert_uint_eq(note->from, bad_services[_i].from ? release(bad_services[_i].from) : 0);
    ck_assert_uint_eq(note->to, bad_services[_i].to ? release(bad_services[_i].to) : 0);
    if (conf->n_services)
        ck_assert_int_eq(conf->services[0].refused, bad_services[_i].service_is_refused);
    ck_assert_uint_eq(count_notes(conf, NOTE_REFUSED), 1);
}
END_TEST

/* util/extpar.c came to master_ent.c with 3.0; before, `{` was a word. */
START_TEST(braces_with_blanks_are_refused_before_3_0)
{
    const struct conf *conf = conf_from("", SMTP " -o { a = b }\n");
    const struct note *note = note_of(conf, NOTE_REFUSED);
    ck_assert_uint_eq(note->from, release("2.7.0"));
    ck_assert_uint_eq(note->to, release("3.0.0"));
    expect_span(note->span, 1, 30, 1, 39);
    ck_assert_ptr_eq(note->service, &conf->services[0]);
    ck_assert(!conf->services[0].refused);
    expect_text(conf->services[0].overrides[0].value, "b");
    /* Without a blank before the '=' it is a strange name, and no error. */
    ck_assert_uint_eq(count_notes(conf_from("", SMTP " -o {a=b c}\n"), NOTE_REFUSED), 0);
}
END_TEST

START_TEST(fields_that_postfix_takes)
{
    const struct conf *conf = conf_from("", "a unix n n n 60 0 b\nc fifo - - - 0? 100 d\ne pass - y n - - f\n");
    ck_assert_uint_eq(conf->n_services, 3);
    ck_assert_uint_eq(conf->n_notes, 0);
}
END_TEST

START_TEST(blanks_round_the_equals_of_an_override_are_noted)
{
    const struct conf *conf = conf_from("", SMTP "\n  -o smtpd_tls_auth_only = yes\n");
    const struct note *note = note_of(conf, NOTE_OVERRIDE_BLANKS);
    expect_text(note->name, "smtpd_tls_auth_only");
    expect_text(note->value, "yes");
    ck_assert_uint_eq(conf->services[0].n_overrides, 0);
    ck_assert_ptr_eq(note->service, &conf->services[0]);
    ck_assert_uint_eq(span_bytes(note->span).n, strlen("smtpd_tls_auth_only ="));
}
END_TEST

START_TEST(a_blank_behind_the_equals_is_noted)
{
    const struct conf *conf = conf_from("", SMTP "\n  -o a= yes\n");
    const struct note *note = note_of(conf, NOTE_OVERRIDE_BLANKS);
    expect_text(note->name, "a");
    expect_text(note->value, "yes");
    expect_text(conf->services[0].overrides[0].value, "");
    ck_assert_uint_eq(count_notes(conf_from("", SMTP " -o a= -o b=c\n"), NOTE_OVERRIDE_BLANKS), 0);
}
END_TEST

START_TEST(options_behind_the_end_of_options_are_noted)
{
    const struct conf *conf = conf_from("", SMTP "\n  -o a=b, c\n  -v -o d=e\n  -o f=g\n");
    ck_assert_uint_eq(count_notes(conf, NOTE_OPTIONS_ENDED), 1);
    const struct note *note = note_of(conf, NOTE_OPTIONS_ENDED);
    expect_text(note->name, "c");
    expect_text(note->value, "-o");
    expect_span(note->span, 2, 11, 2, 12);
    expect_span(note->related, 3, 6, 3, 8);
}
END_TEST

START_TEST(a_word_behind_the_last_option_is_noted)
{
    const struct conf *conf = conf_from("", SMTP "\n  -o a=b, c\n");
    ck_assert_uint_eq(count_notes(conf, NOTE_OPTIONS_ENDED), 1);
    const struct note *note = note_of(conf, NOTE_OPTIONS_ENDED);
    expect_text(note->name, "c");
    expect_text(note->value, "");
    ck_assert_ptr_null(note->related.source);
    ck_assert_uint_eq(count_notes(conf_from("", SMTP "\n  -o a = b\n"), NOTE_OPTIONS_ENDED), 0);
}
END_TEST

START_TEST(arguments_of_pipe_are_its_own)
{
    const struct conf *conf = conf_from("", "x unix - n n - - pipe\n  flags=R user=a argv=/bin/b -o c=d\n");
    ck_assert_uint_eq(conf->n_notes, 0);
    ck_assert_uint_eq(conf->services[0].n_overrides, 0);
}
END_TEST

START_TEST(nul_in_master_cf_is_noted)
{
    const struct conf *conf = conf_from_bytes(TEXT(""), TEXT("smtp inet n - y - - smtpd -o a=b\0 -o c=d\n -o e=f\n"));
    ck_assert_uint_eq(conf->services[0].n_overrides, 1);
    expect_span(note_of(conf, NOTE_NUL)->span, 1, 33, 1, 34);
}
END_TEST

START_TEST(many_overrides_are_read_in_time)
{
    enum { MANY = 100000 };
    struct buf text = buf_new(arena);
    buf_str(&text, SMTP);
    for (int i = 0; i < MANY; i++)
        buf_printf(&text, " -o x%d=%d", i % (MANY - 1), i);
    const struct conf *conf = conf_from("", buf_done(&text).p);
    const struct service *service = &conf->services[0];
    ck_assert_uint_eq(service->n_overrides, MANY);
    for (size_t i = 0; i < MANY; i++)
        ck_assert_ptr_eq(conf_override(service, service->overrides[i].name), &service->overrides[i ? i : MANY - 1]);
    ck_assert(service->overrides[0].replaced && !service->overrides[1].replaced);
    ck_assert_ptr_null(conf_override(service, TEXT("y")));
}
END_TEST

START_TEST(many_services_are_told_apart)
{
    struct buf text = buf_new(arena);
    for (int i = 0; i < 200; i++)
        buf_printf(&text, "%d inet n - y - - smtpd\n", 1000 + i % 150);
    const struct conf *conf = conf_from("", buf_done(&text).p);
    ck_assert_uint_eq(count_notes(conf, NOTE_DUPLICATE_SERVICE), 50);
    for (size_t i = 0; i < 200; i++)
        ck_assert_int_eq(conf->services[i].replaced, i < 50);
}
END_TEST

/* master/master_conf.c: the last entry for an endpoint wins. */
static const struct {
    const char *first, *second;
    bool same;
} endpoints[] = {
    {"smtp inet n - y - - smtpd", "smtp inet n - y - - smtpd", true},
    {"smtp inet n - y - - smtpd", "25 inet n - y - - smtpd", true},
    {"submission inet n - y - - smtpd", "587 inet n - y - - smtpd", true},
    {"127.0.0.1:smtp inet n - y - - smtpd", "127.0.0.1:25 inet n - y - - smtpd", true},
    {"127.0.0.1:25 inet n - y - - smtpd", "25 inet n - y - - smtpd", false},
    {"smtp inet n - y - - smtpd", "smtp unix - - y - - smtp", false},
    {"a unix - - y - - smtp", "a unix y - y - - smtp", true},
    {"a unix n - y - - smtp", "a unix y - y - - smtp", false},
    {"a unix - - y - - smtp", "A unix - - y - - smtp", false},
};

START_TEST(the_last_entry_for_an_endpoint_wins)
{
    const struct conf *conf =
        conf_from("", text_printf(arena, "%s\n%s\n", endpoints[_i].first, endpoints[_i].second).p);
    ck_assert_int_eq(conf->services[0].replaced, endpoints[_i].same);
    ck_assert(!conf->services[1].replaced);
    ck_assert_uint_eq(count_notes(conf, NOTE_DUPLICATE_SERVICE), endpoints[_i].same);
    if (!endpoints[_i].same)
        return;
    const struct note *note = note_of(conf, NOTE_DUPLICATE_SERVICE);
    ck_assert_uint_eq(note->span.begin, 0);
    ck_assert_uint_eq(note->related.begin, conf->services[1].span.begin);
}
END_TEST

START_TEST(without_master_cf_there_are_the_stock_services)
{
    const struct conf *conf = conf_from("", NULL);
    static const char *const want[] = {"smtp/inet", "smtp/unix", "relay/unix", "lmtp/unix"};
    ck_assert_uint_eq(conf->n_services, COUNT(want));
    for (size_t i = 0; i < COUNT(want); i++) {
        expect_text(conf->services[i].id, want[i]);
        ck_assert_ptr_null(conf->services[i].span.source);
    }
    ck_assert_uint_eq(conf_from("", "")->n_services, 0);
}
END_TEST

/* templates */

static const struct {
    const char *text;
    bool has;
} placeholders[] = {
    {"{{ x }}", true},
    {"a{{x}}b", true},
    {"{% if x %}", true},
    {"<%= x %>", true},
    {"%name%", true},
    {"@NAME@", true},
    {"${{a} == {b} ? {c}}", false},
    {"inline:{{a=b}, {c=d}}", false},
    {"100%", false},
    {"a@b.c", false},
    {"$name", false},
    {"{{ open", false},

    {"", false},
    {"user@example.org, other@example.org", false},
};

START_TEST(placeholders_of_template_languages)
{
    ck_assert_msg(conf_has_placeholder(text_from(placeholders[_i].text)) == placeholders[_i].has, "%s",
                  placeholders[_i].text);
}
END_TEST

START_TEST(branches_of_a_template_do_not_replace_each_other)
{
    const struct conf *conf =
        conf_named("main.cf.j2", "{% if x %}\na = 1\n{% else %}\na = 2\n{% endif %}\n", NULL, NULL);
    ck_assert_uint_eq(conf->n_settings, 2);
    ck_assert(!conf->settings[0].replaced && !conf->settings[1].replaced);
    ck_assert(conf->settings[0].is_template && conf->settings[1].is_template);
}
END_TEST

START_TEST(what_a_template_will_make_of_a_line_is_open)
{
    struct conf *conf = conf_named("main.cf.j2", "{{ name }} = x\na = 1\n", NULL, NULL);
    ck_assert(conf->main_is_open);
    ck_assert_uint_eq(conf->n_settings, 1);
    ck_assert_uint_eq(conf->n_notes, 0);
    ck_assert(!conf_named("main.cf.j2", "a = {{ x }}\n", NULL, NULL)->main_is_open);
    /* Fields that are not there yet, entries that may be one another's. */
    conf = conf_named("main.cf", "", "master.cf.j2",
                      "{{ port }} inet n - y - - smtpd\n{{ other }} inet n - y - - smtpd\nsmtp inet {{ x }}\n"
                      "25 inet n - y - - smtpd -o {{ option }}\n25 inet n - y - - smtpd -o a={{ value }}\n");
    ck_assert_uint_eq(conf->n_notes, 0);
    ck_assert(conf->services[0].is_template && conf->services[1].is_template && !conf->services[2].is_template);
    ck_assert_uint_eq(conf->services[2].n_overrides, 0);
    ck_assert(conf->services[2].has_unknown_options && !conf->services[2].replaced);
    ck_assert(conf->services[3].overrides[0].is_template);
}
END_TEST

START_TEST(orphans_of_a_template_are_not_noted)
{
    ck_assert_uint_eq(conf_named("main.cf.j2", "  {{ all }}\n", "master.cf.j2", "  {{ all }}\n")->n_notes, 0);
}
END_TEST

/* properties, over configurations from a seed */

/* Each test forks: a batch of configurations in one is faster. */
enum { BATCHES = 10, BATCH = 40 };

static void span_lies_inside(struct span span)
{
    if (span.source)
        ck_assert_msg(span.begin <= span.end && span.end <= span.source->bytes.n, "span %zu-%zu of %zu bytes",
                      span.begin, span.end, span.source->bytes.n);
}

static void setting_is_where_it_says(const struct setting *setting)
{
    span_lies_inside(setting->span);
    span_lies_inside(setting->name_span);
    span_lies_inside(setting->value_span);
    ck_assert(text_eq(span_bytes(setting->name_span), setting->name));
    ck_assert_uint_le(setting->span.begin, setting->name_span.begin);
    ck_assert_uint_le(setting->value_span.end, setting->span.end);
    struct text joined = text_slice(setting->line->text, setting->value_at, setting->value_at + setting->value.n);
    ck_assert(text_eq(joined, setting->value));
}

static void spans_lie_inside(unsigned number)
{
    struct generated text = generate(arena, 7, number);
    const struct conf *conf = conf_from_bytes(text.main, text.master);
    for (size_t i = 0; i < conf->n_settings; i++)
        setting_is_where_it_says(&conf->settings[i]);
    for (size_t i = 0; i < conf->n_services; i++) {
        const struct service *service = &conf->services[i];
        span_lies_inside(service->span);
        for (size_t f = 0; f < SERVICE_FIELDS && !service->is_template; f++)
            ck_assert(text_eq(span_bytes(service->field_span[f]), service->field[f]));
        for (size_t k = 0; k < service->n_overrides; k++)
            setting_is_where_it_says(&service->overrides[k]);
    }
    for (size_t i = 0; i < conf->n_notes; i++) {
        span_lies_inside(conf->notes[i].span);
        span_lies_inside(conf->notes[i].related);
    }
}

START_TEST(every_span_lies_inside_its_file)
{
    for (unsigned i = 0; i < BATCH; i++)
        spans_lie_inside((unsigned)_i * BATCH + i);
}
END_TEST

static void offsets_rise(struct text bytes)
{
    const struct source *source = source_of(bytes);
    struct lines lines = lines_open(arena, source);
    struct line line;
    size_t last = 0;
    while (lines_next(&lines, &line)) {
        for (size_t i = 0; i < line.text.n; i++) {
            size_t at = line_offset(&line, i);
            ck_assert_msg(at < bytes.n && (at > last || at == 0 || i == 0), "offset %zu after %zu", at, last);
            ck_assert_int_eq(bytes.p[at], line.text.p[i]);
            last = at;
        }
        ck_assert_uint_le(line.end, bytes.n);
    }
}

static void offsets_name_bytes(unsigned number)
{
    struct generated text = generate(arena, 8, number);
    offsets_rise(text.main);
    offsets_rise(text.master);
}

START_TEST(offsets_of_a_logical_line_rise_and_name_its_bytes)
{
    for (unsigned i = 0; i < BATCH; i++)
        offsets_name_bytes((unsigned)_i * BATCH + i);
}
END_TEST

static void reads_the_same(unsigned number)
{
    struct generated text = generate(arena, 9, number);
    const struct conf *conf = conf_from_bytes(text.main, (struct text){0});
    struct buf out = buf_new(arena);
    for (size_t i = 0; i < conf->n_settings; i++)
        buf_printf(&out, "%.*s = %.*s\n", TEXT_ARG(conf->settings[i].name), TEXT_ARG(conf->settings[i].value));
    const struct conf *again = conf_from_bytes(buf_done(&out), (struct text){0});
    ck_assert_uint_eq(again->n_settings, conf->n_settings);
    for (size_t i = 0; i < conf->n_settings; i++) {
        ck_assert(text_eq(again->settings[i].name, conf->settings[i].name));
        ck_assert(text_eq(again->settings[i].value, conf->settings[i].value));
    }
}

START_TEST(what_was_read_reads_the_same_when_printed)
{
    for (unsigned i = 0; i < BATCH; i++)
        reads_the_same((unsigned)_i * BATCH + i);
}
END_TEST

/* dump */

static const struct {
    const char *line;
    enum dump_kind kind;
} dump_lines[] = {
    {"smtpd_tls_security_level = may", DUMP_MAIN},
    {"smtpd_tls_security_level=may", DUMP_MAIN},
    {"relay_domains =", DUMP_MAIN},
    {"virtual = inet n - y", DUMP_MAIN},
    {"smtp inet n - y - - smtpd", DUMP_MASTER},
    {"127.0.0.1:10025 inet n - n - 10 smtpd -o a=b", DUMP_MASTER},
    {"flush     unix  n       -       y       1000?   0       flush", DUMP_MASTER},
    {"pass = pass", DUMP_MAIN},
    {"submission/inet/smtpd_tls_security_level = encrypt", DUMP_OVERRIDE},
    {"[::1]:10025/inet/mynetworks = 127.0.0.0/8", DUMP_OVERRIDE},
    {"private/smtp/unix/smtp_helo_name =", DUMP_OVERRIDE},
    {"a/b/c = d", DUMP_MAIN},
    {"/inet/c = d", DUMP_MAIN},
    {"inet/c = d", DUMP_MAIN},
    {"x/inet/ = d", DUMP_MAIN},
    {"postconf: warning: /etc/postfix/main.cf: unused parameter: a=b", DUMP_SPOKEN},
    {"example.com encrypt", DUMP_OTHER},
    {"smtp inet n", DUMP_OTHER},
    {"= x", DUMP_OTHER},
};

START_TEST(lines_of_a_dump_are_told_apart)
{
    enum dump_kind kind = dump_kind(text_from(dump_lines[_i].line));
    ck_assert_msg(kind == dump_lines[_i].kind, "\"%s\" is %d, want %d", dump_lines[_i].line, (int)kind,
                  (int)dump_lines[_i].kind);
}
END_TEST

static const struct {
    const char *bytes;
    enum source_kind kind;
} dump_texts[] = {
    {"", SOURCE_MAIN},
    {"# nothing\n", SOURCE_MAIN},
    {"a = b\n", SOURCE_MAIN},
    {"example.com encrypt\n", SOURCE_MAIN},
    {"a = b\nsmtp inet n - y\n", SOURCE_DUMP},
    {"smtp inet n - y - - smtpd\n  -o a=b\n", SOURCE_MASTER},
    {"smtp inet n - y - - smtpd\n  -o a=b\n-o c=d\n", SOURCE_MASTER},
    {"smtp/inet/a = b\n", SOURCE_DUMP},
    {"postconf: fatal: a\nb = c\n", SOURCE_DUMP},
    {" a = b\nsmtp inet n - y - - smtpd\n", SOURCE_MASTER},
};

START_TEST(what_a_text_is_is_guessed_from_its_lines)
{
    struct dump_count count = dump_count(arena, text_from(dump_texts[_i].bytes));
    ck_assert_int_eq(dump_guess(&count), dump_texts[_i].kind);
}
END_TEST

static struct conf *conf_of_dump(const char *bytes)
{
    struct conf *conf = conf_new(arena, TEXT("."));
    ck_assert(dump_read(conf, source_new(arena, TEXT("-"), text_from(bytes), SOURCE_DUMP)));
    conf_finish(conf);
    return conf;
}

START_TEST(a_dump_is_both_files)
{
    const struct conf *conf = conf_of_dump("a = b\n"
                                           "smtp inet n - y - - smtpd -o a=x\n"
                                           "submission inet n - y - - smtpd\n"
                                           "    -o {c=d e}\n"
                                           "smtp/inet/a = x\n"
                                           "smtp/inet/f = g h\n"
                                           "submission/inet/c = other\n");
    ck_assert_uint_eq(conf->n_notes, 0);
    ck_assert_uint_eq(conf->n_settings, 1);
    ck_assert_uint_eq(conf->n_services, 2);
    ck_assert_ptr_eq(conf->main, conf->master);
    const struct service *smtp = service_of(conf, "smtp/inet"), *submission = service_of(conf, "submission/inet");
    ck_assert_uint_eq(smtp->n_overrides, 2); /* what the entry says is not said twice */
    const struct setting *setting = conf_override(smtp, TEXT("f"));
    expect_text(setting->value, "g h");
    expect_span(setting->value_span, 6, 15, 6, 18);
    expect_span(setting->name_span, 6, 11, 6, 12);
    ck_assert_ptr_eq(setting->service, smtp);
    expect_span(conf_override(smtp, TEXT("a"))->value_span, 2, 32, 2, 33);
    expect_text(conf_override(submission, TEXT("c"))->value, "other");
}
END_TEST

START_TEST(services_of_overrides_alone_run_what_reads_them)
{
    const struct conf *conf = conf_of_dump("submission/inet/smtpd_tls_security_level = encrypt\n"
                                           "smtp/inet/smtpd_tls_security_level = may\n"
                                           "slow/unix/smtp_tls_security_level = may\n"
                                           "dovecot/unix/user = mail\n");
    ck_assert_ptr_null(conf->main);
    ck_assert_ptr_null(conf->master);
    ck_assert_uint_eq(conf->n_services, 4 + 3); /* the stock ones */
    expect_text(service_of(conf, "submission/inet")->field[SERVICE_COMMAND], "smtpd");
    expect_text(service_of(conf, "slow/unix")->field[SERVICE_COMMAND], "smtp");
    expect_text(service_of(conf, "dovecot/unix")->field[SERVICE_COMMAND], "-");
    expect_text(conf_override(service_of(conf, "smtp/inet"), TEXT("smtpd_tls_security_level"))->value, "may");
    expect_span(service_of(conf, "submission/inet")->span, 1, 1, 1, 51);
}
END_TEST

START_TEST(a_dump_of_complaints_holds_no_configuration)
{
    struct conf *conf = conf_new(arena, TEXT("."));
    const char *bytes = "postconf: fatal: open /etc/postfix/main.cf: Permission denied\n";
    ck_assert(!dump_read(conf, source_new(arena, TEXT("-"), text_from(bytes), SOURCE_DUMP)));
}
END_TEST

START_TEST(many_overrides_of_a_dump_are_read_in_time)
{
    struct buf bytes = buf_new(arena);
    for (int i = 0; i < 100000; i++)
        buf_printf(&bytes, "smtp/inet/a%d = b\ns%d/inet/a = b\n", i, i);
    const struct conf *conf = conf_of_dump(bytes.p);
    ck_assert_uint_eq(conf->n_services, 4 + 100000);
}
END_TEST

Suite *read_suite(void);

Suite *read_suite(void)
{
    Suite *suite = suite_create("read");
    TCase *source = suite_case(suite, "source");
    tcase_add_test(source, columns_count_characters_from_1);
    tcase_add_test(source, lines_end_at_newlines_only);
    tcase_add_test(source, an_empty_file_has_one_place);
    TCase *line = suite_case(suite, "line");
    LOOP(line, logical_lines_are_those_of_postfix, logical);
    tcase_add_test(line, a_line_is_cut_at_nul);
    tcase_add_test(line, an_empty_span_at_the_end_of_a_line_stays_in_that_line);
    TCase *main = suite_case(suite, "maincf");
    LOOP(main, settings_are_split_as_postfix_splits_them, settings);
    tcase_add_test(main, places_of_a_plain_setting);
    tcase_add_test(main, places_across_continuations_and_comments);
    tcase_add_test(main, place_of_an_empty_value);
    tcase_add_test(main, the_last_setting_of_a_name_wins);
    tcase_add_test(main, the_index_finds_each_of_many_names);
    LOOP(main, lines_that_postfix_refuses_are_noted, refused);
    tcase_add_test(main, the_rest_of_a_refused_file_is_read);
    tcase_add_test(main, an_orphan_is_noted_and_ignored);
    tcase_add_test(main, text_after_nul_is_noted);
    tcase_add_test(main, a_continuation_that_reads_like_a_setting_is_noted);
    tcase_add_test(main, a_continuation_that_is_no_name_is_not_noted);
    tcase_add_test(main, a_value_of_140000_characters_is_read);
    TCase *master = suite_case(suite, "mastercf");
    tcase_add_test(master, a_service_has_its_fields_with_their_places);
    LOOP(master, options_are_read_as_master_and_daemons_do, options);
    tcase_add_test(master, places_of_overrides);
    tcase_add_test(master, an_empty_override_is_placed_in_its_own_line);
    tcase_add_test(master, the_last_override_of_a_name_wins);
    tcase_add_test(master, comments_and_blank_lines_do_not_end_a_service);
    LOOP(master, services_that_postfix_refuses_are_noted, bad_services);
    tcase_add_test(master, braces_with_blanks_are_refused_before_3_0);
    tcase_add_test(master, fields_that_postfix_takes);
    tcase_add_test(master, blanks_round_the_equals_of_an_override_are_noted);
    tcase_add_test(master, a_blank_behind_the_equals_is_noted);
    tcase_add_test(master, options_behind_the_end_of_options_are_noted);
    tcase_add_test(master, a_word_behind_the_last_option_is_noted);
    tcase_add_test(master, arguments_of_pipe_are_its_own);
    tcase_add_test(master, nul_in_master_cf_is_noted);
    tcase_add_test(master, many_overrides_are_read_in_time);
    tcase_add_test(master, many_services_are_told_apart);
    LOOP(master, the_last_entry_for_an_endpoint_wins, endpoints);
    tcase_add_test(master, without_master_cf_there_are_the_stock_services);
    TCase *templates = suite_case(suite, "templates");
    LOOP(templates, placeholders_of_template_languages, placeholders);
    tcase_add_test(templates, branches_of_a_template_do_not_replace_each_other);
    tcase_add_test(templates, what_a_template_will_make_of_a_line_is_open);
    tcase_add_test(templates, orphans_of_a_template_are_not_noted);
    TCase *dumps = suite_case(suite, "dumps");
    LOOP(dumps, lines_of_a_dump_are_told_apart, dump_lines);
    LOOP(dumps, what_a_text_is_is_guessed_from_its_lines, dump_texts);
    tcase_add_test(dumps, a_dump_is_both_files);
    tcase_add_test(dumps, services_of_overrides_alone_run_what_reads_them);
    tcase_add_test(dumps, a_dump_of_complaints_holds_no_configuration);
    tcase_add_test(dumps, many_overrides_of_a_dump_are_read_in_time);
    TCase *properties = suite_case(suite, "properties");
    tcase_add_loop_test(properties, every_span_lies_inside_its_file, 0, BATCHES);
    tcase_add_loop_test(properties, offsets_of_a_logical_line_rise_and_name_its_bytes, 0, BATCHES);
    tcase_add_loop_test(properties, what_was_read_reads_the_same_when_printed, 0, BATCHES);
    return suite;
}
