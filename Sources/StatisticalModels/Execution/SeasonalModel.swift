internal import ForecastCore

/// A model that knows a season: its stand-in does so, too.
protocol SeasonalModel: LocalModel {
    /// 1 for none.
    var season: Int { get }
}
