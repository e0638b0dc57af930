/* Any bytes as main.cf and master.cf (a byte 0xff on a line of its own parts
 * them) or as one dump, for any known pair of releases: read, listed, shown,
 * judged, printed.
 *
 * What must hold, besides that nothing crashes: spans lie in their file, JSON
 * is JSON, no control byte gets out, two runs give the same bytes. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "postlint/dump.h"
#include "postlint/postconf.h"
#include "postlint/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
    struct text main, master; /* p NULL: no such file */
    bool is_dump;             /* MAIN is what postconf printed of both */
    struct target target;
};

static struct input input_of(const uint8_t *data, size_t size)
{
    size_t n_postfix, n_openssl;
    const version *postfix = facts_releases(&n_postfix), *openssl = facts_openssl_releases(&n_openssl);
    struct input input = {.target = {.name = TEXT("fuzz")}};
    input.target.postfix = postfix[data[0] % n_postfix];
    input.target.openssl = openssl[data[1] % n_openssl];
    input.target.weak_ciphers = data[1] & 0x80;
    input.is_dump = data[1] & 0x40;
    struct text bytes = {(const char *)data + 2, size - 2};
    const char *mark = NULL;
    for (size_t i = 0; i + 2 < bytes.n && !mark; i++)
        if (memcmp(bytes.p + i, "\n\xff\n", 3) == 0)
            mark = bytes.p + i;
    input.main = mark ? (struct text){bytes.p, (size_t)(mark - bytes.p) + 1} : bytes;
    if (mark)
        input.master = text_slice(bytes, (size_t)(mark - bytes.p) + 3, bytes.n);
    return input;
}

static void check_span(struct span span)
{
    if (span.source && (span.begin > span.end || span.end > span.source->bytes.n))
        abort();
}

static void check_findings(const struct findings *findings)
{
    for (size_t i = 0; i < findings->n; i++) {
        const struct finding *finding = &findings->items[i];
        check_span(finding->span);
        for (size_t k = 0; k < finding->n_related; k++)
            check_span(finding->related[k].span);
        for (size_t k = 0; k < finding->n_edits; k++)
            check_span(finding->edits[k].span);
    }
}

/* JSON, text and concise hold nothing that a terminal would obey. */
static void check_output(struct text text, bool is_json)
{
    json_error_t error;
    for (size_t i = 0; i < text.n; i++)
        if (((unsigned char)text.p[i] < 0x20 && text.p[i] != '\n') || text.p[i] == 0x7f)
            abort();
    if (!is_json)
        return;
    json_t *root = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, &error);
    if (!root)
        abort();
    json_decref(root);
}

static struct conf *read_conf(struct arena *arena, const struct input *input)
{
    struct conf *conf = conf_new(arena, TEXT("."));
    if (input->is_dump)
        dump_read(conf, source_new(arena, TEXT("dump"), input->main, SOURCE_DUMP));
    else
        maincf_read(conf, source_new(arena, TEXT("main.cf"), input->main, SOURCE_MAIN));
    if (input->master.p && !input->is_dump)
        mastercf_read(conf, source_new(arena, TEXT("master.cf"), input->master, SOURCE_MASTER));
    conf_finish(conf);
    return conf;
}

static void print_findings(struct arena *arena, const struct input *input, const struct conf *conf, struct buf *out)
{
    struct check check = {.arena = arena,
                          .rules = rules_builtin(),
                          .profile = ruleset_profile(rules_builtin(), TEXT("strict")),
                          .targets = &input->target,
                          .n_targets = 1};
    size_t n;
    const struct report_format *formats = report_formats(&n);
    struct report_conf report_conf = {.conf = conf, .targets = &input->target, .n_targets = 1};
    report_conf.findings = check_conf(&check, conf, NULL);
    check_findings(&report_conf.findings);
    struct report report = {.arena = arena, .confs = &report_conf, .n_confs = 1};
    for (size_t i = 0; i < n; i++) {
        size_t before = out->n;
        formats[i].write(&report, out);
        check_output(text_slice(buf_done(out), before, out->n), strcmp(formats[i].name, "json") == 0);
    }
}

static void print_postures(struct arena *arena, const struct input *input, const struct conf *conf, struct buf *out)
{
    const struct posture **postures = arena_array(arena, conf->n_services + 1, sizeof(*postures));
    struct posture_cache *cache = posture_cache_new(arena);
    for (size_t i = 0; i < conf->n_services; i++)
        postures[i] = posture_new(arena, view_new(arena, conf, &input->target, &conf->services[i]), cache);
    struct report_policies *policies = arena_array(arena, conf->n_services + 1, sizeof(*policies));
    struct report_services services = {.conf = conf,
                                       .target = &input->target,
                                       .postures = postures,
                                       .policies = policies,
                                       .n_postures = conf->n_services};
    struct report_show show = {.arena = arena, .confs = &services, .n_confs = 1, .parameters = true, .in_full = true};
    size_t before = out->n;
    report_show_text(&show, out);
    check_output(text_slice(buf_done(out), before, out->n), false);
    before = out->n;
    report_show_json(&show, out);
    check_output(text_slice(buf_done(out), before, out->n), true);
}

static void print_listings(struct arena *arena, const struct input *input, struct buf *out)
{
    for (int listing = POSTCONF_N; listing <= POSTCONF_PX; listing++) {
        struct postconf postconf = {.arena = arena, .release = input->target.postfix, .directory = TEXT(".")};
        postconf.main = source_new(arena, TEXT("main.cf"), input->main, SOURCE_MAIN);
        if (input->master.p)
            postconf.master = source_new(arena, TEXT("master.cf"), input->master, SOURCE_MASTER);
        if (!postconf_print(&postconf, (enum postconf_listing)listing, out))
            check_span(postconf.error_span);
    }
}

static struct text run(struct arena *arena, const struct input *input)
{
    struct buf out = buf_new(arena);
    const struct conf *conf = read_conf(arena, input);
    print_findings(arena, input, conf, &out);
    print_postures(arena, input, conf, &out);
    print_listings(arena, input, &out);
    return buf_done(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    struct input input = input_of(data, size);
    struct arena *first = arena_new(), *second = arena_new();
    if (!text_eq(run(first, &input), run(second, &input)))
        abort();
    arena_free(first);
    arena_free(second);
    return 0;
}
