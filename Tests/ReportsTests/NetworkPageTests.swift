import ForecastCore
import Foundation
import Reports
import Testing

@Suite("what pages show of a network") struct NetworkPageTests {
    @Test(
        "draws bars for each group, the attention of each step and the losses, with a dot where weights were taken"
    )
    func pictures() throws {
        let page = HTMLReport.render(Self.report)
        let section = try #require(
            page.components(separatedBy: "id=\"explanations\"").last?
                .components(separatedBy: "</section>").first)
        #expect(section.components(separatedBy: "<svg").count - 1 == 5)
        // Two steps and two losses by name; the fit before is dashed, and starts where the last one does.
        for words in [
            ">facts of the series<", ">the past<", ">known ahead<", ">1 ahead<", ">3 ahead<", ">training<",
            ">validation<", "loss, window 3; dashed: the fits before",
        ] {
            #expect(section.contains(words), "\(words)")
        }
        #expect(section.contains("class=\"line other\""))
        // Steps 100 to 300 from 52 to 328; losses from 0.2 to 0.8: the best one, 0.5, in the middle of 208 and 26.
        #expect(section.contains("<circle cx=\"190\" cy=\"117\" r=\"4.5\" class=\"spot c0\""))
    }

    @Test(
        "says it in the comment: five variables of each group, where each step looks, and the last three fits"
    )
    func comment() {
        let lines = MarkdownReport.render(Self.report).split(separator: "\n")
        #expect(
            lines.contains(
                "| ses, volume: static | weight | ses, volume: past | weight | ses, volume: ahead | weight |")
        )
        #expect(lines.contains("| category | 100.0 % | target | 75.0 % | step | 100.0 % |"))
        #expect(lines.contains("|  |  | step | 25.0 % |  |  |"))
        #expect(
            lines.contains(
                "- Attention: 1 week ahead it takes 90.0 % from the last 3 weeks, 10.0 % from what is known ahead, and most (60.0 %) from 2 weeks before the cutoff."
            ))
        #expect(
            lines.contains(
                "- Training, window 3: 300 steps, weights of step 200, loss 0.4000 in training, 0.5000 in validation."
            ))
    }

    @Test("says how long it learned once more, with a curve and a dot of its own")
    func again() throws {
        var report = Self.report
        report.models[0].fits[1].losses?.append(
            .init(step: 400, training: Figure(0.3), validation: .undefined))
        let lines = MarkdownReport.render(report).split(separator: "\n")
        #expect(
            lines.contains(
                "- Training, window 3: 300 steps, weights of step 200, loss 0.4000 in training, 0.5000 in validation; from them 100 steps once more, the kept periods included, loss 0.3000."
            ))
        let section = try #require(
            HTMLReport.render(report).components(separatedBy: "id=\"explanations\"").last?
                .components(separatedBy: "</section>").first)
        #expect(section.contains(">once more<"))
        #expect(
            section.contains("r=\"4.5\" class=\"spot c2\"") && !section.contains("class=\"spot c0\""))
    }

    @Test("keeps the figures in report.json, and leaves them out for models that have none")
    func json() throws {
        let bytes = try JSONText.bytes(of: Self.report, path: "report.json")
        let read = try JSONDecoder().decode(ExperimentReport.self, from: Data(bytes))
        let model = try #require(read.models.first)
        #expect(model.fits.map { $0.losses?.count } == [2, 3])
        #expect(model.explanations.first?.attention?.map(\.firstPosition) == [-2, -2])
        let other = try JSONText.bytes(of: FixtureReports.search, path: "report.json")
        #expect(!String(decoding: other, as: UTF8.self).contains("attention"))
    }

    private static var report: ExperimentReport {
        var report = FixtureReports.promote
        report.models[0].name = "ses"
        func mark(_ step: Int, _ training: Double, _ validation: Double) -> ExperimentReport.LossMark {
            .init(step: step, training: Figure(training), validation: Figure(validation))
        }
        report.models[0].fits = [
            .init(
                target: "volume", window: 1, modelDigest: "a", work: 1,
                losses: [mark(100, 0.7, 0.8), mark(200, 0.6, 0.7)]),
            .init(
                target: "volume", window: 3, modelDigest: "b", work: 1,
                losses: [mark(100, 0.8, 0.7), mark(200, 0.4, 0.5), mark(300, 0.2, 0.6)]),
        ]
        func feature(_ name: String, _ weight: Double) -> ExperimentReport.FeatureWeight {
            .init(
                feature: name, gain: .undefined, gainShare: .undefined, splits: .undefined,
                contribution: .undefined,
                contributionShare: .undefined, selection: Figure(weight))
        }
        report.models[0].explanations = [
            .init(
                target: "volume", rows: 8,
                features: [
                    feature("static category", 1), feature("past step", 0.25), feature("past target", 0.75),
                    feature("ahead step", 1),
                ],
                attention: [
                    .init(step: 1, firstPosition: -2, weights: [0.6, 0.2, 0.1, 0.1]),
                    .init(step: 3, firstPosition: -2, weights: [0.1, 0.1, 0.2, 0.2, 0.3, 0.1]),
                ])
        ]
        return report
    }
}
