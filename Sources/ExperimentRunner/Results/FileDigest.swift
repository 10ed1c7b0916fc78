internal import Files
internal import ForecastCore
internal import Glibc

/// Digests of files of any size, in constant memory.
enum FileDigest {
    static func sha256(ofFile path: String) throws(FileError) -> Digest {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError("open", path) }
        defer { close(descriptor) }
        var stream = DigestStream()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = read(descriptor, buffer.baseAddress, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw FileError("read", path) }
            if count == 0 { return stream.finish() }
            stream.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }
}
