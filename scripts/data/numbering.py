#!/usr/bin/env python3
"""Make the tables of crates/numbering/data from two pinned packages and two files typed by hand.

    python3 scripts/data/numbering.py

Downloads `phonenumbers` and `zipcodes` from PyPI into a temporary directory, and writes
area_codes.txt, countries.txt, localities.txt and zips.txt. The same versions give the same bytes.
`overlays.txt` is kept by hand and only checked here.
"""

import re
import subprocess
import sys
import tempfile
import unicodedata
from collections import defaultdict
from pathlib import Path

PHONENUMBERS = "phonenumbers==9.0.43"
ZIPCODES = "zipcodes==3.0.0"

HERE = Path(__file__).resolve().parent
DATA = HERE.parent.parent / "crates" / "numbering" / "data"

# --- what the packages do not say ---------------------------------------------------------------

# Area codes whose label is missing, a city, or more than one region.
REGIONS = {
    203: ["CT"], 310: ["CA"], 713: ["TX"], 718: ["NY"], 905: ["ON"],
    257: ["BC"],  # the label is misspelt
    782: ["NS", "PE"], 902: ["NS", "PE"],
    867: ["NT", "NU", "YT"],
}

# Overlays announced and not in libphonenumber, which lists one when its first exchanges open. Where
# each was learnt is in crates/numbering/data/README.md.
ADDED = {
    357: "CA", 436: "OH", 457: "LA", 471: "MS", 621: "TX", 624: "NY", 679: "MI", 729: "TN",
    837: "CA", 861: "IL", 924: "MN",
}

# The territories of the NANP have a country code of their own in ISO 3166.
US_TERRITORIES = {"AS", "GU", "MP", "PR", "VI"}

STATES = {
    "Alabama": "AL", "Alaska": "AK", "Arizona": "AZ", "Arkansas": "AR", "California": "CA",
    "Colorado": "CO", "Connecticut": "CT", "Delaware": "DE", "Washington D.C.": "DC",
    "Florida": "FL", "Georgia": "GA", "Hawaii": "HI", "Idaho": "ID", "Illinois": "IL",
    "Indiana": "IN", "Iowa": "IA", "Kansas": "KS", "Kentucky": "KY", "Louisiana": "LA",
    "Maine": "ME", "Maryland": "MD", "Massachusetts": "MA", "Michigan": "MI", "Minnesota": "MN",
    "Mississippi": "MS", "Missouri": "MO", "Montana": "MT", "Nebraska": "NE", "Nevada": "NV",
    "New Hampshire": "NH", "New Jersey": "NJ", "New Mexico": "NM", "New York": "NY",
    "North Carolina": "NC", "North Dakota": "ND", "Ohio": "OH", "Oklahoma": "OK", "Oregon": "OR",
    "Pennsylvania": "PA", "Rhode Island": "RI", "South Carolina": "SC", "South Dakota": "SD",
    "Tennessee": "TN", "Texas": "TX", "Utah": "UT", "Vermont": "VT", "Virginia": "VA",
    "Washington State": "WA", "West Virginia": "WV", "Wisconsin": "WI", "Wyoming": "WY",
}
PROVINCES = {
    "Alberta": "AB", "British Columbia": "BC", "Manitoba": "MB", "New Brunswick": "NB",
    "Newfoundland and Labrador": "NL", "Northwest Territories": "NT", "Nova Scotia": "NS",
    "Nunavut": "NU", "Ontario": "ON", "Prince Edward Island": "PE", "Quebec": "QC",
    "Saskatchewan": "SK", "Yukon": "YT",
}
PLACES = set(STATES.values()) | set(PROVINCES.values()) | US_TERRITORIES

# Leading national digits of the countries that share a calling code and are not its main one.
LEADING = {
    "AX": "18", "BQ": "3 4 7", "CC": "89162", "CX": "89164", "EH": "5288 5289",
    "GG": "1481 7781 7839 7911", "IM": "1624 7524 7624 7924",
    "JE": "1534 7509 7700 7797 7829 7937", "KZ": "6 7", "SJ": "79", "TA": "8", "VA": "06698",
    "YT": "269 639 7093",
}
# Territories that share ranges digit by digit with a larger neighbour; told apart by no prefix.
INSEPARABLE = {"BL", "MF"}

# Territories with numbers that the packages have no name for.
UNNAMED = {"AC": "Ascension Island", "TA": "Tristan da Cunha", "XK": "Kosovo"}

# How the geocoder shortens place names.
WORDS = {
    "st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort", "spgs": "springs",
    "hts": "heights", "vly": "valley", "fls": "falls", "bch": "beach", "isle": "island",
    "ct": "court", "hse": "house", "hs": "house", "mls": "mills", "internatl": "international",
    "slphr": "sulphur", "cnsqncs": "consequences", "jn": "juan", "n": "north", "s": "south",
    "e": "east", "w": "west", "twp": "", "township": "", "charter": "",
}

# --- helpers ------------------------------------------------------------------------------------


def fetch(into):
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", into,
         PHONENUMBERS, ZIPCODES],
        check=True,
    )
    sys.path.insert(0, str(into))


def fold(name):
    """A place name for comparing: no accents, no punctuation, no abbreviations."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    plain = plain.replace("'", "")
    return "".join(WORDS.get(word, word) for word in re.split(r"[^a-z0-9]+", plain))


def order(region, name):
    """The order the crate searches in: bytes, ASCII letters as capitals."""
    raw = name.encode()
    return (region, bytes(b - 32 if 97 <= b <= 122 else b for b in raw))


def e4(degrees):
    return round(float(degrees) * 10_000)


def centre(points):
    lat = sum(p[0] for p in points) / len(points)
    lon = sum(p[1] for p in points) / len(points)
    return round(lat), round(lon)


def write(name, about, lines):
    text = "".join(f"# {line}\n" for line in about) + "".join(f"{line}\n" for line in lines)
    (DATA / name).write_text(text, encoding="utf-8")
    print(f"{name:16} {len(lines):6} records {len(text.encode()):8} bytes")


# --- tables -------------------------------------------------------------------------------------


def nanp_countries(phonenumbers):
    """NPA -> ISO country, asked of the metadata by trying every area code."""
    found = {}
    regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE[1]
    for npa in range(200, 1000):
        for region in regions:
            desc = phonenumbers.PhoneMetadata.metadata_for_region(region).fixed_line
            pattern = re.compile(desc.national_number_pattern)
            # An NPA counts as the region's when any exchange at all would be accepted.
            if any(pattern.fullmatch(f"{npa}{nxx}{line}")
                   for nxx in range(200, 1000) for line in ("0123", "2345")):
                found[npa] = region
                break
    return found


def area_codes(phonenumbers, labels):
    names = {**STATES, **PROVINCES}
    rows = {}
    for npa, country in nanp_countries(phonenumbers).items():
        if country not in ("US", "CA"):
            regions = [country] if country in US_TERRITORIES else []
        elif npa in REGIONS:
            regions = REGIONS[npa]
        else:
            label = labels[f"1{npa}"]
            regions = [label.rsplit(", ", 1)[1] if ", " in label else names[label]]
        rows[npa] = (country, regions)
    for npa, region in ADDED.items():
        if npa in rows:
            sys.exit(f"{npa} is in the metadata now: take it out of ADDED")
        rows[npa] = ("US", [region])
    write("area_codes.txt",
          ["Geographic area codes: NPA|country|states or provinces.",
           "Made by scripts/data/numbering.py; see README.md."],
          [f"{npa}|{country}|{' '.join(regions)}" for npa, (country, regions) in sorted(rows.items())])
    return rows


def check_overlays(areas):
    for line in (DATA / "overlays.txt").read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        complex_ = [int(npa) for npa in line.split("|")[0].split()]
        shared = set.intersection(*(set(areas[npa][1]) or {areas[npa][0]} for npa in complex_))
        if not shared:
            sys.exit(f"overlay complex without a common region: {line}")


def english(names, iso):
    if iso in UNNAMED:
        return UNNAMED[iso]
    name = names[iso]["en"]
    # "*aa" means: as under "aa".
    return names[iso][name[1:]] if name.startswith("*") else name


def countries(phonenumbers):
    from phonenumbers.geodata.locale import LOCALE_DATA

    rows = []
    for code, regions in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items():
        for rank, iso in enumerate(r for r in regions if r != "001"):
            lengths = phonenumbers.PhoneMetadata.metadata_for_region(iso).general_desc.possible_length
            name = english(LOCALE_DATA, iso)
            leading = LEADING.get(iso, "")
            if rank and not leading and code != 1 and iso not in INSEPARABLE:
                sys.exit(f"{iso} shares +{code}: say by which digits")
            share = "main" if rank == 0 else "shares"
            rows.append(f"{iso}|{code}|{name.upper()}|{min(lengths)} {max(lengths)}|{share}|{leading}")
    write("countries.txt",
          ["ISO 3166 alpha-2|calling code|name|fewest and most national digits|main or shares|",
           "leading national digits. Made by scripts/data/numbering.py; see README.md."],
          sorted(rows))


def us_cities(zips):
    """(state, folded name) -> centre, by mailing name first and by accepted aliases after."""
    named, aliased = defaultdict(list), defaultdict(list)
    for z in zips:
        point = (e4(z["lat"]), e4(z["long"]))
        named[z["state"], fold(z["city"])].append((z["zip_code_type"], point))
        for alias in z["acceptable_cities"] + z["unacceptable_cities"]:
            aliased[z["state"], fold(alias)].append((z["zip_code_type"], point))
    found = {}
    for table in (aliased, named):
        for key, rows in table.items():
            # Where people live, rather than where the post boxes are, if there is a choice.
            standard = [p for kind, p in rows if kind == "STANDARD"]
            found[key] = centre(standard or [p for _, p in rows])
    return found


def localities(labels, areas, zips):
    points = us_cities(zips)
    exchanges = defaultdict(lambda: defaultdict(set))
    for line in (HERE / "canada_places.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            region, name, lat, lon = line.split("|")
            points[region, fold(name)] = (e4(lat), e4(lon))
            exchanges[region, name]  # on the map even where no exchange is labelled with it
    # Longer prefixes are the better word, so shorter ones go first and are overwritten.
    label_of = {}
    for prefix, label in sorted(labels.items(), key=lambda item: (len(item[0]), item[0])):
        if ", " not in label:
            place = None
        else:
            # "Cherry Street, Philadelphia, PA" is in Philadelphia.
            *_, city, region = label.split(", ")
            # A label outside the states the area code serves is a slip of the geocoder.
            place = (region, city) if region in areas[int(prefix[1:4])][1] else None
        npa, rest = prefix[1:4], prefix[4:]
        if not rest:
            label_of[npa, "*"] = place
        elif len(rest) <= 3:
            tail = 10 ** (3 - len(rest))
            for nxx in range(int(rest) * tail, (int(rest) + 1) * tail):
                if nxx >= 200:
                    label_of[npa, f"{nxx:03}"] = place
    for (npa, nxx), place in label_of.items():
        if place:
            exchanges[place][npa].add(nxx)
    rows, placed, count = [], 0, 0
    for (region, city), by_npa in sorted(exchanges.items(), key=lambda item: order(*item[0])):
        point = points.get((region, fold(city)))
        placed += point is not None
        count += sum(len(nxxs) for nxxs in by_npa.values())
        where = f"{point[0]} {point[1]}" if point else ""
        codes = ";".join(f"{npa}:{' '.join(sorted(nxxs))}" for npa, nxxs in sorted(by_npa.items()))
        rows.append(f"{region}|{city}|{where}|{codes}")
    print(f"localities: {placed} of {len(rows)} have a point; {count} exchanges labelled")
    write("localities.txt",
          ["City labels of exchanges: region|city|latitude and longitude in 1/10000 degree|",
           "NPA:NXX NXX ...;NPA:... where * stands for the whole area code. Not rate centres.",
           "Made by scripts/data/numbering.py; see README.md."],
          rows)


def zip_codes(zips):
    cities = defaultdict(list)
    for z in zips:
        cities[z["state"], z["city"]].append((z["zip_code"], e4(z["lat"]), e4(z["long"])))
    rows = [
        f"{state}|{city}|" + "|".join(f"{code} {lat} {lon}" for code, lat, lon in sorted(codes))
        for (state, city), codes in sorted(cities.items(), key=lambda item: order(*item[0]))
    ]
    print(f"zips: {len(zips)}")
    write("zips.txt",
          ["US ZIPs: state|city|ZIP latitude longitude|... in 1/10000 degree.",
           "Made by scripts/data/numbering.py; see README.md."],
          rows)


def main():
    with tempfile.TemporaryDirectory() as packages:
        fetch(Path(packages))
        import phonenumbers
        import zipcodes
        from phonenumbers.geodata import GEOCODE_DATA

        labels = {prefix: names["en"] for prefix, names in GEOCODE_DATA.items()
                  if prefix.startswith("1") and "en" in names}
        zips = [z for z in zipcodes.list_all()
                if z["active"] and z["state"] in PLACES and z["zip_code_type"] != "MILITARY"]
        areas = area_codes(phonenumbers, labels)
        check_overlays(areas)
        countries(phonenumbers)
        localities(labels, areas, zips)
        zip_codes(zips)


if __name__ == "__main__":
    main()
