package import Files
internal import Glibc

/// Memory that lies in a file without a name: the kernel may write it out and take it back, so that it is none that a process
/// must have. The file is gone with the object, and with the process however that ends.
///
/// The room for it on the disk is taken at once: a disk that is full is an error here, and no fault while it is written.
package final class ScratchMemory: @unchecked Sendable {
    // Sendable: two numbers that never change; who writes where is the caller's to keep apart.

    /// All 0 at first; valid as long as this object.
    package let bytes: UnsafeMutableRawBufferPointer

    /// - Parameter folder: on a disk: `/tmp` may be memory itself.
    package init(byteCount: Int, in folder: String) throws(FileError) {
        guard byteCount > 0 else {
            bytes = UnsafeMutableRawBufferPointer(start: nil, count: 0)
            return
        }
        let file = try Self.unnamedFile(in: folder)
        defer { close(file) }
        let failure = posix_fallocate(file, 0, byteCount)
        guard failure == 0 else {
            throw FileError("make room for \(byteCount >> 20) MiB in", folder, code: failure)
        }
        guard let start = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0),
            start != MAP_FAILED
        else { throw FileError("map a file in", folder) }
        bytes = UnsafeMutableRawBufferPointer(start: start, count: byteCount)
    }

    deinit {
        if let start = bytes.baseAddress { munmap(start, bytes.count) }
    }

    /// Takes all pages out of the process. What is in them stays in the file, from which they come back when they are touched.
    package func letGo() {
        if let start = bytes.baseAddress { madvise(start, bytes.count, MADV_DONTNEED) }
    }

    private static func unnamedFile(in folder: String) throws(FileError) -> Int32 {
        var template = Array("\(folder)/forecast-XXXXXX".utf8CString)
        let file = mkstemp(&template)
        guard file >= 0 else { throw FileError("create a temporary file in", folder) }
        _ = fcntl(file, F_SETFD, FD_CLOEXEC)
        unlink(template)
        return file
    }
}
