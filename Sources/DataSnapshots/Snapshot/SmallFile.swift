internal import Files

/// The YAML files of a data set.
enum SmallFile {
    /// As long as a YAML file may be; one byte more is read to see that it is longer.
    private static let limit = 1 << 20

    /// The content of a file; nil when there is none.
    static func read(_ path: String) throws(FileError) -> [UInt8]? {
        do throws(FileError) {
            return try FileSystem.prefix(of: path, count: limit + 1)
        } catch {
            if error.isAbsence { return nil }
            throw error
        }
    }
}
