internal import CLightGBM
internal import Glibc

/// The functions of the opened library.
///
/// The C functions are stateless entries into a library that is never closed, so they may be called
/// from any thread; what they work on is guarded by the types that own it.
struct LightGBMFunctions: @unchecked Sendable {
    let lastError: LGBM_GetLastError_t
    let registerLogCallback: LGBM_RegisterLogCallback_t
    let setThreads: OMP_SET_NUM_THREADS_t

    let datasetCreateFromMatrix: LGBM_DatasetCreateFromMat_t
    let datasetSetFeatureNames: LGBM_DatasetSetFeatureNames_t
    let datasetSetField: LGBM_DatasetSetField_t
    let datasetFree: LGBM_DatasetFree_t

    let boosterCreate: LGBM_BoosterCreate_t
    let boosterAddValidation: LGBM_BoosterAddValidData_t
    let boosterUpdate: LGBM_BoosterUpdateOneIter_t
    let boosterCurrentIteration: LGBM_BoosterGetCurrentIteration_t
    let boosterPredictionCount: LGBM_BoosterGetNumPredict_t
    let boosterPredictions: LGBM_BoosterGetPredict_t
    let boosterFree: LGBM_BoosterFree_t

    let boosterLoad: LGBM_BoosterLoadModelFromString_t
    let boosterSave: LGBM_BoosterSaveModelToString_t
    let boosterImportance: LGBM_BoosterFeatureImportance_t
    let boosterPredict: LGBM_BoosterPredictForMat_t

    /// - Throws: the name of the first function that the library does not have.
    init(from library: UnsafeMutableRawPointer) throws(MissingFunction) {
        // The caller names a C function and gets it as the type that the header declares for it; that
        // the two agree is what the pinned digest guards.
        func function<Function>(_ name: String) throws(MissingFunction) -> Function {
            guard let address = dlsym(library, name) else { throw MissingFunction(name: name) }
            return unsafeBitCast(address, to: Function.self)
        }
        lastError = try function("LGBM_GetLastError")
        registerLogCallback = try function("LGBM_RegisterLogCallback")
        setThreads = try function("OMP_SET_NUM_THREADS")
        datasetCreateFromMatrix = try function("LGBM_DatasetCreateFromMat")
        datasetSetFeatureNames = try function("LGBM_DatasetSetFeatureNames")
        datasetSetField = try function("LGBM_DatasetSetField")
        datasetFree = try function("LGBM_DatasetFree")
        boosterCreate = try function("LGBM_BoosterCreate")
        boosterAddValidation = try function("LGBM_BoosterAddValidData")
        boosterUpdate = try function("LGBM_BoosterUpdateOneIter")
        boosterCurrentIteration = try function("LGBM_BoosterGetCurrentIteration")
        boosterPredictionCount = try function("LGBM_BoosterGetNumPredict")
        boosterPredictions = try function("LGBM_BoosterGetPredict")
        boosterFree = try function("LGBM_BoosterFree")
        boosterLoad = try function("LGBM_BoosterLoadModelFromString")
        boosterSave = try function("LGBM_BoosterSaveModelToString")
        boosterImportance = try function("LGBM_BoosterFeatureImportance")
        boosterPredict = try function("LGBM_BoosterPredictForMat")
    }

    struct MissingFunction: Error {
        let name: String
    }
}
