package import ForecastCore

/// What kind of demand a generated series has, named after the class it should fall in.
package enum ProductProfile: UInt8, Sendable, CaseIterable {
    case smooth, erratic, intermittent, lumpy

    /// The value of the static attribute `profile`.
    package var label: String { pattern.label }

    /// The class of Syntetos, Boylan & Croston 2005 that most series of this profile fall in.
    package var pattern: DemandPattern {
        switch self {
        case .smooth: .smooth
        case .erratic: .erratic
        case .intermittent: .intermittent
        case .lumpy: .lumpy
        }
    }

    /// True where most weeks have no demand at all.
    var isSporadic: Bool { self == .intermittent || self == .lumpy }

    /// Twenty series in a row: 40 % smooth, 20 % erratic, 25 % intermittent, 15 % lumpy.
    private static let deck: [ProductProfile] =
        Array(repeating: .smooth, count: 8) + Array(repeating: .erratic, count: 4)
        + Array(repeating: .intermittent, count: 5) + Array(repeating: .lumpy, count: 3)

    /// The profile of series `index`.
    ///
    /// Every twenty consecutive series are one shuffled deck, so the shares are exact in any data set
    /// of a multiple of twenty, and the profile of a series does not depend on how many there are.
    static func ofSeries(_ index: Int, seed: UInt64) -> ProductProfile {
        let (block, position) = index.quotientAndRemainder(dividingBy: deck.count)
        var stream = RandomPath(seed: seed, ["synthetic-demand", "profiles", String(block)]).stream
        var shuffled = deck
        stream.shuffle(&shuffled)
        return shuffled[position]
    }
}
