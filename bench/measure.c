/* measure: what running a program costs.
 *
 * Usage: measure TIMES PROGRAM [ARGUMENT...]
 *
 * Runs it TIMES times with standard output and standard error closed to
 * /dev/null and prints three numbers: the median of the elapsed times and the
 * shortest, in microseconds, and the largest resident size, in kilobytes.
 * Exit 1 where the program does not end with 0 or 1 (1: findings). */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 100000 };

extern char **environ;

static long long now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000LL + time.tv_nsec / 1000;
}

/* Microseconds that one run takes; -1 if it fails. */
static long long run(posix_spawn_file_actions_t *actions, char **command)
{
    pid_t child;
    int status;
    long long start = now();
    if (posix_spawnp(&child, command[0], actions, NULL, command, environ) != 0 || waitpid(child, &status, 0) < 0)
        return -1;
    long long elapsed = now() - start;
    return WIFEXITED(status) && WEXITSTATUS(status) <= 1 ? elapsed : -1;
}

static int by_size(const void *a, const void *b)
{
    long long left = *(const long long *)a, right = *(const long long *)b;
    return left < right ? -1 : left > right;
}

int main(int argc, char **argv)
{
    long times = argc > 2 ? strtol(argv[1], NULL, 10) : 0;
    if (times < 1 || times > MOST) {
        fprintf(stderr, "usage: measure TIMES PROGRAM [ARGUMENT...], 1 to %d times\n", MOST);
        return 2;
    }
    static long long elapsed[MOST];
    posix_spawn_file_actions_t actions;
    if (posix_spawn_file_actions_init(&actions) != 0 ||
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0) != 0 ||
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0) != 0)
        return 2;
    for (long i = 0; i < times; i++) {
        elapsed[i] = run(&actions, argv + 2);
        if (elapsed[i] < 0) {
            fprintf(stderr, "measure: %s fails\n", argv[2]);
            return 1;
        }
    }
    struct rusage usage;
    getrusage(RUSAGE_CHILDREN, &usage);
    qsort(elapsed, (size_t)times, sizeof(elapsed[0]), by_size);
    printf("%lld %lld %ld\n", elapsed[times / 2], elapsed[0], usage.ru_maxrss);
    return 0;
}
