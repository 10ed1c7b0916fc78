import Foundation
import Testing

/// Small files as people have them, each of which was once read wrongly by this program or by another: what `init` makes of
/// them is one golden file, to be read from top to bottom.
@Suite("forecast init, file by file") struct InitTrialsTests {
    private struct Trial {
        let about: String
        let text: String
        var options: [String] = []

        init(_ about: String, _ text: String, options: [String] = []) {
            self.about = about
            self.text = text
            self.options = options
        }
    }

    @Test("reads files as people have them, or says what is in the way")
    func trials() throws {
        let project = try ScratchProject(spec: nil)
        var found = ""
        for (index, trial) in Self.trials.enumerated() {
            let name = "t\(index + 1)"
            try project.write(trial.text, to: "\(name).csv")
            let result = try project.run(["init", "\(name).csv"] + trial.options)
            let options = trial.options.isEmpty ? "" : " " + trial.options.joined(separator: " ")
            found += "## \(trial.about)\n\n    forecast init \(name).csv\(options)\n\n"
            // The first rows, with what cannot be seen.
            let rows = trial.text.unicodeScalars.split { $0 == "\n" }.prefix(3).map {
                String(String.UnicodeScalarView($0)).replacing("\r", with: "\\r")
            }
            found += rows.map { "    | \($0.prefix(100))\n" }.joined() + "\n"
            let said = (result.output + result.errors).split(separator: "\n").prefix {
                !$0.hasPrefix("wrote")
            }
            found += "exit code \(result.status)\n\n" + said.map { "    \($0)\n" }.joined()
            let yaml = "datasets/\(name)/dataset.yaml"
            if project.exists(yaml) {
                let lines = try project.read(yaml).split(separator: "\n").filter { !$0.hasPrefix("#") }
                found += "\n\(yaml):\n\n" + lines.map { "    \($0)\n" }.joined()
            }
            found += "\n"
        }
        try expectGolden(found, "init-trials.md")
    }

    /// `header`, then `rows` lines of the cells that `cells` gives.
    private static func table(_ header: String, _ rows: Int, _ cells: (Int) -> String) -> String {
        ([header] + (0..<rows).map(cells)).joined(separator: "\n") + "\n"
    }

    /// A day `days` after Monday, 2 January 2023, as `2023-01-02`.
    private static func day(_ days: Int) -> String {
        Date(timeIntervalSince1970: 1_672_617_600 + 86_400 * Double(days)).formatted(
            .iso8601.year().month().day())
    }

    /// A moment `hours` after the beginning of that day, as `2023-01-02 03:00`.
    private static func hour(_ hours: Int) -> String { stamp(1_672_617_600 + 3_600 * hours) }

    /// Seconds since 1970, on a clock that shows no zone.
    private static func stamp(_ seconds: Int) -> String {
        let day = Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601.year().month().day())
        return "\(day) \(two(seconds % 86_400 / 3_600)):00"
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static func units(_ row: Int) -> Int { 1 + row * 7 % 23 }

    private static let trials: [Trial] =
        timeAxes + identities + numbers + words + damage

    private static let timeAxes: [Trial] = [
        Trial(
            "Year and week as one number",
            table("sku,week,qty", 120) {
                "a\($0 / 60),\(2022 + $0 % 60 / 52)\(two(1 + $0 % 60 % 52)),\(units($0))"
            }),
        Trial(
            "Year and month as one number",
            table("sku,month,qty", 60) {
                "a\($0 / 30),\(2021 + $0 % 30 / 12)\(two(1 + $0 % 30 % 12)),\(units($0))"
            }),
        Trial(
            "ISO weeks",
            table("sku,week,qty", 100) { "a\($0 / 50),2022-W\(two(1 + $0 % 50)),\(units($0))" }),
        Trial(
            "A column of years and one of weeks",
            table("sku,year,week,qty", 120) {
                "a\($0 / 60),\(2022 + $0 % 60 / 52),\(1 + $0 % 60 % 52),\(units($0))"
            }),
        Trial(
            "Serial days of a spreadsheet",
            table("sku,date,qty", 100) { "a\($0 / 50),\(44_928 + 7 * ($0 % 50)),\(units($0))" }),
        Trial(
            "Seconds since 1970",
            table("meter,time,kwh", 100) { "m\($0 / 50),\(1_672_531_200 + 3_600 * ($0 % 50)),\(units($0)).5" }
        ),
        Trial(
            "Quarters by their first day",
            table("sku,date,qty", 40) {
                "a\($0 / 20),\(2018 + $0 % 20 / 4)-\(two(1 + $0 % 4 * 3))-01,\(units($0))"
            }),
        Trial(
            "Every second week",
            table("sku,date,qty", 100) { "a\($0 / 50),\(day(14 * ($0 % 50))),\(units($0))" }),
        Trial(
            "Every third hour",
            table("id,time,load", 160) { "m\($0 / 80),\(hour(3 * ($0 % 80))),\(units($0))" }),
        Trial("Years", table("country,year,gdp", 60) { "c\($0 / 30),\(1990 + $0 % 30),\(units($0))" }),
        Trial(
            "Monday to Friday",
            table("sku,date,qty", 120) { "a\($0 / 60),\(day($0 % 60 / 5 * 7 + $0 % 5)),\(units($0))" }),
        Trial(
            "Weeks that begin on a Sunday",
            table("sku,date,qty", 100) { "a\($0 / 50),\(day(7 * ($0 % 50) - 1)),\(units($0))" }),
        Trial(
            "Days written at noon",
            table("sku,date,qty", 80) { "a\($0 / 40),\(day($0 % 40)) 12:00:00,\(units($0))" }),
        Trial(
            "Days and months that may be either",
            table("sku,date,qty", 24) { "a\($0 / 12),01/\(two(1 + $0 % 12))/2022,\(units($0))" }),
        Trial(
            "The hour that a clock change doubles, and the one that it skips",
            table("time,kwh", 24 * 300) { row in
                // From 1 October 2022 on, as a clock in Berlin shows it.
                let moment = 1_664_575_200 + 3_600 * row
                let winter = moment >= 1_667_091_600 && moment < 1_679_792_400
                return "\(stamp(moment + (winter ? 3_600 : 7_200))),\(units(row))"
            }),
        Trial(
            "Moments with their zone",
            table("id,time,load", 96) {
                "m\($0 / 48),\(hour($0 % 48).replacing(" ", with: "T")):00+01:00,\(units($0))"
            }),
    ]

    private static let identities: [Trial] = [
        Trial("A table without ids", table("date,kwh", 60) { "\(day($0)),\(units($0))" }),
        Trial(
            "A column per product",
            table("week,A,B,C", 60) { "\(day(7 * $0)),\(units($0)),\(units($0 + 5)),\(units($0 + 9))" }),
        Trial(
            "A table sorted by a code that looks like a number",
            table("StockCode,date,qty", 120) {
                "\(["10002", "10080", "10120", "10123C"][$0 / 30]),\(day(7 * ($0 % 30))),\(units($0))"
            }),
        Trial(
            "The same, where the column of the series is named",
            table("code,date,qty", 90) { "\(10_002 + $0 / 30 * 78),\(day(7 * ($0 % 30))),\(units($0))" },
            options: ["--series", "code"]),
        Trial(
            "Ids with zeros in front",
            table("article,date,qty", 100) { "00\(1 + $0 / 50),\(day(7 * ($0 % 50))),\(units($0))" }),
        Trial(
            "Ids that differ by a space behind them",
            table("sku,date,qty", 40) { "\($0 < 20 ? "a" : "a "),\(day(7 * ($0 % 20))),\(units($0))" }),
        Trial(
            "A series per product and store",
            table("store,product,date,qty", 160) {
                "s\($0 / 80),p\($0 / 40 % 2),\(day(7 * ($0 % 40))),\(units($0))"
            }),
        Trial(
            "Receipts",
            table("sold_at,product,quantity,price", 200) {
                "\(hour(9 + 17 * $0 % 12 + 24 * ($0 / 2))),p\($0 % 3),\(1 + $0 % 4),\(2 + $0 % 3).50"
            }),
    ]

    private static let numbers: [Trial] = [
        Trial(
            "Prices with a sign of currency",
            table("sku,date,qty,price", 100) {
                "a\($0 / 50),\(day(7 * ($0 % 50))),\(units($0)),$\(2 + $0 % 3).50"
            }),
        Trial(
            "Revenue as a spreadsheet of a country with decimal commas writes it",
            table("sku;date;qty;revenue", 100) {
                "a\($0 / 50);\(day(7 * ($0 % 50)));\(units($0));72.5\(10 + $0 % 50),00 EUR"
            }),
        Trial(
            "Returns in parentheses",
            table("sku,date,qty", 100) {
                "a\($0 / 50),\(day(7 * ($0 % 50))),\($0 % 9 == 4 ? "(3)" : "\(units($0))")"
            }),
        Trial(
            "Returns with a minus behind them",
            table("sku,date,qty", 100) {
                "a\($0 / 50),\(day(7 * ($0 % 50))),\($0 % 9 == 4 ? "3-" : "\(units($0))")"
            }),
        Trial(
            "A discount in percent",
            table("sku,date,qty,discount", 100) {
                "a\($0 / 50),\(day(7 * ($0 % 50))),\(units($0)),\($0 % 4 * 5)%"
            }),
        Trial(
            "A price below nothing",
            table("sku,date,qty,price", 100) {
                "a\($0 / 50),\(day(7 * ($0 % 50))),\(units($0)),\($0 == 17 ? "-2.50" : "2.50")"
            }),
        Trial(
            "A number too small for a computer",
            table("sku,date,qty", 40) { "a,\(day(7 * $0)),\($0 == 7 ? "4e-400" : "\(units($0))")" }),
        Trial(
            "Words for what is not there",
            table("sku,date,qty", 100) {
                "a\($0 / 50),\(day(7 * ($0 % 50))),\($0 % 11 == 3 ? "n/a" : "\(units($0))")"
            }),
    ]

    private static let words: [Trial] = [
        Trial(
            "A column that says where somebody looked",
            table("sku,week,qty,price,looked", 100) {
                $0 % 13 == 5
                    ? "a\($0 / 50),\(day(7 * ($0 % 50))),,,0"
                    : "a\($0 / 50),\(day(7 * ($0 % 50))),\(units($0)),2.50,1"
            }),
        Trial(
            "German headers",
            table("Artikel;Woche;Menge;Preis;Aktion;Warengruppe", 100) {
                "A\($0 / 50);\(day(7 * ($0 % 50)));\(units($0));2,50;\($0 % 3 / 2);Tee"
            }),
        Trial(
            "French headers",
            table("produit,semaine,quantité,prix,promotion", 100) {
                "p\($0 / 50),\(day(7 * ($0 % 50))),\(units($0)),2.50,\($0 % 3 / 2)"
            }),
        Trial(
            "Portuguese headers",
            table("produto,semana,quantidade,preço,promoção", 100) {
                "p\($0 / 50),\(day(7 * ($0 % 50))),\(units($0)),2.50,\($0 % 3 / 2)"
            }),
        Trial(
            "Promotions as Yes and No",
            table("sku,date,qty,promo", 100) {
                "a\($0 / 50),\(day(7 * ($0 % 50))),\(units($0)),\($0 % 3 == 2 ? "Yes" : "No")"
            }),
        Trial(
            "Kinds of promotion as words",
            table("sku,date,qty,promo_type", 100) {
                "a\($0 / 50),\(day(7 * ($0 % 50))),\(units($0)),\(["", "flyer", "display"][$0 % 3])"
            }),
        Trial(
            "A title above the header",
            "Weekly sales,,\n,,\n"
                + table("sku,date,qty", 100) { "a\($0 / 50),\(day(7 * ($0 % 50))),\(units($0))" }),
    ]

    private static let damage: [Trial] = [
        Trial(
            "Lines that end with a carriage return alone",
            table("sku,date,qty", 40) { "a,\(day(7 * $0)),\(units($0))" }.replacing("\n", with: "\r")),
        Trial(
            "The marks of a merge",
            table("sku,date,qty", 40) {
                $0 == 20 ? "<<<<<<< HEAD" : "a,\(day(7 * $0)),\(units($0))"
            }),
        Trial("A header and nothing else", "sku,date,qty\n"),
        Trial("Nothing that changes", table("sku,date,note", 30) { "a,\(day(7 * $0)),x" }),
        Trial(
            "One row twice", table("sku,date,qty", 40) { "a,\(day(7 * ($0 == 20 ? 19 : $0))),\(units($0))" }),
    ]
}
