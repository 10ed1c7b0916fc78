internal import COpenBLAS
internal import Glibc

/// The system's OpenBLAS, opened at run time and pinned: the kernels for Haswell, one thread, whatever the processor
/// and the environment say. The same product then has the same bits on every x86-64-v3 machine.
///
/// Left alone, OpenBLAS chooses kernels by the processor and cuts its work by the number of cores, and both decide
/// bits. Nothing of it is linked: a build, and every model that multiplies no matrices, works without it.
package final class OpenBLAS: Sendable {
    /// Whose kernels compute: those that every x86-64-v3 processor can run (docs/decisions/0013).
    package static let coreName = "Haswell"

    /// What the library calls itself: `0.3.21`. Another version may sum in another order, so it belongs into the
    /// cache keys of whatever multiplies by it.
    package let version: String
    package let path: String
    let functions: OpenBLASFunctions

    /// What the library says of itself now.
    package var state: LibraryState { LibraryState(of: functions) }

    /// What decides the bits, for cache keys and manifests: `openblas 0.3.21 Haswell`.
    package var profile: String { "openblas \(version) \(Self.coreName)" }

    private init(version: String, path: String, functions: OpenBLASFunctions) {
        self.version = version
        self.path = path
        self.functions = functions
    }

    // MARK: - Loading

    /// The library of this process, opened at the first call.
    ///
    /// The first call changes environment variables for a moment, so it belongs where a run is prepared, before
    /// threads begin.
    package static func load() throws(LinearAlgebraError) -> OpenBLAS { try loaded.get() }

    private static let loaded = Result { () throws(LinearAlgebraError) in try open(paths) }

    /// Debian's build with threads by its own path, then whatever the system's loader calls OpenBLAS. The
    /// alternatives system may point the second to a build without threads or with OpenMP, which is refused.
    static let paths = [
        "/usr/lib/x86_64-linux-gnu/openblas-pthread/libopenblas.so.0", "libopenblas.so.0",
    ]

    /// Opens the first of `paths` that is there; it stays open until the process ends.
    package static func open(_ paths: [String]) throws(LinearAlgebraError) -> OpenBLAS {
        var reasons: [String] = []
        var kind = LinearAlgebraError.Kind.libraryMissing
        for path in paths {
            // RTLD_LOCAL: none of its symbols reaches the rest of the program.
            guard let handle = pinned({ dlopen(path, RTLD_NOW | RTLD_LOCAL) }) else {
                let reason = dlerror().map { String(cString: $0) } ?? "\(path): unknown reason"
                if isThere(path, reason) { kind = .libraryUnusable }
                reasons.append(reason)
                continue
            }
            return try checked(handle, path: path)
        }
        throw LinearAlgebraError(kind, reasons.joined(separator: "; "))
    }

    /// Whether there is a file that could not be loaded: damaged, of another machine, without what it needs itself.
    private static func isThere(_ path: String, _ reason: String) -> Bool {
        // A name without a folder is sought by the loader, which alone knows where.
        path.contains("/")
            ? access(path, F_OK) == 0
            : !(reason.hasPrefix("\(path):") && reason.hasSuffix("No such file or directory"))
    }

    /// OpenBLAS reads these variables once, when it is loaded.
    private static func pinned<Output>(_ load: () -> Output) -> Output {
        HeldEnvironment.with(
            [
                "OPENBLAS_CORETYPE": coreName, "OPENBLAS_NUM_THREADS": "1", "OPENBLAS_BLOCK_FACTOR": nil,
                "OPENBLAS_VERBOSE": nil, "OPENBLAS_THREAD_TIMEOUT": nil, "GOTO_NUM_THREADS": nil,
            ], load)
    }

    /// Believes nothing that was asked for before the library itself says so: it ignores names that it does not know.
    private static func checked(
        _ handle: UnsafeMutableRawPointer, path: String
    ) throws(LinearAlgebraError) -> OpenBLAS {
        let functions: OpenBLASFunctions
        do {
            functions = try OpenBLASFunctions(from: handle)
        } catch {
            throw LinearAlgebraError(.libraryUnusable, "\(path) has no function \(error.name)")
        }
        functions.setThreadCount(1)
        let state = LibraryState(of: functions)
        if let reason = state.objection { throw LinearAlgebraError(.notPinned, "\(path): \(reason)") }
        return OpenBLAS(version: state.version ?? "", path: path, functions: functions)
    }
}
