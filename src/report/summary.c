/* summary: counts at the end of a report. */
#include <stdlib.h>
#include <string.h>

#include "formats.h"

struct counts counts_make(const struct report *report)
{
    struct counts counts = {.suppressed = 0};
    for (size_t i = 0; i < report->n_confs; i++) {
        counts.suppressed += report->confs[i].suppressed.n;
        for (size_t k = 0; k < report->confs[i].findings.n; k++)
            counts.of[report->confs[i].findings.items[k].severity]++;
    }
    return counts;
}

struct report_settings settings_sum(const struct report *report)
{
    struct report_settings sum = {0};
    for (size_t i = 0; i < report->n_settings; i++) {
        sum.file = report->n_settings == 1 ? report->settings[i].file : sum.file;
        sum.n_off += report->settings[i].n_off;
        sum.n_weaker += report->settings[i].n_weaker;
        sum.fail_on = sum.fail_on ? sum.fail_on : report->settings[i].fail_on;
    }
    return sum;
}

struct findings conf_all_findings(struct arena *arena, const struct report_conf *conf)
{
    const struct findings *shown = &conf->findings, *suppressed = &conf->suppressed;
    struct findings all = {arena_array(arena, shown->n + suppressed->n, sizeof(struct finding)), 0};
    for (size_t i = 0; i < shown->n; i++)
        all.items[all.n++] = shown->items[i];
    for (size_t i = 0; i < suppressed->n; i++)
        all.items[all.n++] = suppressed->items[i];
    return all;
}

bool conf_judged(const struct report_conf *conf, size_t number)
{
    return !conf->judged || conf->judged[number];
}

void count_print(size_t n, const char *one, const char *many, struct buf *out)
{
    buf_printf(out, "%zu %s", n, n == 1 ? one : many);
}

void target_print(struct arena *arena, const struct target *target, struct buf *out)
{
    struct text postfix = version_text(arena, target->postfix), openssl = version_text(arena, target->openssl);
    bool has_name = !text_starts(target->name, "postfix-");
    if (has_name) {
        buf_visible(out, target->name);
        buf_str(out, " (");
    }
    buf_printf(out, "Postfix %.*s with OpenSSL %.*s%s", TEXT_ARG(postfix), TEXT_ARG(openssl), has_name ? ")" : "");
}

/* Settings can give each configuration targets of its own. */
static bool same_targets(const struct report *report)
{
    for (size_t i = 1; i < report->n_confs; i++) {
        const struct report_conf *first = &report->confs[0], *conf = &report->confs[i];
        if (conf->targets == first->targets)
            continue;
        if (conf->n_targets != first->n_targets)
            return false;
        for (size_t k = 0; k < conf->n_targets; k++)
            if (!text_eq(conf->targets[k].name, first->targets[k].name) ||
                conf->targets[k].openssl != first->targets[k].openssl)
                return false;
    }
    return true;
}

/* "for debian-12 (Postfix 3.7.11 with OpenSSL 3.0.22)", "for 17 targets", or
 * "for 5 to 17 targets" where compatibility levels leave some out, or settings
 * say so. */
static void print_targets(const struct report *report, struct buf *out)
{
    size_t least = (size_t)-1, most = 0, only = 0;
    for (size_t i = 0; i < report->n_confs; i++) {
        const struct report_conf *conf = &report->confs[i];
        size_t n = 0;
        for (size_t k = 0; k < conf->n_targets; k++) {
            n += conf_judged(conf, k);
            only = conf_judged(conf, k) ? k : only;
        }
        least = n < least ? n : least;
        most = n > most ? n : most;
    }
    bool is_same = same_targets(report);
    if (most == 1 && report->confs[0].n_targets == 1 && is_same) {
        buf_str(out, " for ");
        target_print(report->arena, &report->confs[0].targets[only], out);
        return;
    }
    buf_str(out, " for ");
    if (least != most)
        buf_printf(out, "%zu to ", least);
    count_print(most, "target", "targets", out);
    if (!is_same)
        buf_str(out, " each");
}

/* ", 3 rules off, 1 less severe, fail-on never by .postlint.yaml": so that
 * nobody is silenced unseen. */
static void print_settings(const struct report *report, struct buf *out)
{
    const struct report_settings sum = settings_sum(report);
    if (sum.n_off) {
        buf_str(out, ", ");
        count_print(sum.n_off, "rule off", "rules off", out);
    }
    if (sum.n_weaker)
        buf_printf(out, ", %zu%s less severe", sum.n_weaker, sum.n_off ? "" : sum.n_weaker == 1 ? " rule" : " rules");
    if (sum.fail_on)
        buf_printf(out, ", fail-on %s", sum.fail_on);
    if (sum.n_off + sum.n_weaker == 0 && !sum.fail_on)
        return;
    buf_str(out, " by ");
    if (sum.file.p)
        buf_visible(out, sum.file);
    else
        buf_printf(out, "%zu settings files", report->n_settings);
}

/* What was taken for what, where nobody said. */
static void print_guesses(const struct report *report, struct buf *out)
{
    enum { NAMED = 3 };
    size_t n = 0;
    for (size_t i = 0; i < report->n_confs; i++) {
        struct text guess = report->confs[i].conf->guess;
        if (guess.n == 0 || n++ >= NAMED)
            continue;
        buf_str(out, ", ");
        buf_visible(out, guess);
    }
    if (n > NAMED)
        buf_printf(out, " and %zu more so", n - NAMED);
}

void summary_print(const struct report *report, struct buf *out)
{
    static const struct {
        enum severity severity;
        const char *one, *many;
    } parts[] = {{SEVERITY_ERROR, "error", "errors"},
                 {SEVERITY_WARNING, "warning", "warnings"},
                 {SEVERITY_INFO, "info", "info"},
                 {SEVERITY_STYLE, "style", "style"}};
    struct counts counts = counts_make(report);
    count_print(report->n_confs, "configuration", "configurations", out);
    buf_str(out, " checked");
    print_targets(report, out);
    print_guesses(report, out);
    const char *before = ": ";
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        size_t n = counts.of[parts[i].severity];
        if (n == 0)
            continue;
        buf_str(out, before);
        count_print(n, parts[i].one, parts[i].many, out);
        before = ", ";
    }
    if (before[0] == ':')
        buf_str(out, ": nothing found");
    if (counts.suppressed)
        buf_printf(out, ", %zu suppressed", counts.suppressed);
    print_settings(report, out);
    if (report->n_hidden)
        buf_printf(out, " (%zu less severe not shown)", report->n_hidden);
    buf_char(out, '\n');
}

/* How often a rule was broken at one severity. */
struct tally {
    const struct rule *rule;
    enum severity severity;
    size_t n;
};

struct tallies {
    struct arena *arena;
    struct tally *items;
    size_t n, capacity;
};

static void tally_add(struct tallies *tallies, const struct finding *finding)
{
    for (size_t i = 0; i < tallies->n; i++) {
        if (!rule_same(tallies->items[i].rule, finding->rule) || tallies->items[i].severity != finding->severity)
            continue;
        tallies->items[i].n++;
        return;
    }
    tallies->items = arena_grow(tallies->arena, tallies->items, tallies->n, &tallies->capacity, sizeof(struct tally));
    tallies->items[tallies->n++] = (struct tally){finding->rule, finding->severity, 1};
}

static int by_weight(const void *left, const void *right)
{
    const struct tally *a = left, *b = right;
    if (a->severity != b->severity)
        return a->severity > b->severity ? -1 : 1;
    if (a->n != b->n)
        return a->n > b->n ? -1 : 1;
    return strcmp(a->rule->id, b->rule->id);
}

void statistics_print(const struct report *report, struct buf *out)
{
    struct tallies tallies = {.arena = report->arena};
    for (size_t i = 0; i < report->n_confs; i++)
        for (size_t k = 0; k < report->confs[i].findings.n; k++)
            tally_add(&tallies, &report->confs[i].findings.items[k]);
    if (tallies.n)
        qsort(tallies.items, tallies.n, sizeof(struct tally), by_weight);
    for (size_t i = 0; i < tallies.n; i++) {
        buf_printf(out, "%7zu  %-7s  ", tallies.items[i].n, severity_name(tallies.items[i].severity));
        buf_visible(out, text_from(tallies.items[i].rule->id));
        buf_char(out, '\n');
    }
}
