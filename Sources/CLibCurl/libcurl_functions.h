// The functions and values of libcurl that forecast-engine uses.
//
// The library is opened at run time (see CurlFunctions.swift), so nothing here is linked and no header of Debian's
// packages is needed. Names, parameters and values follow curl/curl.h of libcurl 7.88; they are never changed by later ones.
#ifndef FORECAST_LIBCURL_FUNCTIONS_H
#define FORECAST_LIBCURL_FUNCTIONS_H

#include <stddef.h>

// CURLcode
enum {
    libcurl_ok = 0,
    libcurl_bad_protocol = 1,
    libcurl_bad_url = 3,
    libcurl_untrusted = 60,
    libcurl_bad_authorities = 77
};
// CURL_GLOBAL_DEFAULT
enum { libcurl_global_default = 3 };

// CURLoption: those from 10000 on take a pointer, those from 20000 on a function, those from 30000 on 64 bits.
enum {
    libcurl_no_body = 44,
    libcurl_low_speed_limit = 19,
    libcurl_low_speed_time = 20,
    libcurl_connect_timeout = 78,
    libcurl_no_signal = 99,
    libcurl_protocols = 181,
    libcurl_path_as_is = 234,
    libcurl_write_data = 10001,
    libcurl_url = 10002,
    libcurl_error_buffer = 10010,
    libcurl_post_fields = 10015,
    libcurl_headers = 10023,
    libcurl_method = 10036,
    libcurl_authorities = 10065,
    libcurl_write_function = 20011,
    libcurl_post_field_size = 30120
};
// CURLPROTO_HTTP | CURLPROTO_HTTPS
enum { libcurl_protocols_of_http = 3 };
// CURLINFO
enum { libcurl_response_code = 0x200002, libcurl_content_length = 0x60000F };
// CURL_ERROR_SIZE
enum { libcurl_error_size = 256 };

#pragma clang assume_nonnull begin

typedef void libcurl_transfer;
typedef struct libcurl_list libcurl_list;

typedef int (*curl_global_init_t)(long);
typedef libcurl_transfer *_Nullable (*curl_easy_init_t)(void);
typedef void (*curl_easy_cleanup_t)(libcurl_transfer *);
typedef void (*curl_easy_reset_t)(libcurl_transfer *);
typedef int (*curl_easy_perform_t)(libcurl_transfer *);
typedef const char *_Nonnull (*curl_easy_strerror_t)(int);
typedef libcurl_list *_Nullable (*curl_slist_append_t)(libcurl_list *_Nullable, const char *);
typedef void (*curl_slist_free_all_t)(libcurl_list *_Nullable);
/// What takes the bytes of a response: how many it took.
typedef size_t (*libcurl_writer_t)(char *bytes, size_t size, size_t count, void *_Nullable data);

// curl_easy_setopt and curl_easy_getinfo take any number of arguments, which Swift does not call.

static inline int libcurl_set_number(void *function, libcurl_transfer *transfer, int option, long value) {
    return ((int (*)(libcurl_transfer *, int, ...))function)(transfer, option, value);
}
static inline int libcurl_set_pointer(
    void *function, libcurl_transfer *transfer, int option, const void *_Nullable value) {
    return ((int (*)(libcurl_transfer *, int, ...))function)(transfer, option, value);
}
static inline int libcurl_set_writer(void *function, libcurl_transfer *transfer, libcurl_writer_t value) {
    return ((int (*)(libcurl_transfer *, int, ...))function)(transfer, libcurl_write_function, value);
}
static inline int libcurl_get_number(void *function, libcurl_transfer *transfer, int info, long *value) {
    return ((int (*)(libcurl_transfer *, int, ...))function)(transfer, info, value);
}

#pragma clang assume_nonnull end

#endif
