internal import ForecastCore
internal import Synchronization

/// The digest of what is known in each window, computed once.
final class KnownDigests: Sendable {
    /// `[window]`.
    private let digests: Mutex<[Digest?]>

    init(windows: Int) { digests = Mutex(Array(repeating: nil, count: windows)) }

    func digest(of known: KnownPanel) -> Digest {
        if let digest = digests.withLock({ $0[known.window.index] }) { return digest }
        let digest = known.panel.digest
        digests.withLock { $0[known.window.index] = digest }
        return digest
    }
}
