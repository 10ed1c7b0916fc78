internal import CZlib

/// Unpacks gzip (RFC 1952), also several members in one file, as `cat a.gz b.gz` makes.
final class Inflater: Unpacker {
    let format = "gzip"
    static let magic: [UInt8] = [0x1F, 0x8B]

    /// zlib keeps a pointer back to this struct, so it has to stay where it is.
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private(set) var isBetweenMembers = true
    private var hasMember = false

    init() {
        stream.initialize(to: z_stream())
        // 16 + the largest window: gzip headers only, no raw zlib.
        let status = inflateInit2_(stream, 16 + MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        precondition(status == Z_OK, "zlib cannot start: \(status)")
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    func unpack(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> UnpackingStep
    {
        let padding = skipPadding(input)
        let rest = UnsafeRawBufferPointer(rebasing: input.dropFirst(padding))
        guard !rest.isEmpty else { return UnpackingStep(consumed: padding, produced: 0, fault: nil) }
        isBetweenMembers = false
        // zlib promises not to write to next_in; it is a mutable pointer for history's sake.
        stream.pointee.next_in = UnsafeMutablePointer(mutating: rest.bindMemory(to: UInt8.self).baseAddress)
        stream.pointee.avail_in = UInt32(clamping: rest.count)
        stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
        stream.pointee.avail_out = UInt32(clamping: output.count)
        let status = CZlib.inflate(stream, Z_NO_FLUSH)
        let fault = finishMember(status)
        return UnpackingStep(
            consumed: padding + rest.count - Int(stream.pointee.avail_in),
            produced: output.count - Int(stream.pointee.avail_out), fault: fault)
    }

    /// Between members, some writers pad with zeros.
    private func skipPadding(_ input: UnsafeRawBufferPointer) -> Int {
        isBetweenMembers && hasMember ? input.prefix { $0 == 0 }.count : 0
    }

    private func finishMember(_ status: Int32) -> String? {
        switch status {
        case Z_OK, Z_BUF_ERROR: return nil
        case Z_STREAM_END:
            inflateReset(stream)
            isBetweenMembers = true
            hasMember = true
            return nil
        default: return stream.pointee.msg.map { String(cString: $0) } ?? "zlib error \(status)"
        }
    }
}
