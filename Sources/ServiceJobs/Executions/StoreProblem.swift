/// Why the store of executions cannot take or give what it is asked for.
package struct StoreProblem: Error, CustomStringConvertible {
    package let message: String
    package var description: String { message }
}
