internal import CZstd

/// Unpacks Zstandard (RFC 8878), also several frames in one file, as `cat a.zst b.zst` and `pzstd` make.
///
/// A frame that needs a window of more than 128 MiB is refused, as `zstd -d` does: the window is memory.
final class ZstdUnpacker: Unpacker {
    let format = "zstd"
    private let stream: OpaquePointer
    private(set) var isBetweenMembers = true
    /// 2^27 bytes: what `zstd --ultra -22` asks for at most without `--long`.
    private static let largestWindowLog: Int32 = 27

    init() {
        guard let stream = ZSTD_createDCtx() else { preconditionFailure("zstd cannot start: no memory") }
        self.stream = stream
        ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, Self.largestWindowLog)
    }

    deinit { ZSTD_freeDCtx(stream) }

    /// Whether a file begins with a frame, or with one that is to be skipped, as `pzstd` writes.
    static func begins(_ bytes: Slice<UnsafeMutableRawBufferPointer>) -> Bool {
        let head = Array(bytes.prefix(4))
        return head == [0x28, 0xB5, 0x2F, 0xFD]
            || head.count == 4 && (0x50...0x5F).contains(head[0]) && Array(head[1...]) == [0x2A, 0x4D, 0x18]
    }

    func unpack(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> UnpackingStep
    {
        var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        var target = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        // Nothing is begun by no bytes.
        if isBetweenMembers, input.isEmpty { return UnpackingStep(consumed: 0, produced: 0, fault: nil) }
        let left = ZSTD_decompressStream(stream, &target, &source)
        let fault = ZSTD_isError(left) == 0 ? nil : String(cString: ZSTD_getErrorName(left))
        // 0: a frame is whole, and all of it has been handed over.
        isBetweenMembers = left == 0
        return UnpackingStep(consumed: source.pos, produced: target.pos, fault: fault)
    }
}
