/* show_settings: show --settings, what is in force for each configuration and
 * where it is said. */
#include "internal.h"

static void print_line(struct buf *out, const char *key, struct text value, struct text place)
{
    buf_printf(out, "  %s: ", key);
    buf_visible(out, value);
    buf_str(out, " (");
    buf_visible(out, place);
    buf_str(out, ")\n");
}

static void print_value(struct cli *cli, struct buf *out, enum settings_key key, const struct settings_value *value)
{
    const char *name = settings_words()[key].name;
    for (size_t i = 0; i < value->n; i++) {
        const struct settings_item *item = &value->items[i];
        struct text word = text_from(item->word), place = TEXT("command line");
        if (key == SETTING_SEVERITY)
            word = text_printf(cli->arena, "%s %s", item->word, severity_name(item->severity));
        if (item->from)
            place =
                text_printf(cli->arena, "%.*s:%zu:%zu", TEXT_ARG(item->from->source->name), item->line, item->column);
        print_line(out, name, word, place);
    }
}

/* What counts where nobody says anything. */
static void print_default(struct buf *out, enum settings_key key)
{
    static const char *const defaults[N_SETTINGS] = {
        [SETTING_PROFILE] = "default", [SETTING_MIN_SEVERITY] = "info", [SETTING_FAIL_ON] = "warning"};
    if (defaults[key])
        print_line(out, settings_words()[key].name, text_from(defaults[key]), TEXT("default"));
}

static void print_targets(struct cli *cli, struct buf *out, const struct terms *terms)
{
    struct buf names = buf_new(cli->arena);
    for (size_t i = 0; i < terms->n_targets; i++) {
        buf_str(&names, i ? ", " : "");
        buf_text(&names, terms->targets[i].name);
    }
    bool is_said = terms->values[SETTING_POSTFIX].is_given || terms->values[SETTING_OPENSSL].is_given ||
                   terms->values[SETTING_PLATFORMS].is_given;
    print_line(out, "targets", buf_done(&names), is_said ? TEXT("from the above") : TEXT("default"));
}

static void print_files(struct buf *out, const struct plan_conf *plan, const struct terms *terms)
{
    const struct plan_file *const files[] = {&plan->files[0], &plan->files[1], &plan->policy};
    const char *before = "";
    for (size_t i = 0; i < 3; i++) {
        if (!files[i]->path.p)
            continue;
        buf_str(out, before);
        buf_visible(out, files[i]->path);
        before = ", ";
    }
    buf_str(out, ": ");
    buf_visible(out, terms->settings ? terms->settings->source->name : TEXT("no settings file"));
    for (const struct settings *base = terms->settings ? terms->settings->base : NULL; base; base = base->base) {
        buf_str(out, ", which extends ");
        buf_visible(out, base->source->name);
    }
    buf_char(out, '\n');
}

static void print_conf(struct cli *cli, struct buf *out, const struct plan_conf *plan, const struct terms *terms)
{
    print_files(out, plan, terms);
    for (int key = SETTING_PROFILE; key < SETTING_PATHS; key++) {
        print_value(cli, out, (enum settings_key)key, &terms->values[key]);
        if (!terms->values[key].is_given)
            print_default(out, (enum settings_key)key);
    }
    print_targets(cli, out, terms);
}

void show_settings_run(struct cli *cli)
{
    static const enum option_id others[] = {OPTION_FORMAT, OPTION_SERVICE, OPTION_PARAMETERS, OPTION_POSTCONF};
    size_t n;
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        if (options_given(cli, others[i]))
            cli_usage(cli, "--settings does not go with --%s", cli_options(&n)[others[i]].name);
    if (cli->n_errors)
        return;
    struct terms_shelf shelf = {.is_show = true, .is_list = true};
    struct plan plan = plan_make(cli);
    struct buf out = buf_new(cli->arena);
    for (size_t i = 0; i < plan.n; i++) {
        const struct terms *terms = terms_of(cli, &shelf, &plan.confs[i]);
        if (terms)
            print_conf(cli, &out, &plan.confs[i], terms);
    }
    cli_print(cli, buf_done(&out));
}
