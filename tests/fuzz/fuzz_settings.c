/* Any bytes as a settings file: it is refused at a place that lies in it, or
 * its words are those of the file, and every section can be asked.  YAML ends
 * lines at more characters than a source does. */
#include <stdlib.h>
#include <string.h>

#include "postlint/buf.h"
#include "postlint/settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_section(struct arena *arena, const struct settings *settings, const struct settings_section *section)
{
    struct settings_value values[N_SETTINGS] = {0};
    settings_overlay(arena, values, settings->file.values);
    settings_overlay(arena, values, section->values);
    for (int key = 0; key < N_SETTINGS; key++)
        for (size_t i = 0; i < values[key].n; i++) {
            const struct settings_item *item = &values[key].items[i];
            if (item->from != settings || item->line == 0 || item->line > settings->source->bytes.n + 1)
                abort();
        }
    bool has_releases = values[SETTING_POSTFIX].is_given || values[SETTING_OPENSSL].is_given;
    if (values[SETTING_PLATFORMS].is_given && has_releases)
        abort();
    if (section->glob && !strchr(section->glob, '*') && strcmp(section->glob, ".") != 0 &&
        !settings_concern(section, text_printf(arena, "%s/x", section->glob)))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct text bytes = {arena_dup(arena, (const char *)data, size), size};
    const struct source *source = source_new(arena, TEXT(".postlint.yaml"), bytes, SOURCE_RULES);
    struct settings settings;
    struct rulefile_error error;
    if (!settings_parse(arena, source, &settings, &error)) {
        if (error.message.n == 0 || error.line > size + 1)
            abort();
    } else {
        check_section(arena, &settings, &settings.file);
        for (size_t i = 0; i < settings.n_sections; i++)
            check_section(arena, &settings, &settings.sections[i]);
    }
    arena_free(arena);
    return 0;
}
