internal import ForecastCore
internal import NumericKernels

/// One product's history, as the generator made it.
package struct GeneratedSeries: Equatable, Sendable {
    package let id: String
    package let profile: ProductProfile
    package let category: String
    package let productType: String
    /// The week, from 0, of the first element of the columns: 0 unless the product was launched later.
    package let firstWeek: Int
    /// Units sold. **Shape** `[weeks of life]`, as the other columns.
    package let volume: [Int]
    package let priceCents: [Int]
    package let promotion: [Bool]

    init(index: Int, weeks: Int, seed: UInt64, rhythms: [CategoryRhythm]) {
        var chance = Chance(RandomPath(seed: seed, ["synthetic-demand", "series", String(index)]))
        let traits = SeriesTraits(ofSeries: index, weeks: weeks, seed: seed, from: &chance)
        let prices = PricePath(of: traits, from: &chance)
        let means = Self.logMeans(of: traits, prices: prices, rhythm: rhythms[traits.category])
        id = Self.id(ofSeries: index)
        profile = traits.profile
        category = Assortment.categories[traits.category].name
        productType = traits.productType
        firstWeek = traits.life.lowerBound
        volume = Self.volumes(of: traits, logMeans: means, from: &chance)
        priceCents = prices.cents
        promotion = prices.isPromoted
    }

    /// `SKU000042`: six digits sort as they count.
    static func id(ofSeries index: Int) -> String {
        let digits = String(index)
        return "SKU" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }

    /// Log of the expected demand, week by week: level, trend, season, events, price, launch.
    private static func logMeans(of traits: SeriesTraits, prices: PricePath, rhythm: CategoryRhythm)
        -> [Double]
    {
        let radiansPerWeek = 2 * Double.pi * 7 / 365.25
        return traits.life.indices.map { week in
            let age = week - traits.life.lowerBound
            let own = traits.ownAmplitude * PortableMath.cos(radiansPerWeek * Double(week) + traits.ownPhase)
            let calendar = traits.seasonStrength * rhythm.season[week] + rhythm.events[week]
            let launch = traits.life.lowerBound > 0 ? launchShortfall(age: age) : 0
            return traits.logLevel + traits.trend * Double(age) + own + calendar + prices.logEffect[age]
                + launch
        }
    }

    /// A new product sells a quarter of its level in its first week and nearly all of it after two months.
    private static func launchShortfall(age: Int) -> Double {
        age < 12 ? PortableMath.log(1 - 0.75 * PortableMath.exp(-Double(age) / 3)) : 0
    }

    private static func volumes(of traits: SeriesTraits, logMeans: [Double], from chance: inout Chance)
        -> [Int]
    {
        switch traits.profile {
        case .smooth: smooth(logMeans, from: &chance)
        case .erratic: erratic(logMeans, from: &chance)
        case .intermittent, .lumpy: sporadic(logMeans, traits, from: &chance)
        }
    }

    /// Log-normal noise of 12 %, correlated 0.4 from week to week.
    private static func smooth(_ logMeans: [Double], from chance: inout Chance) -> [Int] {
        let persistence = 0.4
        let deviation = 0.12
        let innovation = deviation * (1 - persistence * persistence).squareRoot()
        var noise = deviation * chance.normal()
        return logMeans.map { mean in
            noise = persistence * noise + innovation * chance.normal()
            return units(PortableMath.exp(mean + noise))
        }
    }

    /// Gamma noise of shape 1.2: a squared coefficient of variation of 0.83, far above the cut of 0.49.
    private static func erratic(_ logMeans: [Double], from chance: inout Chance) -> [Int] {
        logMeans.map { units(PortableMath.exp($0) * chance.gammaFactor(shape: 1.2)) }
    }

    /// Demand now and then. Half of what moves demand moves how often it comes; sizes stay as they are.
    ///
    /// The first week always sells: a product is listed when somebody asks for it, and no series is
    /// empty.
    private static func sporadic(_ logMeans: [Double], _ traits: SeriesTraits, from chance: inout Chance)
        -> [Int]
    {
        var isFirst = true
        return logMeans.map { mean in
            let probability = min(traits.occurrence * PortableMath.exp(0.5 * mean), 0.95)
            let occurs = chance.happens(probability) || isFirst
            isFirst = false
            guard occurs else { return 0 }
            return traits.profile == .intermittent
                ? 1 + chance.poisson(mean: traits.meanSize)
                : 1 + units(traits.meanSize * chance.logNormal(-0.5, 1))
        }
    }

    private static func units(_ demand: Double) -> Int { Int(min(demand.rounded(), 1e9)) }
}
