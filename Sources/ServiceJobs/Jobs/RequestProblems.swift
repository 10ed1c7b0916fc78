/// Everything that is wrong with a request, at once.
package struct RequestProblems: Error {
    package let problems: [RequestProblem]

    package init(_ problems: [RequestProblem]) { self.problems = problems }
}
