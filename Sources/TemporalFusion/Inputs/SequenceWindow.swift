/// One example: a series seen from an origin, the period offset of the last known one.
struct SequenceWindow: Hashable, Sendable {
    let series: Int32
    let origin: Int32
}
