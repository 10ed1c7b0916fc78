import Foundation
import ServiceJobs
import TestServers

extension ServedProject {
    /// Some ten seconds of work for two cores that have nothing else to do, a minute on a crowded machine.
    static let long = """
        experiment: shop
        data: {dataset: shop, targets: [volume, revenue]}
        models:
          auto: {kind: auto}
          holt: {kind: holt_winters, season: 52}
          ses: {kind: ses}
        backtest: {horizon: 6, windows: 8, step: 2}
        evaluate: {metrics: [wape]}
        production: {plans: last}
        promotion: {champion: ses, challengers: [holt], target: volume, metric: wape, min_improvement_pp: 1.0}

        """

    /// One in the fourth step of a backtest, and the id of that.
    /// - Parameter windows: of the backtest: three times as much as `long` has, which lasts longer than any test that does not wait
    ///   for its end.
    static func busy(_ configuration: String = "", windows: Int = 24) throws -> (ServedProject, id: String) {
        let project = try ServedProject(series: 400, configuration: configuration)
        try project.write(
            long.replacing("windows: 8", with: "windows: \(windows)"), to: "experiments/shop.yaml")
        let id =
            try project.ask("POST", "/backtest", "{}", ["Idempotency-Key": "b"]).json["execution_id"]?.string
            ?? ""
        let isBusy = try comesTrue { try project.ask("GET", "/executions/\(id)").json["step"]?.integer == 4 }
        guard isBusy else { throw Reply.Unreadable(text: project.log) }
        return (project, id)
    }
}
