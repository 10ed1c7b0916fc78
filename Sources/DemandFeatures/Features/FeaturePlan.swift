/// What must be computed so that every feature of a set can be read: each block once.
struct FeaturePlan {
    /// Block 0 is the target itself: labels and lags are read from it.
    private(set) var blocks: [FeatureBlock]
    private(set) var calendar: [(fact: CalendarFact, form: CalendarForm)] = []
    private(set) var constants: [FeatureFormula] = []
    /// `[feature]`.
    private(set) var sources: [FeatureSource] = []
    let target: String
    let codes: CategoryCodes
    /// How many periods back the features of the target look.
    private(set) var reach = 1
    /// The longest window over any column.
    private(set) var longestWindow = 0

    init(_ set: FeatureSet) {
        target = set.target
        codes = set.codes
        blocks = [.value(column: set.target)]
        for feature in set.features { sources.append(source(of: feature.formula)) }
        let lags = sources.map { source in
            switch source {
            // One step ahead, the season before lies as far back as the lag of that number.
            case .lag(let lag), .seasonalLag(let lag): lag
            default: 1
            }
        }
        let windows = blocks.filter { $0.column == target }.map(\.window)
        reach = (lags + windows).max() ?? 1
        longestWindow = blocks.map(\.window).max() ?? 0
    }

    private mutating func source(of formula: FeatureFormula) -> FeatureSource {
        switch formula {
        case .lag(let lag): return .lag(lag)
        case .seasonalLag(let period): return .seasonalLag(period: period)
        case .rolling(let statistic, let window):
            return .block(block(.rolling(statistic, window: window, column: target)), .origin)
        case .timeSinceLaunch: return .timeSinceLaunch
        case .timeSinceLastDemand: return .block(block(.timeSinceDemand(column: target)), .origin)
        case .value(let column): return .block(block(.value(column: column)), .target)
        case .lastKnown(let column): return .block(block(.lastKnown(column: column)), .origin)
        case .columnRolling(let statistic, let window, let column):
            return .block(block(.rolling(statistic, window: window, column: column)), .origin)
        case .change(let column, let when): return .block(block(.change(column: column)), when)
        case .relativeToAverage(let column, let when):
            let price: FeatureBlock = when == .target ? .value(column: column) : .lastKnown(column: column)
            return .ratio(block(price), when, over: block(.runningMean(column: column)))
        case .relativeToGroup(let column, let attribute, let when):
            return .block(block(.relativeToGroup(column: column, attribute: attribute)), when)
        case .groupMean(let column, let attribute, let when):
            return .block(block(.groupMean(column: column, attribute: attribute)), when)
        case .rival(let column, let within, let of, let category, let when):
            return .block(
                block(.rival(column: column, within: within, of: of, category: category)), when)
        case .calendar(let fact, let form):
            calendar.append((fact, form))
            return .calendar(calendar.count - 1)
        case .attribute, .number, .classification:
            constants.append(formula)
            return .constant(constants.count - 1)
        }
    }

    /// The place of a block, planned now unless it was before.
    private mutating func block(_ block: FeatureBlock) -> Int {
        if let known = blocks.firstIndex(of: block) { return known }
        blocks.append(block)
        return blocks.count - 1
    }
}
