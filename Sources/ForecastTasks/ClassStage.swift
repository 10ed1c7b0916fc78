internal import DemandFeatures
package import ExperimentSpec
package import ForecastCore

/// The classes of every series at each cutoff, from training data only.
package struct ClassStage {
    let spec: ExperimentSpec
    let panel: Panel

    package init(spec: ExperimentSpec, panel: Panel) {
        self.spec = spec
        self.panel = panel
    }

    /// Volume decides variability and pattern, revenue importance; where a data set has no columns of these
    /// names, its first target stands for both.
    package func classes(in window: BacktestWindow) -> SeriesClasses {
        let cuts = spec.classes
        let classifier = SeriesClassifier(
            cuts: ClassCuts(
                abcA: cuts.abcCuts[0], abcB: cuts.abcCuts[1], xyzX: cuts.xyzCuts[0], xyzY: cuts.xyzCuts[1],
                demandInterval: cuts.adiCut, sizeVariation: cuts.cv2Cut))
        let volume = panel.column("volume") ?? panel.column(spec.data.targets[0])
        return classifier.classify(
            volume: volume?.values ?? [], revenue: panel.column("revenue")?.values,
            timeCount: panel.grid.count,
            training: window.training)
    }
}
