internal import ForecastCore

/// The tables of a planning system, and what is read of them: see docs/postgres.md for their columns.
struct PostgresTables: Hashable, Sendable {
    static let series = "serie_temporal"

    /// `produto_id, semana, volume, faturamento, preco_medio`.
    var series = Self.series
    /// `id, categoria_id, tipo_produto, preco_venda`.
    var products: String?
    /// `produto_id, abc_class, xyz_class, demand_pattern, vigente_em`.
    var classes: String?
    /// `data, feriado, descricao`.
    var calendar: String?
    /// For how many weeks after the last one the sales price counts as planned.
    var plannedWeeks = 13
    /// Where `dataset.yaml` says so.
    let location: SourceLocation

    private static let classColumns = ["abc_class", "xyz_class", "demand_pattern"]

    /// The parts that the columns play.
    var columns: ColumnMapping {
        ColumnMapping(
            series: ["series"], time: "week",
            targets: [
                TargetColumn("volume", .column("volume")), TargetColumn("revenue", .column("revenue")),
            ],
            knownAhead: ["price"], pastOnly: classes == nil ? [] : Self.classColumns)
    }

    var attributes: AttributeColumns? {
        products.map { _ in AttributeColumns(key: "series", columns: ["category", "product_type"]) }
    }

    /// A row per product and week: history at the mean price, then planned weeks at the sales price.
    var seriesQuery: String {
        var query = """
            SELECT s.produto_id::text AS series, s.semana AS week, s.volume AS volume, s.faturamento AS revenue,
                s.preco_medio AS price\(classes == nil ? "" : ", c.abc_class, c.xyz_class, c.demand_pattern")
            FROM \(Self.quoted(series)) AS s
            """
        if let classes { query += "\n" + Self.join(classes) }
        if let products, plannedWeeks > 0 {
            query += """

                UNION ALL
                SELECT p.id::text, (f.last_week + 7 * n)::date, NULL, NULL, p.preco_venda\(classes == nil ? "" : ", NULL, NULL, NULL")
                FROM (SELECT max(semana) AS last_week FROM \(Self.quoted(series))) AS f,
                    generate_series(1, \(plannedWeeks)) AS n, \(Self.quoted(products)) AS p
                WHERE p.preco_venda IS NOT NULL
                    AND EXISTS (SELECT FROM \(Self.quoted(series)) AS s WHERE s.produto_id = p.id)
                """
        }
        return query
    }

    /// A class counts from the day on which it was decided until the next one: nobody is forecast by a class that was
    /// decided later. An unknown word stays, and is told as no number.
    private static func join(_ classes: String) -> String {
        """
        LEFT JOIN (
            SELECT produto_id, vigente_em,
                lead(vigente_em) OVER (
                    PARTITION BY produto_id ORDER BY vigente_em, abc_class, xyz_class, demand_pattern) AS vigente_ate,
                \(code("abc_class", ["a", "b", "c"])), \(code("xyz_class", ["x", "y", "z"])),
                \(code("demand_pattern", ["smooth", "erratic", "intermittent", "lumpy"]))
            FROM \(quoted(classes))
        ) AS c ON c.produto_id = s.produto_id AND s.semana >= c.vigente_em
            AND (c.vigente_ate IS NULL OR s.semana < c.vigente_ate)
        """
    }

    private static func code(_ column: String, _ words: [String]) -> String {
        let cases = words.enumerated().map { "WHEN '\($1)' THEN '\($0 + 1)'" }.joined(separator: " ")
        return "CASE lower(\(column)::text) \(cases) ELSE \(column)::text END AS \(column)"
    }

    var productsQuery: String? {
        products.map {
            "SELECT id::text AS series, categoria_id::text AS category, tipo_produto::text AS product_type FROM \(Self.quoted($0))"
        }
    }

    var calendarQuery: String? {
        calendar.map {
            "SELECT data::date AS date, coalesce(nullif(descricao, ''), 'feriado') AS name FROM \(Self.quoted($0)) WHERE feriado"
        }
    }

    // MARK: - Names

    /// Whether this is a table's name, with or without a schema in front: letters, digits, underscores.
    static func isName(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count <= 2
            && parts.allSatisfy { part in
                (1...63).contains(part.utf8.count) && part.first?.isNumber == false
                    && part.utf8.allSatisfy { $0 == UInt8(ascii: "_") || $0.isDigit || $0.isLetter }
            }
    }

    private static func quoted(_ name: String) -> String {
        name.split(separator: ".").map { "\"\($0)\"" }.joined(separator: ".")
    }
}

extension UInt8 {
    fileprivate var isLetter: Bool { (65...90).contains(self) || (97...122).contains(self) }
}
