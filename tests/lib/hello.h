/*
 * hello: what a TLS client says first, read from the bytes (RFC 5246 7.4.1.2,
 * RFC 8446 4.1.2), without a TLS library; and an answer that shows whether it
 * takes an old version.
 */
#ifndef POSTLINT_TESTS_HELLO_H
#define POSTLINT_TESTS_HELLO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HELLO_MAX = 512 };

struct hello {
    unsigned legacy_version;
    uint16_t versions[HELLO_MAX]; /* supported_versions; none below TLS 1.3 */
    size_t n_versions;
    uint16_t suites[HELLO_MAX];
    size_t n_suites;
    uint16_t groups[HELLO_MAX];
    size_t n_groups;
    char name[256]; /* server name; "" if none */
};

enum hello_state { HELLO_PARTIAL, HELLO_READ, HELLO_BROKEN };

/* Reads a ClientHello, which may lie in several records, from N bytes at P. */
enum hello_state hello_read(const unsigned char *p, size_t n, struct hello *hello);

/* A ServerHello of VERSION with SUITE, and a message that no client expects
 * after it.  Its length; OUT holds HELLO_ANSWER bytes. */
enum { HELLO_ANSWER = 128 };
size_t hello_answer(unsigned version, unsigned suite, unsigned char *out);

/* The alert in the N bytes at P: its number, or -1 if there is none (yet). */
int hello_alert(const unsigned char *p, size_t n);
enum { ALERT_UNEXPECTED_MESSAGE = 10, ALERT_PROTOCOL_VERSION = 70 };

#endif
