/// A forecast that was saved, and of which the planning system could not be told.
package struct UndeliveredEvent: Error, CustomStringConvertible {
    private let reason: String
    /// What was done all the same.
    package let answer: ProductionAnswer

    init(_ reason: String, answer: ProductionAnswer) {
        self.reason = reason
        self.answer = answer
    }

    package var description: String {
        "the forecast is saved, and the planning system was not told: \(reason)\n"
            + "   fix: mend production.trigger and run the same command again; it is told then, and once"
    }
}
