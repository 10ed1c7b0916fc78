internal import CLightGBM
package import ForecastCore
internal import Glibc
internal import Synchronization

/// The real LightGBM, opened at run time from the shared library of the pinned Python package.
///
/// Nothing of it is linked: a build, and every other model, works without it.
package final class LightGBMLibrary: Sendable {
    package static let version = "4.7.0"

    /// Where `make deps` puts the library, from the root of the project.
    package static let relativePath = ".deps/lightgbm-4.7.0/lib_lightgbm.so"

    /// The SHA-256 of `lightgbm/lib/lib_lightgbm.so` inside the wheel that `.ci/fetch-lightgbm.sh` pins.
    /// Another build of LightGBM may train other trees, so its digest belongs into cache keys.
    package static let pinnedDigest = "573d57e8a2c6290c2271b99b87afa7a802e796eafc9e8d66aefa0913cbc1616a"

    package let path: String
    package let digest: Digest
    let functions: LightGBMFunctions
    package let gate: ThreadCountGate

    private init(path: String, digest: Digest, functions: LightGBMFunctions, gate: ThreadCountGate) {
        self.path = path
        self.digest = digest
        self.functions = functions
        self.gate = gate
    }

    private struct Opened {
        var libraries: [String: LightGBMLibrary] = [:]
        /// By what the loader calls it: a file that is reached by two paths is loaded once, and works only when everybody passes
        /// through the same gate.
        var gates: [UnsafeMutableRawPointer: ThreadCountGate] = [:]
    }

    private static let opened = Mutex(Opened())

    /// The library at the absolute `path`, whose bytes are checked to be the pinned ones before it is opened. It
    /// stays open until the process ends: its threads outlive any training.
    /// - Throws: `libraryMissing`, `libraryDiffers` or `libraryUnusable`.
    package static func load(path: String) throws(BoostedTreesError) -> LightGBMLibrary {
        try opened.withLock { (opened) throws(BoostedTreesError) in
            if let library = opened.libraries[path] { return library }
            let library = try open(path: path, &opened.gates)
            opened.libraries[path] = library
            return library
        }
    }

    private static func open(
        path: String, _ gates: inout [UnsafeMutableRawPointer: ThreadCountGate]
    ) throws(BoostedTreesError) -> LightGBMLibrary {
        let operation = "load \(path)"
        // A relative path without a slash would make the loader search the system's folders.
        guard path.hasPrefix("/") else {
            throw BoostedTreesError(.libraryMissing, operation, "the path is not absolute")
        }
        guard let digest = sha256(ofFile: path) else {
            let reason = String(cString: strerror(errno))
            throw BoostedTreesError(
                .libraryMissing, operation, reason,
                fix: "`make deps` in the folder of forecast-engine fetches it")
        }
        guard digest.hex == pinnedDigest else {
            throw BoostedTreesError(
                .libraryDiffers, operation,
                "its SHA-256 is \(digest.hex), not \(pinnedDigest) of LightGBM \(version)",
                fix: "delete the file and run `make deps` in the folder of forecast-engine")
        }
        keepIdleThreadsQuiet()
        // RTLD_LOCAL: neither its symbols nor those of its OpenMP reach the rest of the program.
        guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
            throw BoostedTreesError(
                .libraryUnusable, operation, dlerror().map { String(cString: $0) } ?? "unknown reason",
                fix:
                    "`make deps` in the folder of forecast-engine installs the packages that it needs (libgomp1)"
            )
        }
        do {
            let functions = try LightGBMFunctions(from: handle)
            let gate = gates[handle] ?? ThreadCountGate { functions.setThreads(Int32($0)) }
            gates[handle] = gate
            return LightGBMLibrary(path: path, digest: digest, functions: functions, gate: gate)
        } catch {
            throw BoostedTreesError(.libraryUnusable, operation, "it has no function \(error.name)")
        }
    }

    /// Makes one call and turns its failure into an error that carries LightGBM's own words.
    ///
    /// - Parameter threads: on how many threads it works; where the call takes parameters, the same as there. Waits
    ///   for calls on another number of threads to end.
    func call(
        _ operation: String, threads: Int, _ body: (LightGBMFunctions) -> Int32
    ) throws(BoostedTreesError) {
        // Log lines and error texts are per thread: the first are silenced on whichever thread this
        // is, the second read before anything else can run on it.
        _ = functions.registerLogCallback { _ in }
        guard gate.pass(threads: threads, { body(functions) }) == 0 else {
            let message = functions.lastError().map { String(cString: $0) } ?? "no reason given"
            throw BoostedTreesError(.callFailed, operation, message)
        }
    }

    /// Lets OpenMP's threads sleep while they wait for each other.
    ///
    /// By default they spin, and on a machine whose cores have other work they spin while the thread
    /// they wait for is not running: training on two threads was measured ten times slower than on
    /// one. OpenMP reads the variable when it is loaded; what the user has set stands. Changes no bit
    /// of any result.
    private static func keepIdleThreadsQuiet() {
        setenv("OMP_WAIT_POLICY", "passive", 0)
    }

    /// Nil, with `errno` set, when the file cannot be read.
    private static func sha256(ofFile path: String) -> Digest? {
        let file = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var stream = DigestStream()
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = buffer.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
            if count == 0 { return stream.finish() }
            if count < 0 {
                if errno == EINTR { continue }
                return nil
            }
            buffer.withUnsafeBytes { stream.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        }
    }
}
