import DemandFeatures
import ForecastCore
import Testing

@Suite("FeatureSet") struct FeatureSetTests {
    private func problems(_ change: (inout FeatureSetDefinition) -> Void, panel: Panel = FeaturePanel().panel)
        -> [String]
    {
        var definition = FeatureSetDefinition()
        change(&definition)
        do {
            _ = try FeatureSet(name: "demand", definition, panel: panel, target: "volume")
            return []
        } catch {
            return error.diagnostics.map { "\($0.code) \($0.message)" }
        }
    }

    @Test("a word that means nothing is told with the one that was meant")
    func unknownWords() {
        let found = problems {
            $0.temporal = ["week_of_yaer"]
            $0.cyclic = ["is_holiday"]
            $0.price = ["curent_price"]
            $0.classification = ["abc_clas"]
            $0.age = ["time_since_lunch"]
        }
        #expect(found.count == 5 && found.allSatisfy { $0.hasPrefix("E150 feature set 'demand': unknown ") })
        for meant in ["week_of_year", "current_price", "abc_class", "time_since_launch"] {
            #expect(found.contains { $0.hasSuffix("did you mean '\(meant)'?") }, "\(meant)")
        }
    }

    @Test("what the data set lacks is told by name")
    func lacking() {
        let found = problems {
            $0.promotion = ["dael"]
            $0.past = ["margin"]
            $0.categorical = ["categry"]
            $0.price = ["price_vs_store"]
            $0.temporal = ["hour_of_day", "day_of_week"]
        }
        #expect(found.count == 6 && found.allSatisfy { $0.hasPrefix("E151") })
        #expect(found.contains { $0.contains("'dael'") && $0.hasSuffix("did you mean 'deal'?") })
        #expect(found.contains { $0.contains("'categry'") && $0.hasSuffix("did you mean 'category'?") })
    }

    @Test("a numbered grid has no calendar, a panel without holidays no distance to one")
    func noCalendar() {
        let grid = TimeGrid(frequency: .weekly, origin: .number(1), count: 2)
        let panel = Panel(
            grid: grid, seriesIDs: ["a"], firstStep: [0],
            columns: [PanelColumn(name: "volume", knowledge: .target, values: [1, 2])])
        #expect(
            problems({ $0.temporal = ["month"] }, panel: panel) == [
                "E151 feature set 'demand': 'month' needs a data set with dates"
            ])
        #expect(problems({ $0.price = ["current_price"] }, panel: panel).first?.hasPrefix("E151") == true)
    }

    @Test("past-only columns are not known ahead, words are no numbers, names are unique, sets not empty")
    func misuse() {
        #expect(problems { $0.knownAhead = ["profit"] }.first?.hasPrefix("E152") == true)
        #expect(problems { $0.numeric = ["category"] }.first?.hasPrefix("E152") == true)
        #expect(
            problems {
                $0.promotion = ["deal"]
                $0.knownAhead = ["deal"]
            }.first?.hasPrefix("E153") == true)
        #expect(problems { $0.lags = [1, 1] }.first?.hasPrefix("E153") == true)
        #expect(
            problems {
                $0.lags = [1]
                $0.pastMean = [4]
            }.first?.hasPrefix("E154") == true)
        #expect(problems { _ in } == ["E154 feature set 'demand' holds no feature"])
    }

    @Test("a price that is not known ahead becomes a feature of the origin and says so")
    func pastPrice() throws {
        var definition = FeatureSetDefinition()
        definition.price = FeatureKey.priceWords + ["price_vs_category"]
        let ahead = try FeatureSet(name: "p", definition, panel: FeaturePanel().panel, target: "volume")
        let past = try FeatureSet(
            name: "p", definition, panel: FeaturePanel(priceKnowledge: .pastOnly).panel, target: "volume")
        #expect(ahead.features.map(\.kind) == [.target, .origin, .target, .target, .target])
        #expect(past.features.allSatisfy { $0.kind == .origin })
        #expect(
            past.features[0].description == "last known price at the origin, because it is not known ahead")
        var keys = [ahead, past].map { set in
            var encoder = CanonicalEncoder(stage: "t", version: 1)
            set.addToKey(&encoder)
            return encoder.digest
        }
        #expect(keys.removeFirst() != keys.removeFirst())
    }
}

@Suite("CalendarFact") struct CalendarFactTests {
    private func value(
        _ name: String, _ frequency: Frequency, _ date: String, hour: Int = 0, holidays: [String] = []
    ) throws -> Float {
        let first = try #require(CivilDate(date))
        let grid = TimeGrid(frequency: frequency, origin: .calendar(first, hour: hour), count: 1)
        let panel = Panel(
            grid: grid, seriesIDs: ["a"], firstStep: [0],
            columns: [PanelColumn(name: "y", knowledge: .target, values: [1])],
            holidays: holidays.compactMap { CivilDate($0).map { Holiday(date: $0, name: "") } })
        var definition = FeatureSetDefinition()
        let isCyclic = name.hasSuffix("_sin") || name.hasSuffix("_cos")
        if isCyclic { definition.cyclic = [String(name.dropLast(4))] } else { definition.temporal = [name] }
        let set = try FeatureSet(name: "c", definition, panel: panel, target: "y")
        let table = FeatureTable(panel: panel, features: set, classes: nil, training: 0..<1, through: 1)
        // The period after the first one: the target of step 1.
        return try #require(table.show(series: 0, origin: 0).first { $0.feature.name == name }?.value)
    }

    @Test(
        "facts of the period after a date",
        arguments: [
            ("week_of_year", Frequency.weekly, "2020-12-21", Float(53)),
            ("week_of_year", .weekly, "2020-12-28", 1),
            ("week_of_year", .daily, "2022-01-01", 52), ("week_of_year", .daily, "2024-12-29", 1),
            ("day_of_week", .daily, "2022-01-01", 7), ("is_weekend", .daily, "2022-01-01", 1),
            ("is_weekend", .daily, "2022-01-02", 0), ("day_of_month", .daily, "2022-01-31", 1),
            ("day_of_year", .daily, "2024-02-29", 61), ("month", .monthly, "2022-11-30", 12),
            ("quarter", .monthly, "2022-03-01", 2), ("year", .monthly, "2022-12-01", 2023),
            ("month_sin", .monthly, "2022-03-01", 1), ("month_cos", .monthly, "2022-06-01", -1),
            ("quarter_sin", .monthly, "2022-03-15", 1), ("day_of_week_cos", .daily, "2022-01-02", 1),
            ("week_of_year_cos", .daily, "2021-12-31", 1), ("day_of_month_cos", .daily, "2022-01-31", 1),
        ])
    func facts(name: String, frequency: Frequency, date: String, expected: Float) throws {
        #expect(abs(try value(name, frequency, date) - expected) < 1e-6)
    }

    @Test("hours turn with the day and carry its holiday")
    func hours() throws {
        #expect(try value("hour_of_day", .hourly, "2022-01-01", hour: 23) == 0)
        #expect(abs(try value("hour_of_day_sin", .hourly, "2022-01-01", hour: 5) - 1) < 1e-6)
        #expect(try value("is_holiday", .hourly, "2022-01-01", hour: 23, holidays: ["2022-01-02"]) == 1)
        #expect(try value("is_holiday", .hourly, "2022-01-01", hour: 3, holidays: ["2022-01-02"]) == 0)
    }

    @Test("a holiday counts in the period it falls into; distances are from the period's first day")
    func holidays() throws {
        // The period begins on Monday 2022-12-19.
        let monday = "2022-12-12"
        #expect(try value("is_holiday", .weekly, monday, holidays: ["2022-12-25"]) == 1)
        #expect(try value("is_holiday", .weekly, monday, holidays: ["2022-12-26"]) == 0)
        #expect(try value("is_holiday", .weekly, monday, holidays: ["2022-12-18", "2022-12-26"]) == 0)
        #expect(try value("days_to_holiday", .weekly, monday, holidays: ["2022-12-26", "2022-12-25"]) == 6)
        #expect(try value("days_to_holiday", .weekly, monday, holidays: ["2022-12-18"]).isNaN)
        #expect(try value("days_since_holiday", .weekly, monday, holidays: ["2022-12-19"]) == 0)
        #expect(
            try value(
                "days_since_holiday", .weekly, monday, holidays: ["2022-12-01", "2022-12-17", "2022-12-25"])
                == 2)
        #expect(try value("days_since_holiday", .weekly, monday, holidays: ["2022-12-25"]).isNaN)
    }

    @Test(
        "where the list of holidays ends, nothing is known: missing, not 0",
        arguments: [
            (["2022-12-18"], nil), (["2021-12-25", "2022-12-18"], nil), (["2023-01-01"], nil),
            (["2022-12-20"], 1), (["2022-12-18", "2023-01-01"], 0), (["2022-12-25", "2021-01-01"], 1),
            (["2022-12-19"], 1), (["2022-12-26"], 0),
        ] as [([String], Float?)])
    func endOfList(holidays: [String], expected: Float?) throws {
        let found = try value("is_holiday", .weekly, "2022-12-12", holidays: holidays)
        guard expected == nil else {
            #expect(found == expected)
            return
        }
        #expect(found.isNaN)
        #expect(try value("days_since_holiday", .weekly, "2022-12-12", holidays: holidays).isNaN)
        #expect(try value("days_to_holiday", .weekly, "2022-12-12", holidays: holidays).isNaN)
    }
}
