internal import ForecastCore
internal import NetworkKernels
internal import NetworkTape

extension SafeTensors {
    /// Reads a file that `bytes` made, or that Python's library did.
    ///
    /// Every length is checked against the bytes that are there before anything is allocated for it.
    /// - Parameter needsDigest: whether a file without a digest of ours is refused as damaged.
    /// - Throws: `.truncated`, `.malformed`; `.damaged` where the header holds a digest and the rest has another.
    package init(bytes: [UInt8], needsDigest: Bool = false) throws(SafeTensorsError) {
        guard bytes.count >= 8 else { throw SafeTensorsError(.truncated, "\(bytes.count) bytes") }
        let length = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << (8 * UInt64($1)) }
        guard length <= UInt64(bytes.count - 8) else {
            throw SafeTensorsError(
                .truncated, "the header announces \(length) bytes and \(bytes.count - 8) follow")
        }
        let header = try HeaderJSON.object(bytes[8..<8 + Int(length)])
        let data = bytes[(8 + Int(length))...]
        var tensors: [Tensor] = []
        var metadata: [String: String] = [:]
        var next = 0
        for (name, value) in header {
            guard name != "__metadata__" else {
                metadata = try Self.words(value)
                continue
            }
            let entry = try Entry(name, value)
            guard entry.range.lowerBound == next else {
                throw SafeTensorsError(
                    .malformed, "'\(name)' begins at \(entry.range.lowerBound), not \(next)")
            }
            next = entry.range.upperBound
            guard next <= data.count else {
                throw SafeTensorsError(.truncated, "'\(name)' ends at byte \(next) of \(data.count)")
            }
            let slice = data[(data.startIndex + entry.range.lowerBound)..<(data.startIndex + next)]
            tensors.append(Tensor(name, shape: entry.shape, entry.values(slice)))
        }
        guard next == data.count else {
            throw SafeTensorsError(.truncated, "\(data.count - next) bytes follow the last number")
        }
        let written = metadata.removeValue(forKey: Self.digestKey)
        self.init(tensors, metadata: metadata)
        guard written == digest.hex || (written == nil && !needsDigest) else {
            throw SafeTensorsError(.damaged, "their digest is not the one that was written with them")
        }
    }

    private static func words(_ value: HeaderJSON) throws(SafeTensorsError) -> [String: String] {
        guard case .object(let members) = value else {
            throw SafeTensorsError(.malformed, "__metadata__ is no object")
        }
        var words: [String: String] = [:]
        for member in members {
            guard case .string(let word) = member.value else {
                throw SafeTensorsError(.malformed, "'\(member.name)' of __metadata__ is no text")
            }
            words[member.name] = word
        }
        return words
    }
}

/// What the header says of one array.
private struct Entry {
    let type: String
    let shape: [Int]
    let range: Range<Int>

    init(_ name: String, _ value: HeaderJSON) throws(SafeTensorsError) {
        guard case .object(let members) = value,
            case .string(let type)? = members.first(where: { $0.name == "dtype" })?.value,
            let shape = members.first(where: { $0.name == "shape" })?.value.integers,
            let place = members.first(where: { $0.name == "data_offsets" })?.value.integers,
            place.count == 2, place[0] <= place[1]
        else { throw SafeTensorsError(.malformed, "'\(name)' has no type, shape or place") }
        guard let width = ["F32": 4, "F64": 8][type] else {
            throw SafeTensorsError(.malformed, "'\(name)' holds \(type), neither F32 nor F64")
        }
        var count = width
        for size in shape {
            let (product, overflows) = count.multipliedReportingOverflow(by: size)
            guard !overflows else { throw SafeTensorsError(.malformed, "'\(name)' is too large") }
            count = product
        }
        guard count == place[1] - place[0] else {
            throw SafeTensorsError(.malformed, "'\(name)' of shape \(shape) has \(place[1] - place[0]) bytes")
        }
        self.type = type
        self.shape = shape
        range = place[0]..<place[1]
    }

    func values(_ bytes: ArraySlice<UInt8>) -> SafeTensors.Values {
        bytes.withUnsafeBytes { raw in
            type == "F32"
                ? .float(
                    (0..<raw.count / 4).map {
                        Float(
                            bitPattern: UInt32(
                                littleEndian: raw.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
                    })
                : .double(
                    (0..<raw.count / 8).map {
                        Double(
                            bitPattern: UInt64(
                                littleEndian: raw.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self)))
                    })
        }
    }
}
