import Foundation
import Reports
import Testing

/// What WCAG 2.1 asks of our pages and a program can see.
@Suite("pages for everybody")
struct PageAccessTests {
    @Test("every picture has a name of its own", arguments: FixtureReports.all.map(\.name))
    func pictures(name: String) throws {
        let html = HTMLReport.render(try #require(FixtureReports.all.first { $0.name == name }?.report))
        let labels = HTMLChecker.tags(html).filter { $0.hasPrefix("svg ") }.compactMap(label)
        #expect(Set(labels).count == labels.count, "\(labels)")
    }

    @Test(
        "tables that scroll are reached by keyboard, and have names",
        arguments: FixtureReports.all.map(\.name))
    func tables(name: String) throws {
        let html = HTMLReport.render(try #require(FixtureReports.all.first { $0.name == name }?.report))
        let regions = HTMLChecker.tags(html).filter { $0.hasPrefix("div class=\"scroll") }
        #expect(!regions.isEmpty)
        for region in regions {
            #expect(region.contains("tabindex=\"0\"") && region.contains("role=\"region\""))
            #expect(label(of: region)?.isEmpty == false)
        }
        #expect(
            HTMLChecker.tags(html).filter { $0.hasPrefix("th ") || $0 == "th" }.allSatisfy {
                $0.contains("scope=")
            })
    }

    @Test("letters stand out from their ground by 4.5 to 1, lines by 3 to 1, light, dark and printed")
    func contrast() throws {
        let sheet = try #require(styleSheet(of: HTMLReport.render(FixtureReports.oneModel)))
        let themes = sheet.split(separator: ":root{", omittingEmptySubsequences: false).dropFirst().map {
            Self.colours(String($0.prefix { $0 != "}" }))
        }
        #expect(themes.count == 3)
        for theme in themes {
            for ground in ["bg", "card"] {
                for letters in ["ink", "soft", "good", "bad", "open", "keep", "c0", "c1", "c2", "c3", "c4"] {
                    #expect(try Self.ratio(theme, letters, ground) >= 4.5, "\(letters) on \(ground)")
                }
                #expect(try Self.ratio(theme, "other", ground) >= 3, "other on \(ground)")
            }
            for box in ["good", "keep", "open"] {
                for letters in [box, "ink", "soft", "open"] {
                    #expect(try Self.ratio(theme, letters, box + "bg") >= 4.5, "\(letters) in \(box)")
                }
            }
            #expect(try Self.ratio(theme, "link", "bg") >= 4.5)
        }
    }

    @Test("a colour judges or names, never both")
    func meanings() throws {
        let sheet = try #require(styleSheet(of: HTMLReport.render(FixtureReports.oneModel)))
        for theme in sheet.split(separator: ":root{", omittingEmptySubsequences: false).dropFirst() {
            let colours = Self.colours(String(theme.prefix { $0 != "}" }))
            let naming = (0...4).compactMap { colours["c\($0)"] }
            let judging = ["good", "bad", "open"].compactMap { colours[$0] }
            #expect(naming.count == 5 && judging.count == 3)
            for name in naming {
                for judgement in judging {
                    #expect(Self.hueDistance(name, judgement) >= 18, "\(name) looks like \(judgement)")
                }
            }
        }
    }

    // MARK: - Colours

    private typealias Colour = [Double]

    private static func colours(_ text: String) -> [String: Colour] {
        var colours: [String: Colour] = [:]
        for entry in text.split(separator: ";") {
            let parts = entry.split(separator: ":").map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
            guard parts.count == 2, parts[1].hasPrefix("#"), parts[0].hasPrefix("--") else { continue }
            var digits = String(parts[1].dropFirst())
            if digits.count == 3 { digits = digits.map { "\($0)\($0)" }.joined() }
            guard digits.count == 6, let value = Int(digits, radix: 16) else { continue }
            colours[String(parts[0].dropFirst(2))] = [16, 8, 0].map { Double(value >> $0 & 255) / 255 }
        }
        return colours
    }

    /// WCAG 2.1, contrast ratio.
    private static func ratio(_ theme: [String: Colour], _ one: String, _ other: String) throws -> Double {
        let lights = try [one, other].map { name in
            let linear = try #require(theme[name], "\(name)").map {
                $0 <= 0.03928 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4)
            }
            return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05
        }
        return max(lights[0], lights[1]) / min(lights[0], lights[1])
    }

    /// Degrees between two hues; a grey is far from everything.
    private static func hueDistance(_ one: Colour, _ other: Colour) -> Double {
        guard let left = hue(one), let right = hue(other) else { return 180 }
        let distance = (left - right).magnitude
        return min(distance, 360 - distance)
    }

    private static func hue(_ colour: Colour) -> Double? {
        guard let high = colour.max(), let low = colour.min(), high - low > 0.15 else { return nil }
        let (red, green, blue) = (colour[0], colour[1], colour[2])
        let sixth =
            high == red
            ? (green - blue) / (high - low)
            : high == green ? 2 + (blue - red) / (high - low) : 4 + (red - green) / (high - low)
        return sixth < 0 ? 60 * sixth + 360 : 60 * sixth
    }

    private func label(of tag: Substring) -> String? {
        tag.range(of: "aria-label=\"").map { String(tag[$0.upperBound...].prefix { $0 != "\"" }) }
    }
}
