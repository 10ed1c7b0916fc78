internal import NumericKernels

/// The price of a product week by week, its promotions, and what both do to demand.
///
/// **Shape** `[weeks of life]` each.
struct PricePath: Sendable {
    private(set) var cents: [Int] = []
    private(set) var isPromoted: [Bool] = []
    /// What price and promotion add to log demand.
    private(set) var logEffect: [Double] = []

    private static let depths = [0.10, 0.15, 0.20, 0.25, 0.30, 0.40]
    /// The shelf label, the leaflet: what a promotion adds beyond its price.
    private static let displayLift = 0.15
    /// Cupboards are full in the week after a promotion.
    private static let stockpilingDip = -0.12
    /// People compare with last week's price more than with last year's: a lasting change counts half.
    private static let lastingShare = 0.5

    init(of traits: SeriesTraits, from chance: inout Chance) {
        let weeks = traits.life.count
        cents.reserveCapacity(weeks)
        isPromoted.reserveCapacity(weeks)
        logEffect.reserveCapacity(weeks)

        let first = Self.shelfPrice(traits.basePrice)
        var regular = first
        var lasting = 0.0
        var nextChange = chance.waitingTime(probability: 1.0 / 26)
        var promotion = Promotion(after: 0, rate: traits.promotionRate, from: &chance)
        for week in 0..<weeks {
            if week == nextChange {
                regular = Self.changed(regular, from: &chance)
                lasting =
                    Self.lastingShare * traits.elasticity * PortableMath.log(Double(regular) / Double(first))
                nextChange += chance.waitingTime(probability: 1.0 / 26)
            }
            if week == promotion.weeks.upperBound + 1 {
                promotion = Promotion(after: week, rate: traits.promotionRate, from: &chance)
            }
            append(regular, lasting: lasting, week: week, under: promotion, elasticity: traits.elasticity)
        }
    }

    private mutating func append(
        _ regular: Int, lasting: Double, week: Int, under promotion: Promotion, elasticity: Double
    ) {
        let runs = promotion.weeks.contains(week)
        isPromoted.append(runs)
        guard runs else {
            cents.append(regular)
            logEffect.append(lasting + (week == promotion.weeks.upperBound ? Self.stockpilingDip : 0))
            return
        }
        let reduced = min(regular - 1, Int((Double(regular) * (1 - promotion.depth)).rounded()))
        cents.append(reduced)
        let cut = PortableMath.log(Double(reduced) / Double(regular))
        logEffect.append(lasting + elasticity * cut + Self.displayLift)
    }

    /// Mostly upwards, by 2 to 8 %; now and then a cut.
    private static func changed(_ regular: Int, from chance: inout Chance) -> Int {
        let step = chance.uniform(0.02, 0.08)
        return shelfPrice(Double(regular) / 100 * (chance.happens(0.75) ? 1 + step : 1 - step))
    }

    /// In cents, ending in 9, from 0.49 to 999.99.
    private static func shelfPrice(_ price: Double) -> Int {
        min(max(Int((price * 10).rounded()) * 10 - 1, 49), 99_999)
    }

    /// One promotion: its weeks (from the start of the product's life) and its depth.
    private struct Promotion {
        let weeks: Range<Int>
        let depth: Double

        /// The first promotion that starts after `week`.
        init(after week: Int, rate: Double, from chance: inout Chance) {
            let start = week + chance.waitingTime(probability: rate)
            weeks = start..<start + chance.whole(in: 1...3)
            depth = chance.one(of: PricePath.depths)
        }
    }
}
