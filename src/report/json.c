/* json: findings for programs, `"format": 1`. */
#include "document.h"
#include "formats.h"
#include "place.h"

struct maker {
    struct arena *arena;
    const struct report_conf *conf;
    struct locator locator;
};

static const char *origin_word(enum finding_origin origin)
{
    static const char *const words[] = {"override", "main", "default", "file", NULL};
    return words[origin];
}

static void put_begin(struct maker *maker, json_t *object, struct span span)
{
    struct position position = place_of(&maker->locator, span.source, span.begin);
    document_put(object, "file", document_string(maker->arena, span.source->name));
    document_put(object, "line", document_number(position.line));
    document_put(object, "column", document_number(position.column));
}

static json_t *range_new(struct maker *maker, struct span span)
{
    json_t *range = document_object();
    put_begin(maker, range, span);
    struct position end = place_of(&maker->locator, span.source, span.end);
    document_put(range, "end_line", document_number(end.line));
    document_put(range, "end_column", document_number(end.column));
    return range;
}

static json_t *services_new(struct maker *maker, const struct finding *finding)
{
    json_t *services = document_array();
    for (size_t i = 0; i < finding->n_services; i++)
        document_add(services, document_string(maker->arena, finding->services[i]->id));
    return services;
}

static json_t *related_new(struct maker *maker, const struct finding *finding)
{
    json_t *array = document_array();
    for (size_t i = 0; i < finding->n_related; i++) {
        json_t *related = document_object();
        put_begin(maker, related, finding->related[i].span);
        document_put(related, "message", document_string(maker->arena, finding->related[i].message));
        document_add(array, related);
    }
    return array;
}

static json_t *names_new(struct maker *maker, const struct finding *finding)
{
    if (finding->all_targets)
        return json_null();
    json_t *names = document_array();
    for (size_t i = 0; i < maker->conf->n_targets; i++)
        if (finding->targets >> i & 1)
            document_add(names, document_string(maker->arena, maker->conf->targets[i].name));
    return names;
}

bool finding_can_carry(struct arena *arena, const struct finding *finding)
{
    for (size_t i = 0; i < finding->n_edits; i++) {
        struct text rest = finding->edits[i].text, line;
        while (text_token(&rest, "\n\t", &line))
            if (!text_eq(text_visible(arena, line), line))
                return false;
    }
    return true;
}

static json_t *fix_new(struct maker *maker, const struct finding *finding)
{
    if (!finding->fix.p)
        return json_null();
    json_t *fix = document_object(), *edits = document_array();
    document_put(fix, "safe", document_bool(finding->fix_is_safe));
    document_put(fix, "description", document_string(maker->arena, finding->fix));
    size_t n = finding_can_carry(maker->arena, finding) ? finding->n_edits : 0;
    for (size_t i = 0; i < n; i++) {
        json_t *edit = range_new(maker, finding->edits[i].span);
        document_put(edit, "text", document_lines(maker->arena, finding->edits[i].text));
        document_add(edits, edit);
    }
    document_put(fix, "edits", edits);
    return fix;
}

static json_t *suppressed_new(struct maker *maker, const struct finding *finding)
{
    if (!finding->suppressed_by)
        return json_null();
    json_t *object = document_object();
    document_put(object, "by", document_word(finding->suppressed_by));
    document_put(object, "reason", document_string(maker->arena, finding->reason));
    return object;
}

/* The demand of a document that is missed. */
static json_t *floor_new(struct maker *maker, const struct finding *finding)
{
    struct arena *arena = maker->arena;
    const struct missed *missed = &finding->missed;
    if (!missed->profile)
        return json_null();
    const struct profile *profile = missed->profile;
    json_t *floor = document_object();
    document_put(floor, "floor", document_word(rule_floor(missed->kind)->name));
    document_put(floor, "value", document_string(arena, floor_text(arena, missed->kind, missed->value)));
    document_put(floor, "profile", document_string(arena, text_from(profile->name)));
    document_put(floor, "document", profile->source ? document_string(arena, text_from(profile->source)) : json_null());
    document_put(floor, "date", profile->date ? document_string(arena, text_from(profile->date)) : json_null());
    document_put(floor, "applies_to", document_word(profile_scope_name(profile->scope)));
    document_put(floor, "second_hand", document_bool(profile->encoded_from != NULL));
    return floor;
}

static json_t *finding_new(struct maker *maker, const struct finding *finding)
{
    struct arena *arena = maker->arena;
    json_t *object = document_object();
    document_put(object, "rule", document_string(arena, text_from(finding->rule->id)));
    document_put(object, "severity", document_word(severity_name(finding->severity)));
    document_put(object, "confidence", document_word(rule_confidence(finding->rule)));
    document_put(object, "message", document_string(arena, finding->message));
    document_put(object, "service", finding->service ? document_string(arena, finding->service->id) : json_null());
    document_put(object, "services", services_new(maker, finding));
    document_put(object, "parameter", document_text(arena, finding->parameter));
    document_put(object, "value", document_text(arena, finding->value));
    document_put(object, "origin", document_word(origin_word(finding->origin)));
    document_put(object, "location", finding->span.source ? range_new(maker, finding->span) : json_null());
    document_put(object, "related", related_new(maker, finding));
    document_put(object, "targets", names_new(maker, finding));
    document_put(object, "depends_on", json_null());
    document_put(object, "floor", floor_new(maker, finding));
    document_put(object, "fix", fix_new(maker, finding));
    document_put(object, "suppressed", suppressed_new(maker, finding));
    return object;
}

static json_t *files_new(struct maker *maker)
{
    json_t *files = document_array();
    const struct source *const sources[] = {maker->conf->conf->main, maker->conf->conf->master,
                                            maker->conf->conf->policy};
    for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++)
        if (sources[i] && !(i == 1 && sources[0] == sources[1])) /* a dump is both */
            document_add(files, document_string(maker->arena, sources[i]->name));
    return files;
}

static json_t *configuration_new(struct maker *maker)
{
    const struct report_conf *conf = maker->conf;
    json_t *object = document_object(), *targets = document_array(), *findings = document_array();
    document_put(object, "path", document_string(maker->arena, conf->conf->path));
    for (size_t i = 0; i < conf->n_targets; i++)
        if (conf_judged(conf, i))
            document_add(targets, document_target(maker->arena, &conf->targets[i]));
    document_put(object, "targets", targets);
    document_put(object, "files", files_new(maker));
    struct findings all = conf_all_findings(maker->arena, conf);
    for (size_t i = 0; i < all.n; i++)
        document_add(findings, finding_new(maker, &all.items[i]));
    document_put(object, "findings", findings);
    return object;
}

static json_t *summary_new(const struct report *report)
{
    struct counts counts = counts_make(report);
    json_t *summary = document_object();
    for (int severity = SEVERITY_ERROR; severity >= SEVERITY_STYLE; severity--)
        document_put(summary, severity_name((enum severity)severity), document_number(counts.of[severity]));
    document_put(summary, "suppressed", document_number(counts.suppressed));
    document_put(summary, "rules_off", document_number(settings_sum(report).n_off));
    document_put(summary, "rules_weaker", document_number(settings_sum(report).n_weaker));
    return summary;
}

static json_t *settings_new(const struct report *report)
{
    json_t *files = document_array();
    for (size_t i = 0; i < report->n_settings; i++) {
        const struct report_settings *settings = &report->settings[i];
        json_t *object = document_object();
        document_put(object, "file", document_string(report->arena, settings->file));
        document_put(object, "rules_off", document_number(settings->n_off));
        document_put(object, "rules_weaker", document_number(settings->n_weaker));
        document_put(object, "fail_on", document_word(settings->fail_on));
        document_add(files, object);
    }
    return files;
}

void format_json(const struct report *report, struct buf *out)
{
    json_t *root = document_new(), *configurations = document_array();
    for (size_t i = 0; i < report->n_confs; i++) {
        struct maker maker = {.arena = report->arena, .conf = &report->confs[i]};
        document_add(configurations, configuration_new(&maker));
    }
    document_put(root, "configurations", configurations);
    document_put(root, "errors", document_errors(report->arena, report->errors, report->n_errors));
    document_put(root, "settings", settings_new(report));
    document_put(root, "summary", summary_new(report));
    document_write(root, out);
}
