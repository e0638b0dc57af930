/* sarif: the Static Analysis Results Interchange Format, version 2.1.0 (OASIS
 * standard of 2020-03-27), as GitHub code scanning reads it.  Section numbers
 * are that document's. */
#include <string.h>

#include "document.h"
#include "fingerprint.h"
#include "formats.h"
#include "place.h"

#define SCHEMA "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

struct maker {
    struct arena *arena;
    struct locator locator;
    const struct rule **rules; /* each that some finding names, once */
    size_t n_rules, capacity;
};

/* 3.58.6: the levels of SARIF. */
static const char *level_of(enum severity severity)
{
    static const char *const levels[] = {"none", "note", "note", "warning", "error"};
    return levels[severity];
}

static json_t *message_new(struct maker *maker, struct text t)
{
    json_t *message = document_object();
    document_put(message, "text", document_string(maker->arena, t));
    return message;
}

/* 3.4.4 and RFC 3986: every byte of the path, also one that is not UTF-8. */
static json_t *location_uri(struct maker *maker, struct text path)
{
    struct buf out = buf_new(maker->arena);
    buf_str(&out, path.n && path.p[0] == '/' ? "file://" : "");
    for (size_t i = 0; i < path.n; i++) {
        char c = path.p[i];
        if (text_is_alnum(c) || (c && strchr("/-._~", c)))
            buf_char(&out, c);
        else
            buf_printf(&out, "%%%02X", (unsigned char)c);
    }
    json_t *location = document_object();
    document_put(location, "uri", document_string(maker->arena, buf_done(&out)));
    return location;
}

static json_t *region_new(struct maker *maker, struct span span)
{
    json_t *region = document_object();
    struct position begin = place_of(&maker->locator, span.source, span.begin);
    struct position end = place_of(&maker->locator, span.source, span.end);
    document_put(region, "startLine", document_number(begin.line));
    document_put(region, "startColumn", document_number(begin.column));
    document_put(region, "endLine", document_number(end.line));
    document_put(region, "endColumn", document_number(end.column));
    return region;
}

/* 3.29: SPAN, or the whole of FILE where there is none. */
static json_t *place_new(struct maker *maker, struct text file, struct span span)
{
    json_t *place = document_object(), *physical = document_object();
    document_put(physical, "artifactLocation", location_uri(maker, file));
    if (span.source)
        document_put(physical, "region", region_new(maker, span));
    document_put(place, "physicalLocation", physical);
    return place;
}

static json_t *related_new(struct maker *maker, const struct finding *finding)
{
    json_t *array = document_array();
    for (size_t i = 0; i < finding->n_related; i++) {
        struct span span = finding->related[i].span;
        json_t *place = place_new(maker, span.source->name, span);
        document_put(place, "message", message_new(maker, finding->related[i].message));
        document_add(array, place);
    }
    return array;
}

/* 3.57: one change per edit; all are of one fix. */
static json_t *changes_new(struct maker *maker, const struct finding *finding)
{
    json_t *changes = document_array();
    for (size_t i = 0; i < finding->n_edits; i++) {
        const struct edit *edit = &finding->edits[i];
        json_t *change = document_object(), *replacements = document_array(), *replacement = document_object();
        json_t *content = document_object();
        document_put(content, "text", document_lines(maker->arena, edit->text));
        document_put(replacement, "deletedRegion", region_new(maker, edit->span));
        document_put(replacement, "insertedContent", content);
        document_add(replacements, replacement);
        document_put(change, "artifactLocation", location_uri(maker, edit->span.source->name));
        document_put(change, "replacements", replacements);
        document_add(changes, change);
    }
    return changes;
}

static json_t *fixes_new(struct maker *maker, const struct finding *finding)
{
    json_t *fixes = document_array(), *fix = document_object();
    document_put(fix, "description", message_new(maker, finding->fix));
    document_put(fix, "artifactChanges", changes_new(maker, finding));
    document_add(fixes, fix);
    return fixes;
}

static size_t rule_number(struct maker *maker, const struct rule *rule)
{
    for (size_t i = 0; i < maker->n_rules; i++)
        if (rule_same(maker->rules[i], rule))
            return i;
    maker->rules =
        arena_grow(maker->arena, maker->rules, maker->n_rules, &maker->capacity, sizeof(const struct rule *));
    maker->rules[maker->n_rules] = rule;
    return maker->n_rules++;
}

/* What to do belongs to the message: not every reader shows fixes. */
static json_t *result_message(struct maker *maker, const struct finding *finding)
{
    if (!finding->fix.p)
        return message_new(maker, finding->message);
    return message_new(
        maker, text_printf(maker->arena, "%.*s. Fix: %.*s", TEXT_ARG(finding->message), TEXT_ARG(finding->fix)));
}

/* 3.35 */
static json_t *suppressions_new(struct maker *maker, const struct finding *finding)
{
    json_t *array = document_array(), *suppression = document_object();
    bool is_comment = strcmp(finding->suppressed_by, "comment") == 0;
    document_put(suppression, "kind", document_word(is_comment ? "inSource" : "external"));
    if (finding->reason.n)
        document_put(suppression, "justification", document_string(maker->arena, finding->reason));
    document_add(array, suppression);
    return array;
}

static json_t *result_new(struct maker *maker, const struct report_conf *conf, const struct finding *finding,
                          struct text fingerprint)
{
    json_t *result = document_object(), *places = document_array(), *prints = document_object();
    document_put(result, "ruleId", document_word(finding->rule->id));
    document_put(result, "ruleIndex", document_number(rule_number(maker, finding->rule)));
    document_put(result, "level", document_word(level_of(finding->severity)));
    document_put(result, "message", result_message(maker, finding));
    document_add(places, place_new(maker, finding_file(conf, finding), finding->span));
    document_put(result, "locations", places);
    if (finding->n_related)
        document_put(result, "relatedLocations", related_new(maker, finding));
    document_put(prints, "postlint/v1", document_string(maker->arena, fingerprint));
    document_put(result, "partialFingerprints", prints);
    if (finding->fix.p && finding->n_edits && finding_can_carry(maker->arena, finding))
        document_put(result, "fixes", fixes_new(maker, finding));
    if (finding->suppressed_by)
        document_put(result, "suppressions", suppressions_new(maker, finding));
    return result;
}

static const char *first_link(const struct rule *rule)
{
    for (size_t i = 0; i < rule->n_references; i++)
        if (text_starts(text_from(rule->references[i]), "https://"))
            return rule->references[i];
    return NULL;
}

/* 3.49; the property bag is what GitHub asks for. */
static json_t *rule_new(struct maker *maker, const struct rule *rule)
{
    json_t *object = document_object(), *defaults = document_object(), *bag = document_object();
    json_t *tags = document_array();
    document_put(object, "id", document_word(rule->id));
    document_put(object, "shortDescription", message_new(maker, text_from(rule->title)));
    document_put(object, "fullDescription", message_new(maker, text_from(rule->why)));
    struct buf help = buf_new(maker->arena);
    buf_printf(&help, "%s", rule->why);
    for (size_t i = 0; i < rule->n_references; i++)
        buf_printf(&help, "%s%s", i ? " " : " See ", rule->references[i]);
    document_put(object, "help", message_new(maker, buf_done(&help)));
    if (first_link(rule))
        document_put(object, "helpUri", document_word(first_link(rule)));
    document_put(defaults, "level", document_word(level_of(rule->severity)));
    document_put(object, "defaultConfiguration", defaults);
    document_add(tags, document_word("security"));
    document_add(tags, document_word(rule->category));
    document_put(bag, "tags", tags);
    document_put(bag, "precision", document_word(rule->heuristic ? "medium" : "very-high"));
    document_put(object, "properties", bag);
    return object;
}

/* 3.20.21: what postlint could not do. */
static json_t *invocations_new(struct maker *maker, const struct report *report)
{
    json_t *array = document_array(), *invocation = document_object(), *notes = document_array();
    for (size_t i = 0; i < report->n_errors; i++) {
        const struct report_error *error = &report->errors[i];
        json_t *note = document_object();
        document_put(note, "level", document_word("error"));
        document_put(note, "message", message_new(maker, error->message));
        if (error->file.p) {
            json_t *places = document_array(), *place = place_new(maker, error->file, (struct span){0});
            if (error->line) {
                json_t *region = document_object();
                document_put(region, "startLine", document_number(error->line));
                document_put(json_object_get(place, "physicalLocation"), "region", region);
            }
            document_add(places, place);
            document_put(note, "locations", places);
        }
        document_add(notes, note);
    }
    document_put(invocation, "executionSuccessful", document_bool(report->n_errors == 0));
    document_put(invocation, "toolExecutionNotifications", notes);
    document_add(array, invocation);
    return array;
}

static json_t *tool_new(struct maker *maker)
{
    json_t *tool = document_object(), *driver = document_object(), *rules = document_array();
    for (size_t i = 0; i < maker->n_rules; i++)
        document_add(rules, rule_new(maker, maker->rules[i]));
    document_put(driver, "name", document_word("postlint"));
    document_put(driver, "version", document_word(POSTLINT_VERSION));
    document_put(driver, "rules", rules);
    document_put(tool, "driver", driver);
    return tool;
}

void format_sarif(const struct report *report, struct buf *out)
{
    struct maker maker = {.arena = report->arena};
    json_t *root = document_object(), *runs = document_array(), *run = document_object(), *results = document_array();
    for (size_t i = 0; i < report->n_confs; i++) {
        const struct report_conf *conf = &report->confs[i];
        struct findings all = conf_all_findings(report->arena, conf);
        const struct text *fingerprints = fingerprints_make(maker.arena, conf, &all);
        for (size_t k = 0; k < all.n; k++)
            document_add(results, result_new(&maker, conf, &all.items[k], fingerprints[k]));
    }
    document_put(root, "$schema", document_word(SCHEMA));
    document_put(root, "version", document_word("2.1.0"));
    document_put(run, "tool", tool_new(&maker));
    document_put(run, "invocations", invocations_new(&maker, report));
    document_put(run, "columnKind", document_word("unicodeCodePoints"));
    document_put(run, "results", results);
    document_add(runs, run);
    document_put(root, "runs", runs);
    document_write(root, out);
}
