/* ask: see ask.h. */
#include "ask.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "postlint/facts.h"

enum { SEATS = 24, PATIENCE = 60 }; /* questions at a time; seconds without any answer */

const char *const ask_listings[ASK_LISTINGS] = {"n", "nx", "M", "P", "Px"};

struct process {
    pid_t pid; /* 0: none */
    int fd;    /* its standard output; -1: none */
    struct buf out;
};

struct seat {
    bool taken;
    char folder[64];
    struct question question;
    struct process processes[ASK_LISTINGS];
};

struct room {
    const struct ask *ask;
    char folder[40];
    struct seat seats[SEATS];
    const char *trouble; /* why it ends early */
};

static volatile sig_atomic_t caught;

static void catch (int number)
{
    caught = number;
}

bool ask_knows(version release, int listing)
{
    static const char *const features[] = {NULL, "postconf-expands", "postconf-lists-master",
                                           "postconf-lists-overrides", "postconf-lists-overrides"};
    return !features[listing] || facts_has(features[listing], release);
}

/* Before 3.3 $process_name in a service is the name that postconf itself was
 * started by.  Programs of several releases are told apart by it. */
static const char *program_name(struct arena *arena, version release)
{
    if (facts_has("entry-names", release))
        return "postconf";
    struct text series = version_text(arena, VERSION_SERIES(release) | VERSION_ANY_PATCH);
    return text_printf(arena, "postconf-%.*s", TEXT_ARG(series)).p;
}

/* Starts PROGRAM in FOLDER; *FD is its standard output. */
static pid_t start(const char *folder, const char *program, char *const *arguments, int *fd)
{
    static char path[] = "PATH=/usr/bin:/bin";
    char *environment[] = {path, NULL};
    int ends[2];
    if (pipe(ends) != 0)
        return -1;
    pid_t pid = fork();
    if (pid == 0) {
        int null = open("/dev/null", O_RDWR);
        if (null < 0 || chdir(folder) != 0 || dup2(null, 0) < 0 || dup2(ends[1], 1) < 0 || dup2(null, 2) < 0)
            _exit(127);
        execve(program, arguments, environment);
        _exit(127);
    }
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return -1;
    }
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    *fd = ends[0];
    return pid;
}

/* Old, so that Postfix does not wait for more changes. */
static bool write_old(const char *folder, const char *name, struct text text)
{
    const struct timespec times[2] = {{.tv_sec = 1000000000}, {.tv_sec = 1000000000}};
    char path[128];
    if (snprintf(path, sizeof(path), "%s/%s", folder, name) >= (int)sizeof(path))
        return false;
    if (!text.p)
        return unlink(path) == 0 || errno == ENOENT;
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (fd < 0)
        return false;
    bool written = write(fd, text.p, text.n) == (ssize_t)text.n;
    written = futimens(fd, times) == 0 && written;
    return close(fd) == 0 && written;
}

/* Starts the processes of a question; false if one cannot be. */
static bool begin(struct seat *seat)
{
    struct question *question = &seat->question;
    struct arena *arena = question->arena;
    if (!write_old(seat->folder, "main.cf", question->main) || !write_old(seat->folder, "master.cf", question->master))
        return false;
    for (int i = 0; i < ASK_LISTINGS; i++) {
        struct process *process = &seat->processes[i];
        const char *const words[] = {program_name(arena, question->release), "-c", ".", "-"};
        char *arguments[] = {NULL, NULL, NULL, NULL, NULL};
        for (int k = 0; k < 4; k++)
            arguments[k] = text_string(arena, text_printf(arena, "%s%s", words[k], k == 3 ? ask_listings[i] : ""));
        if (!ask_knows(question->release, i))
            continue;
        process->out = buf_new(arena);
        process->pid = start(seat->folder, question->program, arguments, &process->fd);
        if (process->pid < 0)
            return false;
    }
    return true;
}

static void fill_seats(struct room *room)
{
    for (int i = 0; i < SEATS && !room->trouble; i++) {
        struct seat *seat = &room->seats[i];
        if (seat->taken)
            continue;
        seat->question = (struct question){0};
        if (!room->ask->next(room->ask->context, &seat->question))
            return;
        seat->taken = true;
        if (!begin(seat))
            room->trouble = "postconf cannot be asked";
    }
}

/* Reads what there is; at the end of it, fills in the answer. */
static void take_output(struct process *process, struct answer *answer)
{
    char chunk[16384];
    int status = 0;
    ssize_t n = read(process->fd, chunk, sizeof(chunk));
    if (n > 0)
        buf_add(&process->out, chunk, (size_t)n);
    if (n > 0 || (n < 0 && errno == EINTR))
        return;
    close(process->fd);
    while (waitpid(process->pid, &status, 0) < 0 && errno == EINTR)
        ;
    *answer = (struct answer){.succeeded = status == 0,
                              .crashed = WIFSIGNALED(status),
                              .process_id = (long)process->pid,
                              .out = buf_done(&process->out)};
    process->pid = 0;
}

static void end_if_done(struct room *room, struct seat *seat)
{
    for (int i = 0; i < ASK_LISTINGS; i++)
        if (seat->processes[i].pid > 0)
            return;
    seat->taken = false;
    room->ask->done(room->ask->context, &seat->question);
}

/* Waits for output of any process, and takes it in.  False: no process runs. */
static bool listen(struct room *room)
{
    struct pollfd polled[SEATS * ASK_LISTINGS];
    int who[SEATS * ASK_LISTINGS];
    nfds_t n = 0;
    for (int i = 0; i < SEATS * ASK_LISTINGS; i++) {
        struct process *process = &room->seats[i / ASK_LISTINGS].processes[i % ASK_LISTINGS];
        if (process->pid <= 0)
            continue;
        who[n] = i;
        polled[n++] = (struct pollfd){.fd = process->fd, .events = POLLIN};
    }
    if (n == 0)
        return false;
    int ready = poll(polled, n, PATIENCE * 1000);
    if (ready == 0)
        room->trouble = "postconf does not answer";
    for (nfds_t k = 0; k < n && ready > 0; k++) {
        struct seat *seat = &room->seats[who[k] / ASK_LISTINGS];
        if (!polled[k].revents)
            continue;
        take_output(&seat->processes[who[k] % ASK_LISTINGS], &seat->question.answers[who[k] % ASK_LISTINGS]);
        end_if_done(room, seat);
    }
    return true;
}

static void clean_up(struct room *room)
{
    for (int i = 0; i < SEATS; i++) {
        struct seat *seat = &room->seats[i];
        for (int k = 0; k < ASK_LISTINGS; k++) {
            if (seat->processes[k].pid <= 0)
                continue;
            kill(seat->processes[k].pid, SIGKILL);
            close(seat->processes[k].fd);
            while (waitpid(seat->processes[k].pid, NULL, 0) < 0 && errno == EINTR)
                ;
        }
        if (seat->taken)
            arena_free(seat->question.arena);
        write_old(seat->folder, "main.cf", (struct text){NULL, 0});
        write_old(seat->folder, "master.cf", (struct text){NULL, 0});
        rmdir(seat->folder);
    }
    rmdir(room->folder);
}

static const int ending_signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE};
enum { ENDING_SIGNALS = sizeof(ending_signals) / sizeof(ending_signals[0]) };

static bool set_up(struct room *room)
{
    snprintf(room->folder, sizeof(room->folder), "/tmp/postlint-ask-XXXXXX");
    if (!mkdtemp(room->folder)) {
        room->folder[0] = '\0';
        room->trouble = "there can be no temporary folder";
        return false;
    }
    for (int i = 0; i < SEATS; i++) {
        struct seat *seat = &room->seats[i];
        snprintf(seat->folder, sizeof(seat->folder), "%s/%d", room->folder, i);
        if (mkdir(seat->folder, 0700) != 0)
            room->trouble = "there can be no temporary folder";
    }
    return !room->trouble;
}

bool ask_all(const struct ask *ask)
{
    static struct room room;
    struct sigaction before[ENDING_SIGNALS], action = {.sa_handler = catch};
    room = (struct room){.ask = ask};
    caught = 0;
    for (int i = 0; i < ENDING_SIGNALS; i++) {
        sigaction(ending_signals[i], NULL, &before[i]);
        if (before[i].sa_handler != SIG_IGN)
            sigaction(ending_signals[i], &action, NULL);
    }
    if (set_up(&room)) {
        do
            fill_seats(&room);
        while (!caught && !room.trouble && listen(&room));
    }
    clean_up(&room);
    for (int i = 0; i < ENDING_SIGNALS; i++)
        sigaction(ending_signals[i], &before[i], NULL);
    if (caught)
        raise(caught);
    if (room.trouble)
        fprintf(stderr, "%s: %s\n", room.trouble, strerror(errno));
    return !room.trouble && !caught;
}

bool ask_release(const char *program, version *release)
{
    static const char line[] = "\nmail_version = ";
    char name[] = "postconf", all[] = "-d", where[] = "-c", root[] = "/";
    char *arguments[] = {name, where, root, all, NULL};
    struct arena *arena = arena_new();
    struct process process = {.out = buf_new(arena)};
    struct answer answer = {0};
    if (access(program, X_OK) == 0)
        process.pid = start("/", program, arguments, &process.fd);
    while (process.pid > 0)
        take_output(&process, &answer);
    const char *at = answer.succeeded && answer.out.n ? strstr(answer.out.p, line) : NULL;
    bool known = false;
    if (at) {
        at += sizeof(line) - 1;
        /* A snapshot is 3.12-20260821. */
        known = version_parse((struct text){at, strcspn(at, "-\n")}, release);
    }
    arena_free(arena);
    return known;
}
