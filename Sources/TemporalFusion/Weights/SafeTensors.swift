internal import ForecastCore
internal import NetworkTape

/// Named arrays of numbers as one file, in the format of the Python library `safetensors`.
///
/// **Source** safetensors 0.4, "Format": eight bytes (little-endian) with the length of the header; the header, a JSON
/// object that gives type, shape and place of each array; the numbers, little-endian, without gaps. Nothing in such a
/// file is executable.
package struct SafeTensors: Equatable, Sendable {
    package enum Values: Equatable, Sendable {
        case float([Float])
        case double([Double])

        package var count: Int {
            switch self {
            case .float(let values): values.count
            case .double(let values): values.count
            }
        }

        /// As the header calls the type.
        var type: String {
            switch self {
            case .float: "F32"
            case .double: "F64"
            }
        }

        var bytes: [UInt8] {
            switch self {
            case .float(let values): Self.littleEndian(values.map(\.bitPattern))
            case .double(let values): Self.littleEndian(values.map(\.bitPattern))
            }
        }

        private static func littleEndian<Word: FixedWidthInteger>(_ words: [Word]) -> [UInt8] {
            words.map(\.littleEndian).withUnsafeBytes { Array($0) }
        }
    }

    package struct Tensor: Equatable, Sendable {
        package let name: String
        package let shape: [Int]
        package let values: Values

        package init(_ name: String, shape: [Int], _ values: Values) {
            precondition(
                shape.reduce(1, *) == values.count, "\(values.count) numbers for \(name) of shape \(shape)")
            self.name = name
            self.shape = shape
            self.values = values
        }
    }

    /// In the order of the file.
    package let tensors: [Tensor]
    /// Words about the file, in the order of their keys.
    package let metadata: [String: String]

    package init(_ tensors: [Tensor], metadata: [String: String]) {
        self.tensors = tensors
        self.metadata = metadata
    }

    package func tensor(_ name: String) -> Tensor? { tensors.first { $0.name == name } }

    /// The key under which the header keeps the digest.
    static let digestKey = "sha256"

    // MARK: - Writing

    /// The file. The header is padded with spaces to a multiple of eight, as the library does.
    package var bytes: [UInt8] {
        let header = header(metadata.merging([Self.digestKey: digest.hex]) { $1 })
        let length = UInt64(header.count)
        return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * UInt64($0))) } + header + data
    }

    /// SHA-256 of the header without a digest, and the numbers.
    var digest: Digest { Digest.sha256(header(metadata) + data) }

    private var data: [UInt8] { tensors.flatMap(\.values.bytes) }

    private func header(_ words: [String: String]) -> [UInt8] {
        let about = words.sorted { $0.key < $1.key }
            .map { "\(HeaderJSON.quoted($0.key)):\(HeaderJSON.quoted($0.value))" }
        var entries = ["\"__metadata__\":{\(about.joined(separator: ","))}"]
        var place = 0
        for tensor in tensors {
            let end = place + tensor.values.bytes.count
            let shape = tensor.shape.map(String.init).joined(separator: ",")
            entries.append(
                "\(HeaderJSON.quoted(tensor.name)):{\"dtype\":\"\(tensor.values.type)\","
                    + "\"shape\":[\(shape)],\"data_offsets\":[\(place),\(end)]}")
            place = end
        }
        let text = Array("{\(entries.joined(separator: ","))}".utf8)
        return text + Array(repeating: UInt8(ascii: " "), count: (8 - text.count % 8) % 8)
    }
}
