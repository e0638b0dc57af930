/* files: see files.h. */
#include "postlint/files.h"

#include "pem.h"
#include "postlint/buf.h"

/* What is known of a path: both are pointers, since a file stays where it is. */
struct known {
    struct text path;
    struct file *whole, *status; /* NULL: not looked at yet */
};

enum { FILES_MAX = 2000 }; /* more are not looked at: they would take too long */

struct files {
    struct arena *arena;
    const struct file_access *access;
    int64_t now;
    struct known *items;
    size_t n, capacity;
    const struct crypto *crypto; /* NULL: not loaded yet */
    bool has_no_crypto;          /* and cannot be */
    struct text problem;
};

struct files *files_open(struct arena *arena, const struct file_access *access, int64_t now)
{
    struct files *files = arena_alloc(arena, sizeof(*files));
    *files = (struct files){.arena = arena, .access = access, .now = now};
    return files;
}

int64_t files_now(const struct files *files)
{
    return files->now;
}

bool files_are_of_host(const struct files *files)
{
    return !files->access || files->access->is_host;
}

struct text files_problem(const struct files *files)
{
    return files->problem;
}

const char *key_type_name(enum key_type type)
{
    static const char *const names[] = {"unknown", "RSA", "RSA-PSS", "ECDSA", "DSA", "Ed25519", "Ed448"};
    return names[type];
}

struct file_item *file_add(struct arena *arena, struct file *file)
{
    file->items = arena_grow(arena, file->items, file->n, &file->capacity, sizeof(*file->items));
    struct file_item *item = &file->items[file->n++];
    *item = (struct file_item){.kind = ITEM_OTHER};
    return item;
}

static const struct crypto *need_crypto(struct files *files)
{
    if (files->crypto || files->has_no_crypto)
        return files->crypto;
    struct crypto *crypto = arena_alloc(files->arena, sizeof(*crypto));
    const char *problem = crypto_load(files->arena, crypto);
    files->has_no_crypto = problem != NULL;
    if (problem)
        files->problem = text_from(problem);
    else
        files->crypto = crypto;
    return files->crypto;
}

/* Not one that a compiler may leave out. */
static void wipe(char *bytes, size_t n)
{
    for (volatile char *p = bytes; n; n--)
        *p++ = '\0';
}

/* What FILE holds; the first file that is not read is the one that is told of. */
static void keep_contents(struct files *files, struct file *file, struct text bytes)
{
    bool is_large = bytes.n > FILE_BYTES_MAX, has_pem = !is_large && text_contains(bytes, "-----BEGIN ");
    const struct crypto *crypto = has_pem ? need_crypto(files) : NULL;
    if (is_large && files->problem.n == 0)
        files->problem =
            text_printf(files->arena, "%.*s is larger than %d MiB, which no certificate, key or DH file is",
                        TEXT_ARG(file->path), FILE_BYTES_MAX >> 20);
    if (crypto)
        pem_read(files->arena, crypto, bytes.p, bytes.n, file);
    else if (is_large || has_pem)
        file->state = FILE_UNKNOWN;
}

/* The bytes live in an arena of their own, and are wiped in it. */
static void read_contents(struct files *files, struct file *file, bool status_only)
{
    struct arena *scratch = arena_new();
    size_t capacity = status_only ? 0 : FILE_BYTES_MAX, n = 0;
    char *bytes = arena_alloc(scratch, capacity + 1);
    const char *problem = NULL;
    file->state = files->access->look(files->access, files->arena, text_string(scratch, file->path), &file->status,
                                      bytes, capacity, &n, &problem);
    if (problem)
        file->problem = text_from(problem);
    if (file->state == FILE_READ && !status_only)
        keep_contents(files, file, (struct text){bytes, n});
    wipe(bytes, n > capacity ? capacity : n);
    arena_free(scratch);
}

static struct known *find(struct files *files, struct text path)
{
    for (size_t i = 0; i < files->n; i++)
        if (text_eq(files->items[i].path, path))
            return &files->items[i];
    files->items = arena_grow(files->arena, files->items, files->n, &files->capacity, sizeof(*files->items));
    struct known *known = &files->items[files->n++];
    *known = (struct known){.path = path};
    return known;
}

static struct file *new_file(struct files *files, struct text path, enum file_state state)
{
    struct file *file = arena_alloc(files->arena, sizeof(*file));
    *file = (struct file){.path = path, .state = state};
    return file;
}

static const struct file *get(struct files *files, struct text path, bool status_only)
{
    if (files->n >= FILES_MAX)
        return new_file(files, path, FILE_UNKNOWN);
    struct known *known = find(files, path);
    struct file **file = status_only ? &known->status : &known->whole;
    if (known->whole)
        return known->whole;
    if (!*file) {
        *file = new_file(files, path, FILE_ABSENT);
        if (files->access)
            read_contents(files, *file, status_only);
    }
    return *file;
}

const struct file *files_get(struct files *files, struct text path)
{
    return get(files, path, false);
}

const struct file *files_status(struct files *files, struct text path)
{
    return get(files, path, true);
}

struct file *files_put(struct files *files, struct text path)
{
    struct known *known = find(files, path);
    known->whole = new_file(files, path, FILE_READ);
    return known->whole;
}
