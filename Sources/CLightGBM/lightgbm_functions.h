// The functions of the LightGBM 4.7.0 C API that forecast-engine calls.
//
// The library is opened at run time (see LightGBMLibrary.swift), so nothing here is linked: each typedef
// is the type of the exported function LGBM_<name>. The pinned package ships no header; names and
// parameters follow its documentation, https://lightgbm.readthedocs.io/en/stable/C-API.html
//
// Every function but `LGBM_GetLastError` returns 0 on success and -1 on failure.
#ifndef FORECAST_LIGHTGBM_FUNCTIONS_H
#define FORECAST_LIGHTGBM_FUNCTIONS_H

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

// C_API_DTYPE_*
enum { lightgbm_float32 = 0, lightgbm_float64 = 1, lightgbm_int32 = 2 };
// C_API_PREDICT_*
enum { lightgbm_predict_raw = 1, lightgbm_predict_contributions = 3 };
// C_API_FEATURE_IMPORTANCE_*
enum { lightgbm_importance_split = 0, lightgbm_importance_gain = 1 };

typedef void *LightGBMDataset;
typedef void *LightGBMBooster;

// MARK: The library

/// The message of the calling thread's last failure; overwritten by its next one.
typedef const char *_Nullable (*LGBM_GetLastError_t)(void);
/// Where the calling thread's log lines go: standard output unless set.
typedef int (*LGBM_RegisterLogCallback_t)(void (*callback)(const char *_Nullable message));
/// How many threads every call of the process uses from now on; a call with the parameter `num_threads` sets it, too.
/// Exported without the prefix LGBM_ of the documented functions.
typedef void (*OMP_SET_NUM_THREADS_t)(int threads);

// MARK: Datasets

typedef int (*LGBM_DatasetCreateFromMat_t)(
    const void *data, int data_type, int32_t rows, int32_t columns, int is_row_major,
    const char *parameters, LightGBMDataset _Nullable reference, LightGBMDataset _Nullable *_Nonnull out);
typedef int (*LGBM_DatasetSetFeatureNames_t)(
    LightGBMDataset dataset, const char *_Nullable *_Nonnull names, int count);
/// `field` is one of label (float32), weight (float32), init_score (float64).
typedef int (*LGBM_DatasetSetField_t)(
    LightGBMDataset dataset, const char *field, const void *_Nullable data, int count, int data_type);
typedef int (*LGBM_DatasetFree_t)(LightGBMDataset dataset);

// MARK: Training

typedef int (*LGBM_BoosterCreate_t)(
    LightGBMDataset training, const char *parameters, LightGBMBooster _Nullable *_Nonnull out);
typedef int (*LGBM_BoosterAddValidData_t)(LightGBMBooster booster, LightGBMDataset validation);
/// `is_finished` is set to 1 when no tree could be split.
typedef int (*LGBM_BoosterUpdateOneIter_t)(LightGBMBooster booster, int *is_finished);
typedef int (*LGBM_BoosterGetCurrentIteration_t)(LightGBMBooster booster, int *iteration);
/// Training data is 0, the first validation data 1.
typedef int (*LGBM_BoosterGetNumPredict_t)(LightGBMBooster booster, int data, int64_t *count);
/// Transformed scores: exp is already applied where the objective has a log link.
typedef int (*LGBM_BoosterGetPredict_t)(LightGBMBooster booster, int data, int64_t *count, double *out);
typedef int (*LGBM_BoosterFree_t)(LightGBMBooster booster);

// MARK: Models

typedef int (*LGBM_BoosterLoadModelFromString_t)(
    const char *text, int *iterations, LightGBMBooster _Nullable *_Nonnull out);
/// `needed` counts the closing zero; nothing is written when `capacity` is smaller.
typedef int (*LGBM_BoosterSaveModelToString_t)(
    LightGBMBooster booster, int start_iteration, int iterations, int importance_type, int64_t capacity,
    int64_t *needed, char *out);
typedef int (*LGBM_BoosterFeatureImportance_t)(
    LightGBMBooster booster, int iterations, int importance_type, double *out);

// MARK: Prediction

typedef int (*LGBM_BoosterPredictForMat_t)(
    LightGBMBooster booster, const void *data, int data_type, int32_t rows, int32_t columns,
    int is_row_major, int predict_type, int start_iteration, int iterations, const char *parameters,
    int64_t *count, double *out);

#pragma clang assume_nonnull end

#endif
