/* targets: the releases to judge for, from postfix, openssl and platforms. */
#include "internal.h"

/* CLI, the item that is wrong, then as printf(3). */
#define refuse(cli, item, ...) cli_error_item((cli), (item), text_printf((cli)->arena, __VA_ARGS__))

struct list {
    struct target *items;
    size_t n, capacity;
};

static void add(struct cli *cli, struct list *list, const struct target *target)
{
    for (size_t i = 0; i < list->n; i++)
        if (text_eq(list->items[i].name, target->name))
            return;
    list->items = arena_grow(cli->arena, list->items, list->n, &list->capacity, sizeof(struct target));
    list->items[list->n++] = *target;
}

static void add_platform(struct cli *cli, struct list *list, const struct platform *platform)
{
    /* A platform known by series alone stands for the newest of that series. */
    version postfix = facts_release(platform->postfix), openssl = facts_openssl_release(platform->openssl);
    struct target target = {text_from(platform->name), postfix ? postfix : platform->postfix,
                            openssl ? openssl : platform->openssl, platform->weak_ciphers};
    add(cli, list, &target);
}

/* "2.6, 2.7, ..." of releases. */
static struct text series_text(struct cli *cli, const version *releases, size_t n)
{
    struct buf out = buf_new(cli->arena);
    for (size_t i = 0; i < n; i++) {
        struct text series = version_text(cli->arena, VERSION_SERIES(releases[i]) | VERSION_ANY_PATCH);
        /* OpenSSL before 3 counts 1.0.2 as a series of its own. */
        if (releases[i] < VERSION(2, 0, 0))
            series = version_text(cli->arena, releases[i] & ~(version)0xff);
        buf_printf(&out, "%s%.*s", i ? ", " : "", TEXT_ARG(series));
    }
    return buf_done(&out);
}

/* The release that ITEM means, as GET knows it; 0 after an error. */
static version choose(struct cli *cli, const char *product, const struct settings_item *item, version (*get)(version),
                      const version *(*all)(size_t *))
{
    const char *word = item->word;
    version wanted, found = 0;
    size_t n;
    const version *releases = all(&n);
    bool is_release = version_parse(text_from(word), &wanted);
    if (is_release)
        found = get(wanted);
    if (found)
        return found;
    if (!is_release) {
        refuse(cli, item, "'%s' is no release of %s: give X.Y or X.Y.Z", word, product);
        return 0;
    }
    for (size_t i = 0; i < n; i++) {
        if (VERSION_SERIES(releases[i]) != VERSION_SERIES(wanted) || releases[i] < VERSION(2, 0, 0))
            continue;
        refuse(cli, item, "%s %s is not known: the newest of its series that is known is %s", product, word,
               version_text(cli->arena, releases[i]).p);
        return 0;
    }
    refuse(cli, item, "%s %s is not known: known are %s", product, word, series_text(cli, releases, n).p);
    return 0;
}

static void refuse_platform(struct cli *cli, const struct settings_item *item)
{
    struct text name = text_from(item->word);
    size_t n;
    const struct platform *platforms = facts_platforms(&n);
    struct buf known = buf_new(cli->arena);
    const char *nearest = NULL;
    unsigned best = 4;
    for (size_t i = 0; i < n; i++) {
        buf_printf(&known, "%s%s", i ? ", " : "", platforms[i].name);
        unsigned distance = text_distance(name, text_from(platforms[i].name), best - 1);
        if (distance >= best)
            continue;
        best = distance;
        nearest = platforms[i].name;
    }
    if (nearest)
        refuse(cli, item, "unknown platform '%.*s'; did you mean %s?", TEXT_ARG(name), nearest);
    else
        refuse(cli, item, "unknown platform '%.*s': known are %s", TEXT_ARG(name), buf_done(&known).p);
}

static void choose_platforms(struct cli *cli, struct list *list, const struct settings_value *names)
{
    for (size_t i = 0; i < names->n; i++) {
        const struct platform *platform = facts_platform(text_from(names->items[i].word));
        if (platform)
            add_platform(cli, list, platform);
        else
            refuse_platform(cli, &names->items[i]);
    }
    if (names->n == 0)
        cli_usage(cli, "option --platform needs the name of a platform");
    if (list->n > CHECK_MAX_TARGETS)
        cli_usage(cli, "more than %d platforms", CHECK_MAX_TARGETS);
}

/* The newest of what is not said. */
static void choose_releases(struct cli *cli, struct list *list, const struct settings_value *postfix,
                            const struct settings_value *openssl)
{
    const struct platform *newest = facts_platform(TEXT("upstream"));
    if (!newest)
        postlint_die("the table of platforms has no 'upstream'");
    size_t n;
    const version *releases = facts_openssl_releases(&n);
    struct target target = {.postfix = newest->postfix, .openssl = releases[n - 1]};
    if (postfix->is_given)
        target.postfix = choose(cli, "Postfix", &postfix->items[0], facts_release, facts_releases);
    if (openssl->is_given)
        target.openssl = choose(cli, "OpenSSL", &openssl->items[0], facts_openssl_release, facts_openssl_releases);
    struct text release = version_text(cli->arena, target.postfix);
    target.name = text_printf(cli->arena, "postfix-%.*s", TEXT_ARG(release));
    add(cli, list, &target);
}

static void choose_defaults(struct cli *cli, struct list *list, bool is_show)
{
    size_t n;
    const struct platform *platforms = facts_platforms(&n);
    for (size_t i = 0; i < n; i++)
        if (is_show ? text_is(text_from(platforms[i].name), "upstream") : platforms[i].judged)
            add_platform(cli, list, &platforms[i]);
    if (list->n > CHECK_MAX_TARGETS || list->n == 0)
        postlint_die("the table of platforms has none to judge for, or too many");
}

bool targets_choose(struct cli *cli, bool is_show, const struct settings_value *values, const struct target **targets,
                    size_t *n)
{
    struct list list = {0};
    const struct settings_value *postfix = &values[SETTING_POSTFIX], *openssl = &values[SETTING_OPENSSL];
    const struct settings_value *platforms = &values[SETTING_PLATFORMS];
    size_t before = cli->n_errors;
    struct target host;
    if (options_given(cli, OPTION_PLATFORM) &&
        (options_given(cli, OPTION_POSTFIX) || options_given(cli, OPTION_OPENSSL)))
        cli_usage(cli, "--platform says both releases: give it, or --postfix and --openssl");
    else if (platforms->is_given)
        choose_platforms(cli, &list, platforms);
    else if (postfix->is_given || openssl->is_given)
        choose_releases(cli, &list, postfix, openssl);
    else if (!options_given(cli, OPTION_HOST))
        choose_defaults(cli, &list, is_show);
    else if (host_target(cli, &host))
        add(cli, &list, &host);
    *targets = list.items;
    *n = list.n;
    return cli->n_errors == before;
}
