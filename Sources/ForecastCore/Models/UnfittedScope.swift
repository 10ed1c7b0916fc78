/// A fit that is asked for what it has not learned.
package struct UnfittedScope: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
