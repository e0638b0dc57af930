/* postconf: the listings of postconf(1).  What is wanted was printed by the
 * postconf of Postfix 3.7.11; the oracle compares thousands more. */
#include "postlint/postconf.h"

#include "help.h"

static const char main_cf[] = "a = 1\n"
                              "smtpd_banner = x\n"
                              "   $y\n"
                              "b=\n"
                              "# c\n"
                              "unused = 1\n"
                              "smtpd_tls_loglevel = $a\n"
                              "smtpd_tls_protocols = ${a?{>=TLSv1.2}:{}}\n"
                              "y = $$z\n"
                              "myhostname = mx.example.org\n"
                              "default_rbl_reply = $rbl_code x\n"
                              "slow_destination_concurrency_limit = 3\n";
static const char master_cf[] = "smtp inet n - y - - smtpd\n"
                                "  -o smtpd_tls_loglevel=$a\n"
                                "  -o { smtpd_banner = a b }\n"
                                "  -osmtpd_tls_auth_only=yes\n"
                                "# c\n"
                                "slow unix - - y - - smtp -o b=2\n"
                                "pickup    unix  n       -       y       60      1       pickup\n";

static struct postconf postconf_of(const char *main, const char *master, const char *postfix)
{
    struct postconf postconf = {.arena = arena, .release = release(postfix), .directory = TEXT(".")};
    if (main)
        postconf.main = source_new(arena, TEXT("main.cf"), text_from(main), SOURCE_MAIN);
    if (master)
        postconf.master = source_new(arena, TEXT("master.cf"), text_from(master), SOURCE_MASTER);
    return postconf;
}

static const struct {
    const char *listing, *want;
} listings[] = {
    {"n", "a = 1\nconfig_directory = .\ndefault_rbl_reply = $rbl_code x\nmyhostname = mx.example.org\n"
          "slow_destination_concurrency_limit = 3\nsmtpd_banner = x $y\nsmtpd_tls_loglevel = $a\n"
          "smtpd_tls_protocols = ${a?{>=TLSv1.2}:{}}\ny = $$z\n"},
    {"nx", "a = 1\nconfig_directory = .\ndefault_rbl_reply = $rbl_code x\nmyhostname = mx.example.org\n"
           "slow_destination_concurrency_limit = 3\nsmtpd_banner = x $z\nsmtpd_tls_loglevel = 1\n"
           "smtpd_tls_protocols = >=TLSv1.2\ny = $z\n"},
    /* `-osmtpd_tls_auth_only=yes` is misread, and so it is here. */
    {"M", "smtp       inet  n       -       y       -       -       smtpd -o smtpd_tls_loglevel=$a"
          " -o {smtpd_banner=a b} -o smtpd_tls_auth_ -o nly=yes\n"
          "slow       unix  -       -       y       -       -       smtp -o b=2\n"
          "pickup     unix  n       -       y       60      1       pickup\n"},
    {"P", "smtp/inet/nly = yes\nsmtp/inet/smtpd_banner = a b\nsmtp/inet/smtpd_tls_loglevel = $a\nslow/unix/b = 2\n"},
    {"Px", "smtp/inet/nly = yes\nsmtp/inet/smtpd_banner = a b\nsmtp/inet/smtpd_tls_loglevel = 1\nslow/unix/b = 2\n"},
};

START_TEST(listings_are_those_of_postconf)
{
    enum postconf_listing listing;
    ck_assert(postconf_listing_parse(text_from(listings[_i].listing), &listing));
    struct postconf postconf = postconf_of(main_cf, master_cf, "3.7.11");
    struct buf out = buf_new(arena);
    ck_assert(postconf_print(&postconf, listing, &out));
    expect_text(buf_done(&out), listings[_i].want);
}
END_TEST

START_TEST(listings_have_names)
{
    enum postconf_listing listing;
    ck_assert(postconf_listing_parse(TEXT("Px"), &listing));
    ck_assert_int_eq(listing, POSTCONF_PX);
    static const char *const none[] = {"", "N", "xn", "-n", "nxx", "p"};
    for (size_t i = 0; i < COUNT(none); i++)
        ck_assert_msg(!postconf_listing_parse(text_from(none[i]), &listing), "%s", none[i]);
}
END_TEST

static const struct {
    const char *what, *main, *master, *release;
    enum postconf_listing listing;
    const char *error; /* a part of it; NULL: it prints */
    size_t line;       /* 0: nowhere */
} failures[] = {
    {"no main.cf", NULL, "", "3.7.11", POSTCONF_N, "main.cf", 0},
    {"no master.cf", "", NULL, "3.7.11", POSTCONF_M, "master.cf", 0},
    {"-n wants no master.cf", "", NULL, "3.7.11", POSTCONF_N, NULL, 0},
    {"a line without =", "a = 1\n\nbroken\n", "", "3.7.11", POSTCONF_N, "missing '='", 3},
    {"an empty name before 3.4", "= 1\n", "", "3.3.22", POSTCONF_N, NULL, 0},
    {"an empty name from 3.4 on", "= 1\n", "", "3.4.0", POSTCONF_N, "missing attribute name", 1},
    {"a broken macro, expanded", "relayhost = ${\n", "", "3.7.11", POSTCONF_NX, "macro", 0},
    {"a broken macro as it stands: it looks for tables in it", "relayhost = ${\n", "", "3.7.11", POSTCONF_N, "macro",
     0},
    {"too few fields", "", "smtp inet n -\n", "3.7.11", POSTCONF_M, "field", 1},
};

START_TEST(it_fails_where_postconf_fails)
{
    struct postconf postconf = postconf_of(failures[_i].main, failures[_i].master, failures[_i].release);
    struct buf out = buf_new(arena);
    bool printed = postconf_print(&postconf, failures[_i].listing, &out);
    ck_assert_msg(printed == (failures[_i].error == NULL), "%s: %.*s", failures[_i].what, TEXT_ARG(postconf.error));
    if (printed)
        return;
    ck_assert_msg(text_contains(postconf.error, failures[_i].error), "%s: %.*s", failures[_i].what,
                  TEXT_ARG(postconf.error));
    if (failures[_i].line == 0)
        return;
    ck_assert_ptr_nonnull(postconf.error_span.source);
    ck_assert_uint_eq(source_position(postconf.error_span.source, postconf.error_span.begin).line, failures[_i].line);
}
END_TEST

Suite *postconf_suite(void);

Suite *postconf_suite(void)
{
    Suite *suite = suite_create("postconf");
    TCase *tests = suite_case(suite, "postconf");
    LOOP(tests, listings_are_those_of_postconf, listings);
    tcase_add_test(tests, listings_have_names);
    LOOP(tests, it_fails_where_postconf_fails, failures);
    return suite;
}
