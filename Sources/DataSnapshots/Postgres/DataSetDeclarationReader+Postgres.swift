internal import ForecastCore
internal import LocatedYAML

/// What PostgreSQL is asked.
extension DataSetDeclarationReader {
    /// - Parameter query: what `query` says.
    mutating func readPostgres(
        _ reader: inout MappingReader, query: QueryText?, format: DataSetDeclaration.Format?
    ) -> PostgresDeclaration? {
        let service = readConnection(&reader)
        let tables = readTables(&reader)
        guard format == .postgres else { return nil }
        if query == nil, tables == nil, !reader.has("query"), !reader.has("tables") {
            diagnostics.add(
                bad(
                    "format postgres needs 'query' or 'tables'", at: reader.location,
                    fix:
                        "write one SELECT, or name the planning system's tables: tables: {series: serie_temporal}"
                ))
        }
        if tables != nil {
            for entry in reader.entries
            where ["query", "columns", "attributes", "holidays", "aggregate"].contains(entry.key) {
                diagnostics.add(
                    Diagnostic(
                        code: DataErrorCode.notApplicable.rawValue,
                        "'\(entry.key)' means nothing beside 'tables'", at: entry.keyLocation,
                        fix: "remove it, or write 'query' in the place of 'tables'"))
            }
        }
        return PostgresDeclaration(
            service: service, query: query,
            attributes: sideQuery("attributes", "SELECT sku, category FROM products", reader),
            holidays: sideQuery("holidays", "SELECT day AS date, name FROM holidays", reader), tables: tables)
    }

    private mutating func readConnection(_ reader: inout MappingReader) -> String? {
        guard let node = reader.node("connection") else { return nil }
        let name = node.label(path: "connection", &diagnostics)
        if let name, !name.utf8.allSatisfy({ $0 > 32 && $0 < 127 && !"=:/@'[]".utf8.contains($0) }) {
            diagnostics.add(
                bad(
                    "\(quoted(name)) is not the name of a service", at: node.location,
                    fix:
                        "name a section of pg_service.conf; where a server is and who may enter stays out of the project (docs/postgres.md)"
                ))
            return nil
        }
        return name
    }

    private mutating func readTables(_ reader: inout MappingReader) -> PostgresTables? {
        guard let node = reader.entries.first(where: { $0.key == "tables" }),
            var entries = reader.mapping("tables", &diagnostics)
        else { return nil }
        var tables = PostgresTables(location: node.keyLocation)
        tables.series = name("series", &entries) ?? tables.series
        tables.products = name("products", &entries)
        tables.classes = name("classes", &entries)
        tables.calendar = name("calendar", &entries)
        tables.plannedWeeks =
            entries.integer("planned_weeks", in: 0...104, &diagnostics) ?? tables.plannedWeeks
        entries.finish(&diagnostics)
        return tables
    }

    private mutating func name(_ key: String, _ entries: inout MappingReader) -> String? {
        guard let node = entries.node(key), let name = node.label(path: "tables.\(key)", &diagnostics) else {
            return nil
        }
        guard PostgresTables.isName(name) else {
            diagnostics.add(
                bad(
                    "\(quoted(name)) is not the name of a table", at: node.location,
                    fix: "write letters, digits and underscores, with or without a schema: planning.produto"))
            return nil
        }
        return name
    }

    /// The query of `attributes` or `holidays`, which `readAttributes` and `readSources` leave alone.
    private mutating func sideQuery(_ key: String, _ example: String, _ reader: MappingReader) -> QueryText? {
        guard let entry = reader.entries.first(where: { $0.key == key }), entry.value.asMapping != nil else {
            return nil
        }
        guard let node = entry.value["query"] else {
            diagnostics.add(
                bad(
                    "'\(key)' of format postgres needs a query", at: entry.value.location,
                    fix: "write: query: \(example)"))
            return nil
        }
        return node.text(path: "\(key).query", &diagnostics).map {
            QueryText($0, at: node.location, in: lines)
        }
    }
}
