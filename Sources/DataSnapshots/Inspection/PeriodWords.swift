/// What the name of a column says of the periods in it, in the languages of `TableWords`.
struct PeriodWords {
    private let words: Set<Substring>
    private let name: String

    init(_ name: String) {
        self.name = TableWords.plain(name)
        words = Set(self.name.split(separator: "_"))
    }

    private static let years: Set<Substring> = [
        "year", "yr", "jahr", "annee", "ano", "anno", "jaar", "fy", "isoyear",
    ]
    private static let weeks: Set<Substring> = [
        "week", "wk", "weeks", "weekno", "weeknum", "weeknumber", "weekid", "isoweek", "calweek", "yearweek",
        "yyyyww", "kw",
        "woche", "kalenderwoche", "semaine", "semana", "settimana", "kalenderweek",
    ]
    private static let months: Set<Substring> = [
        "month", "mon", "yearmonth", "calmonth", "yyyymm", "monat", "mois", "mes", "mese", "maand",
    ]
    private static let quarters: Set<Substring> = ["quarter", "qtr", "quartal", "trimestre", "kwartaal"]
    private static let hours: Set<Substring> = [
        "hour", "hr", "stunde", "heure", "hora", "ora", "uur", "uhrzeit", "time",
    ]
    private static let days: Set<Substring> = ["day", "tag", "jour", "dia", "giorno", "dag", "dayofmonth"]

    private static let moments: Set<Substring> = [
        "date", "timestamp", "datetime", "ts", "dt", "epoch", "unix", "serial",
    ]

    private func has(_ set: Set<Substring>) -> Bool { !words.isDisjoint(with: set) }

    var isYear: Bool { has(Self.years) }
    var isWeek: Bool { has(Self.weeks) }
    var isMonth: Bool { has(Self.months) }
    var isQuarter: Bool { has(Self.quarters) }
    var isHour: Bool { has(Self.hours) }
    var isDay: Bool { has(Self.days) }
    /// Dates and times, by name.
    var isMoment: Bool { TableWords.time.contains(name) || has(Self.moments) }
    var isAny: Bool { isMoment || isYear || isWeek || isMonth || isQuarter }
}
