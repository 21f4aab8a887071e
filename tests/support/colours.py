"""Colours as eyes have them: contrast, and how far two are apart, for colour-blind eyes too.

Contrast is WCAG's. A difference is CIEDE2000, in CIELAB under D65. Colour blindness is simulated as
Machado, Oliveira and Fernandes do it (2009, severity 1), on linear RGB.
"""

from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt

Vector = tuple[float, float, float]
Matrix = tuple[Vector, Vector, Vector]

SEEN_AS: dict[str, Matrix] = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
TO_XYZ: Matrix = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
WHITE: Vector = (0.95047, 1.0, 1.08883)


def linear(colour: str) -> Vector:
    """The light of "#0550ae" or "#fff", from 0 to 1 each of red, green and blue."""
    digits = colour.lstrip("#")
    wide = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    red, green, blue = (int(wide[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return to_light(red), to_light(green), to_light(blue)


def to_light(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio, from 1 to 21."""
    darker, lighter = sorted(times(TO_XYZ, linear(colour))[1] for colour in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def difference(one: str, other: str, eyes: str) -> float:
    """How far two colours are apart for such eyes; about 2 can just be noticed."""
    return ciede2000(lab(one, eyes), lab(other, eyes))


def ciede2000(one: Vector, other: Vector) -> float:
    """The formula in the notation of Sharma, Wu and Dalal (2005)."""
    mean_chroma = (hypot(*one[1:]) + hypot(*other[1:])) / 2
    g = 0.5 * (1 - sqrt(mean_chroma**7 / (mean_chroma**7 + 25**7)))
    (l1, c1, h1), (l2, c2, h2) = polar(one, 1 + g), polar(other, 1 + g)
    apart = (h2 - h1 + 180) % 360 - 180
    mean, c, h = (l1 + l2) / 2, (c1 + c2) / 2, (h1 + apart / 2) % 360
    t = (
        1
        - 0.17 * cos(radians(h - 30))
        + 0.24 * cos(radians(2 * h))
        + 0.32 * cos(radians(3 * h + 6))
        - 0.20 * cos(radians(4 * h - 63))
    )
    lightness = (l2 - l1) / (1 + 0.015 * (mean - 50) ** 2 / sqrt(20 + (mean - 50) ** 2))
    chroma = (c2 - c1) / (1 + 0.045 * c)
    hue = 2 * sqrt(c1 * c2) * sin(radians(apart / 2)) / (1 + 0.015 * c * t)
    turn = 60 * exp(-(((h - 275) / 25) ** 2))
    rotation = -2 * sqrt(c**7 / (c**7 + 25**7)) * sin(radians(turn))
    return sqrt(lightness**2 + chroma**2 + hue**2 + rotation * chroma * hue)


def polar(colour: Vector, stretch: float) -> Vector:
    """Its lightness, chroma and hue in degrees, a* being stretched."""
    lightness, a, b = colour
    return lightness, hypot(a * stretch, b), degrees(atan2(b, a * stretch)) % 360


def lab(colour: str, eyes: str) -> Vector:
    seen = times(SEEN_AS[eyes], linear(colour))
    red, green, blue = (min(1.0, max(0.0, value)) for value in seen)
    x, y, z = (
        cube_root(value / white)
        for value, white in zip(times(TO_XYZ, (red, green, blue)), WHITE, strict=True)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def cube_root(value: float) -> float:
    return value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116


def times(matrix: Matrix, vector: Vector) -> Vector:
    first, second, third = (sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)
    return first, second, third
