// The functions of OpenBLAS that forecast-engine calls.
//
// The library is opened at run time (see OpenBLAS.swift), so nothing here is linked and no header of Debian's
// packages is needed: each typedef is the type of the exported function of the same name. Names and parameters
// follow cblas.h of OpenBLAS 0.3, in its build with 32-bit integers.
#ifndef FORECAST_OPENBLAS_FUNCTIONS_H
#define FORECAST_OPENBLAS_FUNCTIONS_H

#pragma clang assume_nonnull begin

// CBLAS_ORDER, CBLAS_TRANSPOSE
enum { openblas_row_major = 101 };
enum { openblas_as_stored = 111, openblas_transposed = 112 };
// What openblas_get_parallel answers.
enum { openblas_sequential = 0, openblas_threads = 1, openblas_openmp = 2 };

// MARK: The library

/// "OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY Haswell MAX_THREADS=64"
typedef char *_Nullable (*openblas_get_config_t)(void);
/// The family of processors whose kernels are in use: "Haswell".
typedef char *_Nullable (*openblas_get_corename_t)(void);
typedef int (*openblas_get_parallel_t)(void);
typedef int (*openblas_get_num_threads_t)(void);
typedef void (*openblas_set_num_threads_t)(int count);

// MARK: Products

/// C[m, n] = alpha op(A)[m, k] op(B)[k, n] + beta C
typedef void (*cblas_sgemm_t)(
    int order, int transpose_a, int transpose_b, int m, int n, int k, float alpha, const float *a, int stride_a,
    const float *b, int stride_b, float beta, float *c, int stride_c);
typedef void (*cblas_dgemm_t)(
    int order, int transpose_a, int transpose_b, int m, int n, int k, double alpha, const double *a, int stride_a,
    const double *b, int stride_b, double beta, double *c, int stride_c);
/// y = alpha op(A) x + beta y, with A[m, n] as stored
typedef void (*cblas_sgemv_t)(
    int order, int transpose, int m, int n, float alpha, const float *a, int stride, const float *x, int step_x,
    float beta, float *y, int step_y);
typedef void (*cblas_dgemv_t)(
    int order, int transpose, int m, int n, double alpha, const double *a, int stride, const double *x,
    int step_x, double beta, double *y, int step_y);

#pragma clang assume_nonnull end

#endif
