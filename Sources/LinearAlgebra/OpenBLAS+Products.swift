internal import COpenBLAS

extension OpenBLAS {
    // MARK: - Double

    /// `c = alpha * op(a) * op(b) + beta * c`, where op exchanges rows and columns of what is transposed.
    ///
    /// **Shape**: op(a) `[m, k]`, op(b) `[k, n]`, c `[m, n]` and never transposed; all row-major. A dimension may be
    /// 0: without `k`, c is only scaled.
    /// **Missing values**: NaN and infinity spread by IEEE 754 through every product with them, 0 * NaN included.
    /// With `beta` 0, c is written and not read: what was in it, NaN included, has no effect.
    /// **Numerics**: the order of summation is that of OpenBLAS's Haswell kernels: fixed for a shape, on one thread.
    /// They fuse multiplications with additions, and differ from a plain loop in the last bits.
    /// **Complexity**: O(m k n).
    package func multiply(
        _ a: Span<Double>, _ shapeA: MatrixShape, _ b: Span<Double>, _ shapeB: MatrixShape,
        into c: inout MutableSpan<Double>, _ shapeC: MatrixShape, alpha: Double = 1, beta: Double = 0
    ) {
        let product = ProductShape(shapeA, shapeB, into: shapeC)
        shapeA.check(a.count)
        shapeB.check(b.count)
        shapeC.check(c.count)
        c.withUnsafeMutableBufferPointer { c in
            a.withUnsafeBufferPointer { a in
                b.withUnsafeBufferPointer { b in
                    guard product.hasOutput, let target = c.baseAddress else { return }
                    // An empty buffer may have no address; it is then not read either.
                    let unread = UnsafePointer(target)
                    functions.dgemm(
                        Int32(openblas_row_major), shapeA.operation, shapeB.operation, product.m, product.n,
                        product.k, alpha, a.baseAddress ?? unread, shapeA.leading, b.baseAddress ?? unread,
                        shapeB.leading, beta, target, shapeC.leading)
                }
            }
        }
    }

    /// `y = alpha * op(a) * x + beta * y`.
    ///
    /// **Shape**: op(a) `[m, n]`, x `[n]`, y `[m]`. A dimension may be 0: without `n`, y is only scaled.
    /// **Missing values**, **Numerics**: as for two matrices.
    /// **Complexity**: O(m n).
    package func multiply(
        _ a: Span<Double>, _ shape: MatrixShape, vector x: Span<Double>, into y: inout MutableSpan<Double>,
        alpha: Double = 1, beta: Double = 0
    ) {
        precondition(x.count == shape.width, "\(shape) times a vector of \(x.count)")
        precondition(y.count == shape.height, "\(shape) times a vector, into one of \(y.count)")
        shape.check(a.count)
        y.withUnsafeMutableBufferPointer { y in
            a.withUnsafeBufferPointer { a in
                x.withUnsafeBufferPointer { x in
                    // Scaled here: versions of OpenBLAS differ in whether 0 times a NaN in y is 0.
                    for index in y.indices { y[index] = beta == 0 ? 0 : y[index] * beta }
                    guard let target = y.baseAddress, let x = x.baseAddress, let a = a.baseAddress,
                        shape.extent > 0
                    else { return }
                    functions.dgemv(
                        Int32(openblas_row_major), shape.operation, Int32(shape.rows), Int32(shape.columns),
                        alpha, a, shape.leading, x, 1, 1, target, 1)
                }
            }
        }
    }

    // MARK: - Float

    /// `c = alpha * op(a) * op(b) + beta * c`, where op exchanges rows and columns of what is transposed.
    ///
    /// **Shape**: op(a) `[m, k]`, op(b) `[k, n]`, c `[m, n]` and never transposed; all row-major. A dimension may be
    /// 0: without `k`, c is only scaled.
    /// **Missing values**: NaN and infinity spread by IEEE 754 through every product with them, 0 * NaN included.
    /// With `beta` 0, c is written and not read: what was in it, NaN included, has no effect.
    /// **Numerics**: the order of summation is that of OpenBLAS's Haswell kernels: fixed for a shape, on one thread.
    /// They fuse multiplications with additions, and differ from a plain loop in the last bits.
    /// **Complexity**: O(m k n).
    package func multiply(
        _ a: Span<Float>, _ shapeA: MatrixShape, _ b: Span<Float>, _ shapeB: MatrixShape,
        into c: inout MutableSpan<Float>, _ shapeC: MatrixShape, alpha: Float = 1, beta: Float = 0
    ) {
        let product = ProductShape(shapeA, shapeB, into: shapeC)
        shapeA.check(a.count)
        shapeB.check(b.count)
        shapeC.check(c.count)
        c.withUnsafeMutableBufferPointer { c in
            a.withUnsafeBufferPointer { a in
                b.withUnsafeBufferPointer { b in
                    guard product.hasOutput, let target = c.baseAddress else { return }
                    // An empty buffer may have no address; it is then not read either.
                    let unread = UnsafePointer(target)
                    functions.sgemm(
                        Int32(openblas_row_major), shapeA.operation, shapeB.operation, product.m, product.n,
                        product.k, alpha, a.baseAddress ?? unread, shapeA.leading, b.baseAddress ?? unread,
                        shapeB.leading, beta, target, shapeC.leading)
                }
            }
        }
    }

    /// `y = alpha * op(a) * x + beta * y`.
    ///
    /// **Shape**: op(a) `[m, n]`, x `[n]`, y `[m]`. A dimension may be 0: without `n`, y is only scaled.
    /// **Missing values**, **Numerics**: as for two matrices.
    /// **Complexity**: O(m n).
    package func multiply(
        _ a: Span<Float>, _ shape: MatrixShape, vector x: Span<Float>, into y: inout MutableSpan<Float>,
        alpha: Float = 1, beta: Float = 0
    ) {
        precondition(x.count == shape.width, "\(shape) times a vector of \(x.count)")
        precondition(y.count == shape.height, "\(shape) times a vector, into one of \(y.count)")
        shape.check(a.count)
        y.withUnsafeMutableBufferPointer { y in
            a.withUnsafeBufferPointer { a in
                x.withUnsafeBufferPointer { x in
                    // Scaled here: versions of OpenBLAS differ in whether 0 times a NaN in y is 0.
                    for index in y.indices { y[index] = beta == 0 ? 0 : y[index] * beta }
                    guard let target = y.baseAddress, let x = x.baseAddress, let a = a.baseAddress,
                        shape.extent > 0
                    else { return }
                    functions.sgemv(
                        Int32(openblas_row_major), shape.operation, Int32(shape.rows), Int32(shape.columns),
                        alpha, a, shape.leading, x, 1, 1, target, 1)
                }
            }
        }
    }
}

/// The sizes of a product of two matrices, checked.
private struct ProductShape {
    let m: Int32
    let n: Int32
    let k: Int32

    init(_ a: MatrixShape, _ b: MatrixShape, into c: MatrixShape) {
        precondition(a.width == b.height, "\(a) times \(b)")
        precondition(
            c.rows == a.height && c.columns == b.width && !c.isTransposed, "\(a) times \(b), into \(c)")
        m = Int32(a.height)
        n = Int32(b.width)
        k = Int32(a.width)
    }

    var hasOutput: Bool { m > 0 && n > 0 }
}

extension MatrixShape {
    fileprivate var operation: Int32 { Int32(isTransposed ? openblas_transposed : openblas_as_stored) }

    fileprivate func check(_ count: Int) {
        precondition(count >= extent, "\(self) in a buffer of \(count) elements")
    }
}
