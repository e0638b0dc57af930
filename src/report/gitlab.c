/* gitlab: GitLab's Code Quality report
 * (https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format). */
#include "document.h"
#include "fingerprint.h"
#include "formats.h"
#include "place.h"

static const char *severity_word(enum severity severity)
{
    static const char *const words[] = {"info", "info", "minor", "major", "critical"};
    return words[severity];
}

static json_t *location_new(struct arena *arena, struct text path, size_t line)
{
    json_t *location = document_object(), *lines = document_object();
    document_put(location, "path", document_string(arena, path));
    document_put(lines, "begin", document_number(line));
    document_put(location, "lines", lines);
    return location;
}

static json_t *issue_new(struct arena *arena, const char *check, struct text words, const char *severity,
                         struct text fingerprint)
{
    json_t *issue = document_object();
    document_put(issue, "description", document_string(arena, words));
    document_put(issue, "check_name", document_word(check));
    document_put(issue, "fingerprint", document_string(arena, fingerprint));
    document_put(issue, "severity", document_word(severity));
    return issue;
}

/* An error has no place of its own in this format; one that is left out would
 * be a silent pass. */
static void add_errors(const struct report *report, json_t *issues)
{
    for (size_t i = 0; i < report->n_errors; i++) {
        const struct report_error *error = &report->errors[i];
        struct text fingerprint = text_printf(report->arena, "error-%08x-%zu", text_hash(error->message), i);
        json_t *issue = issue_new(report->arena, "postlint-error", error->message, "blocker", fingerprint);
        document_put(
            issue, "location",
            location_new(report->arena, error->file.p ? error->file : TEXT("."), error->line ? error->line : 1));
        document_add(issues, issue);
    }
}

void format_gitlab(const struct report *report, struct buf *out)
{
    json_t *issues = document_array();
    for (size_t i = 0; i < report->n_confs; i++) {
        const struct report_conf *conf = &report->confs[i];
        const struct text *fingerprints = fingerprints_make(report->arena, conf, &conf->findings);
        struct locator locator = {0};
        for (size_t k = 0; k < conf->findings.n; k++) {
            const struct finding *finding = &conf->findings.items[k];
            struct span span = finding->span;
            size_t line = span.source ? place_of(&locator, span.source, span.begin).line : 1;
            json_t *issue = issue_new(report->arena, finding->rule->id, finding->message,
                                      severity_word(finding->severity), fingerprints[k]);
            document_put(issue, "location", location_new(report->arena, finding_file(conf, finding), line));
            document_add(issues, issue);
        }
    }
    add_errors(report, issues);
    document_write(issues, out);
}
