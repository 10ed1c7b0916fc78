internal import ForecastCore

/// `timings.html`: what a run took, stage by stage. It lies beside the report and differs from run to run, which
/// the report must not.
package enum TimingsPage {
    package static func render(_ timings: Timings) -> String {
        HTMLDocument.render(
            title: "Timings | \(timings.experiment)",
            body: [
                element("h1", text: timings.experiment),
                element(
                    "p", ["class": "lead"], text: "What run \(timings.run) took when it was last computed"),
                element("dl", ["class": "tiles"], tiles(timings)),
                HTMLDocument.section(
                    "Stages", id: "stages",
                    note:
                        "In the order of the pipeline. Numbers of this page differ from run to run; the report beside it does not.",
                    [stages(timings)]),
                element(
                    "p", [:],
                    [element("a", ["href": "report.html"], text: "report.html"), " in the same folder"]),
            ])
    }

    private static func tiles(_ timings: Timings) -> [HTMLNode] {
        let tasks = timings.stages.filter { $0.stage == "forecast" }
        let forecasts = tasks.reduce(0) { $0 + $1.tasks }
        let cached = tasks.reduce(0) { $0 + $1.cached }
        return [
            HTMLDocument.tile(
                "took", duration(timings.totalSeconds),
                "on \(NumberText.count(timings.jobs, "thread", "threads"))"),
            HTMLDocument.tile("started", started(timings.startedAt), "UTC"),
            HTMLDocument.tile(
                "forecasts", NumberText.count(forecasts),
                "series, windows, models and targets"),
            HTMLDocument.tile(
                "from the cache", NumberText.count(cached),
                NumberText.fixed(100 * Double(cached) / Double(max(1, forecasts)), decimals: 1)
                    + " % of forecasts"),
        ]
    }

    private static func stages(_ timings: Timings) -> HTMLNode {
        let titles = HTMLDocument.columns([
            ("stage", false), ("", false), ("seconds", true), ("share", true), ("tasks", true),
            ("from cache", true),
            ("computed per second", true),
        ])
        let total = max(timings.totalSeconds, 1e-9)
        return HTMLDocument.table(titles, timings.stages.map { row($0, total: total) })
    }

    private static func row(_ stage: Timings.Stage, total: Double) -> HTMLNode {
        let computed = stage.tasks - stage.cached
        // Models, and tables of features, are made while forecasting: their seconds count there already.
        let isPart = stage.stage == "features" || stage.stage == Timings.modelStage
        return element(
            "tr", [:],
            [
                element(
                    "th", ["class": "m", "scope": "row"],
                    [
                        .text(
                            (isPart ? "of it " : "") + stage.stage + (stage.subject.isEmpty ? "" : " ")),
                        stage.subject.isEmpty ? .nothing : HTMLDocument.name(stage.subject, to: 30),
                    ]),
                element(
                    "td", ["class": "bar"],
                    [
                        element(
                            "i",
                            [
                                "class": isPart ? "" : "c0",
                                "style":
                                    "width:\(SVG.coordinate(min(100, 100 * stage.seconds / total)))%",
                            ])
                    ]),
                HTMLDocument.number(NumberText.fixed(stage.seconds, decimals: 2)),
                HTMLDocument.number(NumberText.fixed(100 * stage.seconds / total, decimals: 1) + " %"),
                HTMLDocument.number(NumberText.count(stage.tasks)),
                HTMLDocument.number(NumberText.count(stage.cached)),
                HTMLDocument.number(
                    computed > 0 && stage.seconds >= 0.01
                        ? NumberText.count(Int((Double(computed) / stage.seconds).rounded())) : ""),
            ])
    }

    /// `2026-11-22 18:16` for `2026-11-22T18:16:00Z`.
    private static func started(_ time: String) -> String {
        String(time.map { $0 == "T" ? " " : $0 }.prefix(16))
    }

    /// `1.83 s`, `2 min 05 s`.
    private static func duration(_ seconds: Double) -> String {
        guard seconds >= 60, seconds < 1e9 else { return NumberText.fixed(seconds, decimals: 2) + " s" }
        let whole = Int(seconds.rounded())
        return "\(NumberText.count(whole / 60)) min \(whole % 60 < 10 ? "0" : "")\(whole % 60) s"
    }
}
