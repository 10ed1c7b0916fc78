package import Files
internal import ForecastCore
internal import Glibc
package import Postgres
package import TableQueries

/// The bytes of one source file in order, unpacked when they are gzip or zstd, while the SHA-256 of what is on
/// disk is taken on the way.
package final class SourceStream {
    /// Why no further bytes can be had.
    package enum Failure: Error, Equatable {
        case file(FileError)
        /// Not what gzip or zstd write: cut off, flipped bits, trailing bytes. The format, and what is wrong.
        case corruptArchive(String, String)
        /// What a query ended with.
        case query(QueryFailure)
        /// What PostgreSQL ended with.
        case postgres(PostgresError)
    }

    private static let chunkByteCount = 1 << 20
    /// More than the most rows that a data set may have; an archive of a kilobyte can unpack to a gigabyte.
    package static let largestUnpackedByteCount = 1 << 35

    private let file: SourceFile
    /// -1 where a table is read.
    private let descriptor: Int32
    /// Fills a buffer with the table that a query or a server makes, 0 bytes at its end; nil where a file is read.
    private let table: ((UnsafeMutableRawBufferPointer) throws(Failure) -> Int)?
    private let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: chunkByteCount, alignment: 64)
    /// The part of `chunk` that nobody has read yet.
    private var unread = 0..<0
    private var isAtEnd = false
    private var hash: DigestStream? = DigestStream()
    private var byteCount = 0
    private var unpackedByteCount = 0
    private let unpackedLimit: Int
    private var unpacker: (any Unpacker)?

    /// - Parameter unpackedLimit: how many bytes a packed file may unpack to.
    package init(
        _ file: SourceFile, unpackedLimit: Int = SourceStream.largestUnpackedByteCount
    ) throws(Failure) {
        self.file = file
        self.unpackedLimit = unpackedLimit
        table = nil
        do {
            descriptor = try FileSystem.openRegular(file.path, displayedAs: file.displayPath).descriptor
        } catch {
            throw .file(error)
        }
        try refill()
        if chunk[unread].starts(with: Inflater.magic) {
            unpacker = Inflater()
        } else if ZstdUnpacker.begins(chunk[unread]) {
            unpacker = ZstdUnpacker()
        }
    }

    /// The table that a query makes; `file` is how messages call it.
    convenience init(_ query: QueryProcess, as file: SourceFile) throws(Failure) {
        try self.init(as: file) { target throws(Failure) in
            do throws(QueryFailure) {
                return try query.read(into: target)
            } catch {
                throw .query(error)
            }
        }
    }

    /// The table that PostgreSQL hands over.
    convenience init(_ copy: PostgresCopy, as file: SourceFile) throws(Failure) {
        try self.init(as: file) { target throws(Failure) in
            do throws(PostgresError) {
                return try copy.read(into: target)
            } catch {
                throw .postgres(error)
            }
        }
    }

    /// A table that somebody else makes.
    private init(
        as file: SourceFile, table: @escaping (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
    ) throws(Failure) {
        self.file = file
        self.table = table
        unpackedLimit = Self.largestUnpackedByteCount
        descriptor = -1
        try refill()
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        chunk.deallocate()
    }

    /// Fills as much of `target` as is at hand.
    /// - Returns: the number of bytes; 0 at the end of the file.
    package func read(into target: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
        guard let unpacker else { return try copy(into: target) }
        while true {
            if unread.isEmpty { try refill() }
            let step = unpacker.unpack(UnsafeRawBufferPointer(rebasing: chunk[unread]), into: target)
            unread = unread.lowerBound + step.consumed..<unread.upperBound
            if let fault = step.fault { throw .corruptArchive(unpacker.format, fault) }
            if step.produced > 0 {
                unpackedByteCount += step.produced
                guard unpackedByteCount <= unpackedLimit else {
                    throw .corruptArchive(
                        unpacker.format, "it unpacks to more than \(Self.words(unpackedLimit))")
                }
                return step.produced
            }
            guard isAtEnd, unread.isEmpty else { continue }
            guard unpacker.isBetweenMembers else {
                throw .corruptArchive(unpacker.format, "it is cut off")
            }
            return 0
        }
    }

    /// The digest of the whole file; reads whatever is left of it.
    func finish() throws(Failure) -> SourceDigest {
        while !isAtEnd { try refill() }
        guard let digest = hash.take()?.finish() else { preconditionFailure("a stream is finished once") }
        return SourceDigest(
            role: file.role, declaredPath: file.declaredPath, byteCount: byteCount, digest: digest)
    }

    /// The digest of a file, without looking at what it says.
    static func digest(of file: SourceFile) throws(Failure) -> SourceDigest {
        try SourceStream(file).finish()
    }

    private static func words(_ bytes: Int) -> String {
        bytes >= 1 << 30 ? "\(bytes >> 30) GiB" : "\(bytes) bytes"
    }

    private func copy(into target: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
        if unread.isEmpty { try refill() }
        let count = min(unread.count, target.count)
        target.copyMemory(from: UnsafeRawBufferPointer(rebasing: chunk[unread.prefix(count)]))
        unread = unread.dropFirst(count)
        return count
    }

    private func refill() throws(Failure) {
        guard !isAtEnd else { return }
        if let table {
            let count = try table(chunk)
            isAtEnd = count == 0
            unread = 0..<count
            return
        }
        var count = Glibc.read(descriptor, chunk.baseAddress, chunk.count)
        while count < 0, errno == EINTR { count = Glibc.read(descriptor, chunk.baseAddress, chunk.count) }
        guard count >= 0 else { throw .file(FileError("read", file.displayPath)) }
        isAtEnd = count == 0
        byteCount += count
        unread = 0..<count
        hash?.update(UnsafeRawBufferPointer(rebasing: chunk[unread]))
    }
}
