/// Passes on how much is done, and begins no stage: of one of several parts that are worked on at once, and are one stage.
package struct PartProgress: RunProgress {
    private let whole: any RunProgress

    package init(of whole: any RunProgress) { self.whole = whole }

    package func begin(_ stage: String, total: Int) { whole.pulse() }
    package func advance(by count: Int, cached: Int) { whole.advance(by: count, cached: cached) }
    package func pulse() { whole.pulse() }
    package func warn(_ message: String) { whole.warn(message) }
}
