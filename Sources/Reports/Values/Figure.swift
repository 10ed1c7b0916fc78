/// A number in a report, or the statement that there is none: an error measure without a single
/// point, a missing observation.
///
/// Only finite numbers are figures. JSON knows neither NaN nor infinity, so the type, not each
/// writer, turns them into `null`.
package struct Figure: Hashable, Sendable {
    /// Nil where undefined.
    package let value: Double?

    package init(_ value: Double?) {
        self.value = value.flatMap { $0.isFinite ? $0 : nil }
    }

    package static let undefined = Figure(nil)
}

extension Figure: ExpressibleByFloatLiteral {
    package init(floatLiteral value: Double) { self.init(value) }
}

extension Figure: ExpressibleByIntegerLiteral {
    package init(integerLiteral value: Int) { self.init(Double(value)) }
}

extension Figure: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        self.init(container.decodeNil() ? nil : try container.decode(Double.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let value { try container.encode(value) } else { try container.encodeNil() }
    }
}

extension KeyedDecodingContainer {
    /// A part that a file of an earlier version does not have yet reads as null.
    package func decode<Value: Codable>(
        _ type: OrNull<Value>.Type, forKey key: Key
    ) throws -> OrNull<Value> {
        try decodeIfPresent(type, forKey: key) ?? OrNull(wrappedValue: nil)
    }
}
