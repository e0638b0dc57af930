/*
 * probe: what a TLS server chooses, asked with one ClientHello.
 *
 * Written byte by byte, so that every version, suite and group can be offered
 * whatever the TLS library of this machine would let a client do.  The
 * handshake is not completed: a server that has sent its whole first flight
 * (ServerHelloDone; in TLS 1.3 an encrypted record) has chosen version, suite,
 * group and certificate, and has signed.
 */
#ifndef POSTLINT_TESTS_PROBE_H
#define POSTLINT_TESTS_PROBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hello {
    uint16_t version; /* 0x0300 to 0x0304: the highest that is offered, of TLS 1.3 the only one */
    const uint16_t *suites;
    size_t n_suites;
    const uint16_t *groups;
    size_t n_groups;
};

struct answer {
    bool accepted;
    uint16_t version, suite;
    uint16_t group; /* 0 where none is part of the exchange */
    int alert;      /* refused: the alert; -1: closed without one, -2: no answer in time */
};

/* Writes HELLO to FD, reads the answer.  FD has a receive timeout. */
struct answer hello_ask(int fd, const struct hello *hello);

/* True if a share for GROUP is sent with a hello of TLS 1.3. */
bool hello_has_share(uint16_t group);

#endif
