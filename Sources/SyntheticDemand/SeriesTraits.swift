/// What does not change in the life of a generated product.
struct SeriesTraits: Sendable {
    let profile: ProductProfile
    /// An index into `Assortment.categories`.
    let category: Int
    let productType: String
    /// The weeks in which the product is on the shelf.
    let life: Range<Int>

    /// Log of the weekly demand in a plain week; 0 for sporadic profiles.
    let logLevel: Double
    /// Change of the log level per week.
    let trend: Double
    /// How strongly the product follows its category's season.
    let seasonStrength: Double
    /// A yearly wave of its own: log amplitude and phase in radians.
    let ownAmplitude: Double
    let ownPhase: Double

    /// Sporadic profiles: the probability that a plain week sees any demand, and the mean size beyond
    /// the first unit.
    let occurrence: Double
    let meanSize: Double

    /// Change of log demand per change of log price, while a promotion runs.
    let elasticity: Double
    let basePrice: Double
    /// The probability per week that a promotion starts.
    let promotionRate: Double

    init(ofSeries index: Int, weeks: Int, seed: UInt64, from chance: inout Chance) {
        profile = ProductProfile.ofSeries(index, seed: seed)
        category = chance.whole(in: 0...Assortment.categories.count - 1)
        let family = Assortment.categories[category]
        productType = chance.one(of: family.productTypes)
        life = Self.life(weeks: weeks, from: &chance)

        logLevel = profile.isSporadic ? 0 : min(max(4.5 + 0.9 * chance.normal(), 2.3), 8)
        trend = 0.0015 * chance.normal()
        seasonStrength = chance.uniform(0.6, 1.4)
        ownAmplitude = chance.uniform(0.05, 0.30)
        ownPhase = chance.uniform(0, 2 * Double.pi)

        occurrence = profile == .intermittent ? chance.uniform(0.15, 0.50) : chance.uniform(0.12, 0.40)
        meanSize = profile == .intermittent ? chance.uniform(2, 12) : chance.uniform(5, 40)

        elasticity = chance.uniform(-2.5, -0.8)
        basePrice = family.medianPrice * chance.logNormal(0, 0.45)
        promotionRate = (profile.isSporadic ? 0.5 : 1) * chance.uniform(0.02, 0.08)
    }

    /// Three series in twenty are launched after the first week, one in sixteen is given up before the
    /// last. Everything lives half a year at least, as far as the weeks reach.
    private static func life(weeks: Int, from chance: inout Chance) -> Range<Int> {
        let shortest = min(26, weeks)
        let isLaunched = chance.happens(0.15)
        let isGivenUp = chance.happens(0.0625)
        let latestLaunch = min(weeks - shortest, weeks * 7 / 10)
        let first = isLaunched && latestLaunch >= 1 ? chance.whole(in: 1...latestLaunch) : 0
        let earliestEnd = first + shortest
        let end = isGivenUp && earliestEnd < weeks ? chance.whole(in: earliestEnd...weeks - 1) : weeks
        return first..<end
    }
}
