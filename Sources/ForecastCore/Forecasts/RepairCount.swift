/// How many values of a forecast were repaired, by the reason.
package struct RepairCount: Equatable, Sendable {
    /// Values below 0 that were set to 0.
    package var negative: Int
    /// Quantiles that another one crossed, put in order. One that was negative, too, counts twice.
    package var crossed: Int

    package init(negative: Int = 0, crossed: Int = 0) {
        self.negative = negative
        self.crossed = crossed
    }

    package var total: Int { negative + crossed }

    package static func + (a: RepairCount, b: RepairCount) -> RepairCount {
        RepairCount(negative: a.negative + b.negative, crossed: a.crossed + b.crossed)
    }
}
