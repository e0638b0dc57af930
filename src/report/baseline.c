/* baseline: see baseline.h. */
#include "postlint/baseline.h"

#include <string.h>

#include "document.h"
#include "fingerprint.h"

struct baseline baseline_new(struct arena *arena)
{
    return (struct baseline){.arena = arena};
}

static int compare(const struct baseline_entry *a, const struct baseline_entry *b)
{
    const struct text left[] = {a->file, a->rule, a->service, a->parameter, a->value};
    const struct text right[] = {b->file, b->rule, b->service, b->parameter, b->value};
    int order = 0;
    for (size_t i = 0; i < sizeof(left) / sizeof(left[0]) && order == 0; i++)
        order = text_compare(left[i], right[i]);
    return order;
}

/* Where an entry that means the same as KEY is, or would be. */
static size_t place_for(const struct baseline *baseline, const struct baseline_entry *key)
{
    size_t low = 0, high = baseline->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare(&baseline->entries[middle], key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct baseline_entry *find(const struct baseline *baseline, const struct baseline_entry *key)
{
    size_t at = place_for(baseline, key);
    return at < baseline->n && compare(&baseline->entries[at], key) == 0 ? &baseline->entries[at] : NULL;
}

static struct baseline_entry *find_or_add(struct baseline *baseline, const struct baseline_entry *key)
{
    size_t at = place_for(baseline, key);
    if (at < baseline->n && compare(&baseline->entries[at], key) == 0)
        return &baseline->entries[at];
    baseline->entries =
        arena_grow(baseline->arena, baseline->entries, baseline->n, &baseline->capacity, sizeof(struct baseline_entry));
    memmove(&baseline->entries[at + 1], &baseline->entries[at], (baseline->n - at) * sizeof(struct baseline_entry));
    baseline->entries[at] = *key;
    baseline->n++;
    return &baseline->entries[at];
}

/* As it is written, so that what was read can be compared. */
static struct baseline_entry entry_of(struct arena *arena, const struct report_conf *conf,
                                      const struct finding *finding)
{
    struct text service = finding->service ? finding->service->id : TEXT("");
    return (struct baseline_entry){.file = text_visible(arena, finding_file(conf, finding)),
                                   .rule = text_from(finding->rule->id),
                                   .service = text_visible(arena, service),
                                   .parameter = text_visible(arena, finding->parameter),
                                   .value = text_visible(arena, finding->value)};
}

/* The string KEY of OBJECT; null and absent are empty.  False for another type. */
static bool take_string(struct arena *arena, const json_t *object, const char *key, struct text *out)
{
    const json_t *value = json_object_get(object, key);
    *out = TEXT("");
    if (!value || json_is_null(value))
        return true;
    if (!json_is_string(value))
        return false;
    size_t n = json_string_length(value);
    *out = (struct text){arena_dup(arena, json_string_value(value), n), n};
    return true;
}

static bool take_entry(struct baseline *baseline, const json_t *object)
{
    struct baseline_entry key = {.count = 1};
    struct arena *arena = baseline->arena;
    const json_t *count = json_object_get(object, "count");
    if (!json_is_object(object) || !take_string(arena, object, "file", &key.file) ||
        !take_string(arena, object, "rule", &key.rule) || !take_string(arena, object, "service", &key.service) ||
        !take_string(arena, object, "parameter", &key.parameter) || !take_string(arena, object, "value", &key.value) ||
        !take_string(arena, object, "reason", &key.reason) || key.rule.n == 0)
        return false;
    if (count && (!json_is_integer(count) || json_integer_value(count) < 1))
        return false;
    size_t n = count ? (size_t)json_integer_value(count) : 1;
    struct baseline_entry *entry = find_or_add(baseline, &key);
    entry->count = entry->count == key.count && n > key.count ? n : entry->count;
    return true;
}

static struct text take_entries(struct baseline *baseline, const json_t *root)
{
    const json_t *format = json_object_get(root, "format"), *findings = json_object_get(root, "findings");
    if (!json_is_integer(format) || json_integer_value(format) != 1 || !json_is_array(findings))
        return TEXT("is no baseline: there \"format\" is 1 and \"findings\" a list");
    for (size_t i = 0; i < json_array_size(findings); i++)
        if (!take_entry(baseline, json_array_get(findings, i)))
            return text_printf(baseline->arena,
                               "findings[%zu] is no entry of a baseline: \"rule\" and the others are strings, "
                               "\"count\" a number from 1 on",
                               i);
    return (struct text){0};
}

bool baseline_parse(struct baseline *baseline, struct text bytes, struct report_error *error)
{
    json_error_t problem;
    json_t *root = json_loadb(bytes.p ? bytes.p : "", bytes.n, JSON_REJECT_DUPLICATES, &problem);
    *error = (struct report_error){0};
    if (!root) {
        error->line = problem.line > 0 ? (size_t)problem.line : 0;
        error->column = problem.column > 0 ? (size_t)problem.column : 0;
        error->message = text_printf(baseline->arena, "is no JSON: %s", problem.text);
        return false;
    }
    error->message = take_entries(baseline, root);
    json_decref(root);
    return error->message.p == NULL;
}

void baseline_apply(struct baseline *baseline, const struct report_conf *conf, struct findings *findings)
{
    for (size_t i = 0; i < findings->n; i++) {
        struct finding *finding = &findings->items[i];
        if (finding->suppressed_by)
            continue;
        struct baseline_entry key = entry_of(baseline->arena, conf, finding);
        struct baseline_entry *entry = find(baseline, &key);
        if (!entry || entry->used == entry->count)
            continue;
        entry->used++;
        finding->suppressed_by = "baseline";
        finding->reason = entry->reason;
    }
}

void baseline_add(struct baseline *baseline, const struct baseline *old, const struct report_conf *conf,
                  const struct findings *findings)
{
    for (size_t i = 0; i < findings->n; i++) {
        if (findings->items[i].suppressed_by)
            continue;
        struct baseline_entry key = entry_of(baseline->arena, conf, &findings->items[i]);
        const struct baseline_entry *before = find(old, &key);
        key.reason = before ? before->reason : TEXT("");
        find_or_add(baseline, &key)->count++;
    }
}

static json_t *string_or_null(struct arena *arena, struct text t)
{
    return t.n ? document_string(arena, t) : json_null();
}

void baseline_write(const struct baseline *baseline, struct buf *out)
{
    json_t *root = document_new(), *findings = document_array();
    for (size_t i = 0; i < baseline->n; i++) {
        const struct baseline_entry *entry = &baseline->entries[i];
        json_t *object = document_object();
        document_put(object, "file", document_string(out->arena, entry->file));
        document_put(object, "rule", document_string(out->arena, entry->rule));
        document_put(object, "service", string_or_null(out->arena, entry->service));
        document_put(object, "parameter", string_or_null(out->arena, entry->parameter));
        document_put(object, "value", string_or_null(out->arena, entry->value));
        document_put(object, "count", document_number(entry->count));
        document_put(object, "reason", document_string(out->arena, entry->reason));
        document_add(findings, object);
    }
    document_put(root, "findings", findings);
    document_write(root, out);
}
