/// What DuckDB is asked, and what of the file system it may know.
package struct TableQuery: Sendable {
    package enum Text: Equatable, Sendable {
        /// Written by somebody else: one SELECT, its rows in the order of their values.
        case foreign(String)
        /// Made by this program, as it stands.
        case own(String)
        /// A SELECT made by this program, of which rows come as they are found: however many there are, DuckDB holds few.
        case stream(String)
    }

    /// A file that the query may read.
    package struct File: Hashable, Sendable {
        /// How the query calls it: relative, without `..`; nil for a file that it calls by its path.
        package let name: String?
        /// Where it is: absolute, without symbolic links.
        package let path: String

        package init(name: String?, path: String) {
            self.name = name
            self.path = path
        }
    }

    /// What a query may take.
    package struct Limits: Hashable, Sendable {
        package var processorSeconds = 600
        package var memoryMegabytes = 2048

        package init() {}
    }

    package let text: Text
    package let files: [File]
    package var limits = Limits()
    /// The one file that it may write; nil for a query that only reads.
    package var output: String?

    package init(_ text: Text, files: [File]) {
        self.text = text
        self.files = files
    }

    /// `it's` as SQL writes it.
    package static func literal(_ text: String) -> String { "'\(text.replacing("'", with: "''"))'" }

    /// `"week"` as SQL writes the name of a column.
    package static func name(_ text: String) -> String { "\"\(text.replacing("\"", with: "\"\""))\"" }

    private static let standardOutput = "/dev/stdout"

    /// The program's own way to write a table holds all of it first; `COPY` writes as it goes, to a file, which this one is.
    private var ownOutput: String? {
        if case .stream = text { Self.standardOutput } else { nil }
    }

    /// What confines the program, before anything of others is read; nothing after it can undo it.
    ///
    /// One thread: sums of parts depend on how many there are.
    func settings(folder: String) -> String {
        let paths = (files.map(\.path) + [output, ownOutput].compactMap(\.self)).map(Self.literal).joined(
            separator: ", ")
        return [
            "threads=1", "errors_as_json=true", "memory_limit='\(limits.memoryMegabytes)MiB'",
            "temp_directory=''",
            "TimeZone='UTC'", "autoinstall_known_extensions=false", "autoload_known_extensions=false",
            "allow_community_extensions=false", "allowed_directories=[\(Self.literal(folder + "/"))]",
            "allowed_paths=[\(paths)]", "enable_external_access=false", "lock_configuration=true",
        ].map { "SET \($0);" }.joined(separator: " ")
    }

    /// A text of others is a literal, of which DuckDB takes nothing but one SELECT: no statement of it is run, and no
    /// command of the program.
    var statement: String {
        switch text {
        case .foreign(let query): "SELECT * FROM query(\(Self.literal(query))) ORDER BY ALL;"
        case .own(let statement): "\(statement);"
        case .stream(let select):
            "COPY (\(select)) TO \(Self.literal(Self.standardOutput)) (FORMAT csv, HEADER, NULLSTR '');"
        }
    }
}
