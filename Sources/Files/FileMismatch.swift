internal import Glibc

/// The first place at which two files differ, in constant memory.
package struct FileMismatch: Equatable {
    /// From 1.
    package let line: Int
    /// The line in either file, without its end; nil where a file has ended before.
    package let old: String?
    package let new: String?

    package init(line: Int, old: String?, new: String?) {
        self.line = line
        self.old = old
        self.new = new
    }

    private static let chunk = 1 << 20
    /// More of a line says nothing to a person.
    private static let longestLine = 1 << 16

    /// Nil when both files hold the same bytes.
    package static func first(old oldPath: String, new newPath: String) throws(FileError) -> FileMismatch? {
        let old = try OpenFile(oldPath)
        let new = try OpenFile(newPath)
        var offset = 0
        var line = 1
        var lineStart = 0
        while true {
            let (left, right) = (
                try old.bytes(at: offset, count: chunk), try new.bytes(at: offset, count: chunk)
            )
            let isSame = left == right
            if isSame, left.isEmpty { return nil }
            let common = isSame ? left.count : zip(left, right).prefix { $0 == $1 }.count
            for index in 0..<common where left[index] == UInt8(ascii: "\n") {
                line += 1
                lineStart = offset + index + 1
            }
            guard isSame else {
                return FileMismatch(
                    line: line, old: try old.line(at: lineStart, limit: longestLine),
                    new: try new.line(at: lineStart, limit: longestLine))
            }
            offset += left.count
        }
    }

    /// A file that is read at given places.
    private final class OpenFile {
        private let path: String
        private let descriptor: Int32

        init(_ path: String) throws(FileError) {
            self.path = path
            descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
            guard descriptor >= 0 else { throw FileError("open", path) }
        }

        deinit { close(descriptor) }

        /// So many bytes, fewer at the end of the file only.
        func bytes(at offset: Int, count: Int) throws(FileError) -> [UInt8] {
            var code: Int32 = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                while filled < count {
                    let got = pread(
                        descriptor, buffer.baseAddress.map { $0 + filled }, count - filled, offset + filled)
                    if got < 0, errno == EINTR { continue }
                    if got < 0 { code = errno }
                    guard got > 0 else { return }
                    filled += got
                }
            }
            guard code == 0 else { throw FileError("read", path, code: code) }
            return bytes
        }

        func line(at offset: Int, limit: Int) throws(FileError) -> String? {
            let bytes = try bytes(at: offset, count: limit)
            return bytes.isEmpty
                ? nil : String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        }
    }
}
