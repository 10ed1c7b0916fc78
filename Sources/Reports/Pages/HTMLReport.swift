/// `report.html`: one file that shows the whole comparison, without script or anything from elsewhere.
///
/// Its size depends on models, windows and classes, never on the number of series: of those only the
/// few highlights appear.
package enum HTMLReport {
    package static func render(_ report: ExperimentReport) -> String {
        let page = HTMLPage(report: report)
        return HTMLDocument.render(
            title: "\(VerdictText(report, name: { $0 }).headline) | \(report.experiment)", body: page.body())
    }
}
