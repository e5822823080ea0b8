"""What Indonesians call their 38 provinces.

The city database has them by English names, and so has what is stored and asked for; these are for people alone. Names
that it used before, or that other editions of it use, lead to the same province.
"""

PROVINCES = {
    "Aceh": "Aceh",
    "Bali": "Bali",
    "Bangka–Belitung Islands": "Kepulauan Bangka Belitung",
    "Banten": "Banten",
    "Bengkulu": "Bengkulu",
    "Central Java": "Jawa Tengah",
    "Central Kalimantan": "Kalimantan Tengah",
    "Central Papua": "Papua Tengah",
    "Central Sulawesi": "Sulawesi Tengah",
    "East Java": "Jawa Timur",
    "East Kalimantan": "Kalimantan Timur",
    "East Nusa Tenggara": "Nusa Tenggara Timur",
    "Gorontalo": "Gorontalo",
    "Highland Papua": "Papua Pegunungan",
    "Jakarta": "Jakarta",
    "Jambi": "Jambi",
    "Lampung": "Lampung",
    "Maluku": "Maluku",
    "North Kalimantan": "Kalimantan Utara",
    "North Maluku": "Maluku Utara",
    "North Sulawesi": "Sulawesi Utara",
    "North Sumatra": "Sumatera Utara",
    "Papua": "Papua",
    "Riau": "Riau",
    "Riau Islands": "Kepulauan Riau",
    "South Kalimantan": "Kalimantan Selatan",
    "South Papua": "Papua Selatan",
    "South Sulawesi": "Sulawesi Selatan",
    "South Sumatra": "Sumatera Selatan",
    "Southeast Sulawesi": "Sulawesi Tenggara",
    "Southwest Papua": "Papua Barat Daya",
    "West Java": "Jawa Barat",
    "West Kalimantan": "Kalimantan Barat",
    "West Nusa Tenggara": "Nusa Tenggara Barat",
    "West Papua": "Papua Barat",
    "West Sulawesi": "Sulawesi Barat",
    "West Sumatra": "Sumatera Barat",
    "Yogyakarta": "DI Yogyakarta",
    # of other editions of the database
    "Bangka Belitung": "Kepulauan Bangka Belitung",
    "Bangka Belitung Islands": "Kepulauan Bangka Belitung",
    "Bangka-Belitung Islands": "Kepulauan Bangka Belitung",
    "Central Celebes": "Sulawesi Tengah",
    "Daerah Istimewa Yogyakarta": "DI Yogyakarta",
    "Jakarta Raya": "Jakarta",
    "Jakarta Special Capital Region": "Jakarta",
    "Moluccas": "Maluku",
    "North Celebes": "Sulawesi Utara",
    "North Moluccas": "Maluku Utara",
    "Papua Pegunungan": "Papua Pegunungan",
    "Papua Selatan": "Papua Selatan",
    "Papua Tengah": "Papua Tengah",
    "South Celebes": "Sulawesi Selatan",
    "Southeast Celebes": "Sulawesi Tenggara",
    "Special Capital Region of Jakarta": "Jakarta",
    "Special Region of Yogyakarta": "DI Yogyakarta",
}


def province(value: str) -> str:
    """The Indonesian name of a region as stored (`ID/West Java`); empty for what is none of Indonesia's."""
    country, _, name = value.partition("/")
    return PROVINCES.get(name, "") if country == "ID" else ""
