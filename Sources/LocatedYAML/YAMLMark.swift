/// A place as libyaml counts it: lines and columns (in Unicode scalars) from 0.
struct YAMLMark: Equatable {
    var line: Int
    var column: Int
}
