internal import ArtefactStore
internal import ForecastCore

enum CacheSize {
    /// `12.3 MB`.
    static func text(_ bytes: Int) -> String {
        switch bytes {
        case ..<1000: "\(bytes) bytes"
        case ..<1_000_000: "\(NumberText.fixed(Double(bytes) / 1e3, decimals: 1)) kB"
        case ..<1_000_000_000: "\(NumberText.fixed(Double(bytes) / 1e6, decimals: 1)) MB"
        default: "\(NumberText.fixed(Double(bytes) / 1e9, decimals: 1)) GB"
        }
    }
}
