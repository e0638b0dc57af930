/* cipher_vectors: expansions of cipher strings against what OpenSSL answered.
 *
 * Usage: cipher_vectors FILE.tsv...          vectors: release, string, expected
 *        cipher_vectors --installed SEED N   N random strings against the
 *                                            openssl of this machine (3.0)
 * Prints the agreement by release; exit 1 on a difference. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "postlint/buf.h"
#include "postlint/cipher.h"

enum { RELEASES = 64, SHOWN = 10 };

struct tally {
    char name[32];
    unsigned agree, differ;
};

static struct text joined(struct arena *arena, const struct cipher_list *list)
{
    struct buf out = buf_new(arena);
    for (size_t i = 0; i < list->n; i++)
        buf_printf(&out, "%s%s", i ? ":" : "", list->suites[i]->name);
    return list->error.p ? TEXT("ERROR") : buf_done(&out);
}

static bool parse_release(const char *name, version *openssl, bool *weak)
{
    struct text t = text_from(name);
    *weak = text_ends(t, "+weak");
    if (*weak)
        t.n -= 5;
    return version_parse(t, openssl) && *openssl >= VERSION(1, 0, 2);
}

static struct tally *tally_of(struct tally *tallies, const char *name)
{
    size_t i = 0;
    while (i < RELEASES - 1 && tallies[i].name[0] && strcmp(tallies[i].name, name) != 0)
        i++;
    snprintf(tallies[i].name, sizeof(tallies[i].name), "%s", name);
    return &tallies[i];
}

static unsigned run_file(const char *path)
{
    FILE *file = fopen(path, "r");
    struct tally tallies[RELEASES] = {{{0}, 0, 0}};
    char *line = NULL;
    size_t size = 0;
    unsigned differ = 0, agree = 0;
    if (!file) {
        perror(path);
        return 1;
    }
    while (getline(&line, &size, file) > 0) {
        char *at = line, *fields[3];
        for (int i = 0; i < 3; i++) {
            fields[i] = at ? at : line;
            at = at ? strchr(at, '\t') : NULL;
            if (at)
                *at++ = '\0';
        }
        fields[2][strcspn(fields[2], "\n")] = '\0';
        version openssl;
        bool weak;
        if (line[0] == '#' || !parse_release(fields[0], &openssl, &weak))
            continue;
        struct arena *arena = arena_new();
        struct cipher_list list = cipher_expand(arena, text_from(fields[1]), openssl, weak);
        struct text got = joined(arena, &list);
        struct tally *tally = tally_of(tallies, fields[0]);
        bool same = text_is(got, fields[2]);
        (*(same ? &tally->agree : &tally->differ))++;
        if (!same && ++differ <= SHOWN)
            printf("%s \"%s\"\n  want %s\n  got  %.*s\n", fields[0], fields[1], fields[2], TEXT_ARG(got));
        agree += same;
        arena_free(arena);
    }
    free(line);
    fclose(file);
    for (size_t i = 0; i < RELEASES && tallies[i].name[0]; i++)
        printf("%-12s %5u agree %5u differ\n", tallies[i].name, tallies[i].agree, tallies[i].differ);
    printf("cipher strings: %u passed, %u failed\n", agree, differ);
    return differ || agree == 0;
}

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525U + 1013904223U;
    return *state >> 8;
}

/* Words that meet each other in odd ways, with separators and mistakes. */
static struct text random_string(struct arena *arena, uint32_t *state)
{
    static const char *const words[] = {
        "ALL",      "HIGH",   "MEDIUM",  "LOW",       "aNULL",       "eNULL",         "kRSA",
        "aRSA",     "ECDHE",  "kECDHE",  "kDHE",      "DHE",         "AES",           "AESGCM",
        "AES128",   "AES256", "CHACHA20", "CAMELLIA", "ARIA",        "SHA1",          "SHA256",
        "SHA384",   "MD5",    "RC4",     "3DES",      "SEED",        "PSK",           "SRP",
        "aECDSA",   "TLSv1",  "TLSv1.2", "SSLv3",     "AESCCM",      "AESCCM8",       "CBC",
        "DEFAULT",  "COMPLEMENTOFDEFAULT", "COMPLEMENTOFALL", "AES256-SHA", "ECDHE-RSA-AES128-GCM-SHA256",
        "NULL-SHA256", "FIPS", "NOSUCH", "RSA",       "EXPORT",      "DSS",           "ADH"};
    static const char *const separators[] = {":", ":", ":", ",", " ", "::", ";"};
    static const char *const signs[] = {"", "", "", "!", "-", "+", "@"};
    struct buf out = buf_new(arena);
    unsigned n = 1 + next_random(state) % 7;
    buf_char(&out, ':'); /* openssl(1) would take a leading "-" for an option */
    for (unsigned i = 0; i < n; i++) {
        const char *sign = signs[next_random(state) % 7];
        const char *word = words[next_random(state) % (sizeof(words) / sizeof(words[0]))];
        if (sign[0] == '@') {
            buf_str(&out, next_random(state) % 3 ? "@STRENGTH" : "@SECLEVEL=1");
        } else {
            buf_printf(&out, "%s%s", sign, word);
            if (next_random(state) % 4 == 0)
                buf_printf(&out, "+%s", words[next_random(state) % (sizeof(words) / sizeof(words[0]))]);
        }
        if (i + 1 < n || next_random(state) % 8 == 0)
            buf_str(&out, separators[next_random(state) % 7]);
    }
    return buf_done(&out);
}

/* What the installed program prints, or "ERROR". */
static struct text ask_openssl(struct arena *arena, struct text string)
{
    struct text command = text_printf(
        arena, "OPENSSL_CONF=/dev/null openssl ciphers -ciphersuites '' '%.*s' 2>/dev/null", TEXT_ARG(string));
    FILE *pipe = popen(command.p, "r");
    struct buf out = buf_new(arena);
    char chunk[4096];
    for (size_t n; pipe && (n = fread(chunk, 1, sizeof(chunk), pipe)) > 0;)
        buf_add(&out, chunk, n);
    int status = pipe ? pclose(pipe) : 1;
    struct text answer = text_trim(buf_done(&out));
    return status != 0 || answer.n == 0 ? TEXT("ERROR") : answer;
}

static unsigned run_installed(uint32_t state, unsigned count)
{
    unsigned differ = 0;
    for (unsigned i = 0; i < count; i++) {
        struct arena *arena = arena_new();
        struct text string = random_string(arena, &state);
        struct cipher_list list = cipher_expand(arena, string, VERSION(3, 0, 22), false);
        struct text got = joined(arena, &list), want = ask_openssl(arena, string);
        if (!text_eq(got, want) && ++differ <= SHOWN)
            printf("\"%.*s\"\n  want %.*s\n  got  %.*s\n", TEXT_ARG(string), TEXT_ARG(want), TEXT_ARG(got));
        arena_free(arena);
    }
    printf("installed openssl: %u passed, %u failed\n", count - differ, differ);
    return differ > 0;
}

static bool installed_is_30(void)
{
    char line[64] = "";
    FILE *pipe = popen("openssl version 2>/dev/null", "r");
    if (pipe && !fgets(line, sizeof(line), pipe))
        line[0] = '\0';
    if (pipe)
        pclose(pipe);
    return strncmp(line, "OpenSSL 3.0.", 12) == 0;
}

int main(int argc, char **argv)
{
    unsigned failed = 0;
    if (argc == 4 && strcmp(argv[1], "--installed") == 0) {
        if (!installed_is_30()) {
            printf("SKIPPED: no openssl 3.0 is installed here, random cipher strings were not compared\n");
            return 0;
        }
        return (int)run_installed((uint32_t)strtoul(argv[2], NULL, 10), (unsigned)strtoul(argv[3], NULL, 10));
    }
    for (int i = 1; i < argc; i++)
        failed |= run_file(argv[i]);
    return (int)failed;
}
