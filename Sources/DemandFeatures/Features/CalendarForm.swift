/// A fact as a number, or as a point on the circle of its cycle.
enum CalendarForm: Hashable, Sendable {
    case plain, sine, cosine

    var suffix: String {
        switch self {
        case .plain: ""
        case .sine: "_sin"
        case .cosine: "_cos"
        }
    }
}
