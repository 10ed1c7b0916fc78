/// What a local model learned of every series at one cutoff, by the ids of the series.
///
/// Series that could not be fitted are not among them: they are tried again whenever they are forecast.
package struct SeriesFits: Equatable, Sendable {
    package let parameters: [String: FittedParameters]

    package init(_ parameters: [String: FittedParameters]) { self.parameters = parameters }

    /// Says what the file is, and of which version.
    private static let head = Array("FCSTFIT1".utf8)

    /// As a file holds them: the head, the count of series (4 bytes), and for each, in the order of the ids, the id, the
    /// count of its parameters (4 bytes) and the parameters (8 bytes each), little-endian.
    package var stored: [UInt8] {
        var writer = LittleEndianWriter()
        writer.append(raw: Self.head)
        writer.append(UInt32(parameters.count))
        for (id, fitted) in parameters.sorted(by: { $0.key < $1.key }) {
            writer.append(text: id)
            writer.append(UInt32(fitted.values.count))
            writer.append(fitted.values)
        }
        return writer.bytes
    }

    package init(stored: [UInt8]) throws(UnreadableArtefact) {
        var reader = LittleEndianReader(stored)
        guard try Array(reader.raw(Self.head.count)) == Self.head else {
            throw UnreadableArtefact("it does not begin as fits of series do")
        }
        var parameters: [String: FittedParameters] = [:]
        for _ in 0..<(try reader.count(ofAtLeast: 8)) {
            let id = try reader.text()
            let values = try reader.numbers(try reader.count(ofAtLeast: 8))
            guard parameters.updateValue(FittedParameters(values), forKey: id) == nil else {
                throw UnreadableArtefact("a series is in it twice")
            }
        }
        guard reader.isAtEnd else { throw UnreadableArtefact("more follows its last series") }
        self.init(parameters)
    }
}
