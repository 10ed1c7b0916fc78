internal import Glibc

/// A file being written. Closing reports what a delayed write may have hidden; an abandoned file is
/// closed without a word.
final class OutputFile {
    private let path: String
    private var descriptor: Int32

    init(creating path: String) throws(SyntheticDemandError) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw .failed("create", path) }
    }

    func write(_ bytes: [UInt8]) throws(SyntheticDemandError) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress?.advanced(by: done), $0.count - done)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .failed("write", path) }
            done += count
        }
    }

    func close() throws(SyntheticDemandError) {
        let result = Glibc.close(descriptor)
        descriptor = -1
        guard result == 0 else { throw .failed("write", path) }
    }

    deinit { if descriptor >= 0 { _ = Glibc.close(descriptor) } }
}
