/// Where the classes of series begin and end. Every cut can be set in a spec.
package struct ClassCuts: Hashable, Sendable {
    /// A series is class A while the series before it hold less than this share of revenue.
    package var abcA: Double
    /// ... and class B while they hold less than this share.
    package var abcB: Double
    /// The largest coefficient of variation of class X, and of class Y.
    package var xyzX: Double
    package var xyzY: Double
    /// From this average demand interval on, demand is intermittent (or lumpy).
    package var demandInterval: Double
    /// From this squared coefficient of variation of demand sizes on, demand is erratic (or lumpy).
    package var sizeVariation: Double

    /// **Source** 80/95 % is Pareto's rule as inventory control uses it (Silver, Pyke & Thomas 2017, chapter
    /// 2); 1.32 and 0.49 are Syntetos, Boylan & Croston 2005, "On the categorization of demand patterns".
    package init(
        abcA: Double = 0.80, abcB: Double = 0.95, xyzX: Double = 0.5, xyzY: Double = 1.0,
        demandInterval: Double = 1.32, sizeVariation: Double = 0.49
    ) {
        self.abcA = abcA
        self.abcB = abcB
        self.xyzX = xyzX
        self.xyzY = xyzY
        self.demandInterval = demandInterval
        self.sizeVariation = sizeVariation
    }
}
