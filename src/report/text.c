/* text: findings for people; `concise` is the first line of each alone. */
#include "formats.h"
#include "place.h"
#include "wrap.h"

#include <string.h>

/* Names in a list before it is cut. */
enum { LISTED = 8 };
/* What follows a line that was broken on a terminal. */
enum { MORE_INDENT = 4, NOTE_INDENT = 8 };
/* Of a hyperlink: longer ones are cut by terminals. */
enum { ADDRESS_MAX = 2000 };

struct writer {
    const struct report *report;
    const struct report_conf *conf;
    struct locator locator;
    struct buf *out;
    /* Per rule of the report: places of it that one finding stands for. */
    struct group *groups;
    size_t n_groups, capacity;
};

/* Findings of info or style of one rule in one configuration. */
struct group {
    const struct rule *rule;
    size_t n;
    bool shown;
};

#define RESET "\033[0m"
#define BOLD  "\033[1m"
#define DIM   "\033[2m"

static const char *const severity_colors[] = {"", "\033[35m", "\033[36m", "\033[33m", "\033[31m"};

static const char *color(const struct writer *writer, const char *code)
{
    return writer->report->color ? code : "";
}

static void print_place(struct writer *writer, const struct finding *finding)
{
    if (finding->span.source)
        place_print(&writer->locator, finding->span, writer->out);
    else
        path_print(writer->conf->conf->path, writer->out);
}

/* Nothing that ends the sequence, or that RFC 3986 wants escaped. */
static bool is_address(struct text t)
{
    const struct text unsafe = TEXT("\"<>\\^`{|}");
    for (size_t i = 0; i < t.n; i++)
        if (t.p[i] <= ' ' || t.p[i] > '~' || text_find(unsafe, t.p[i]) < unsafe.n)
            return false;
    return text_starts(t, "https://") && t.n <= ADDRESS_MAX;
}

/* The id; where the terminal can, with what there is to read about the rule.
 * https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda */
static void print_rule(struct writer *writer, const struct rule *rule)
{
    const char *address = NULL;
    for (size_t i = 0; i < rule->n_references && !address && writer->report->links; i++)
        if (is_address(text_from(rule->references[i])))
            address = rule->references[i];
    if (address)
        buf_printf(writer->out, "\033]8;;%s\033\\", address);
    buf_visible(writer->out, text_from(rule->id));
    if (address)
        buf_str(writer->out, "\033]8;;\033\\");
}

/* FILE:LINE:COLUMN: SEVERITY: MESSAGE [RULE] */
static void print_first_line(struct writer *writer, const struct finding *finding)
{
    struct buf *out = writer->out;
    buf_str(out, color(writer, BOLD));
    print_place(writer, finding);
    buf_printf(out, ":%s ", color(writer, RESET));
    buf_printf(out, "%s%s:%s ", color(writer, severity_colors[finding->severity]), severity_name(finding->severity),
               color(writer, RESET));
    buf_visible(out, finding->message);
    buf_printf(out, " %s[", color(writer, DIM));
    print_rule(writer, finding->rule);
    buf_printf(out, "]%s\n", color(writer, RESET));
}

static void open_note(struct writer *writer, const char *label)
{
    buf_printf(writer->out, "    %s%s:%s ", color(writer, BOLD), label, color(writer, RESET));
}

static void print_services(struct writer *writer, const struct finding *finding)
{
    for (size_t i = 0; i < finding->n_services && i < LISTED; i++) {
        buf_str(writer->out, i ? ", " : "");
        buf_visible(writer->out, finding->services[i]->id);
    }
    if (finding->n_services > LISTED) {
        buf_str(writer->out, " and ");
        count_print(finding->n_services - LISTED, "more service", "more services", writer->out);
    }
}

/* The releases that a finding on a default is about. */
struct releases {
    version first, last;
    bool differ; /* the default is not the same in all of them */
};

static const char *default_of(const struct finding *finding, const struct target *target)
{
    const struct param *param = facts_param(finding->parameter);
    const char *value = param ? facts_default_built(param, target->postfix, target->openssl) : NULL;
    return value ? value : "";
}

static struct releases releases_of(const struct writer *writer, const struct finding *finding)
{
    const struct report_conf *conf = writer->conf;
    struct releases releases = {0};
    const char *value = NULL;
    for (size_t i = 0; i < conf->n_targets; i++) {
        const struct target *target = &conf->targets[i];
        if (!(finding->targets >> i & 1))
            continue;
        releases.differ = releases.differ || (value && strcmp(value, default_of(finding, target)) != 0);
        value = default_of(finding, target);
        if (releases.first == 0 || target->postfix < releases.first)
            releases.first = target->postfix;
        if (target->postfix > releases.last)
            releases.last = target->postfix;
    }
    return releases;
}

/* The value is that of the oldest release, as all of a finding that holds on
 * several. */
static void print_default(struct writer *writer, const struct finding *finding)
{
    struct arena *arena = writer->report->arena;
    struct releases releases = releases_of(writer, finding);
    bool is_range = !releases.differ && releases.first != releases.last;
    open_note(writer, "origin");
    buf_printf(writer->out, "default of Postfix %.*s", TEXT_ARG(version_text(arena, releases.first)));
    if (is_range)
        buf_printf(writer->out, " to %.*s", TEXT_ARG(version_text(arena, releases.last)));
    buf_str(writer->out, ": ");
    buf_visible(writer->out, finding->parameter);
    buf_str(writer->out, finding->value.n ? " = " : " =");
    buf_visible(writer->out, finding->value);
    buf_str(writer->out, releases.differ ? "; another one in later releases\n" : "\n");
}

static void print_origin(struct writer *writer, const struct finding *finding)
{
    switch (finding->origin) {
    case FROM_OVERRIDE:
        open_note(writer, "origin");
        buf_str(writer->out, "override of ");
        buf_visible(writer->out, finding->service ? finding->service->id : TEXT(""));
        buf_char(writer->out, '\n');
        return;
    case FROM_DEFAULT:
        print_default(writer, finding);
        return;
    case FROM_MAIN:
        open_note(writer, "origin");
        buf_str(writer->out, finding->n_services ? "main.cf, for " : "main.cf");
        print_services(writer, finding);
        buf_char(writer->out, '\n');
        return;
    default:
        if (finding->service || finding->n_services == 0)
            return;
        open_note(writer, "services");
        print_services(writer, finding);
        buf_char(writer->out, '\n');
    }
}

/* The $names that led to the value, and what came of it. */
static void print_chain(struct writer *writer, const struct finding *finding)
{
    if (finding->n_chain == 0)
        return;
    open_note(writer, "value");
    buf_visible(writer->out, finding->value);
    buf_str(writer->out, ", through ");
    for (size_t i = 0; i < finding->n_chain && i < LISTED; i++) {
        buf_str(writer->out, i ? ", $" : "$");
        buf_visible(writer->out, finding->chain[i]);
    }
    buf_str(writer->out, finding->n_chain > LISTED ? ", ...\n" : "\n");
}

static void print_finding_targets(struct writer *writer, const struct finding *finding)
{
    if (finding->all_targets)
        return;
    open_note(writer, "only on");
    const char *before = "";
    for (size_t i = 0; i < writer->conf->n_targets; i++) {
        if (!(finding->targets >> i & 1))
            continue;
        buf_str(writer->out, before);
        buf_visible(writer->out, writer->conf->targets[i].name);
        before = ", ";
    }
    buf_char(writer->out, '\n');
}

static void print_related(struct writer *writer, const struct finding *finding)
{
    for (size_t i = 0; i < finding->n_related; i++) {
        open_note(writer, "see");
        place_print(&writer->locator, finding->related[i].span, writer->out);
        buf_str(writer->out, ": ");
        buf_visible(writer->out, finding->related[i].message);
        buf_char(writer->out, '\n');
    }
}

/* Lists are long, and the message has what is not in them. */
static void print_floor(struct writer *writer, const struct finding *finding)
{
    struct arena *arena = writer->report->arena;
    const struct missed *missed = &finding->missed;
    if (!missed->profile)
        return;
    open_note(writer, "floor");
    buf_str(writer->out, rule_floor(missed->kind)->name);
    if (missed->value->n_words == 0) {
        struct text value = floor_text(arena, missed->kind, missed->value);
        buf_printf(writer->out, " %.*s", TEXT_ARG(value));
    }
    buf_str(writer->out, " of ");
    buf_visible(writer->out, profile_document(arena, missed->profile));
    buf_char(writer->out, '\n');
}

static void print_finding(struct writer *writer, const struct finding *finding, size_t more)
{
    size_t width = writer->report->width, at = writer->out->n;
    struct place_style style = {color(writer, severity_colors[finding->severity]), color(writer, RESET), width};
    print_first_line(writer, finding);
    wrap_from(writer->out, at, width, MORE_INDENT);
    if (finding->span.source)
        place_snippet(&writer->locator, finding->span, &style, writer->out);
    at = writer->out->n;
    print_origin(writer, finding);
    print_chain(writer, finding);
    print_finding_targets(writer, finding);
    print_related(writer, finding);
    print_floor(writer, finding);
    if (finding->fix.p) {
        open_note(writer, "fix");
        buf_visible(writer->out, finding->fix);
        buf_char(writer->out, '\n');
    }
    if (more) {
        buf_str(writer->out, "    (and ");
        count_print(more, "more place)\n", "more places)\n", writer->out);
    }
    wrap_from(writer->out, at, width, NOTE_INDENT);
    buf_char(writer->out, '\n');
}

static struct group *group_of(struct writer *writer, const struct rule *rule)
{
    for (size_t i = 0; i < writer->n_groups; i++)
        if (rule_same(writer->groups[i].rule, rule))
            return &writer->groups[i];
    writer->groups =
        arena_grow(writer->report->arena, writer->groups, writer->n_groups, &writer->capacity, sizeof(struct group));
    writer->groups[writer->n_groups] = (struct group){.rule = rule};
    return &writer->groups[writer->n_groups++];
}

/* Errors and warnings each; info and style once by rule, at the first place. */
static void print_conf(struct writer *writer)
{
    const struct findings *findings = &writer->conf->findings;
    for (size_t i = 0; i < findings->n; i++)
        if (findings->items[i].severity < SEVERITY_WARNING)
            group_of(writer, findings->items[i].rule)->n++;
    for (size_t i = 0; i < findings->n; i++) {
        const struct finding *finding = &findings->items[i];
        if (finding->severity >= SEVERITY_WARNING) {
            print_finding(writer, finding, 0);
            continue;
        }
        struct group *group = group_of(writer, finding->rule);
        if (!group->shown)
            print_finding(writer, finding, group->n - 1);
        group->shown = true;
    }
}

void format_text(const struct report *report, struct buf *out)
{
    for (size_t i = 0; i < report->n_confs; i++) {
        struct writer writer = {.report = report, .conf = &report->confs[i], .out = out};
        print_conf(&writer);
    }
    if (report->statistics)
        statistics_print(report, out);
    size_t at = out->n;
    if (!report->quiet && report->n_confs)
        summary_print(report, out);
    wrap_from(out, at, report->width, MORE_INDENT);
}

void format_concise(const struct report *report, struct buf *out)
{
    for (size_t i = 0; i < report->n_confs; i++) {
        struct writer writer = {.report = report, .conf = &report->confs[i], .out = out};
        for (size_t k = 0; k < writer.conf->findings.n; k++)
            print_first_line(&writer, &writer.conf->findings.items[k]);
    }
    if (report->statistics)
        statistics_print(report, out);
}
