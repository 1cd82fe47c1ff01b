#!/usr/bin/env python3
"""Makes the polynomial coefficients of org.thalweg.linalg.internal.elementary.Coefficients.

Each polynomial is the minimax approximation, in relative error, of a smooth function on an interval, found by the Remez
exchange in 60-digit arithmetic and rounded to doubles. The output is Java: one constant a coefficient, lowest degree
first, with the relative error of the rounded polynomial (evaluated exactly) in the comment.

Needs mpmath (https://mpmath.org, Debian: python3-mpmath). Run: python3 elementary_coefficients.py
"""
from mpmath import atanh, cos, erf, erfc, exp, log, lu_solve, matrix, mp, mpf, pi, sin, sqrt

mp.dps = 60


def evaluate(coefficients, x):
    value = mpf(0)
    for coefficient in reversed(coefficients):
        value = value * x + coefficient
    return value


def relative_error(coefficients, function, x):
    return evaluate(coefficients, x) / function(x) - 1


def chebyshev_points(low, high, count):
    return [(low + high) / 2 - (high - low) / 2 * cos(pi * i / (count - 1)) for i in range(count)]


def remez(function, low, high, degree, rounds=8, refinement=24):
    """The minimax polynomial: its relative error takes its greatest size degree + 2 times with alternating sign."""
    low, high = mpf(low), mpf(high)
    nodes = chebyshev_points(low, high, degree + 2)
    grid = chebyshev_points(low, high, (degree + 2) * refinement)
    values = {x: function(x) for x in grid}
    for _ in range(rounds):
        system, right = matrix(degree + 2, degree + 2), matrix(degree + 2, 1)
        for row, x in enumerate(nodes):
            f = function(x)
            for column in range(degree + 1):
                system[row, column] = x**column / f
            system[row, degree + 1] = (-1) ** row
            right[row] = 1
        coefficients = list(lu_solve(system, right))[:-1]
        errors = [evaluate(coefficients, x) / values[x] - 1 for x in grid]
        extrema = []
        for x, error in zip(grid, errors):
            if extrema and (error > 0) == (extrema[-1][1] > 0):
                if abs(error) > abs(extrema[-1][1]):
                    extrema[-1] = (x, error)
            else:
                extrema.append((x, error))
        while len(extrema) > degree + 2:
            extrema.pop(0 if abs(extrema[0][1]) < abs(extrema[-1][1]) else -1)
        if len(extrema) < degree + 2:
            break
        nodes = [x for x, _ in extrema]
    return coefficients


def worst(coefficients, function, low, high, points=600):
    return max(abs(relative_error(coefficients, function, x)) for x in chebyshev_points(mpf(low), mpf(high), points))


def java(name, comment, function, low, high, degree, first=0, series=None):
    """Prints the constants NAME_first, NAME_first+1, ...; `series` gives the value where the formula is 0/0."""
    safe = (lambda x: function(x) if abs(x) > mpf(10) ** -15 else series) if series is not None else function
    rounded = [mpf(float(c)) for c in remez(safe, low, high, degree)]
    error = worst(rounded, safe, low, high)
    print(f"\n    // {comment}; relative error 2^{float(log(error, 2)):.1f}.")
    for power, coefficient in enumerate(rounded):
        print(f"    static final double {name}_{power + first} = {float(coefficient)!r};")


def split(name, value):
    high = mpf(float(value))
    print(f"    static final double {name} = {float(high)!r};")
    print(f"    static final double {name}_TAIL = {float(value - high)!r};")


CENTRE = 4  # K of erfcx_scaled: of 2, 2.5, 3, 3.5, 4, 5 it needs the lowest degree


def erfcx_scaled(q):
    """(1 + 2 b) exp(b^2) erfc(b) as a function of q = (b - K)/(b + K)."""
    b = CENTRE * (1 + q) / (1 - q)
    return (1 + 2 * b) * exp(b * b) * erfc(b)


def main():
    half_ln2 = log(2) / 2
    s_max = (sqrt(mpf(2)) - 1) / (sqrt(mpf(2)) + 1)
    b_max = mpf(28)
    print("    // log 2 with 32 bits, so that its product with an exponent is exact; its tail; 1/log 2.")
    high = mpf(int(log(2) * 2**32)) / 2**32
    print(f"    static final double LN2 = {float(high)!r};")
    print(f"    static final double LN2_TAIL = {float(log(2) - high)!r};")
    print(f"    static final double LOG2_E = {float(1 / log(2))!r};")
    java("EXP", "(exp(r) - 1 - r)/r^2, |r| <= log(2)/2", lambda r: (exp(r) - 1 - r) / r**2,
         -half_ln2, half_ln2, 10, first=2, series=mpf(1) / 2)
    java("LOG", "(2 atanh(s) - 2 s)/s^3 in z = s^2, |s| <= (sqrt(2) - 1)/(sqrt(2) + 1)",
         lambda z: (2 * atanh(sqrt(z)) / sqrt(z) - 2) / z, 0, s_max**2, 6, first=1, series=mpf(2) / 3)
    print("\n    // 2/sqrt(pi) and its tail.")
    split("TWO_OVER_SQRT_PI", 2 / sqrt(pi))
    java("ERF", "(erf(x)/x - 2/sqrt(pi))/x^2 in z = x^2, |x| <= 1",
         lambda z: (erf(sqrt(z)) / sqrt(z) - 2 / sqrt(pi)) / z, 0, 1, 11, first=1, series=-2 / sqrt(pi) / 3)
    java("ERFCX", f"(1 + 2 b) exp(b^2) erfc(b) in q = (b - {CENTRE})/(b + {CENTRE}), 0 <= b <= 28",
         erfcx_scaled, -1, (b_max - CENTRE) / (b_max + CENTRE), 22)
    print(f"    static final double ERFCX_CENTRE = {float(CENTRE)!r};")
    print("\n    // 1/sqrt(2 pi) and sqrt(1/2).")
    print(f"    static final double INVERSE_SQRT_TWO_PI = {float(1 / sqrt(2 * pi))!r};")
    print(f"    static final double SQRT_HALF = {float(sqrt(mpf(1) / 2))!r};")
    print("\n    // pi/2 and its tail.")
    split("HALF_PI", pi / 2)
    java("SIN", "(sin(f pi/2)/f - pi/2)/f^2 in z = f^2, |f| <= 1/2",
         lambda z: (sin(sqrt(z) * pi / 2) / sqrt(z) - pi / 2) / z, 0, mpf(1) / 4, 5, first=1, series=-(pi / 2) ** 3 / 6)
    java("COS", "(cos(f pi/2) - 1)/f^2 in z = f^2, |f| <= 1/2",
         lambda z: (cos(sqrt(z) * pi / 2) - 1) / z, 0, mpf(1) / 4, 6, first=1, series=-(pi / 2) ** 2 / 2)


if __name__ == "__main__":
    main()
