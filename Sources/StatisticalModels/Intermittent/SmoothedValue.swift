/// A state that a weight w moves towards values, x += w (value - x), and its derivatives by w.
struct SmoothedValue {
    private(set) var value: Double
    private(set) var slope = 0.0
    private(set) var bend = 0.0

    init(_ value: Double) { self.value = value }

    @inline(__always)
    mutating func move(to target: Double, _ weight: Double) {
        let decay = 1 - weight
        bend = decay * bend - 2 * slope
        slope = target - value + decay * slope
        value = weight * target + decay * value
    }
}
