/* ciphers: the command that expands a cipher string. */
#include "internal.h"

#include "postlint/cipher.h"

static void print_list(struct cli *cli, const struct cipher_list *list)
{
    struct buf out = buf_new(cli->arena);
    for (size_t i = 0; i < list->n; i++)
        buf_printf(&out, "%s%s", i ? ":" : "", list->suites[i]->name);
    buf_char(&out, '\n');
    cli_print(cli, buf_done(&out));
}

static void expand(struct cli *cli, const struct target *target)
{
    struct text release = version_text(cli->arena, target->openssl);
    if (!cipher_knows(target->openssl)) {
        cli_usage(cli, "the cipher strings of OpenSSL %.*s are not known", TEXT_ARG(release));
        return;
    }
    struct cipher_list list =
        cipher_expand(cli->arena, text_from(cli->words[0]), target->openssl, target->weak_ciphers);
    if (list.error.p)
        cli_usage(cli, "OpenSSL %.*s rejects '%s': %.*s", TEXT_ARG(release), cli->words[0], TEXT_ARG(list.error));
    else
        print_list(cli, &list);
}

void ciphers_run(struct cli *cli)
{
    const struct target *targets;
    size_t n_targets;
    struct settings_value values[N_SETTINGS] = {0};
    settings_of_options(cli, values);
    if (cli->n_words != 1)
        cli_usage(cli,
                  "'ciphers' takes one cipher string, for example 'HIGH:!aNULL'; after '--' where it begins with '-'");
    if (!targets_choose(cli, true, values, &targets, &n_targets) || cli->n_errors)
        return;
    if (n_targets > 1)
        cli_usage(cli, "'ciphers' takes one target");
    else
        expand(cli, &targets[0]);
}
