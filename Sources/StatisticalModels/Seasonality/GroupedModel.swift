package import ForecastCore

/// A model that may take from a group of series what one of them is too short to show.
package protocol GroupedModel: LocalModel {
    /// The static attribute whose series are a group; nil where every series stands alone.
    var group: String? { get }

    /// What these histories, all of one group and up to one cutoff, have in common; nil for nothing.
    func season(of histories: [SeriesHistory]) -> GroupSeason?

    /// The model of the group's series.
    func sharing(_ season: GroupSeason?) -> any LocalModel
}
