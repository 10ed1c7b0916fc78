/// How a data set writes its periods.
package enum TimeNotation: String, Sendable, CaseIterable {
    case date, number
}
