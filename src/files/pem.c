/* pem: see pem.h.  What counts as what: tls/tls_certkey.c:load_pem_object,
 * tls/tls_dh.c:load_dh; OpenSSL crypto/pem/pem_local.h for the labels. */
#include "pem.h"

#include <string.h>

#include "postlint/buf.h"
#include "postlint/date.h"

struct pem {
    struct arena *arena;
    const struct crypto *crypto;
    struct file *file;
};

static bool label_is(const char *label, const char *const *labels)
{
    for (; *labels; labels++)
        if (strcmp(label, *labels) == 0)
            return true;
    return false;
}

/* HEADER: what stands between the label and the data. */
static enum item_kind kind_of(const char *label, const char *header)
{
    static const char *const certificates[] = {PEM_STRING_X509, PEM_STRING_X509_OLD, PEM_STRING_X509_TRUSTED, NULL};
    static const char *const keys[] = {PEM_STRING_PKCS8INF, PEM_STRING_RSA, PEM_STRING_ECPRIVATEKEY, PEM_STRING_DSA,
                                       NULL};
    static const char *const requests[] = {PEM_STRING_X509_REQ, PEM_STRING_X509_REQ_OLD, NULL};
    if (label_is(label, certificates))
        return ITEM_CERTIFICATE;
    if (label_is(label, keys))
        return strstr(header, "ENCRYPTED") ? ITEM_ENCRYPTED_KEY : ITEM_KEY;
    if (strcmp(label, PEM_STRING_PKCS8) == 0)
        return ITEM_ENCRYPTED_KEY;
    if (label_is(label, requests))
        return ITEM_REQUEST;
    if (strcmp(label, PEM_STRING_DHPARAMS) == 0)
        return ITEM_DH;
    return strcmp(label, PEM_STRING_DHXPARAMS) == 0 ? ITEM_DHX : ITEM_OTHER;
}

static enum key_type type_of(int id)
{
    static const struct {
        int id;
        enum key_type type;
    } types[] = {{EVP_PKEY_RSA, KEY_RSA}, {EVP_PKEY_RSA_PSS, KEY_RSA_PSS}, {EVP_PKEY_EC, KEY_ECDSA},
                 {EVP_PKEY_DSA, KEY_DSA}, {EVP_PKEY_ED25519, KEY_ED25519}, {EVP_PKEY_ED448, KEY_ED448}};
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        if (types[i].id == id)
            return types[i].type;
    return KEY_OTHER;
}

/* The public key, a point in the same form wherever it comes from. */
static struct text key_id(struct pem *pem, EVP_PKEY *key, enum key_type type)
{
    const struct crypto *crypto = pem->crypto;
    unsigned char *der = NULL, digest[SHA256_DIGEST_LENGTH];
    if (type == KEY_ECDSA)
        crypto->EVP_PKEY_set_utf8_string_param_(key, "point-format", "uncompressed");
    int n = crypto->i2d_PUBKEY_(key, &der);
    if (n <= 0)
        return TEXT("");
    crypto->SHA256_(der, (size_t)n, digest);
    crypto->CRYPTO_free_(der, __FILE__, __LINE__);
    struct buf out = buf_new(pem->arena);
    for (size_t i = 0; i < sizeof(digest); i++)
        buf_printf(&out, "%02x", digest[i]);
    return buf_done(&out);
}

static struct text group_name(struct pem *pem, EVP_PKEY *key)
{
    char name[64] = "";
    size_t n;
    if (!pem->crypto->EVP_PKEY_get_group_name_(key, name, sizeof(name), &n))
        return TEXT("");
    return text_printf(pem->arena, "%s", name);
}

static void fill_key(struct pem *pem, struct file_item *item, EVP_PKEY *key)
{
    item->type = type_of(pem->crypto->EVP_PKEY_get_base_id_(key));
    item->bits = pem->crypto->EVP_PKEY_get_bits_(key);
    if (item->type == KEY_ECDSA)
        item->curve = group_name(pem, key);
    item->id = key_id(pem, key, item->type);
}

static struct text name_text(struct pem *pem, const X509_NAME *name)
{
    const struct crypto *crypto = pem->crypto;
    BIO *out = crypto->BIO_new_(crypto->BIO_s_mem_());
    char *p = NULL;
    struct text text = TEXT("");
    if (!out)
        return text;
    if (crypto->X509_NAME_print_ex_(out, name, 0, XN_FLAG_RFC2253) >= 0) {
        long n = crypto->BIO_ctrl_(out, BIO_CTRL_INFO, 0, &p);
        if (n > 0)
            text = (struct text){arena_dup(pem->arena, p, (size_t)n), (size_t)n};
    }
    crypto->BIO_free_(out);
    return text;
}

/* A name is a word: one with blanks in it names no host. */
static void add_name(struct pem *pem, struct buf *out, const ASN1_STRING *string)
{
    const unsigned char *p = pem->crypto->ASN1_STRING_get0_data_(string);
    int n = pem->crypto->ASN1_STRING_length_(string);
    bool is_word = n > 0;
    for (int i = 0; i < n; i++)
        is_word = is_word && p[i] > ' ' && p[i] < 0x7f;
    if (!is_word)
        return;
    if (out->n)
        buf_char(out, ' ');
    buf_add(out, (const char *)p, (size_t)n);
}

/* RFC 6125, section 6.4.4: the common name counts where no DNS name is. */
static struct text dns_names(struct pem *pem, const X509 *certificate)
{
    const struct crypto *crypto = pem->crypto;
    struct buf out = buf_new(pem->arena);
    GENERAL_NAMES *names = crypto->X509_get_ext_d2i_(certificate, NID_subject_alt_name, NULL, NULL);
    const OPENSSL_STACK *stack = (const OPENSSL_STACK *)names;
    for (int i = 0; names && i < crypto->OPENSSL_sk_num_(stack); i++) {
        int kind;
        const void *value = crypto->GENERAL_NAME_get0_value_(crypto->OPENSSL_sk_value_(stack, i), &kind);
        if (kind == GEN_DNS)
            add_name(pem, &out, value);
    }
    crypto->GENERAL_NAMES_free_(names);
    const X509_NAME *subject = crypto->X509_get_subject_name_(certificate);
    int at = out.n ? -1 : crypto->X509_NAME_get_index_by_NID_(subject, NID_commonName, -1);
    if (at >= 0)
        add_name(pem, &out, crypto->X509_NAME_ENTRY_get_data_(crypto->X509_NAME_get_entry_(subject, at)));
    return buf_done(&out);
}

static int64_t seconds_of(struct pem *pem, const ASN1_TIME *time)
{
    struct tm tm;
    if (!pem->crypto->ASN1_TIME_to_tm_(time, &tm))
        return 0;
    int64_t days = date_days((int64_t)tm.tm_year + 1900, (int64_t)tm.tm_mon + 1, tm.tm_mday);
    return ((days * 24 + tm.tm_hour) * 60 + tm.tm_min) * 60 + tm.tm_sec;
}

static bool fill_certificate(struct pem *pem, struct file_item *item, const unsigned char *der, long n)
{
    const struct crypto *crypto = pem->crypto;
    X509 *certificate = crypto->d2i_X509_AUX_(NULL, &der, n);
    EVP_PKEY *key = certificate ? crypto->X509_get0_pubkey_(certificate) : NULL;
    int digest = NID_undef;
    if (!key) {
        crypto->X509_free_(certificate);
        return false;
    }
    fill_key(pem, item, key);
    item->subject = name_text(pem, crypto->X509_get_subject_name_(certificate));
    item->issuer = name_text(pem, crypto->X509_get_issuer_name_(certificate));
    item->names = dns_names(pem, certificate);
    item->from = seconds_of(pem, crypto->X509_get0_notBefore_(certificate));
    item->until = seconds_of(pem, crypto->X509_get0_notAfter_(certificate));
    crypto->X509_get_signature_info_(certificate, &digest, NULL, NULL, NULL);
    if (digest != NID_undef)
        item->digest = text_printf(pem->arena, "%s", crypto->OBJ_nid2sn_(digest));
    item->is_self_signed = (crypto->X509_get_extension_flags_(certificate) & EXFLAG_SS) != 0;
    item->is_authority = crypto->X509_check_ca_(certificate) > 0;
    item->is_public = crypto->X509_get_ext_by_NID_(certificate, NID_ct_precert_scts, -1) >= 0;
    crypto->X509_free_(certificate);
    return true;
}

static bool fill_private(struct pem *pem, struct file_item *item, const unsigned char *der, long n)
{
    EVP_PKEY *key = pem->crypto->d2i_AutoPrivateKey_(NULL, &der, n);
    if (!key)
        return false;
    fill_key(pem, item, key);
    pem->crypto->EVP_PKEY_free_(key);
    return true;
}

static bool fill_group(struct pem *pem, struct file_item *item, const unsigned char *der, long n)
{
    EVP_PKEY *group = pem->crypto->d2i_KeyParams_(item->kind == ITEM_DH ? EVP_PKEY_DH : EVP_PKEY_DHX, NULL, &der, n);
    if (!group)
        return false;
    item->bits = pem->crypto->EVP_PKEY_get_bits_(group);
    item->curve = group_name(pem, group);
    pem->crypto->EVP_PKEY_free_(group);
    return true;
}

static void add_item(struct pem *pem, const char *label, const char *header, const unsigned char *der, long n)
{
    struct file_item *item = file_add(pem->arena, pem->file);
    bool is_good = true;
    item->kind = kind_of(label, header);
    item->label = text_printf(pem->arena, "%s", label);
    if (item->kind == ITEM_CERTIFICATE)
        is_good = fill_certificate(pem, item, der, n);
    else if (item->kind == ITEM_KEY)
        is_good = fill_private(pem, item, der, n);
    else if (item->kind == ITEM_DH || item->kind == ITEM_DHX)
        is_good = fill_group(pem, item, der, n);
    if (!is_good)
        item->kind = ITEM_BROKEN;
    pem->crypto->ERR_clear_error_();
}

/* One block; false at the end.  PEM_FLAG_SECURE wipes what it decoded. */
static bool read_block(struct pem *pem, BIO *in)
{
    const struct crypto *crypto = pem->crypto;
    char *label = NULL, *header = NULL;
    unsigned char *der = NULL;
    long n = 0;
    if (!crypto->PEM_read_bio_ex_(in, &label, &header, &der, &n, PEM_FLAG_SECURE | PEM_FLAG_EAY_COMPATIBLE)) {
        bool is_end = ERR_GET_REASON(crypto->ERR_peek_last_error_()) == PEM_R_NO_START_LINE;
        crypto->ERR_clear_error_();
        if (!is_end)
            file_add(pem->arena, pem->file)->kind = ITEM_BROKEN;
        return false;
    }
    add_item(pem, label, header, der, n);
    crypto->CRYPTO_secure_clear_free_(label, strlen(label) + 1, __FILE__, __LINE__);
    crypto->CRYPTO_secure_clear_free_(header, strlen(header) + 1, __FILE__, __LINE__);
    crypto->CRYPTO_secure_clear_free_(der, (size_t)n, __FILE__, __LINE__);
    return true;
}

void pem_read(struct arena *arena, const struct crypto *crypto, const char *bytes, size_t n, struct file *file)
{
    struct pem pem = {.arena = arena, .crypto = crypto, .file = file};
    BIO *in = crypto->BIO_new_mem_buf_(bytes, (int)n);
    if (!in)
        postlint_die("out of memory");
    crypto->ERR_clear_error_();
    while (file->n < FILE_ITEMS_MAX && read_block(&pem, in))
        continue;
    crypto->BIO_free_(in);
}
