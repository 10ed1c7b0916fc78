/// Unpacks the bytes of a file, piece by piece.
protocol Unpacker: AnyObject {
    /// What the file is, in sentences: `gzip`.
    var format: String { get }
    /// True before a member or frame begins: the only places where the file may end.
    var isBetweenMembers: Bool { get }
    /// Unpacks as much of `input` as fits into `output`.
    func unpack(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> UnpackingStep
}
