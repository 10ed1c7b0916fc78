#!/usr/bin/env python3
"""Golden values of Student's t distribution from 60-digit arithmetic.

    python3 Tests/GoldenSources/student_t.py > Tests/Golden/NumericKernels/student_t.txt

`tail df t p`: P(T > t) = p. `quantile df p t`: the t with P(T > t) = p. Decimals that read back as the same double.
"""
import datetime
import mpmath
from mpmath import mp, mpf

mp.dps = 60


def tail(df, t):
    x = df / (df + t * t)
    return mpmath.betainc(df / 2, mpf(1) / 2, 0, x, regularized=True) / 2


def quantile(df, p):
    low, high = mpf(0), mpf(1)
    while tail(df, high) > p:
        high *= 2
    for _ in range(130):
        middle = (low + high) / 2
        low, high = (middle, high) if tail(df, middle) > p else (low, middle)
    return (low + high) / 2


print(f"# mpmath {mpmath.__version__}, 60 digits, {datetime.date.today()}, Tests/GoldenSources/student_t.py")
DEGREES = [1.0, 1.37, 2.0, 2.5, 3.0, 4.75, 7.0, 11.2, 30.0, 88.5, 250.0, 3000.0]
for df in DEGREES:
    for t in [1e-8, 0.1, 0.7, 1.0, 1.7320508, 1.96, 2.5, 4.0, 12.7, 80.0, 1e5]:
        p = tail(mpf(df), mpf(t))
        if p > mpf("1e-290"):
            print("tail", df, t, repr(float(p)))
for df in DEGREES:
    for p in [0.49, 0.25, 0.1, 0.05, 0.025, 0.005, 0.0005, 2.5e-5, 1e-9]:
        print("quantile", df, p, repr(float(quantile(mpf(df), mpf(p)))))
