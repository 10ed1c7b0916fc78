package import DemandFeatures
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
        let classifier = SeriesClassifier(cuts: ClassCuts(spec.classes))
        let volume = panel.column("volume") ?? panel.column(spec.data.targets[0])
        return classifier.classify(
            volume: volume?.values ?? [], revenue: panel.column("revenue")?.values,
            timeCount: panel.grid.count,
            training: window.training)
    }
}

extension ClassCuts {
    /// As a spec declares them.
    package init(_ declaration: ClassificationDeclaration) {
        self.init(
            abcA: declaration.abcCuts[0], abcB: declaration.abcCuts[1], xyzX: declaration.xyzCuts[0],
            xyzY: declaration.xyzCuts[1], demandInterval: declaration.adiCut,
            sizeVariation: declaration.cv2Cut)
    }
}
