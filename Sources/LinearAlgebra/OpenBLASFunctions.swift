internal import COpenBLAS
internal import Glibc

/// The functions of the opened library.
///
/// They are stateless entries into a library that is never closed, so they may be called from any thread.
struct OpenBLASFunctions: @unchecked Sendable {
    let configuration: openblas_get_config_t
    let coreName: openblas_get_corename_t
    let parallel: openblas_get_parallel_t
    let threadCount: openblas_get_num_threads_t
    let setThreadCount: openblas_set_num_threads_t

    let sgemm: cblas_sgemm_t
    let dgemm: cblas_dgemm_t
    let sgemv: cblas_sgemv_t
    let dgemv: cblas_dgemv_t

    /// - Throws: the name of the first function that the library does not have.
    init(from library: UnsafeMutableRawPointer) throws(MissingFunction) {
        // The caller names a C function and gets it as the type that the header declares for it: that of
        // the CBLAS interface, which has not changed since it was fixed in 2001.
        func function<Function>(_ name: String) throws(MissingFunction) -> Function {
            guard let address = dlsym(library, name) else { throw MissingFunction(name: name) }
            return unsafeBitCast(address, to: Function.self)
        }
        configuration = try function("openblas_get_config")
        coreName = try function("openblas_get_corename")
        parallel = try function("openblas_get_parallel")
        threadCount = try function("openblas_get_num_threads")
        setThreadCount = try function("openblas_set_num_threads")
        sgemm = try function("cblas_sgemm")
        dgemm = try function("cblas_dgemm")
        sgemv = try function("cblas_sgemv")
        dgemv = try function("cblas_dgemv")
    }

    struct MissingFunction: Error {
        let name: String
    }
}
