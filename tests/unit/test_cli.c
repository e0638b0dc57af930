/* cli: whole runs of the program on a machine in memory. */
#include "postlint/cli.h"

#include <jansson.h>

#include "help.h"
#include "postlint/date.h"

/* The machine: files and folders by path, streams, and what fails. */
struct world {
    const char *const (*files)[2]; /* path and text; ends with {NULL, NULL} */
    const char *input;             /* NULL: cannot be read */
    const char *folder;            /* the working folder */
    const char *variable;          /* NAME of the one that is set, to "1"; or NAME=VALUE */
    const char *unreadable;        /* path of a file that cannot be read */
    const char *write_problem, *close_problem;
    bool is_terminal, error_is_terminal;
    long width;
    struct buf out, err;
    size_t n_reads; /* of standard input */
};

static struct world *world_of(const struct machine *machine)
{
    return machine->context;
}

static const char *file_of(const struct world *world, const char *path)
{
    for (size_t i = 0; world->files && world->files[i][0]; i++)
        if (strcmp(world->files[i][0], path) == 0)
            return world->files[i][1];
    return NULL;
}

static const char *read_file(const struct reader *reader, struct arena *memory, const char *path, struct text *text)
{
    const struct world *world = reader->context;
    const char *bytes = file_of(world, path);
    if (!bytes || (world->unreadable && strcmp(world->unreadable, path) == 0))
        return "permission denied";
    *text = text_from(arena_dup(memory, bytes, strlen(bytes)));
    return NULL;
}

static const char *read_input(const struct machine *machine, struct arena *memory, struct text *text)
{
    struct world *world = world_of(machine);
    (void)memory;
    world->n_reads++;
    if (!world->input)
        return "input/output error";
    *text = text_from(world->input);
    return NULL;
}

/* The rest of PATH below FOLDER, or NULL. */
static const char *below(const char *path, const char *folder)
{
    size_t n = strlen(folder);
    if (strcmp(folder, ".") == 0)
        return path;
    return strncmp(path, folder, n) == 0 && path[n] == '/' ? path + n + 1 : NULL;
}

static bool is_folder(const struct machine *machine, const char *path)
{
    const struct world *world = world_of(machine);
    if (strcmp(path, ".") == 0)
        return true;
    for (size_t i = 0; world->files && world->files[i][0]; i++)
        if (below(world->files[i][0], path))
            return true;
    return false;
}

static bool exists(const struct machine *machine, const char *path)
{
    return file_of(world_of(machine), path) || is_folder(machine, path);
}

static const char *list(const struct machine *machine, struct arena *memory, const char *path,
                        struct machine_entries *entries)
{
    const struct world *world = world_of(machine);
    for (size_t i = 0; world->files && world->files[i][0]; i++) {
        const char *rest = below(world->files[i][0], path);
        if (!rest)
            continue;
        struct text name = text_slice(text_from(rest), 0, text_find(text_from(rest), '/'));
        bool known = false;
        for (size_t k = 0; k < entries->n; k++)
            known = known || text_eq(entries->items[k].name, name);
        if (known)
            continue;
        entries->items = arena_grow(memory, entries->items, entries->n, &entries->capacity, sizeof(*entries->items));
        entries->items[entries->n++] = (struct machine_entry){name, rest[name.n] == '/'};
    }
    return NULL;
}

static const char *resolve(const struct machine *machine, struct arena *memory, const char *path, const char *root,
                           const char **file)
{
    (void)machine, (void)memory, (void)root;
    *file = path;
    return NULL;
}

/* What is no file of this world is not there; mode and time are made up. */
static const char *real(const struct machine *machine, struct arena *memory, const char *path, const char **found)
{
    const char *here = world_of(machine)->folder;
    if (strcmp(path, ".") == 0)
        path = "";
    *found = path[0] == '/' ? path : text_printf(memory, "%s%s%s", here ? here : "", path[0] ? "/" : "", path).p;
    if ((*found)[0] == '\0')
        *found = "/";
    return NULL;
}

static enum file_state look(const struct machine *machine, struct arena *memory, const char *path, const char *folder,
                            struct file_status *status, char *bytes, size_t capacity, size_t *n, const char **problem)
{
    const char *text = file_of(world_of(machine), path);
    (void)memory, (void)folder, (void)problem;
    if (!text)
        return FILE_ABSENT;
    *status = (struct file_status){.mode = 0600};
    *n = strlen(text) < capacity ? strlen(text) : capacity;
    memcpy(bytes, text, *n);
    return FILE_READ;
}

static int64_t now(const struct machine *machine)
{
    (void)machine;
    return date_days(2026, 7, 1) * DATE_SECONDS;
}

static const char *variable(const struct machine *machine, const char *name)
{
    const char *set = world_of(machine)->variable;
    size_t n = strlen(name);
    if (set && strncmp(set, name, n) == 0 && set[n] == '=')
        return set + n + 1;
    return set && strcmp(set, name) == 0 ? "1" : strcmp(name, "TERM") == 0 ? "xterm" : NULL;
}

/* Programs answer by what stands on their command line. */
static const char *run_program(const struct machine *machine, struct arena *memory, const char *const *arguments,
                               struct text *output)
{
    struct buf line = buf_new(memory);
    for (size_t i = 0; arguments[i]; i++)
        buf_printf(&line, "%s%s", i ? " " : "", arguments[i]);
    const char *answer = file_of(world_of(machine), buf_done(&line).p);
    *output = text_from(answer);
    return answer ? NULL : "failed";
}

static struct text hostname(const struct machine *machine, struct arena *memory)
{
    (void)machine, (void)memory;
    return TEXT("mx.example.org");
}

static struct text folder(const struct machine *machine, struct arena *memory)
{
    (void)memory;
    return text_from(world_of(machine)->folder);
}

static bool is_terminal(const struct machine *machine)
{
    return world_of(machine)->is_terminal;
}

static bool error_is_terminal(const struct machine *machine)
{
    return world_of(machine)->error_is_terminal;
}

static long output_width(const struct machine *machine)
{
    return world_of(machine)->width;
}

static const char *write_out(const struct machine *machine, struct text text)
{
    buf_text(&world_of(machine)->out, text);
    return world_of(machine)->write_problem;
}

static const char *close_out(const struct machine *machine)
{
    return world_of(machine)->close_problem;
}

static void complain(const struct machine *machine, struct text text)
{
    buf_text(&world_of(machine)->err, text);
}

/* Runs postlint with ARGUMENTS, blank separated, in WORLD. */
static int run(struct world *world, const char *arguments)
{
    struct machine machine = {.reader = {read_file, world},
                              .input = read_input,
                              .is_folder = is_folder,
                              .exists = exists,
                              .list = list,
                              .resolve = resolve,
                              .real = real,
                              .look = look,
                              .now = now,
                              .variable = variable,
                              .run = run_program,
                              .hostname = hostname,
                              .folder = folder,
                              .output_is_terminal = is_terminal,
                              .output_width = output_width,
                              .error_is_terminal = error_is_terminal,
                              .write = write_out,
                              .close = close_out,
                              .complain = complain,
                              .context = world};
    char *argv[32] = {text_string(arena, TEXT("postlint"))};
    int argc = 1;
    struct text rest = text_from(arguments), word;
    while (text_token(&rest, " ", &word))
        argv[argc++] = text_string(arena, word);
    world->out = buf_new(arena);
    world->err = buf_new(arena);
    world->n_reads = 0;
    return cli_run(&machine, argc, argv);
}

#define out_of(world) buf_done(&(world)->out)
#define err_of(world) buf_done(&(world)->err)

#define RUN "--postfix=3.7.11 --openssl=3.0.22 "
/* Breaks one rule, at warning or above, wherever it stands. */
#define BAD  "smtpd_tls_security_level = may\nsmtpd_tls_cert_file = /c\nsmtpd_tls_protocols = bad\n"
#define GOOD "smtpd_tls_security_level = may\n"

static const char *const two[][2] = {{"a/main.cf", BAD},
                                     {"a/master.cf", "smtp inet n - y - - smtpd\n"},
                                     {"b/main.cf", "myhostname\n"},
                                     {"b/readme", "text"},
                                     {NULL, NULL}};

START_TEST(findings_are_exit_1_and_on_standard_output)
{
    struct world world = {.files = two};
    ck_assert_int_eq(run(&world, RUN "--format=concise a"), 1);
    ck_assert(text_contains(out_of(&world), "a/main.cf:3:"));
    ck_assert(!text_contains(out_of(&world), "b/main.cf"));
    expect_text(err_of(&world), "");
}
END_TEST

START_TEST(nothing_to_say_is_exit_0)
{
    static const char *const files[][2] = {{"main.cf", ""}, {"master.cf", ""}, {NULL, NULL}};
    struct world world = {.files = files};
    ck_assert_int_eq(run(&world, RUN "--format=concise"), 0);
    expect_text(out_of(&world), "");
    expect_text(err_of(&world), "");
    ck_assert_int_eq(run(&world, RUN "check ."), 0);
    ck_assert(text_contains(out_of(&world), "1 configuration checked"));
}
END_TEST

START_TEST(all_folders_are_searched_in_order)
{
    struct world world = {.files = two};
    ck_assert_int_eq(run(&world, RUN "--format=concise ."), 1);
    struct text out = out_of(&world);
    ck_assert(text_starts(out, "a/"));
    ck_assert(text_contains(out, "\nb/main.cf:1:1: error: "));
    struct world again = {.files = two};
    run(&again, RUN "--format=concise b a");
    ck_assert(text_eq(out_of(&again), out));
}
END_TEST

static const struct {
    const char *what, *arguments;
    const char *err; /* part of what is told */
} usage[] = {
    {"an unknown option", "--formt=json a", "unknown option --formt; did you mean --format?"},
    {"an abbreviated option", "--form=json a", "unknown option --form"},
    {"an option without its value", "a --format", "option --format needs a value"},
    {"a value for a flag", "--quiet=yes a", "option --quiet takes no value"},
    {"an unknown letter", "-x a", "unknown option -x"},
    {"an unknown format", "--format=xml a", "unknown format 'xml'"},
    {"an unknown severity", "--fail-on=fatal a", "unknown severity 'fatal'"},
    {"an unknown color", "--color=red a", "auto, always or never"},
    {"an unknown release", "--postfix=2.5 a", "Postfix 2.5 is not known"},
    {"a release that is none", "--postfix=new a", "'new' is no release of Postfix"},
    {"an unknown platform", "--platform=debian-21 a", "unknown platform 'debian-21'"},
    {"an unknown profile", "--profile=paranoid a", "unknown profile 'paranoid'"},
    {"an unknown rule", "--select=no-such-rule-at-all-here a", "no rule is called"},
    {"a path that is not there", "nowhere", "there is no such file or folder"},
    {"a folder without a configuration", "b/none", "there is no such file or folder"},
    {"an option of another command", "rules --quiet", "is not for 'rules'"},
    {"rules that are not there", "--rules=nowhere.yaml a", "permission denied"},
    {"a kind that is none", "--as=table a", "--as=table"},
    {"a policy table to show", "show --as=policy a", "--as=policy is for 'check'"},
};

START_TEST(what_cannot_be_done_is_exit_2)
{
    struct world world = {.files = two};
    ck_assert_msg(run(&world, usage[_i].arguments) == 2, "%s", usage[_i].what);
    ck_assert_msg(text_contains(err_of(&world), usage[_i].err), "%s: told \"%.*s\"", usage[_i].what,
                  TEXT_ARG(err_of(&world)));
    ck_assert(text_starts(err_of(&world), "postlint: ") && text_ends(err_of(&world), "\n"));
}
END_TEST

START_TEST(nothing_to_lint_is_no_silent_pass)
{
    static const char *const files[][2] = {{"etc/other.cf", ""}, {"etc/main.cf.dpkg-old", ""}, {NULL, NULL}};
    struct world world = {.files = files};
    ck_assert_int_eq(run(&world, "etc"), 2);
    ck_assert(text_contains(err_of(&world), "nothing to lint"));
    ck_assert_int_eq(run(&world, RUN "--fail-on=never etc/main.cf.dpkg-old"), 0);
}
END_TEST

START_TEST(what_can_be_read_is_linted_and_the_exit_is_2)
{
    struct world world = {.files = two, .unreadable = "b/main.cf"};
    ck_assert_int_eq(run(&world, RUN "--format=concise a b nowhere"), 2);
    ck_assert(text_contains(out_of(&world), "a/main.cf:3:"));
    expect_text(err_of(&world), "postlint: nowhere: there is no such file or folder\n"
                                "postlint: b/main.cf: permission denied\n");
}
END_TEST

START_TEST(json_is_written_at_exit_2_too)
{
    struct world world = {.files = two, .unreadable = "b/main.cf"};
    ck_assert_int_eq(run(&world, RUN "--format=json a b"), 2);
    json_t *root = json_loads(out_of(&world).p, 0, NULL);
    ck_assert_ptr_nonnull(root);
    json_t *errors = json_object_get(root, "errors");
    ck_assert_uint_eq(json_array_size(errors), 1);
    ck_assert_str_eq(json_string_value(json_object_get(json_array_get(errors, 0), "file")), "b/main.cf");
    ck_assert_uint_eq(json_array_size(json_object_get(root, "configurations")), 1);
    json_decref(root);
    ck_assert_int_eq(run(&world, "--format=json --postfix=1.0 a"), 2);
    root = json_loads(out_of(&world).p, 0, NULL);
    ck_assert_ptr_nonnull(root);
    ck_assert_uint_eq(json_array_size(json_object_get(root, "errors")), 1);
    json_decref(root);
}
END_TEST

START_TEST(both_files_of_a_folder_are_linted_once)
{
    struct world world = {.files = two};
    run(&world, RUN "--format=json a/main.cf a/master.cf ./a//main.cf a");
    json_t *root = json_loads(out_of(&world).p, 0, NULL);
    ck_assert_uint_eq(json_array_size(json_object_get(root, "configurations")), 1);
    json_decref(root);
}
END_TEST

START_TEST(standard_input_is_a_file)
{
    struct world world = {.input = BAD};
    ck_assert_int_eq(run(&world, RUN "--format=concise -"), 1);
    ck_assert(text_contains(out_of(&world), "-:3:"));
    ck_assert_uint_eq(world.n_reads, 1);
    world.input = "smtp inet n - y - - smtpd -o x\n";
    ck_assert_int_eq(run(&world, RUN "--format=concise --as=master -"), 1);
    ck_assert(text_contains(out_of(&world), "-:1:"));
    /* Under the name of a file it has that one's sibling. */
    struct world named = {.files = two, .input = BAD "\nbroken\n"};
    ck_assert_int_eq(run(&named, RUN "--format=json --stdin-filename=a/main.cf -"), 1);
    ck_assert(text_contains(out_of(&named), "\"a/master.cf\""));
    ck_assert(text_contains(out_of(&named), "\"line\": 5"));
    world.input = NULL;
    ck_assert_int_eq(run(&world, RUN "-"), 2);
    ck_assert(text_contains(err_of(&world), "input/output error"));
}
END_TEST

START_TEST(a_failed_write_is_exit_2)
{
    struct world world = {.files = two, .write_problem = "no space left on device"};
    ck_assert_int_eq(run(&world, RUN "a"), 2);
    expect_text(err_of(&world), "postlint: cannot write to standard output: no space left on device\n");
    world = (struct world){.files = two, .close_problem = "broken pipe"};
    static const char *const commands[] = {RUN "a", "--help", "--version", "rules", "explain syntax", "show a"};
    for (size_t i = 0; i < COUNT(commands); i++) {
        ck_assert_msg(run(&world, commands[i]) == 2, "%s", commands[i]);
        ck_assert(text_ends(err_of(&world), "postlint: cannot write to standard output: broken pipe\n"));
    }
}
END_TEST

START_TEST(severities_decide_the_exit)
{
    static const char *const files[][2] = {{"main.cf", BAD}, {NULL, NULL}};
    struct world world = {.files = files};
    ck_assert_int_eq(run(&world, RUN "--fail-on=never"), 0);
    ck_assert(text_contains(out_of(&world), "main.cf:3:"));
    ck_assert_int_eq(run(&world, RUN "--fail-on=style"), 1);
    /* The last of an option counts. */
    ck_assert_int_eq(run(&world, RUN "--fail-on=style --fail-on=never"), 0);
    ck_assert_int_eq(run(&world, RUN "--fail-on=never -q --format=concise --min-severity=error"), 0);
    ck_assert(!text_contains(out_of(&world), ": info: "));
}
END_TEST

START_TEST(words_behind_two_dashes_are_paths)
{
    static const char *const files[][2] = {{"check/main.cf", ""}, {"-q/main.cf", ""}, {NULL, NULL}};
    struct world world = {.files = files};
    ck_assert_int_eq(run(&world, RUN "--fail-on=never -- check -q"), 0);
    ck_assert(text_contains(out_of(&world), "2 configurations checked"));
    ck_assert_int_eq(run(&world, RUN "--fail-on=never check check"), 0);
    ck_assert_int_eq(run(&world, "show -- check"), 0);
}
END_TEST

START_TEST(rules_and_profiles_of_ones_own)
{
#define OWN(id)                                                                                                        \
    "rules:\n- {id: " id ", title: t, category: files, severity: error, subject: setting, when: {name: x},\n"          \
    "   message: m, why: w, examples: [{fails: f, main: m, at: none}, {passes: p, main: m}]}\n"
    static const char *const files[][2] = {{"main.cf", "x = 1\n"},
                                           {"mine/a.yaml", OWN("own-a")},
                                           {"mine/sub/b.yml", OWN("own-b")},
                                           {"mine/no.txt", "text"},
                                           {"p.yaml", "profiles: [{name: p, title: t, rules: {own-a: style}}]\n"},
                                           {"bad.yaml", "rules:\n  - id: [\n"},
                                           {NULL, NULL}};
    struct world world = {.files = files};
    ck_assert_int_eq(run(&world, RUN "--format=concise --rules=mine --select=own-* main.cf"), 1);
    expect_text(out_of(&world), "main.cf:1:1: error: m [own-a]\nmain.cf:1:1: error: m [own-b]\n");
    ck_assert_int_eq(run(&world, RUN "--rules=mine --profile=p.yaml --min-severity=style --fail-on=warning "
                                     "--format=concise --select=own-a main.cf"),
                     0);
    expect_text(out_of(&world), "main.cf:1:1: style: m [own-a]\n");
    ck_assert_int_eq(run(&world, "--rules=bad.yaml main.cf"), 2);
    ck_assert(text_starts(err_of(&world), "postlint: bad.yaml:3:1: "));
}
END_TEST

START_TEST(colors_follow_the_terminal_and_the_environment)
{
    struct world world = {.files = two};
#define COLORED(arguments) (run(&world, RUN arguments "a"), text_contains(out_of(&world), "\033"))
    ck_assert(!COLORED(""));
    ck_assert(COLORED("--color=always "));
    world.is_terminal = true;
    ck_assert(COLORED(""));
    ck_assert(!COLORED("--color=never "));
    world.variable = "NO_COLOR";
    ck_assert(!COLORED(""));
    ck_assert(COLORED("--color=always "));
    world.is_terminal = false;
    world.variable = "FORCE_COLOR";
    ck_assert(COLORED(""));
    world.variable = "CLICOLOR_FORCE";
    ck_assert(COLORED(""));
}
END_TEST

/* Cells of the longest line that is no word alone; escapes have none. */
static size_t widest(struct text t)
{
    size_t most = 0, cells = 0;
    for (size_t i = 0; i < t.n; i++) {
        if (t.p[i] == '\n') {
            most = cells > most ? cells : most;
            cells = 0;
            continue;
        }
        if (t.p[i] == '\033' && t.p[i + 1] == '[')
            i += text_find(text_slice(t, i, t.n), 'm');
        else if (t.p[i] == '\033')
            i += text_find(text_slice(t, i, t.n), '\\');
        else
            cells++;
    }
    return most;
}

#define WORDS "smtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination, permit\n" BAD

START_TEST(lines_are_as_wide_as_the_terminal)
{
    static const char *const files[][2] = {{"main.cf", WORDS}, {NULL, NULL}};
    struct world world = {.files = files, .is_terminal = true};
    run(&world, "main.cf");
    struct text whole = out_of(&world);
    for (world.width = 60; world.width < 150; world.width++) {
        run(&world, "main.cf");
        ck_assert_uint_le(widest(out_of(&world)), (size_t)world.width);
    }
    ck_assert_uint_gt(widest(whole), 150); /* of unknown width */
    world.width = 60;
    world.variable = "COLUMNS=90";
    run(&world, "main.cf");
    ck_assert_uint_gt(widest(out_of(&world)), 60);
    ck_assert_uint_le(widest(out_of(&world)), 90);
    world.variable = "COLUMNS=many";
    run(&world, "main.cf");
    ck_assert_uint_le(widest(out_of(&world)), 60);
    run(&world, "--format=concise main.cf");
    ck_assert_uint_gt(widest(out_of(&world)), 60);
    world.is_terminal = false;
    world.variable = "FORCE_COLOR";
    run(&world, "main.cf");
    ck_assert(text_eq(out_of(&world), whole));
}
END_TEST

static const struct {
    const char *variable, *arguments;
    bool links;
} linked[] = {
    {NULL, "", false},
    {"VTE_VERSION=6003", "", true},
    {"VTE_VERSION=6003", "--color=never ", false},
    {"VTE_VERSION=4999", "", false},
    {"VTE_VERSION=new", "", false},
    {"WT_SESSION=8f1c", "", true},
    {"TERM_PROGRAM=iTerm.app", "", true},
    {"TERM_PROGRAM=Apple_Terminal", "", false},
    {"TERM=xterm-kitty", "", true},
    {"TERM=screen", "", false},
    {"FORCE_HYPERLINK", "", true},
    {"FORCE_HYPERLINK=0", "", false},
    {"NO_COLOR", "", false},
};

START_TEST(links_are_for_terminals_that_show_them)
{
    struct world world = {.files = two, .is_terminal = true, .variable = linked[_i].variable};
    struct text arguments = text_printf(arena, "%sa", linked[_i].arguments);
    run(&world, arguments.p);
    ck_assert_int_eq(text_contains(out_of(&world), "\033]8;;https://"), linked[_i].links);
    ck_assert_int_eq(text_contains(out_of(&world), "\033]8;;\033\\"), linked[_i].links);
    run(&world, "--format=json a");
    ck_assert(!text_contains(out_of(&world), "\033"));
    world.is_terminal = false;
    run(&world, arguments.p);
    ck_assert(!text_contains(out_of(&world), "\033]"));
}
END_TEST

static const struct {
    const char *references, *link; /* NULL: none */
} addresses[] = {
    {"RFC 3207", NULL},
    {"'http://example.org/'", NULL},
    {"'javascript:alert(1)'", NULL},
    {"'https://example.org/a b'", NULL},
    {"\"https://example.org/\\e\\\\x\"", NULL},
    {"\"https://example.org/\\x9c\"", NULL},
    {"\"https://example.org/\\a\"", NULL},
    {"RFC 3207, 'https://example.org/a;b?c=%20d#e'", "https://example.org/a;b?c=%20d#e"},
    {"'https://example.org/<', 'https://example.org/2'", "https://example.org/2"},
};

/* A rule may be a stranger's, too. */
START_TEST(only_a_safe_address_is_linked)
{
    struct text rules =
        text_printf(arena,
                    "rules:\n  - id: mine\n    title: t\n    category: confusion\n    severity: error\n"
                    "    subject: service\n    when: {level: [none, may]}\n"
                    "    at: smtpd_tls_security_level\n    message: m\n    why: w\n"
                    "    references: [%s]\n"
                    "    examples:\n      - {fails: m, main: smtpd_tls_security_level = may, at: 'main.cf:1:1'}\n"
                    "      - {passes: e, main: smtpd_tls_security_level = encrypt}\n",
                    addresses[_i].references);
    const char *const files[][2] = {{"main.cf", BAD}, {"mine.yaml", rules.p}, {NULL, NULL}};
    struct world world = {.files = files, .is_terminal = true, .variable = "FORCE_HYPERLINK"};
    run(&world, RUN "--rules=mine.yaml --select=mine main.cf");
    ck_assert_msg(text_contains(out_of(&world), "mine"), "%s%s", out_of(&world).p, err_of(&world).p);
    struct text link = text_printf(arena, "\033]8;;%s\033\\mine\033]8;;\033\\]", addresses[_i].link);
    ck_assert_int_eq(text_contains(out_of(&world), "\033]"), addresses[_i].link != NULL);
    ck_assert(!addresses[_i].link || text_contains(out_of(&world), link.p));
}
END_TEST

START_TEST(long_work_says_how_far_it_is)
{
    enum { MANY = 250 };
    const char *files[MANY + 2][2] = {{"broken/main.cf", "broken\n"}};
    for (int i = 1; i <= MANY; i++) {
        files[i][0] = text_printf(arena, "a/%d/main.cf", i).p;
        files[i][1] = BAD;
    }
    struct world world = {
        .files = (const char *const(*)[2])files, .error_is_terminal = true, .unreadable = "a/200/main.cf"};
    run(&world, RUN "--select=logging --format=concise a");
    ck_assert(text_contains(err_of(&world), "\r\033[K20 of 250 configurations"));
    ck_assert(text_ends(err_of(&world), "\r\033[K"));
    ck_assert(text_contains(err_of(&world), "configurations\r\033[Kpostlint: a/200/main.cf: "));
    ck_assert(!text_contains(out_of(&world), "of 250"));
    run(&world, RUN "--select=logging -q a");
    ck_assert(!text_contains(err_of(&world), "of 250"));
    world.variable = "TERM=dumb";
    run(&world, RUN "--select=logging a");
    ck_assert(!text_contains(err_of(&world), "of 250"));
    world.variable = NULL;
    world.error_is_terminal = false;
    run(&world, RUN "--select=logging a");
    ck_assert(!text_contains(err_of(&world), "of 250"));
    world.error_is_terminal = true;
    run(&world, "broken");
    expect_text(err_of(&world), "");
}
END_TEST

START_TEST(paths_in_the_working_folder_are_relative)
{
    static const char *const files[][2] = {{"etc/main.cf", "broken\n"}, {NULL, NULL}};
    struct world world = {.files = files, .folder = "/home"};
    ck_assert_int_eq(run(&world, RUN "--format=concise /home/etc"), 1);
    ck_assert(text_starts(out_of(&world), "etc/main.cf:1:1: error: "));
}
END_TEST

START_TEST(diagnostics_show_what_is_hidden)
{
    struct world world = {.files = two};
    ck_assert_int_eq(run(&world, "\x1b[31mred\xff"), 2);
    expect_text(err_of(&world), "postlint: \\x1b[31mred\\xff: there is no such file or folder\n");
}
END_TEST

START_TEST(show_prints_postures)
{
    struct world world = {.files = two};
    ck_assert_int_eq(run(&world, "show " RUN "--format=json a"), 0);
    json_t *root = json_loads(out_of(&world).p, 0, NULL);
    ck_assert_ptr_nonnull(root);
    json_t *conf = json_array_get(json_object_get(root, "configurations"), 0);
    json_t *service = json_array_get(json_object_get(conf, "services"), 0);
    ck_assert_str_eq(json_string_value(json_object_get(service, "service")), "smtp/inet");
    /* STARTTLS is announced, and no handshake can succeed: the list is invalid. */
    json_t *tls = json_object_get(service, "tls");
    ck_assert_str_eq(json_string_value(json_object_get(tls, "level")), "may");
    ck_assert_uint_eq(json_array_size(json_object_get(tls, "protocols")), 0);
    ck_assert_uint_eq(json_array_size(json_object_get(tls, "ciphers")), 0);
    json_decref(root);
    ck_assert_int_eq(run(&world, "show " RUN "--postconf=n a"), 0);
    expect_text(out_of(&world), "config_directory = a\nsmtpd_tls_cert_file = /c\nsmtpd_tls_protocols = bad\n"
                                "smtpd_tls_security_level = may\n");
    ck_assert_int_eq(run(&world, "show " RUN "--postconf=n b"), 2);
    expect_text(out_of(&world), "");
    ck_assert(text_starts(err_of(&world), "postlint: b/main.cf:1: "));
}
END_TEST

START_TEST(rules_and_explain_print_json)
{
    struct world world = {0};
    ck_assert_int_eq(run(&world, "rules --format=json"), 0);
    json_t *root = json_loads(out_of(&world).p, 0, NULL);
    ck_assert_uint_gt(json_array_size(root), 20);
    static const char *const keys[] = {"id", "title", "category", "severity"};
    for (size_t i = 0; i < json_array_size(root); i++)
        for (size_t k = 0; k < COUNT(keys); k++)
            ck_assert(json_is_string(json_object_get(json_array_get(root, i), keys[k])));
    json_decref(root);
    ck_assert_int_eq(run(&world, "explain --format=json postfix-refuses-line"), 0);
    root = json_loads(out_of(&world).p, 0, NULL);
    ck_assert_uint_eq(json_array_size(root), 1);
    json_decref(root);
    ck_assert_int_eq(run(&world, "explain no-such-rule"), 2);
}
END_TEST

START_TEST(every_option_of_the_table_is_known_to_a_command)
{
    size_t n, n_commands;
    const struct cli_option *options = cli_options(&n);
    const struct cli_command *commands = cli_commands(&n_commands);
    struct world world = {0};
    ck_assert_int_eq(run(&world, "--help"), 0);
    for (size_t i = 0; i < n_commands; i++)
        ck_assert(text_contains(out_of(&world), commands[i].name));
    for (size_t i = 0; i < n; i++) {
        ck_assert_uint_gt(strlen(options[i].help), 3);
        ck_assert(options[i].commands & COMMAND_ALL);
        ck_assert(text_contains(out_of(&world), text_printf(arena, "--%s", options[i].name).p));
    }
}
END_TEST

START_TEST(the_same_run_twice_is_the_same)
{
    struct world world = {.files = two};
    run(&world, "--format=json .");
    struct text first = out_of(&world);
    run(&world, "--format=json .");
    ck_assert(text_eq(out_of(&world), first));
    struct machine machine = {.context = &world,
                              .write = write_out,
                              .close = close_out,
                              .complain = complain,
                              .folder = folder,
                              .is_folder = is_folder,
                              .exists = exists,
                              .list = list,
                              .resolve = resolve,
                              .real = real,
                              .look = look,
                              .now = now,
                              .reader = {read_file, &world},
                              .variable = variable,
                              .output_is_terminal = is_terminal,
                              .output_width = output_width,
                              .error_is_terminal = error_is_terminal,
                              .hostname = hostname,
                              .input = read_input};
    char *none[] = {NULL};
    ck_assert_int_eq(cli_run(&machine, 0, none), 1);
}
END_TEST

#define POSTCONF "/usr/sbin/postconf"
#define HOST_MAIN                                                                                                      \
    "smtpd_tls_security_level = may\nsmtpd_tls_cert_file = /c\nmulti_instance_directories = /etc/postfix-out\n"

/* A host with two instances; a release of Postfix newer than the tables. */
static const char *const host_files[][2] = {
    {POSTCONF, ""},
    {POSTCONF " -d -h config_directory", "/etc/postfix\n"},
    {POSTCONF " -c /etc/postfix -d -h mail_version", "3.7.99\n"},
    {POSTCONF " -c /etc/postfix -T run-version", "OpenSSL 3.0.19 27 Jan 2026\n"},
    {"/usr/bin/openssl", ""},
    {"/etc/postfix/main.cf", HOST_MAIN},
    {"/etc/postfix/master.cf", "smtp inet n - y - - smtpd\n"},
    {"/etc/postfix-out/main.cf", BAD},
    {"/etc/postfix-out/master.cf", "smtp inet n - y - - smtpd\n"},
    {NULL, NULL}};

START_TEST(host_lints_all_instances_for_its_own_releases)
{
    struct world world = {.files = host_files};
    ck_assert_int_eq(run(&world, "--host --format=json"), 1);
    ck_assert(text_contains(out_of(&world), "\"path\": \"/etc/postfix\""));
    ck_assert(text_contains(out_of(&world), "\"path\": \"/etc/postfix-out\""));
    ck_assert(text_contains(out_of(&world), "\"name\": \"host\""));
    ck_assert(text_contains(out_of(&world), "\"openssl\": \"3.0.19\""));
    ck_assert(text_contains(out_of(&world), "\"postfix\": \"3.7.22\""));
    ck_assert(text_contains(err_of(&world), "Postfix 3.7.99 is newer than what is known here; judged as 3.7.22"));
    ck_assert_int_eq(run(&world, "--host --postfix=3.11 --openssl=3.5 --format=json"), 1);
    ck_assert(text_contains(out_of(&world), "\"name\": \"postfix-3.11.7\""));
}
END_TEST

START_TEST(host_follows_mail_config)
{
    static const char *const files[][2] = {{POSTCONF, ""},
                                           {POSTCONF " -c 1 -d -h mail_version", "3.12-20260821\n"},
                                           {"/usr/bin/openssl", ""},
                                           {"/usr/bin/openssl version", "OpenSSL 1.1.1k  FIPS 25 Mar 2021\n"},
                                           {"/usr/bin/openssl ciphers RC4:@SECLEVEL=0", "RC4-SHA:RC4-MD5\n"},
                                           {"1/main.cf", BAD},
                                           {"1/master.cf", "smtp inet n - y - - smtpd\n"},
                                           {NULL, NULL}};
    struct world world = {.files = files, .variable = "MAIL_CONFIG"};
    ck_assert_int_eq(run(&world, "show --host --format=json"), 0);
    ck_assert(text_contains(out_of(&world), "\"path\": \"1\""));
    ck_assert(text_contains(out_of(&world), "\"postfix\": \"3.12.0\""));
    ck_assert(text_contains(out_of(&world), "\"openssl\": \"1.1.1k\""));
}
END_TEST

START_TEST(host_without_postfix_is_exit_2)
{
    static const char *const silent[][2] = {{POSTCONF, ""}, {"/etc/postfix/main.cf", BAD}, {NULL, NULL}};
    struct world world = {.files = two};
    ck_assert_int_eq(run(&world, "--host"), 2);
    ck_assert(text_contains(err_of(&world), "there is no Postfix on this machine"));
    world.files = silent;
    ck_assert_int_eq(run(&world, "--host"), 2);
    ck_assert(text_contains(err_of(&world), "cannot tell the release of Postfix"));
    world.files = host_files;
    ck_assert_int_eq(run(&world, "--host a"), 2);
    ck_assert(text_contains(err_of(&world), "--host takes no PATH"));
}
END_TEST

Suite *cli_suite(void);

Suite *cli_suite(void)
{
    Suite *suite = suite_create("cli");
    TCase *tests = suite_case(suite, "cli");
    tcase_add_test(tests, findings_are_exit_1_and_on_standard_output);
    tcase_add_test(tests, nothing_to_say_is_exit_0);
    tcase_add_test(tests, all_folders_are_searched_in_order);
    LOOP(tests, what_cannot_be_done_is_exit_2, usage);
    tcase_add_test(tests, nothing_to_lint_is_no_silent_pass);
    tcase_add_test(tests, what_can_be_read_is_linted_and_the_exit_is_2);
    tcase_add_test(tests, json_is_written_at_exit_2_too);
    tcase_add_test(tests, both_files_of_a_folder_are_linted_once);
    tcase_add_test(tests, standard_input_is_a_file);
    tcase_add_test(tests, a_failed_write_is_exit_2);
    tcase_add_test(tests, severities_decide_the_exit);
    tcase_add_test(tests, words_behind_two_dashes_are_paths);
    tcase_add_test(tests, rules_and_profiles_of_ones_own);
    tcase_add_test(tests, colors_follow_the_terminal_and_the_environment);
    tcase_add_test(tests, lines_are_as_wide_as_the_terminal);
    LOOP(tests, links_are_for_terminals_that_show_them, linked);
    LOOP(tests, only_a_safe_address_is_linked, addresses);
    tcase_add_test(tests, long_work_says_how_far_it_is);
    tcase_add_test(tests, paths_in_the_working_folder_are_relative);
    tcase_add_test(tests, diagnostics_show_what_is_hidden);
    tcase_add_test(tests, show_prints_postures);
    tcase_add_test(tests, rules_and_explain_print_json);
    tcase_add_test(tests, every_option_of_the_table_is_known_to_a_command);
    tcase_add_test(tests, the_same_run_twice_is_the_same);
    tcase_add_test(tests, host_lints_all_instances_for_its_own_releases);
    tcase_add_test(tests, host_follows_mail_config);
    tcase_add_test(tests, host_without_postfix_is_exit_2);
    return suite;
}
