/*
 * cipher_vectors: cipher strings against what OpenSSL answers.
 *
 *   cipher_vectors FILE.tsv...            rows of known answers
 *   cipher_vectors --installed SEED COUNT random strings, each also given to
 *                                         the installed `openssl ciphers`
 *
 * A file has a header that names its columns: release ("3.0.21", "+weak" for
 * enable-weak-ssl-ciphers), cipher_string, expected (suites joined by ":", or
 * ERROR) and error (the reason; may be empty).  Prints the agreement by
 * release; exit status 1 if there is a difference, 2 if it cannot be known, 77
 * where there is no openssl to compare with.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "postlint/buf.h"
#include "postlint/cipher.h"
#include "tls/cipher_tables.h"

enum { MAX_RELEASES = 64, MAX_SHOWN = 20, LINE_SIZE = 1 << 16 };

struct tally {
    char release[32];
    size_t rows, same;
    bool is_known;
};

struct run_state {
    struct tally tallies[MAX_RELEASES];
    size_t n_tallies, n_shown, n_different;
};

enum column { RELEASE, STRING, EXPECTED, ERROR, N_COLUMNS };
static const char *const column_names[N_COLUMNS] = {"release", "cipher_string", "expected", "error"};

static struct text joined(struct arena *arena, const struct cipher_list *list)
{
    struct buf out = buf_new(arena);
    for (size_t i = 0; i < list->n; i++)
        buf_printf(&out, "%s%s", i ? ":" : "", list->suites[i]->name);
    return list->error.p ? TEXT("ERROR") : buf_done(&out);
}

static void show_difference(struct run_state *state, const char *where, struct text string, struct text expected,
                            struct text got, struct text error)
{
    state->n_different++;
    if (state->n_shown++ >= MAX_SHOWN)
        return;
    printf("%s: \"%.*s\"\n  openssl:  %.*s\n  postlint: %.*s %.*s\n", where, TEXT_ARG(string), TEXT_ARG(expected),
           TEXT_ARG(got), TEXT_ARG(error));
}

static struct tally *tally_of(struct run_state *state, struct text release)
{
    for (size_t i = 0; i < state->n_tallies; i++)
        if (text_is(release, state->tallies[i].release))
            return &state->tallies[i];
    if (state->n_tallies == MAX_RELEASES || release.n >= sizeof(state->tallies[0].release)) {
        fprintf(stderr, "cipher_vectors: too many releases, or one with too long a name\n");
        exit(2);
    }
    struct tally *tally = &state->tallies[state->n_tallies++];
    memcpy(tally->release, release.p, release.n);
    tally->release[release.n] = '\0';
    return tally;
}

static void check_row(struct run_state *state, const struct text *cell)
{
    struct arena *arena = arena_new();
    struct text release = cell[RELEASE];
    bool weak = text_ends(release, "+weak");
    version openssl;
    struct tally *tally = tally_of(state, release);
    struct text number = text_slice(release, 0, weak ? release.n - 5 : release.n);
    /* 0.9.8zh has more letters than a version: older than anything known. */
    tally->is_known = version_parse(number, &openssl) && cipher_knows(openssl);
    tally->rows++;
    if (tally->is_known) {
        struct cipher_list list = cipher_expand(arena, cell[STRING], openssl, weak);
        struct text got = joined(arena, &list);
        bool is_same = text_eq(got, cell[EXPECTED]) && (cell[ERROR].n == 0 || text_eq(cell[ERROR], list.error));
        tally->same += is_same;
        if (!is_same)
            show_difference(state, tally->release, cell[STRING], cell[EXPECTED], got, list.error);
    }
    arena_free(arena);
}

/* Cells of LINE between tabs, by number. */
static struct text cell_of(struct text line, size_t number)
{
    for (size_t i = 0; i < number; i++)
        line = text_slice(line, text_find(line, '\t') + 1, line.n);
    return text_slice(line, 0, text_find(line, '\t'));
}

static bool read_header(struct text line, size_t *numbers)
{
    for (size_t c = 0; c < N_COLUMNS; c++) {
        size_t found = 0;
        while (found < 16 && !text_is(cell_of(line, found), column_names[c]))
            found++;
        if (found == 16)
            return false;
        numbers[c] = found;
    }
    return true;
}

static bool check_file(struct run_state *state, const char *path)
{
    static char line[LINE_SIZE];
    size_t numbers[N_COLUMNS];
    bool has_header = false, is_good = true;
    FILE *file = fopen(path, "r");
    while (file && is_good && fgets(line, sizeof(line), file)) {
        struct text text = text_from(line);
        if (!text_ends(text, "\n") || line[0] == '#') {
            is_good = line[0] == '#';
            continue;
        }
        text.n--;
        if (!has_header) {
            is_good = has_header = read_header(text, numbers);
            continue;
        }
        struct text cell[N_COLUMNS];
        for (size_t c = 0; c < N_COLUMNS; c++)
            cell[c] = cell_of(text, numbers[c]);
        check_row(state, cell);
    }
    is_good = is_good && has_header && file && !ferror(file);
    if (!is_good)
        fprintf(stderr, "cipher_vectors: cannot read %s\n", path);
    if (file)
        fclose(file);
    return is_good;
}

static int report(const struct run_state *state)
{
    size_t known = 0;
    for (size_t i = 0; i < state->n_tallies; i++) {
        const struct tally *tally = &state->tallies[i];
        if (tally->is_known)
            printf("%-12s %zu of %zu\n", tally->release, tally->same, tally->rows);
        else
            printf("%-12s not known, %zu rows passed over\n", tally->release, tally->rows);
        known += tally->is_known ? tally->rows : 0;
    }
    printf("cipher strings: %zu passed, %zu failed\n", known - state->n_different, state->n_different);
    if (known == 0) {
        fprintf(stderr, "cipher_vectors: no rows to check\n");
        return 2;
    }
    return state->n_different ? 1 : 0;
}

/* What COMMAND prints on standard output, without the last newline; false if
 * it fails. */
static bool run_openssl(struct buf *out, char *const *command)
{
    int ends[2];
    fflush(stdout);
    pid_t child = pipe(ends) ? -1 : fork();
    if (child < 0) {
        perror("cipher_vectors");
        exit(2);
    }
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        if (close(ends[0]) || close(ends[1]) || !freopen("/dev/null", "w", stderr))
            _exit(126);
        execvp(command[0], command);
        _exit(127);
    }
    close(ends[1]);
    char bytes[4096];
    ssize_t n;
    while ((n = read(ends[0], bytes, sizeof(bytes))) > 0)
        buf_add(out, bytes, (size_t)n);
    close(ends[0]);
    int status;
    waitpid(child, &status, 0);
    if (out->n && out->p[out->n - 1] == '\n')
        out->n--;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static struct text installed_answer(struct arena *arena, char *string)
{
    char openssl[] = "openssl", ciphers[] = "ciphers", option[] = "-ciphersuites", none[] = "", end[] = "--";
    char *command[] = {openssl, ciphers, option, none, end, string, NULL};
    struct buf out = buf_new(arena);
    return run_openssl(&out, command) ? buf_done(&out) : TEXT("ERROR");
}

/* The release of the openssl(1) found in PATH; false if that is none whose
 * strings are known. */
static bool installed_release(struct arena *arena, version *openssl)
{
    char name[] = "openssl", word[] = "version";
    char *command[] = {name, word, NULL};
    struct buf out = buf_new(arena);
    if (!run_openssl(&out, command))
        return false;
    struct text rest = buf_done(&out), product, number;
    return text_token(&rest, " ", &product) && text_is(product, "OpenSSL") && text_token(&rest, " ", &number) &&
           version_parse(number, openssl) && *openssl >= VERSION(1, 1, 1) && cipher_knows(*openssl);
}

/* xorshift64; seeds near each other are spread first. */
static uint32_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (uint32_t)(*state >> 16);
}

static bool one_in(uint64_t *state, uint32_t n)
{
    return next_random(state) % n == 0;
}

static void add_word(struct buf *out, uint64_t *state)
{
    static const char *const common[] = {"aNULL",    "eNULL",
                                         "HIGH",     "MEDIUM",
                                         "ALL",      "COMPLEMENTOFDEFAULT",
                                         "kRSA",     "aRSA",
                                         "ECDHE",    "kEECDH",
                                         "AESGCM",   "AES",
                                         "AES128",   "SHA1",
                                         "DHE",      "PSK",
                                         "FIPS",     "CHACHA20",
                                         "CBC",      "COMPLEMENTOFALL",
                                         "RC4",      "TLSv1",
                                         "SSLv3",    "SHA384",
                                         "AES256",   "3DES",
                                         "CAMELLIA", "LOW"};
    const char *word = common[next_random(state) % (sizeof(common) / sizeof(common[0]))];
    if (one_in(state, 3))
        word = cipher_words[next_random(state) % cipher_word_count].name;
    size_t begin = out->n;
    buf_str(out, word);
    if (one_in(state, 40) && out->n > begin)
        out->p[begin + next_random(state) % (out->n - begin)] = "aZ0-_.=|\t"[next_random(state) % 9];
}

static void add_command(struct buf *out, uint64_t *state)
{
    static const char *const commands[] = {"@STRENGTH",   "@STRENGTH",   "@STRENGTH",  "@SECLEVEL=0",
                                           "@SECLEVEL=5", "@SECLEVEL=6", "@STRENGTHS", "@strength"};
    buf_str(out, commands[next_random(state) % (sizeof(commands) / sizeof(commands[0]))]);
    if (one_in(state, 12))
        add_word(out, state);
}

static void add_element(struct buf *out, uint64_t *state)
{
    if (one_in(state, 9)) {
        add_command(out, state);
        return;
    }
    if (one_in(state, 2))
        buf_char(out, "!-++"[next_random(state) % 4]);
    add_word(out, state);
    while (one_in(state, 4)) {
        buf_char(out, '+');
        add_word(out, state);
    }
    if (one_in(state, 80))
        buf_char(out, "+|/!@ ~"[next_random(state) % 7]);
}

static char *random_string(struct arena *arena, uint64_t *state)
{
    static const char *const beginnings[] = {"DEFAULT", "DEFAULT:", "SUITEB128", "SUITEB192:", "aNULL:-aNULL:", "ALL:"};
    struct buf out = buf_new(arena);
    if (one_in(state, 4))
        buf_str(&out, beginnings[next_random(state) % (sizeof(beginnings) / sizeof(beginnings[0]))]);
    uint32_t n = next_random(state) % 9;
    for (uint32_t i = 0; i < n; i++) {
        if (i && !one_in(state, 20))
            buf_char(&out, ":::::, ;"[next_random(state) % 8]);
        add_element(&out, state);
    }
    buf_char(&out, '\0');
    return out.p;
}

static int check_installed(uint64_t seed, size_t count)
{
    struct arena *arena = arena_new();
    struct run_state state = {.n_tallies = 0};
    version openssl;
    char weak_word[] = "3DES";
    size_t rejected = 0;
    if (!installed_release(arena, &openssl)) {
        printf("cipher strings: NOT compared with openssl(1): there is none, or none of a known release\n");
        arena_free(arena);
        return 77;
    }
    bool weak = !text_is(installed_answer(arena, weak_word), "ERROR");
    uint64_t random = (seed + 1) * UINT64_C(0x9e3779b97f4a7c15);
    for (size_t i = 0; i < count; i++) {
        struct arena *scratch = arena_new();
        char *string = random_string(scratch, &random);
        struct text expected = installed_answer(scratch, string);
        struct cipher_list list = cipher_expand(scratch, text_from(string), openssl, weak);
        struct text got = joined(scratch, &list);
        rejected += text_is(expected, "ERROR");
        if (!text_eq(got, expected))
            show_difference(&state, "installed", text_from(string), expected, got, list.error);
        arena_free(scratch);
    }
    printf("cipher strings of openssl %.*s%s, seed %llu, %zu of %zu rejected: %zu passed, %zu failed\n",
           TEXT_ARG(version_text(arena, openssl)), weak ? "+weak" : "", (unsigned long long)seed, rejected, count,
           count - state.n_different, state.n_different);
    arena_free(arena);
    return state.n_different ? 1 : 0;
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "--installed") == 0) {
        /* The configuration of the machine is none of our business. */
        setenv("OPENSSL_CONF", "/dev/null", 1);
        return check_installed(strtoull(argv[2], NULL, 10), strtoull(argv[3], NULL, 10));
    }
    if (argc < 2 || argv[1][0] == '-') {
        fprintf(stderr, "usage: cipher_vectors FILE.tsv... | --installed SEED COUNT\n");
        return 2;
    }
    struct run_state *state = calloc(1, sizeof(*state));
    if (!state)
        return 2;
    bool is_good = true;
    for (int i = 1; i < argc; i++)
        is_good = check_file(state, argv[i]) && is_good;
    int status = report(state);
    free(state);
    return is_good ? status : 2;
}
