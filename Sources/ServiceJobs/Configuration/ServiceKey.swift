package import ForecastCore

/// Who may ask for what: a key that the service knows by its digest alone.
package struct ServiceKey: Sendable {
    package let name: String
    /// Of the key's text.
    package let digest: Digest
    package let scopes: Set<ServiceConfiguration.Scope>

    /// Whether `text` is the key. Takes the same time for any text of the same length: what is compared are digests, all of
    /// their bytes.
    package func matches(_ text: String) -> Bool {
        digest.equals(Digest.sha256(text).bytes)
    }
}
