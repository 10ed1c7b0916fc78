import DemandFeatures
import ForecastCore
import Testing

@Suite("the numbers that words of categories have to a model") struct CategoryCodesTests {
    @Test("are written as text and read back, whatever the words hold; anything else is refused")
    func text() throws {
        for codes in [
            CategoryCodes(), CategoryCodes(["brand": []]), CategoryCodes(["": [""], "b": ["", "x"]]),
            CategoryCodes(["brand": ["50 %", "a\tb", "c\nd", "\u{0C}", "é", "categories"], "a\n": ["1"]]),
        ] {
            #expect(CategoryCodes(text: codes.text) == codes, "\(codes.text)")
            #expect(!codes.text.utf8.contains(0x0C))
        }
        for text in ["a", "b\t1\na\t1\n", "a\t%4\n", "a\t%zz\n", "a\t%C3\n", "a\t1\na\t2\n", "\n"] {
            #expect(CategoryCodes(text: text) == nil, "\(text)")
        }
    }

    /// The same panel with `aaa` in front of all words of every list and the others in reverse.
    private func shuffled(_ panel: Panel) -> Panel {
        func words(_ words: [String]) -> [String] { ["aaa"] + words.reversed() }
        func number(_ old: Int, of count: Int) -> Int { count - old }
        return Panel(
            grid: panel.grid, seriesIDs: panel.seriesIDs, firstStep: panel.firstStep,
            columns: panel.columns.map { column in
                guard let list = column.categories else { return column }
                return PanelColumn(
                    name: column.name, knowledge: column.knowledge,
                    values: column.values.map {
                        $0.isNaN ? .nan : Double(number(Int($0), of: list.count))
                    }, categories: words(list))
            },
            attributes: panel.attributes.map { attribute in
                StaticAttribute(
                    name: attribute.name,
                    categories: attribute.name == "size" ? attribute.categories : words(attribute.categories),
                    codes: attribute.codes.map {
                        attribute.name == "size" || $0 < 0
                            ? $0 : Int32(number(Int($0), of: attribute.categories.count))
                    })
            }, holidays: panel.holidays)
    }

    private func table(_ panel: Panel, codes: CategoryCodes = CategoryCodes()) throws -> FeatureTable {
        let training = 0..<60
        return FeatureTable(
            panel: panel,
            features: try FeatureSet(
                name: "all", FeaturePanel.everything, panel: panel, target: "volume", codes: codes),
            classes: SeriesClassifier().classify(
                volume: panel.column("volume")?.values ?? [], revenue: panel.column("revenue")?.values,
                timeCount: panel.grid.count, training: training), training: training, through: 66)
    }

    @Test("make every feature what it was, however the lists of words have changed since")
    func kept() throws {
        let panel = FeaturePanel().panel
        let before = try table(panel)
        #expect(Set(before.features.codes.words.keys) == ["category", "kind", "shelf"])
        let after = try table(shuffled(panel), codes: before.features.codes)
        // How a rival is found in the data has changed; what it is has not.
        #expect(after.features.columnNames == before.features.columnNames)
        #expect(after.features.features.map(\.description) == before.features.features.map(\.description))
        #expect(after.features.codes == before.features.codes)
        let strategy = ForecastStrategy.stepAsFeature(steps: [1, 4])
        #expect(
            sameBits(
                before.trainingRows(for: strategy).matrix.values,
                after.trainingRows(for: strategy).matrix.values))
        #expect(
            sameBits(
                before.predictionRows(for: strategy, steps: [1, 4]).matrix.values,
                after.predictionRows(for: strategy, steps: [1, 4]).matrix.values))
        #expect(sameBits(RecursiveFeatures(before).matrix().values, RecursiveFeatures(after).matrix().values))
        for feature in before.features.features.indices {
            #expect(before.sequence(of: feature).categories == after.sequence(of: feature).categories)
        }
        let anew = try table(shuffled(panel))
        #expect(
            anew.features.columnNames != before.features.columnNames,
            "without them, a list of other words makes other features")
    }

    @Test("leave out words that a model was not fitted with, and say so")
    func unknown() throws {
        let panel = FeaturePanel().panel
        var old = try table(panel).features.codes.words
        old["shelf"] = ["none", "flyer", "fair"]
        old["category"] = ["juice", "milk", "water"]
        let codes = CategoryCodes(old)
        let table = try table(panel, codes: codes)
        let names = table.features.columnNames
        #expect(names.filter { $0.hasPrefix("price_rival_") }.count == 3)
        let shelf = try #require(panel.column("shelf"))
        for series in 0..<panel.seriesCount {
            let shown = table.show(series: series, origin: 50)
            let row = Dictionary(uniqueKeysWithValues: zip(names, shown))
            let word = panel.attribute("category")?.value(ofSeries: series)
            #expect(row["category"]?.category == (word == "juice" || word == "milk" ? word : nil))
            #expect(row["price_rival_3"]?.value.isNaN == true, "there is no water any more")
            // The last known word, even where it is an unknown one: not the known one before it.
            let last = (0...50).reversed().lazy.map { shelf.values[series * panel.grid.count + $0] }
                .first { !$0.isNaN }
            let kind = last.map { ["none", "tv", "flyer", "fair"][Int($0)] }
            #expect(row["shelf"]?.category == (kind == "tv" ? nil : kind))
        }
        let remarks = codes.remarks(on: panel)
        #expect(remarks.count == 2)
        #expect(remarks[0].hasPrefix("'bread' and 1 more of 'category' are new since the model was trained"))
        #expect(remarks[1].hasPrefix("'tv' of 'shelf' is new since the model was trained"))
        #expect(try self.table(panel).features.codes.remarks(on: panel).isEmpty)
    }
}
