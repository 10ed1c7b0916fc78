internal import COpenBLAS
internal import Glibc

/// What a loaded OpenBLAS says of itself.
package struct LibraryState: Sendable {
    package var configuration: String
    package var coreName: String
    /// How it was built: `openblas_threads`, which is 1, is wanted.
    package var parallel: Int32
    package var threadCount: Int32

    package init(configuration: String, coreName: String, parallel: Int32, threadCount: Int32) {
        self.configuration = configuration
        self.coreName = coreName
        self.parallel = parallel
        self.threadCount = threadCount
    }

    /// The second word of the configuration, when it looks like a version.
    package var version: String? {
        let words = configuration.split(separator: " ")
        guard words.count > 1, words[0] == "OpenBLAS", words[1].first?.isNumber == true else { return nil }
        return String(words[1])
    }

    /// Why results must not be computed with this library; nil when they may.
    package var objection: String? {
        if version == nil { return "it names no version, but '\(configuration)'" }
        if configuration.contains("USE64BITINT") { return "it is the build with 64-bit integers" }
        if parallel != Int32(openblas_threads) {
            // OpenMP would follow LightGBM's number of threads; a build without threads may lack the locks
            // by which several threads can each multiply.
            let kind = parallel == Int32(openblas_openmp) ? "with OpenMP" : "without threads"
            return "it is the build \(kind), not the one with POSIX threads"
        }
        if coreName != OpenBLAS.coreName {
            return "its kernels are those for \(coreName), and not for \(OpenBLAS.coreName) as it was told"
        }
        if threadCount != 1 {
            return "it computes with \(threadCount) threads, and not with 1 as it was told"
        }
        return nil
    }
}

extension LibraryState {
    init(of functions: OpenBLASFunctions) {
        self.init(
            configuration: functions.configuration().map { String(cString: $0) } ?? "",
            coreName: functions.coreName().map { String(cString: $0) } ?? "",
            parallel: functions.parallel(), threadCount: functions.threadCount())
    }
}
