/* main: the program on the real machine. */
#include <signal.h>

#include "postlint/cli.h"

int main(int argc, char **argv)
{
    /* A reader that went away is a failed write: exit 2, not death by signal. */
    signal(SIGPIPE, SIG_IGN);
    struct machine machine = machine_posix();
    return cli_run(&machine, argc, argv);
}
