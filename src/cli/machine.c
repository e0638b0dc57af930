/* machine: the real one, by POSIX; realpath(3) is of its XSI part. */
#define _XOPEN_SOURCE 700

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "postlint/buf.h"
#include "postlint/cli.h"

static const char *problem_of(struct arena *arena, int error)
{
    switch (error) {
    case ENOENT:
        return "there is no such file or folder";
    case EACCES:
    case EPERM:
        return "permission denied: run postlint as a user who may read it, or change its mode";
    case ENOTDIR:
        return "a part of its path is no folder";
    case ELOOP:
        return "its symbolic links go round in a circle";
    default:
        return text_printf(arena, "%s", strerror(error)).p;
    }
}

static const char *kind_problem(mode_t mode)
{
    switch (mode & S_IFMT) {
    case S_IFREG:
        return NULL;
    case S_IFDIR:
        return "is a folder, where a file is wanted";
    case S_IFIFO:
        return "is a pipe, no regular file: use '-' to read standard input";
    case S_IFCHR:
    case S_IFBLK:
        return "is a device, no regular file: use '-' to read standard input";
    case S_IFSOCK:
        return "is a socket, no regular file";
    case S_IFLNK:
        return "is a symbolic link";
    default:
        return "is no regular file";
    }
}

#define TOO_LARGE "is larger than 64 MiB, which no configuration is"

/* Reads FD to its end.  GUESS: its size as far as it is known. */
static const char *read_all(struct arena *arena, int fd, size_t guess, struct text *text)
{
    size_t capacity = guess + 1, n = 0;
    char *p = arena_alloc(arena, capacity);
    for (;;) {
        ssize_t got = read(fd, p + n, capacity - n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return problem_of(arena, errno);
        if (got == 0)
            break;
        n += (size_t)got;
        if (n > SOURCE_MAX)
            return TOO_LARGE;
        if (n < capacity)
            continue;
        char *larger = arena_alloc(arena, capacity * 2);
        memcpy(larger, p, n);
        p = larger;
        capacity *= 2;
    }
    *text = (struct text){p, n};
    return NULL;
}

/* What PATH is, looked at before it is opened: to open a device or a pipe can
 * already do something. */
static const char *check_kind(struct arena *arena, const char *path)
{
    struct stat status;
    if (lstat(path, &status) != 0)
        return problem_of(arena, errno);
    return kind_problem(status.st_mode);
}

static const char *machine_read(const struct reader *reader, struct arena *arena, const char *path, struct text *text)
{
    (void)reader;
    const char *problem = check_kind(arena, path);
    if (problem)
        return problem;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return problem_of(arena, errno);
    struct stat status;
    if (fstat(fd, &status) != 0)
        problem = problem_of(arena, errno);
    else
        problem = kind_problem(status.st_mode);
    if (!problem && status.st_size > (off_t)SOURCE_MAX)
        problem = TOO_LARGE;
    if (!problem)
        problem = read_all(arena, fd, (size_t)status.st_size, text);
    close(fd);
    return problem;
}

static const char *machine_input(const struct machine *machine, struct arena *arena, struct text *text)
{
    (void)machine;
    return read_all(arena, STDIN_FILENO, 65535, text);
}

static bool machine_is_folder(const struct machine *machine, const char *path)
{
    (void)machine;
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* What cannot be looked at is there: reading it says what is wrong. */
static bool machine_exists(const struct machine *machine, const char *path)
{
    (void)machine;
    struct stat status;
    return lstat(path, &status) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

static const char *machine_list(const struct machine *machine, struct arena *arena, const char *path,
                                struct machine_entries *entries)
{
    (void)machine;
    DIR *folder = opendir(path);
    if (!folder)
        return problem_of(arena, errno);
    const struct dirent *entry;
    while (errno = 0, (entry = readdir(folder)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        struct stat status;
        bool is_folder =
            fstatat(dirfd(folder), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(status.st_mode);
        entries->items =
            arena_grow(arena, entries->items, entries->n, &entries->capacity, sizeof(struct machine_entry));
        size_t n = strlen(entry->d_name);
        entries->items[entries->n++] = (struct machine_entry){{arena_dup(arena, entry->d_name, n), n}, is_folder};
    }
    const char *problem = errno ? problem_of(arena, errno) : NULL;
    closedir(folder);
    return problem;
}

/* realpath(3) into the arena; NULL on failure. */
static const char *real_path(struct arena *arena, const char *path)
{
    char *real = realpath(path, NULL);
    if (!real)
        return NULL;
    const char *copy = arena_dup(arena, real, strlen(real));
    free(real);
    return copy;
}

static bool is_inside(const char *path, const char *folder)
{
    size_t n = strlen(folder);
    if (strncmp(path, folder, n) != 0)
        return false;
    return path[n] == '/' || path[n] == '\0' || (n > 0 && folder[n - 1] == '/');
}

/* The folder that PATH lies in, without links. */
static char *folder_of(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *folder = !slash ? "." : slash == path ? "/" : arena_dup(arena, path, (size_t)(slash - path));
    const char *real = real_path(arena, folder);
    return real ? arena_dup(arena, real, strlen(real)) : NULL;
}

/* The repository that FOLDER lies in: the nearest upward that holds ".git".
 * NULL if there is none. */
static const char *repository_of(struct arena *arena, char *folder)
{
    for (;;) {
        struct stat status;
        if (lstat(text_printf(arena, "%s/.git", folder).p, &status) == 0)
            return folder;
        char *slash = strrchr(folder, '/');
        if (!slash || slash == folder)
            return NULL;
        *slash = '\0';
    }
}

static const char *machine_resolve(const struct machine *machine, struct arena *arena, const char *path,
                                   const char *root, const char **file)
{
    (void)machine;
    struct stat status;
    *file = path;
    if (lstat(path, &status) != 0 || !S_ISLNK(status.st_mode))
        return NULL;
    const char *problem = stat(path, &status) == 0 ? kind_problem(status.st_mode) : NULL;
    if (problem)
        return problem;
    *file = real_path(arena, path);
    if (!*file)
        return errno == ENOENT ? "is a symbolic link to nothing" : problem_of(arena, errno);
    const char *real_root = root ? real_path(arena, root) : "/";
    if (real_root && is_inside(*file, real_root))
        return NULL;
    char *folder = folder_of(arena, path);
    const char *repository = folder ? repository_of(arena, folder) : NULL;
    if (repository && is_inside(*file, repository))
        return NULL;
    return "is a symbolic link that leads out of the folder given and of its repository: "
           "give the file that it points to";
}

static const char *machine_real(const struct machine *machine, struct arena *arena, const char *path, const char **real)
{
    (void)machine;
    *real = real_path(arena, path);
    return *real ? NULL : problem_of(arena, errno);
}

static enum file_state state_of(int error)
{
    if (error == ENOENT || error == ENOTDIR)
        return FILE_ABSENT;
    return (error == EACCES || error == EPERM) && geteuid() != 0 ? FILE_DENIED : FILE_REFUSED;
}

/* A link somewhere on the way from FOLDER to PATH. */
static bool has_link(struct arena *arena, const char *path, const char *folder)
{
    char *copy = arena_dup(arena, path, strlen(path));
    struct stat status;
    size_t n = strlen(folder), from = strncmp(path, folder, n) == 0 && path[n] == '/' ? n + 1 : 1;
    for (size_t i = from; i <= strlen(path); i++) {
        if (path[i] != '/' && path[i] != '\0')
            continue;
        copy[i] = '\0';
        if (lstat(copy, &status) == 0 && S_ISLNK(status.st_mode))
            return true;
        copy[i] = path[i];
    }
    return false;
}

/* group(5), without the name services of the C library: they would load more
 * than this program is. */
static struct text group_name(struct arena *arena, gid_t group)
{
    struct text rest, line, name, word;
    if (machine_read(NULL, arena, "/etc/group", &rest) != NULL)
        return TEXT("");
    while (text_token(&rest, "\n", &line)) {
        size_t first = text_find(line, ':');
        struct text behind = text_slice(line, first + 1, line.n);
        long number;
        name = text_slice(line, 0, first);
        word = text_slice(behind, text_find(behind, ':') + 1, behind.n);
        if (text_number(text_slice(word, 0, text_find(word, ':')), &number) && (gid_t)number == group)
            return name;
    }
    return TEXT("");
}

/* What group and others can do with REAL: nothing where a folder on the way,
 * from below FOLDER on, lets them not through. */
static unsigned reached_mode(struct arena *arena, const char *real, const char *folder, mode_t mode)
{
    char *copy = arena_dup(arena, real, strlen(real));
    unsigned bits = (unsigned)mode & 07777;
    for (char *slash = strrchr(copy, '/'); slash && slash > copy; slash = strrchr(copy, '/')) {
        struct stat status;
        *slash = '\0';
        if (folder && (strcmp(copy, folder) == 0 || !is_inside(copy, folder)))
            break;
        if (stat(copy, &status) != 0)
            continue;
        if (!(status.st_mode & S_IXOTH))
            bits &= ~07U;
        if (!(status.st_mode & (S_IXOTH | S_IXGRP)))
            bits &= ~070U;
    }
    return bits;
}

static void fill_status(struct arena *arena, const char *real, const char *folder, const struct stat *found,
                        struct file_status *status)
{
    struct stat around;
    const char *inside = folder_of(arena, real);
    char *copy = folder ? arena_dup(arena, folder, strlen(folder)) : NULL;
    status->is_original = !copy || !repository_of(arena, copy);
    status->mode = reached_mode(arena, real, folder, found->st_mode);
    status->folder_mode =
        inside && stat(inside, &around) == 0 ? reached_mode(arena, inside, folder, around.st_mode) : 0;
    if (!folder || found->st_gid == 0)
        status->group = found->st_gid == 0 ? TEXT("root") : group_name(arena, found->st_gid);
    status->modified = (int64_t)found->st_mtime;
}

/* Opens and reads what lstat(2) says is a regular file. */
static enum file_state read_bytes(struct arena *arena, const char *real, char *bytes, size_t capacity, size_t *n,
                                  const char **problem)
{
    struct stat status;
    enum file_state state = FILE_READ;
    int fd = open(real, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC);
    ssize_t got = fd < 0 ? -1 : 1;
    if (fd >= 0 && (fstat(fd, &status) != 0 || kind_problem(status.st_mode)))
        got = -1;
    while (got > 0 && *n < capacity) {
        got = read(fd, bytes + *n, capacity - *n);
        if (got > 0)
            *n += (size_t)got;
        else if (got < 0 && errno == EINTR)
            got = 1;
    }
    if (got < 0) {
        state = state_of(errno);
        *problem = problem_of(arena, errno);
    } else if (status.st_size > (off_t)capacity) {
        *n = capacity + 1;
    }
    if (fd >= 0)
        close(fd);
    return state;
}

static enum file_state machine_look(const struct machine *machine, struct arena *arena, const char *path,
                                    const char *folder, struct file_status *status, char *bytes, size_t capacity,
                                    size_t *n, const char **problem)
{
    (void)machine;
    struct stat found = {0};
    const char *real_folder = folder ? real_path(arena, folder) : NULL;
    if (folder && !real_folder)
        return FILE_UNKNOWN;
    const char *real = real_path(arena, path);
    int error = real && lstat(real, &found) == 0 ? 0 : errno;
    /* In a copy a link may lead to what only the host has, and a repository
     * lacks what is not for everybody. */
    if (folder && real ? !is_inside(real, real_folder) : folder && has_link(arena, path, folder))
        return FILE_UNKNOWN;
    if (error) {
        char *copy = real_folder ? arena_dup(arena, real_folder, strlen(real_folder)) : NULL;
        *problem = problem_of(arena, error);
        return copy && repository_of(arena, copy) ? FILE_UNKNOWN : state_of(error);
    }
    if (!S_ISREG(found.st_mode)) {
        *problem = S_ISDIR(found.st_mode) ? kind_problem(found.st_mode) : "is no regular file";
        return FILE_REFUSED;
    }
    fill_status(arena, real, real_folder, &found, status);
    return capacity ? read_bytes(arena, real, bytes, capacity, n, problem) : FILE_READ;
}

static int64_t machine_now(const struct machine *machine)
{
    (void)machine;
    return (int64_t)time(NULL);
}

static const char *machine_variable(const struct machine *machine, const char *name)
{
    (void)machine;
    return getenv(name);
}

enum { OUTPUT_MAX = 1 << 20 };

static long seconds_now(void)
{
    struct timespec now;
    return clock_gettime(CLOCK_MONOTONIC, &now) == 0 ? (long)now.tv_sec : 0;
}

/* Reads FD until its writers have gone, within limits of time and size. */
static const char *read_output(struct arena *arena, int fd, struct text *output)
{
    struct buf out = buf_new(arena);
    long deadline = seconds_now() + MACHINE_PATIENCE;
    char chunk[4096];
    for (;;) {
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        long left = deadline - seconds_now();
        int ready = left > 0 ? poll(&wait, 1, (int)left * 1000) : 0;
        if (ready == 0)
            return "gave no answer in time";
        ssize_t n = ready > 0 ? read(fd, chunk, sizeof(chunk)) : -1;
        if (n < 0 && errno != EINTR)
            return problem_of(arena, errno);
        if (n == 0 || out.n > OUTPUT_MAX)
            break;
        if (n > 0)
            buf_add(&out, chunk, (size_t)n);
    }
    *output = buf_done(&out);
    return out.n > OUTPUT_MAX ? "printed more than it should" : NULL;
}

/* Starts the program with its standard output at WRITER. */
static int spawn(struct arena *arena, const char *const *arguments, int writer, pid_t *child)
{
    size_t n = 0;
    while (arguments[n])
        n++;
    char **copies = arena_array(arena, n + 1, sizeof(char *));
    for (size_t i = 0; i < n; i++)
        copies[i] = arena_dup(arena, arguments[i], strlen(arguments[i]));
    char *environment[] = {NULL};
    posix_spawn_file_actions_t actions;
    int error = posix_spawn_file_actions_init(&actions);
    if (error)
        return error;
    error = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (!error)
        error = posix_spawn_file_actions_adddup2(&actions, writer, STDOUT_FILENO);
    if (!error)
        error = posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    if (!error)
        /* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): the first argument is the program */
        error = posix_spawn(child, arguments[0], &actions, NULL, copies, environment);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

static const char *machine_run(const struct machine *machine, struct arena *arena, const char *const *arguments,
                               struct text *output)
{
    (void)machine;
    int ends[2], status = 0;
    pid_t child;
    if (pipe(ends) != 0)
        return problem_of(arena, errno);
    /* A child that inherited the reader would never see it close. */
    (void)fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    (void)fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    int error = spawn(arena, arguments, ends[1], &child);
    close(ends[1]);
    const char *problem = error ? problem_of(arena, error) : read_output(arena, ends[0], output);
    close(ends[0]);
    if (error)
        return problem;
    if (problem)
        kill(child, SIGKILL);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    return problem || status == 0 ? problem : "failed";
}

static struct text machine_hostname(const struct machine *machine, struct arena *arena)
{
    (void)machine;
    char name[256];
    if (gethostname(name, sizeof(name)) != 0)
        return TEXT("");
    name[sizeof(name) - 1] = '\0';
    return text_printf(arena, "%s", name);
}

static struct text machine_folder(const struct machine *machine, struct arena *arena)
{
    (void)machine;
    for (size_t size = 256; size <= (size_t)1 << 20; size *= 2) {
        char *name = arena_alloc(arena, size);
        if (getcwd(name, size))
            return text_from(name);
        if (errno != ERANGE)
            break;
    }
    return TEXT("");
}

static bool machine_is_terminal(const struct machine *machine)
{
    (void)machine;
    return isatty(STDOUT_FILENO);
}

static long machine_width(const struct machine *machine)
{
    (void)machine;
    struct winsize size = {0};
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

static bool machine_error_is_terminal(const struct machine *machine)
{
    (void)machine;
    return isatty(STDERR_FILENO);
}

static int write_all(int fd, struct text text)
{
    while (text.n) {
        ssize_t n = write(fd, text.p, text.n);
        if (n >= 0) {
            text = text_slice(text, (size_t)n, text.n);
            continue;
        }
        /* Somebody else may have made the stream non-blocking. */
        struct pollfd wait = {.fd = fd, .events = POLLOUT};
        if (errno == EAGAIN && poll(&wait, 1, -1) >= 0)
            continue;
        if (errno != EINTR)
            return errno;
    }
    return 0;
}

static const char *machine_write(const struct machine *machine, struct text text)
{
    (void)machine;
    int error = write_all(STDOUT_FILENO, text);
    return error ? strerror(error) : NULL;
}

static const char *write_special(const char *path, struct text text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    int error = fd < 0 ? errno : write_all(fd, text);
    if (fd >= 0 && close(fd) != 0 && error == 0)
        error = errno;
    return error ? strerror(error) : NULL;
}

/* Text in a new file PATH that replaces FILE, with the mode of what was there. */
static int write_beside(const char *path, const char *file, const struct stat *old, struct text text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0)
        return errno;
    int error = write_all(fd, text);
    if (error == 0 && old && fchmod(fd, old->st_mode & 07777) != 0)
        error = errno;
    if (error == 0 && fsync(fd) != 0)
        error = errno;
    if (close(fd) != 0 && error == 0)
        error = errno;
    if (error == 0 && rename(path, file) != 0)
        error = errno;
    if (error)
        unlink(path);
    return error;
}

static const char *machine_replace(const struct machine *machine, struct arena *arena, const char *path,
                                   struct text text)
{
    struct stat status;
    bool exists = stat(path, &status) == 0;
    if (exists && S_ISDIR(status.st_mode))
        return strerror(EISDIR);
    if (exists && !S_ISREG(status.st_mode))
        return write_special(path, text);
    /* A link stays one, and what it leads to is replaced. */
    const char *file = exists ? real_path(arena, path) : path;
    if (!file)
        return strerror(errno);
    const char *temporary = text_printf(arena, "%s.%ld.tmp", file, machine->process_id).p;
    int error = write_beside(temporary, file, exists ? &status : NULL, text);
    return error ? strerror(error) : NULL;
}

/* Some file systems tell only here that the disk is full. */
static const char *machine_close(const struct machine *machine)
{
    (void)machine;
    return close(STDOUT_FILENO) == 0 || errno == EINTR ? NULL : strerror(errno);
}

static void machine_complain(const struct machine *machine, struct text text)
{
    (void)machine;
    write_all(STDERR_FILENO, text);
}

struct machine machine_posix(void)
{
    return (struct machine){.reader = {machine_read, NULL},
                            .input = machine_input,
                            .is_folder = machine_is_folder,
                            .exists = machine_exists,
                            .list = machine_list,
                            .resolve = machine_resolve,
                            .real = machine_real,
                            .look = machine_look,
                            .variable = machine_variable,
                            .run = machine_run,
                            .hostname = machine_hostname,
                            .folder = machine_folder,
                            .now = machine_now,
                            .output_is_terminal = machine_is_terminal,
                            .output_width = machine_width,
                            .error_is_terminal = machine_error_is_terminal,
                            .write = machine_write,
                            .replace = machine_replace,
                            .close = machine_close,
                            .complain = machine_complain,
                            .process_id = (long)getpid()};
}
