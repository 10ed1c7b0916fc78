// The functions of libpq that forecast-engine calls.
//
// The library is opened at run time (see PostgresLibrary.swift), so nothing here is linked and no header of Debian's
// packages is needed: each typedef is the type of the exported function of the same name. Names, parameters and values
// follow libpq-fe.h of PostgreSQL 15; they have been stable since version 9.2.
#ifndef FORECAST_LIBPQ_FUNCTIONS_H
#define FORECAST_LIBPQ_FUNCTIONS_H

#include <stddef.h>

// ConnStatusType
enum { libpq_connection_ok = 0, libpq_connection_bad = 1 };
// PostgresPollingStatusType
enum { libpq_polling_failed = 0, libpq_polling_reading = 1, libpq_polling_writing = 2, libpq_polling_ok = 3 };
// ExecStatusType
enum { libpq_command_ok = 1, libpq_tuples_ok = 2, libpq_copy_out = 3, libpq_copy_in = 4, libpq_empty_query = 0 };
// The fields of an error.
enum {
    libpq_field_sqlstate = 'C', libpq_field_message = 'M', libpq_field_detail = 'D', libpq_field_hint = 'H',
    libpq_field_position = 'P'
};

typedef struct libpq_option {
    char *_Nullable keyword;
    char *_Nullable environment_variable;
    char *_Nullable compiled;
    char *_Nullable value;
    char *_Nullable label;
    char *_Nullable display;
    int display_size;
} libpq_option;

#pragma clang assume_nonnull begin

typedef void libpq_connection;
typedef void libpq_result;
typedef void libpq_cancel;

// MARK: Connections

typedef libpq_connection *_Nullable (*PQconnectStartParams_t)(
    const char *_Nullable const *_Nonnull keywords, const char *_Nullable const *_Nonnull values, int expands);
typedef int (*PQconnectPoll_t)(libpq_connection *);
typedef int (*PQsocket_t)(const libpq_connection *);
typedef int (*PQstatus_t)(const libpq_connection *);
typedef char *_Nullable (*PQerrorMessage_t)(const libpq_connection *);
typedef libpq_option *_Nullable (*PQconninfo_t)(libpq_connection *);
typedef void (*PQconninfoFree_t)(libpq_option *);
typedef void (*PQfinish_t)(libpq_connection *);
typedef void (*libpq_notice_t)(void *_Nullable, const char *_Nullable);
typedef libpq_notice_t _Nullable (*PQsetNoticeProcessor_t)(libpq_connection *, libpq_notice_t, void *_Nullable);

// MARK: Statements

typedef int (*PQsendQuery_t)(libpq_connection *, const char *statement);
typedef int (*PQsendQueryParams_t)(
    libpq_connection *, const char *statement, int count, const unsigned *_Nullable types,
    const char *_Nullable const *_Nullable values, const int *_Nullable lengths, const int *_Nullable formats,
    int result_format);
typedef int (*PQsendPrepare_t)(
    libpq_connection *, const char *name, const char *statement, int count, const unsigned *_Nullable types);
typedef int (*PQsendDescribePrepared_t)(libpq_connection *, const char *name);
typedef int (*PQconsumeInput_t)(libpq_connection *);
typedef int (*PQisBusy_t)(libpq_connection *);
typedef libpq_result *_Nullable (*PQgetResult_t)(libpq_connection *);
typedef int (*PQresultStatus_t)(const libpq_result *);
typedef char *_Nullable (*PQresultErrorField_t)(const libpq_result *, int field);
typedef char *_Nullable (*PQresultErrorMessage_t)(const libpq_result *);
typedef void (*PQclear_t)(libpq_result *);
typedef int (*PQntuples_t)(const libpq_result *);
typedef int (*PQnfields_t)(const libpq_result *);
typedef char *_Nullable (*PQfname_t)(const libpq_result *, int column);
typedef unsigned (*PQftype_t)(const libpq_result *, int column);
typedef char *_Nullable (*PQgetvalue_t)(const libpq_result *, int row, int column);
typedef int (*PQgetisnull_t)(const libpq_result *, int row, int column);
typedef char *_Nullable (*PQcmdTuples_t)(libpq_result *);

// MARK: COPY

/// The bytes of a row; 0 while there is none yet, -1 at the end, -2 for an error.
typedef int (*PQgetCopyData_t)(libpq_connection *, char *_Nullable *_Nonnull buffer, int is_asynchronous);
typedef void (*PQfreemem_t)(void *_Nullable);
typedef int (*PQputCopyData_t)(libpq_connection *, const char *_Nullable bytes, int count);
typedef int (*PQputCopyEnd_t)(libpq_connection *, const char *_Nullable error);

// MARK: Cancelling

typedef libpq_cancel *_Nullable (*PQgetCancel_t)(libpq_connection *);
typedef int (*PQcancel_t)(libpq_cancel *, char *message, int size);
typedef void (*PQfreeCancel_t)(libpq_cancel *_Nullable);

#pragma clang assume_nonnull end

#endif
