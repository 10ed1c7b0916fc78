package import ForecastCore
internal import Reports

/// A field of a cache key that is not what it was in the nearest stored key.
package struct KeyChange: Encodable, Equatable, Sendable {
    package let field: String
    /// Nil where the key has no such field.
    package let old: String?
    package let new: String?

    /// Every field that differs, in the order of the new key, fields that only the old one has last.
    package static func list(from old: [CanonicalEncoder.Part], to new: [CanonicalEncoder.Part])
        -> [KeyChange]
    {
        let before = Dictionary(old.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        let after = Set(new.map(\.name))
        let changed = new.filter { before[$0.name] != $0.value }
            .map { KeyChange(field: $0.name, old: before[$0.name], new: $0.value) }
        let lost = old.filter { !after.contains($0.name) }
            .map { KeyChange(field: $0.name, old: $0.value, new: nil) }
        return changed + lost
    }

    /// `alpha: 0.1 -> 0.2`.
    package var text: String {
        "\(PlainText.truncated(PlainText.sanitised(field), to: 80)): \(Self.shortened(old) ?? "(absent)") -> \(Self.shortened(new) ?? "(absent)")"
    }

    /// A list of a thousand values tells a person nothing.
    private static func shortened(_ value: String?) -> String? {
        value.map { PlainText.truncated(PlainText.sanitised($0), to: 60) }
    }
}
