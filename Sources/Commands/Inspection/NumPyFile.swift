internal import ExperimentSpec

/// The format of numpy.save, version 1.0, for arrays of Float in column-major order.
///
/// **Source** NumPy Enhancement Proposal 1.
enum NumPyFile {
    static func bytes(of values: [Float], shape: [Int]) -> [UInt8] {
        precondition(values.count == shape.reduce(1, *), "\(values.count) values for \(shape)")
        let dimensions = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
        let text = "{'descr': '<f4', 'fortran_order': True, 'shape': (\(dimensions)), }"
        // Magic, version and length take 10 bytes; data starts at a multiple of 64.
        let padding = 63 - (10 + text.utf8.count) % 64
        let header =
            Array(text.utf8) + Array(repeating: UInt8(ascii: " "), count: padding) + [UInt8(ascii: "\n")]
        var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
        bytes += [UInt8(header.count & 0xFF), UInt8(header.count >> 8)] + header
        // This program's only platforms store numbers as the format does, little end first.
        values.withUnsafeBytes { bytes.append(contentsOf: $0) }
        return bytes
    }
}
