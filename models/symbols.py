"""The three kinds of symbols, as small images with one pixel per module: 0 ink, 255 paper.

QR codes and markers come from libraries. The 1-D barcodes are encoded here with valid check
digits, so that a barcode reader can decode them.
"""
from functools import lru_cache

import cv2
import numpy as np
import qrcode

QR_CODE, BARCODE, MARKER = range(3)

# EAN-13: the seven modules of each digit in the left-odd set; the other sets are mirrors of it.
EAN_LEFT_ODD = ("0001101", "0011001", "0010011", "0111101", "0100011",
                "0110001", "0101111", "0111011", "0110111", "0001011")
# Left digits of the even set: their pattern encodes the thirteenth digit.
EAN_PARITY = ("OOOOOO", "OOEOEE", "OOEEOE", "OOEEEO", "OEOOEE",
              "OEEOOE", "OEEEOO", "OEOEOE", "OEOEEO", "OEEOEO")
# Code 128: bar and space widths of the values 0 to 105, then the stop pattern.
CODE128_WIDTHS = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 "
    "122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 "
    "321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 "
    "211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 "
    "213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 "
    "121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 "
    "241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 "
    "412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 "
    "211214 211232 2331112").split()
CODE128_START_B = 104

DICTIONARIES = (cv2.aruco.DICT_4X4_50, cv2.aruco.DICT_5X5_100, cv2.aruco.DICT_6X6_250,
                cv2.aruco.DICT_ARUCO_ORIGINAL, cv2.aruco.DICT_APRILTAG_36h11)
QR_POOL = 600


def ean13_modules(digits):
    """The 95 modules of thirteen digits, as a string of 0 and 1."""
    left = ""
    for digit, parity in zip(digits[1:7], EAN_PARITY[int(digits[0])]):
        odd = EAN_LEFT_ODD[int(digit)]
        left += odd if parity == "O" else invert(odd)[::-1]
    right = "".join(invert(EAN_LEFT_ODD[int(digit)]) for digit in digits[7:])
    return "101" + left + "01010" + right + "101"


def with_check_digit(digits):
    """Twelve digits and the check digit that makes their weighted sum a multiple of ten."""
    total = sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(digits))
    return digits + str(-total % 10)


def invert(modules):
    return modules.translate(str.maketrans("01", "10"))


def code128_modules(text):
    """Start B, one symbol a character, checksum modulo 103, stop."""
    values = [ord(character) - 32 for character in text]
    checksum = (CODE128_START_B + sum(i * v for i, v in enumerate(values, 1))) % 103
    widths = "".join(CODE128_WIDTHS[v] for v in (CODE128_START_B, *values, checksum, 106))
    return "".join(("1" if i % 2 == 0 else "0") * int(width) for i, width in enumerate(widths))


@lru_cache(maxsize=QR_POOL)
def qr_modules(number):
    """QR code `number` of the pool. Drawing one takes milliseconds, so the pool is cached."""
    rng = np.random.default_rng([41, number])
    code = qrcode.QRCode(
        version=None, border=0, mask_pattern=int(rng.integers(8)),
        error_correction=int(rng.integers(4)))
    length = int(rng.choice([6, 14, 24, 40, 70]))
    code.add_data("https://example.org/" + random_text(rng, length))
    code.make(fit=True)
    return np.where(np.array(code.get_matrix()), 0, 255).astype(np.uint8)


def random_text(rng, length):
    return "".join(rng.choice(list("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"), length))


def qr_code(rng):
    return qr_modules(int(rng.integers(QR_POOL)))


def barcode(rng):
    """Bars with the human-readable text beneath them."""
    if rng.random() < 0.55:
        text = with_check_digit("".join(map(str, rng.integers(0, 10, 12))))
        modules = ean13_modules(text)
    else:
        text = random_text(rng, int(rng.integers(6, 14)))
        modules = code128_modules(text)
    row = np.array([0 if m == "1" else 255 for m in modules], np.uint8)
    return np.repeat(row[None], max(8, int(len(row) * rng.uniform(0.22, 0.75))), axis=0), text


def marker(rng):
    dictionary = cv2.aruco.Dictionary_get(int(rng.choice(DICTIONARIES)))
    number = int(rng.integers(len(dictionary.bytesList)))
    cells = dictionary.markerSize + 2
    return cv2.aruco.drawMarker(dictionary, number, cells)
