internal import CLibYAML

/// Why libyaml could not go on, in its own words and marks.
struct YAMLProblem: Error {
    let text: String
    let mark: YAMLMark
    let context: String?
    let contextMark: YAMLMark
}
