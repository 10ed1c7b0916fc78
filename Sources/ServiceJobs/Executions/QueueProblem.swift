/// Why a queue outside this process cannot take or tell what it is asked for.
package struct QueueProblem: Error, CustomStringConvertible {
    package let message: String
    package var description: String { message }
}
