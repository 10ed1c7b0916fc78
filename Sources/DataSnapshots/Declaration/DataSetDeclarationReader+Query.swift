internal import Files
internal import ForecastCore
internal import Glibc
internal import LocatedYAML
internal import TableQueries

/// What DuckDB is asked, of which files.
extension DataSetDeclarationReader {
    mutating func readQuery(_ reader: inout MappingReader, _ format: DataSetDeclaration.Format?) -> QueryText?
    {
        let example: Requirement =
            "query: SELECT series, week, sum(quantity) AS volume FROM 'sales.parquet' GROUP BY ALL"
        let wanted: Requirement = format == .sql ? example : false
        guard let node = reader.node("query", required: wanted),
            let text = node.text(path: "query", &diagnostics)
        else { return nil }
        if text.allSatisfy(\.isWhitespace) {
            diagnostics.add(bad("'query' is empty", at: node.location, fix: "write one SELECT"))
            return nil
        }
        let query = QueryText(text, at: node.location, in: lines)
        if let chance = QueryChance(text) {
            diagnostics.add(
                Diagnostic(
                    code: DataErrorCode.queryForbidden.rawValue,
                    "\(chance.word) gives another table every time: what is pinned today is refused tomorrow",
                    at: query.location(of: chance.position),
                    fix: "write the day or the numbers that are meant, or choose rows by their values"))
        }
        return query
    }

    mutating func readLimits(_ reader: inout MappingReader, _ format: DataSetDeclaration.Format?)
        -> QueryLimits
    {
        var limits = QueryLimits()
        guard var entries = reader.mapping("limits", &diagnostics) else { return limits }
        let seconds = entries.integer("seconds", in: 1...86_400, &diagnostics)
        let megabytes = entries.integer("megabytes", in: 64...1_048_576, &diagnostics)
        if format == .postgres, megabytes != nil,
            let entry = entries.entries.first(where: { $0.key == "megabytes" })
        {
            diagnostics.add(
                Diagnostic(
                    code: DataErrorCode.notApplicable.rawValue,
                    "'limits.megabytes' means nothing in format postgres", at: entry.keyLocation,
                    fix: "remove it; what a session may take is the server's to say (work_mem)"))
        }
        let rows = entries.integer("rows", in: 1...RowStore.maximumCount, &diagnostics)
        entries.finish(&diagnostics)
        limits.process.processorSeconds = seconds ?? limits.process.processorSeconds
        limits.process.memoryMegabytes = megabytes ?? limits.process.memoryMegabytes
        limits.rows = rows ?? limits.rows
        return limits
    }

    // MARK: - Patterns

    /// Whether a path stands for the files that match it.
    func isPattern(_ path: String) -> Bool { path.contains { "*?[".contains($0) } && !exists(path) }

    private func exists(_ path: String) -> Bool { FileSystem.exists(ProjectPath.join(folder, path)) }

    /// Adds the files that match a pattern such as `sales/*.parquet`, in the order of the bytes of their names: each is pinned, so
    /// a new one is a change that somebody accepts.
    mutating func addSources(matching pattern: String, _ node: YAMLNode, _ isExternal: Bool) {
        var found = pattern.hasPrefix("/") ? ["/"] : [""]
        for part in pattern.split(separator: "/") {
            found = found.flatMap { prefix in
                names(of: String(part), in: prefix).map {
                    prefix.isEmpty || prefix == "/" ? prefix + $0 : "\(prefix)/\($0)"
                }
            }
        }
        let files = found.filter { FileSystem.size(ofFile: ProjectPath.join(folder, $0)) != nil }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        guard !files.isEmpty else {
            guard needsFiles else { return }
            diagnostics.add(
                Diagnostic(
                    code: DataErrorCode.fileMissing.rawValue, "no file matches \(quoted(pattern))",
                    at: node.location, notes: ["looked for it in \(folder)"]))
            return
        }
        for file in files { addSource(file, node, .data, isExternal) }
    }

    private func names(of part: String, in prefix: String) -> [String] {
        guard part.contains(where: { "*?[".contains($0) }) else { return [part] }
        let names = (try? FileSystem.names(in: ProjectPath.join(folder, prefix.isEmpty ? "." : prefix))) ?? []
        return names.filter { fnmatch(part, $0, FNM_PERIOD) == 0 }
    }
}
