/* crypto: see crypto.h. */
#include "crypto.h"

#include <string.h>

#include "postlint/buf.h"

#ifndef CRYPTO_LINKED
#include <dlfcn.h>
#endif

/* Whatever the machine's openssl.cnf says: what a file holds does not depend on it. */
static void start(const struct crypto *crypto)
{
    crypto->OPENSSL_init_crypto_(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT, NULL);
}

#ifdef CRYPTO_LINKED

#define CRYPTO_ADDRESS(name) crypto->name##_ = (name);

const char *crypto_load(struct arena *arena, struct crypto *crypto)
{
    (void)arena;
    CRYPTO_FUNCTIONS(CRYPTO_ADDRESS)
    start(crypto);
    return NULL;
}

#else

/* Names of libcrypto 3: of Linux and most others, FreeBSD, macOS. */
static const char *const libraries[] = {"libcrypto.so.3", "libcrypto.so.30", "libcrypto.3.dylib"};

static void *open_library(void)
{
    void *handle = NULL;
    for (size_t i = 0; !handle && i < sizeof(libraries) / sizeof(libraries[0]); i++)
        handle = dlopen(libraries[i], RTLD_NOW | RTLD_LOCAL);
    return handle;
}

/* POSIX has dlsym(3) give a pointer to void that is one to a function. */
static bool find(void *handle, const char *name, void *function)
{
    void *address = dlsym(handle, name);
    memcpy(function, &address, sizeof(address));
    return address != NULL;
}

#define CRYPTO_FIND(name) missing = find(handle, #name, &crypto->name##_) ? missing : #name;

const char *crypto_load(struct arena *arena, struct crypto *crypto)
{
    const char *missing = NULL;
    void *handle = open_library();
    if (!handle)
        return "certificate, key and DH files are not read: there is no libcrypto of OpenSSL 3 (libcrypto.so.3) on "
               "this "
               "machine; install it (package libssl3 or openssl-libs), or run without --host and --files";
    CRYPTO_FUNCTIONS(CRYPTO_FIND)
    if (missing)
        return text_printf(arena,
                           "certificate, key and DH files are not read: the libcrypto of this machine has no %s; "
                           "install the one of OpenSSL 3.0 or later, or run without --host and --files",
                           missing)
            .p;
    start(crypto);
    return NULL;
}

#endif
