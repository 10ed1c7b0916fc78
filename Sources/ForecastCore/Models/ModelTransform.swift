/// What a series goes through before a model sees it, and forecasts on their way back.
package enum ModelTransform: String, Sendable, CaseIterable { case none, log, boxcox }
