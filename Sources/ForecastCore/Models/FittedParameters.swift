/// What a local model learned from one series: small, immutable, storable.
package struct FittedParameters: Equatable, Sendable {
    package let values: [Double]

    package init(_ values: [Double]) { self.values = values }
}
