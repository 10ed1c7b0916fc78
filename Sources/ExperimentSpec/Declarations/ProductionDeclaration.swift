package import ForecastCore
internal import LocatedYAML

/// How `forecast pipeline` brings the forecast into production. `keys` has one entry per property.
///
/// Nothing of it decides a number of a run: it enters no digest, and a resolved spec leaves it out.
package struct ProductionDeclaration: Sendable, Equatable {
    /// The model that forecasts; nil for the champion.
    package var model: String?
    package var plans = PlanPolicy.required
    package var registry = Registry()
    package var output = Output()
    package var trigger = Trigger()

    /// Where trained models are kept, and when one takes office.
    package struct Registry: Sendable, Equatable {
        /// Below the project.
        package var folder = "data/models"
        /// Versions whose files are kept, of each kind and target.
        package var keep = 5
        /// By which a version is held against the one in office.
        package var metric = MetricName.mape
        package var minImprovementPP = PromotionDeclaration.standardImprovementPP
        /// Whether a version of the very model in office, trained on later data, takes its place unasked.
        package var renew = false
    }

    /// Where forecasts are written.
    package struct Output: Sendable, Equatable {
        /// An SQLite database below the project, or `postgres:` and a service of `pg_service.conf`.
        package var database = "data/forecasts.sqlite"
        /// A file below the project, which each forecast replaces; nil for none.
        package var csv: String?
    }

    /// Whom a finished forecast is told.
    package struct Trigger: Sendable, Equatable {
        /// A program below the project.
        package var command: String?
        package var webhook: String?
        package var attempts = 5
        /// Seconds that an attempt may take.
        package var timeout = 600

        package var isConfigured: Bool { command != nil || webhook != nil }
    }
}

extension ProductionDeclaration: SpecBlock {
    static let keys: [SpecKey<ProductionDeclaration>] = [
        SpecKey(
            "model", .optional(.declaredModel), \.model, "The model that forecasts; by default the champion"),
        SpecKey(
            "plans", .choice, \.plans,
            "Where a column that is known ahead is not planned: required (an error), last (the last value goes on), missing"
        ),
        SpecKey("registry", .block, \.registry, "Where trained models are kept, and when one takes office"),
        SpecKey("output", .block, \.output, "Where forecasts are written"),
        SpecKey("trigger", .block, \.trigger, "Whom a finished forecast is told, once"),
    ]
}

extension ProductionDeclaration.Registry: SpecBlock {
    static let keys: [SpecKey<ProductionDeclaration.Registry>] = [
        SpecKey("folder", .projectPath, \.folder, "A folder of the project"),
        SpecKey(
            "keep", .integer(1...1000), \.keep,
            "Versions of each kind and target whose files are kept; those in office are kept besides"),
        SpecKey(
            "metric", .choice, \.metric, "By which a trained version is held against the one in office"),
        SpecKey(
            "min_improvement_pp", .number(0...1000), \.minImprovementPP,
            "How much better it must surely be: percentage points, or percent for metrics that are not percentages"
        ),
        SpecKey(
            "renew", .flag, \.renew,
            "Whether the model in office, trained again on later data, replaces its older version unasked"),
    ]
}

extension ProductionDeclaration.Output: SpecBlock {
    static let keys: [SpecKey<ProductionDeclaration.Output>] = [
        SpecKey(
            "database", .forecastTables, \.database,
            "An SQLite database in the project; or postgres:SERVICE, a service of pg_service.conf, and postgres: alone for the server that PGHOST, PGDATABASE, ... name"
        ),
        SpecKey("csv", .optional(.projectPath), \.csv, "A file of the project that each forecast replaces"),
    ]
}

extension ProductionDeclaration.Trigger: SpecBlock {
    static let keys: [SpecKey<ProductionDeclaration.Trigger>] = [
        SpecKey(
            "command", .optional(.projectPath), \.command,
            "A program of the project, called with the execution's id and the database"),
        SpecKey(
            "webhook", .optional(.webAddress), \.webhook,
            "An address that the execution is posted to, by curl"),
        SpecKey("attempts", .integer(1...100), \.attempts, "How often it is tried before it is given up"),
        SpecKey(
            "timeout", .integer(1...86_400), \.timeout,
            "Seconds after which a call of it is stopped and counts as a failed attempt"),
    ]
}

extension SpecValue where Value == Bool {
    fileprivate static var flag: Self {
        SpecValue(
            schema: SpecSchema.truth,
            read: { node, path, parser in
                if case .boolean(let value)? = node.scalar { return value }
                parser.diagnostics.add(node.mismatch(path, expected: "true or false"))
                return nil
            },
            written: { .boolean($0) }, addToKey: { $2.add($1, $0) })
    }
}

extension SpecValue where Value == String {
    fileprivate static var declaredModel: Self {
        SpecValue(
            schema: SpecSchema.label(), read: { $2.readDeclaredModel($0, path: $1) },
            written: { .string($0) }, addToKey: { $2.add($1, $0) })
    }

    /// A path that stays in the project, or `postgres:` and the name of a service.
    fileprivate static var forecastTables: Self {
        let path = projectPath
        return SpecValue(
            schema: SpecSchema.label(),
            read: { node, place, parser in
                guard let text = node.asString, text.hasPrefix("postgres:") else {
                    return path.read(node, place, &parser)
                }
                let isName = text.dropFirst(9).utf8.allSatisfy {
                    $0 > 32 && $0 < 127 && !"=:/@'[]".utf8.contains($0)
                }
                if isName { return text }
                parser.diagnostics.add(
                    node.mismatch(
                        place, expected: "postgres: and the name of a service",
                        fix:
                            "name a section of pg_service.conf; where a server is and who may enter stays out of the project"
                    ))
                return nil
            },
            written: { .string($0) }, addToKey: { $2.add($1, $0) })
    }

    /// A path that stays in the project.
    fileprivate static var projectPath: Self {
        SpecValue(
            schema: SpecSchema.label(),
            read: { node, path, parser in
                guard let text = node.label(path: path, &parser.diagnostics) else { return nil }
                let parts = text.split(separator: "/", omittingEmptySubsequences: false)
                if !text.hasPrefix("/"), !parts.contains(".."), !parts.contains("") { return text }
                parser.diagnostics.add(
                    node.mismatch(
                        path, expected: "a path in the project, without '..'",
                        fix: "write it from the project's folder, as data/models"))
                return nil
            },
            written: { .string($0) }, addToKey: { $2.add($1, $0) })
    }

    fileprivate static var webAddress: Self {
        SpecValue(
            schema: SpecSchema.label(),
            read: { node, path, parser in
                guard let text = node.label(path: path, &parser.diagnostics) else { return nil }
                let isPlain = text.unicodeScalars.allSatisfy { $0.isASCII && $0.value > 32 }
                if isPlain, ["http://", "https://"].contains(where: text.hasPrefix) { return text }
                parser.diagnostics.add(node.mismatch(path, expected: "an http:// or https:// address"))
                return nil
            },
            written: { .string($0) }, addToKey: { $2.add($1, $0) })
    }
}
