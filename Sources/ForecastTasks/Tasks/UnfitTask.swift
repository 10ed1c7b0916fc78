/// A task that its spec and data do not fit: it was made for others, or by hand.
package struct UnfitTask: Error, CustomStringConvertible {
    package let reason: String

    package init(reason: String) { self.reason = reason }

    package var description: String { reason }
}
