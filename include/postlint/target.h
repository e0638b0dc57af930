/*
 * target: the Postfix and OpenSSL release that a configuration is judged for.
 */
#ifndef POSTLINT_TARGET_H
#define POSTLINT_TARGET_H

#include "postlint/version.h"

struct target {
    struct text name; /* "debian-12", "upstream", or "postfix-3.5" for a bare release */
    version postfix, openssl;
    bool weak_ciphers; /* RC4, 3DES, ... compiled into OpenSSL */
};

#endif
