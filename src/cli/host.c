/* host: the Postfix of this machine, asked through its own postconf(1) and
 * openssl(1).  Programs are named by absolute path, and what they say counts
 * only where it is a release. */
#include <string.h>

#include "internal.h"

/* Where systems keep the programs of Postfix: the first that is there counts. */
static const char *const postconf_places[] = {
    "/usr/sbin/postconf",         /* Linux, OpenBSD's base of old, macOS, NetBSD */
    "/usr/local/sbin/postconf",   /* FreeBSD, OpenBSD, built from source */
    "/usr/pkg/sbin/postconf",     /* pkgsrc */
    "/opt/homebrew/sbin/postconf" /* Homebrew */
};
static const char *const openssl_places[] = {"/usr/bin/openssl", "/usr/local/bin/openssl", "/usr/pkg/bin/openssl",
                                             "/opt/homebrew/bin/openssl"};

static const char *find_program(const struct cli *cli, const char *const *places, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (cli->machine->exists(cli->machine, places[i]))
            return places[i];
    return NULL;
}

#define FIND_PROGRAM(cli, places) find_program((cli), (places), sizeof(places) / sizeof((places)[0]))

/* The first line of what PROGRAM prints; empty where it fails. */
static struct text ask(struct cli *cli, const char *const *arguments)
{
    struct text output = TEXT("");
    const char *problem = cli->machine->run(cli->machine, cli->arena, arguments, &output);
    return problem ? TEXT("") : text_slice(output, 0, text_find(output, '\n'));
}

/* "3.12-20260821" is a snapshot of 3.12. */
static struct text release_part(struct text word)
{
    return text_slice(word, 0, text_find(word, '-'));
}

/* The release of Postfix: compiled in, whatever main.cf says.  0 if unknown. */
static version ask_postfix(struct cli *cli, const char *postconf, const char *folder)
{
    const char *const arguments[] = {postconf, "-c", folder, "-d", "-h", "mail_version", NULL};
    version release = 0;
    return version_parse(release_part(ask(cli, arguments)), &release) ? release : 0;
}

/* "OpenSSL 3.0.19 27 Jan 2026": the second word. */
static bool parse_openssl(struct text line, version *release)
{
    struct text product, number;
    return text_token(&line, " ", &product) && text_is(product, "OpenSSL") && text_token(&line, " ", &number) &&
           version_parse(release_part(number), release);
}

/* The library that Postfix runs with (postconf(1), -T, from 3.1 on), else the
 * one that openssl(1) runs with. */
static version ask_openssl(struct cli *cli, const char *postconf, const char *folder)
{
    const char *const linked[] = {postconf, "-c", folder, "-T", "run-version", NULL};
    const char *const installed[] = {FIND_PROGRAM(cli, openssl_places), "version", NULL};
    version release = 0;
    if (parse_openssl(ask(cli, linked), &release) || (installed[0] && parse_openssl(ask(cli, installed), &release)))
        return release;
    return 0;
}

/* True if the library was built with what default builds leave out. */
static bool ask_weak(struct cli *cli)
{
    const char *const arguments[] = {FIND_PROGRAM(cli, openssl_places), "ciphers", "RC4:@SECLEVEL=0", NULL};
    return arguments[0] && text_contains(ask(cli, arguments), "RC4");
}

/* RELEASE, or the newest known one of its series where it is newer than that;
 * 0 after an error. */
static version known_release(struct cli *cli, const char *product, version release, version (*get)(version))
{
    struct text name = version_text(cli->arena, release);
    version known = get(release), newest = get(VERSION_SERIES(release) | VERSION_ANY_PATCH);
    if (known)
        return known;
    if (newest && release > newest) {
        cli_tell(cli, text_printf(cli->arena, "%s %.*s is newer than what is known here; judged as %.*s", product,
                                  TEXT_ARG(name), TEXT_ARG(version_text(cli->arena, newest))));
        return newest;
    }
    cli_usage(cli, "%s %.*s of this machine is not known; say with --postfix and --openssl what to judge for", product,
              TEXT_ARG(name));
    return 0;
}

/* global/mail_conf.c: MAIL_CONFIG, else what is compiled in. */
static const char *config_directory(struct cli *cli, const char *postconf)
{
    const char *variable = cli->machine->variable(cli->machine, "MAIL_CONFIG");
    if (variable && variable[0])
        return variable;
    const char *const arguments[] = {postconf, "-d", "-h", "config_directory", NULL};
    struct text answer = ask(cli, arguments);
    return text_starts(answer, "/") ? text_string(cli->arena, answer) : "/etc/postfix";
}

/* Both NULL after an error. */
struct host {
    const char *postconf, *folder;
};

static struct host find_host(struct cli *cli)
{
    const char *postconf = FIND_PROGRAM(cli, postconf_places);
    if (postconf)
        return (struct host){postconf, config_directory(cli, postconf)};
    cli_usage(cli, "there is no Postfix on this machine (no %s): give the folder of a configuration as PATH",
              postconf_places[0]);
    return (struct host){0};
}

bool host_target(struct cli *cli, struct target *target)
{
    struct host host = find_host(cli);
    if (!host.postconf)
        return false;
    version postfix = ask_postfix(cli, host.postconf, host.folder);
    version openssl = ask_openssl(cli, host.postconf, host.folder);
    if (!postfix || !openssl) {
        cli_usage(cli,
                  "cannot tell the release of %s on this machine: say with --postfix and --openssl what to judge for",
                  postfix ? "OpenSSL" : "Postfix");
        return false;
    }
    *target = (struct target){.name = TEXT("host"),
                              .postfix = known_release(cli, "Postfix", postfix, facts_release),
                              .openssl = known_release(cli, "OpenSSL", openssl, facts_openssl_release),
                              .weak_ciphers = ask_weak(cli)};
    return target->postfix && target->openssl;
}

/* What multi_instance_directories of CONF says (postmulti(1)). */
static struct text instance_names(struct cli *cli, const struct conf *conf)
{
    const struct platform *newest = facts_platform(TEXT("upstream"));
    if (!newest)
        return TEXT("");
    struct target target = {.name = TEXT("host"), .postfix = newest->postfix, .openssl = newest->openssl};
    return view_get(view_new(cli->arena, conf, &target, NULL), TEXT("multi_instance_directories"))->text;
}

const struct text *host_folders(struct cli *cli, size_t *n)
{
    struct host host = find_host(cli);
    size_t capacity = 0;
    *n = 0;
    if (!host.folder)
        return NULL;
    struct text *folders = arena_grow(cli->arena, NULL, 0, &capacity, sizeof(*folders)), token;
    folders[(*n)++] = text_from(host.folder);
    const struct source *source =
        load_source(cli, cli->arena, text_printf(cli->arena, "%s/main.cf", host.folder), "/", SOURCE_MAIN);
    if (!source)
        return folders;
    struct conf *conf = conf_new(cli->arena, folders[0]);
    maincf_read(conf, source);
    conf_finish(conf);
    struct text rest = instance_names(cli, conf);
    while (text_token(&rest, TEXT_COMMA_SP, &token)) {
        folders = arena_grow(cli->arena, folders, *n, &capacity, sizeof(*folders));
        folders[(*n)++] = token;
    }
    return folders;
}
