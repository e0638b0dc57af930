/* groups: see groups.h.  Postfix: tls/tls_dh.c of each release. */
#include "groups.h"

#include "postlint/buf.h"

enum { GROUPS_MAX = 128 }; /* more than there are */

struct finder {
    struct arena *arena;
    struct view *view;
    version postfix, openssl;
    enum group_naming naming;
    struct group_list list;
    bool refused; /* by the library, which then keeps its own list */
};

bool group_serves(const struct kex_group *group, bool tls13, version openssl)
{
    return tls13 ? group->tls13 && openssl >= group->tls13 : group->tls12;
}

bool groups_serve(const struct group_list *list, bool tls13, version openssl)
{
    for (size_t i = 0; i < list->n; i++)
        if (group_serves(list->groups[i], tls13, openssl))
            return true;
    return false;
}

static size_t list_find(const struct group_list *list, const struct kex_group *group)
{
    size_t i = 0;
    while (i < list->n && list->groups[i] != group)
        i++;
    return i;
}

static void list_add(struct group_list *list, const struct kex_group *group)
{
    if (list->n < GROUPS_MAX)
        list->groups[list->n++] = group;
}

static void list_remove(struct group_list *list, const struct kex_group *group)
{
    size_t i = list_find(list, group);
    if (i == list->n)
        return;
    for (list->n--; i < list->n; i++)
        list->groups[i] = list->groups[i + 1];
}

/* Adds the groups that the library has by itself, except those there already. */
static void add_library_groups(struct finder *finder)
{
    struct text rest = text_from(facts_default_groups(finder->openssl)), name;
    while (text_token(&rest, " ", &name)) {
        const struct kex_group *group = facts_group(name, GROUP_PRINTED, finder->openssl);
        if (group && list_find(&finder->list, group) == finder->list.n)
            list_add(&finder->list, group);
    }
}

static void take_library_groups(struct finder *finder)
{
    finder->list.n = 0;
    add_library_groups(finder);
}

/* One element of a list in the syntax of OpenSSL 3.5. */
static void add_element(struct finder *finder, struct text element)
{
    bool removes = false;
    while (element.n && text_find(TEXT("?*-"), element.p[0]) < 3) {
        removes = removes || element.p[0] == '-';
        element = text_slice(element, 1, element.n);
    }
    const struct kex_group *group = facts_group(element, finder->naming, finder->openssl);
    if (text_is_nocase(element, "DEFAULT"))
        add_library_groups(finder);
    else if (group && removes)
        list_remove(&finder->list, group);
    else if (group && list_find(&finder->list, group) == finder->list.n)
        list_add(&finder->list, group);
}

/* One word of a list: unknown names are skipped.  A group that is there
 * already makes the library refuse the list, but Postfix 3.10 drops a word
 * that it has seen. */
static void add_word(struct finder *finder, struct text word, struct text before)
{
    const struct kex_group *group = facts_group(word, finder->naming, finder->openssl);
    struct text seen;
    if (!group)
        return;
    if (finder->naming == GROUP_LISTED)
        while (text_token(&before, TEXT_COMMA_SP ":", &seen))
            if (text_is_nocase(word, text_string(finder->arena, seen)))
                return;
    if (list_find(&finder->list, group) < finder->list.n)
        finder->refused = true;
    list_add(&finder->list, group);
}

static void add_list(struct finder *finder, struct text text)
{
    bool is_listed = finder->naming == GROUP_LISTED;
    bool has_syntax = is_listed && facts_openssl_has("group-list-syntax", finder->openssl);
    struct text rest = text, word;
    while (text_token(&rest, is_listed ? TEXT_COMMA_SP ":" : TEXT_COMMA_SP, &word)) {
        struct text element;
        if (!has_syntax)
            add_word(finder, word, text_slice(text, 0, (size_t)(word.p - text.p)));
        while (has_syntax && text_token(&word, "/", &element))
            add_element(finder, element);
    }
}

static struct text default_of(const struct finder *finder, const char *name)
{
    const struct param *param = facts_param(text_from(name));
    return text_from(param ? facts_default_built(param, finder->postfix, finder->openssl) : NULL);
}

/* Tries a list; false if no group of it is known. */
static bool try_lists(struct finder *finder, struct text curves, struct text fields)
{
    finder->list.n = 0;
    finder->refused = false;
    add_list(finder, text_printf(finder->arena, "%.*s %.*s", TEXT_ARG(curves), TEXT_ARG(fields)));
    if (finder->refused)
        take_library_groups(finder);
    return finder->list.n > 0;
}

static const struct value *get(struct finder *finder, struct text name)
{
    const struct value *value = view_get(finder->view, name);
    finder->list.is_known = finder->list.is_known && !value->unknown && !value->error;
    return value;
}

/* tls_auto_groups; before 3.8 tls_auto_eecdh_curves. */
static void find_auto(struct finder *finder, bool is_server)
{
    bool has_fallback = facts_has("ffdhe-groups", finder->postfix);
    bool has_fields = has_fallback && facts_openssl_has("ffdhe-groups-api", finder->openssl);
    struct text curves = get(finder, TEXT("tls_eecdh_auto_curves"))->text, fields = TEXT("");
    if (has_fields)
        fields = get(finder, TEXT("tls_ffdhe_auto_groups"))->text;
    if (curves.n == 0 && fields.n == 0 && facts_has("groups-by-library", finder->postfix)) {
        take_library_groups(finder);
        return;
    }
    if (try_lists(finder, curves, fields))
        return;
    if (has_fields)
        fields = default_of(finder, "tls_ffdhe_auto_groups");
    if (has_fallback && try_lists(finder, default_of(finder, "tls_eecdh_auto_curves"), fields))
        return;
    if (!is_server || facts_openssl_has("ecdhe-always", finder->openssl))
        take_library_groups(finder);
}

/* tls_set_eecdh_curve: one curve, or none. */
static void find_by_grade(struct finder *finder, struct text grade)
{
    const char *name = text_is_nocase(grade, "strong")  ? "tls_eecdh_strong_curve"
                       : text_is_nocase(grade, "ultra") ? "tls_eecdh_ultra_curve"
                                                        : NULL;
    const struct kex_group *group = NULL;
    if (name)
        group = facts_group(get(finder, text_from(name))->text, GROUP_OBJECT, finder->openssl);
    if (group && group->tls12)
        list_add(&finder->list, group);
    else if (facts_openssl_has("ecdhe-always", finder->openssl))
        take_library_groups(finder);
}

struct group_list groups_find(struct arena *arena, struct view *view, const char *prefix, bool is_server)
{
    const struct target *target = view_target(view);
    struct finder finder = {.arena = arena, .view = view, .postfix = target->postfix, .openssl = target->openssl};
    bool has_auto = facts_has("eecdh-auto", target->postfix), uses_auto = has_auto;
    struct text grade = TEXT("");
    finder.naming = facts_has("groups-listed", target->postfix) ? GROUP_LISTED : GROUP_OBJECT;
    finder.list.groups = arena_array(arena, GROUPS_MAX, sizeof(const struct kex_group *));
    finder.list.is_known = *facts_default_groups(target->openssl) != '\0';
    if (is_server && facts_has("eecdh-grade", target->postfix)) {
        grade = get(&finder, text_printf(arena, "%s_tls_eecdh_grade", prefix))->text;
        uses_auto = has_auto && text_is_nocase(grade, "auto");
    }
    if (uses_auto)
        find_auto(&finder, is_server);
    else if (is_server)
        find_by_grade(&finder, grade);
    else
        take_library_groups(&finder);
    return finder.list;
}
