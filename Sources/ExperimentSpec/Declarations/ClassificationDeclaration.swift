/// The cuts between classes.
package struct ClassificationDeclaration: Sendable, Equatable {
    /// Average demand interval between smooth/erratic and intermittent/lumpy.
    package var adiCut: Double
    /// Squared coefficient of variation of demand sizes between smooth and erratic.
    package var cv2Cut: Double
    /// Cumulative revenue shares (0...1) at which A and B end.
    package var abcCuts: [Double]
    /// Coefficients of variation at which X and Y end.
    package var xyzCuts: [Double]

    package static let standard = ClassificationDeclaration(
        adiCut: 1.32, cv2Cut: 0.49, abcCuts: [0.80, 0.95], xyzCuts: [0.5, 1.0])
}
