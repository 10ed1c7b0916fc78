package import ForecastCore
internal import FoundationEssentials
internal import GRDB

/// A stored key and the fields that it was made of.
package struct StoredKey: Equatable, Sendable {
    package let key: Digest
    package let parts: [CanonicalEncoder.Part]
}
