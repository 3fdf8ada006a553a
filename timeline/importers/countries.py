"""Countries by the codes and names that data sets use, to ISO 3166-1 alpha-2.

States that are gone keep the code that they had (ISO 3166-3: CS Czechoslovakia, DD German Democratic Republic, YU Yugoslavia,
SU Soviet Union, YD Democratic Yemen, AN Netherlands Antilles). COW is the state list of the Correlates of War project, whose
letters differ from ISO's: AUS is Austria there, AUL Australia.
"""

from timeline.importers.naming import words

_TABLE = """
AF AFG 700 AFG Afghanistan
AL ALB 339 ALB Albania
DZ DZA 615 ALG Algeria
AS ASM - - American Samoa|Samoa (American)
AD AND 232 AND Andorra
AO AGO 540 ANG Angola
AQ ATA - - Antarctica
AG ATG 58 AAB Antigua & Barbuda|Antigua and Barbuda|Antigua
AR ARG 160 ARG Argentina
AM ARM 371 ARM Armenia
AW ABW - - Aruba|Aruba Bwi
AU AUS 900 AUL Australia
AT AUT 305 AUS Austria
AZ AZE 373 AZE Azerbaijan
BS BHS 31 BHM Bahamas
BH BHR 692 BAH Bahrain
BD BGD 771 BNG Bangladesh
BB BRB 53 BAR Barbados
BY BLR 370 BLR Belarus
BE BEL 211 BEL Belgium
BZ BLZ 80 BLZ Belize
BJ BEN 434 BEN Benin
BM BMU - - Bermuda
BT BTN 760 BHU Bhutan
BO BOL 145 BOL Bolivia
BA BIH 346 BOS Bosnia & Herzegovina|Bosnia and Herzegovina|Bosnia
BW BWA 571 BOT Botswana
BR BRA 140 BRA Brazil
IO IOT - - British Indian Ocean Territory|Diego Garcia
VG VGB - - British Virgin Islands
BN BRN 835 BRU Brunei
BG BGR 355 BUL Bulgaria
BF BFA 439 BFO Burkina Faso
BI BDI 516 BUI Burundi
KH KHM 811 CAM Cambodia
CM CMR 471 CAO Cameroon
CA CAN 20 CAN Canada
CV CPV 402 CAP Cape Verde
CF CAF 482 CEN Central African Republic
TD TCD 483 CHA Chad
CL CHL 155 CHL Chile|Easter Island
CN CHN 710 CHN China|China (Includes Hong Kong)
CO COL 100 COL Colombia
KM COM 581 COM Comoros
CG COG 484 CON Congo - Brazzaville|Republic of the Congo
CD COD 490 DRC Congo - Kinshasa|Democratic Republic of the Congo|Zaire
CR CRI 94 COS Costa Rica
CI CIV 437 CDI Côte d'Ivoire|Ivory Coast
HR HRV 344 CRO Croatia
CU CUB 40 CUB Cuba
CY CYP 352 CYP Cyprus
CZ CZE 316 CZR Czechia|Czech Republic
CS CSK 315 CZE Czechoslovakia
DK DNK 390 DEN Denmark
DJ DJI 522 DJI Djibouti
DM DMA 54 DMA Dominica
DO DOM 42 DOM Dominican Republic
EC ECU 130 ECU Ecuador
EG EGY 651 EGY Egypt
SV SLV 92 SAL El Salvador
GQ GNQ 411 EQG Equatorial Guinea
ER ERI 531 ERI Eritrea
EE EST 366 EST Estonia
SZ SWZ 572 SWA Eswatini|Swaziland
ET ETH 530 ETH Ethiopia
FJ FJI 950 FIJ Fiji
FI FIN 375 FIN Finland
FR FRA 220 FRN France
GA GAB 481 GAB Gabon
GM GMB 420 GAM Gambia
GE GEO 372 GRG Georgia
DE DEU 255,260 GMY,GER,GFR,FRG Germany|Federal Republic of Germany|West Germany
DD DDR 265 GDR German Democratic Republic|East Germany
GH GHA 452 GHA Ghana
GI GIB - - Gibraltar|Gibralter|Gilbraltar
GR GRC 350 GRC Greece
GL GRL - - Greenland
GD GRD 55 GRN Grenada
GU GUM - - Guam
GT GTM 90 GUA Guatemala
GN GIN 438 GUI Guinea
GW GNB 404 GNB Guinea-Bissau
GY GUY 110 GUY Guyana
HT HTI 41 HAI Haiti
HN HND 91 HON Honduras
HK HKG - - Hong Kong|Hong Kong SAR China
HU HUN 310 HUN Hungary
IS ISL 395 ICE Iceland
IN IND 750 IND India
ID IDN 850 INS Indonesia
IR IRN 630 IRN Iran
IQ IRQ 645 IRQ Iraq
IE IRL 205 IRE Ireland
IL ISR 666 ISR Israel
IT ITA 325 ITA Italy
JM JAM 51 JAM Jamaica
JP JPN 740 JPN Japan
JO JOR 663 JOR Jordan
KZ KAZ 705 KZK Kazakhstan
KE KEN 501 KEN Kenya
KI KIR 946 KIR Kiribati|Line Islands
XK XKX 347 KOS Kosovo
KW KWT 690 KUW Kuwait
KG KGZ 703 KYR Kyrgyzstan
LA LAO 812 LAO Laos
LV LVA 367 LAT Latvia
LB LBN 660 LEB Lebanon
LS LSO 570 LES Lesotho
LR LBR 450 LBR Liberia
LY LBY 620 LIB Libya
LI LIE 223 LIE Liechtenstein
LT LTU 368 LIT Lithuania
LU LUX 212 LUX Luxembourg
MG MDG 580 MAG Madagascar
MW MWI 553 MAW Malawi
MY MYS 820 MAL Malaysia|Sarawak
MV MDV 781 MAD Maldives
ML MLI 432 MLI Mali
MT MLT 338 MLT Malta
MH MHL 983 MSI Marshall Islands|Marshall Islands (Kwajelein)
MR MRT 435 MAA Mauritania
MU MUS 590 MAS Mauritius
MX MEX 70 MEX Mexico
FM FSM 987 FSM Micronesia|Caroline Islands
MD MDA 359 MLD Moldova
MC MCO 221 MNC Monaco
MN MNG 712 MON Mongolia
ME MNE 341 MNG Montenegro
MA MAR 600 MOR Morocco
MZ MOZ 541 MZM Mozambique
MM MMR 775 MYA Myanmar (Burma)|Myanmar|Burma
NA NAM 565 NAM Namibia
NP NPL 790 NEP Nepal
NL NLD 210 NTH Netherlands
AN ANT - - Netherlands Antilles|Netherlands Antilles (1991 - 2010)
NC NCL - - New Caledonia
NZ NZL 920 NEW New Zealand
NI NIC 93 NIC Nicaragua
NE NER 436 NIR Niger
NG NGA 475 NIG Nigeria
KP PRK 731 PRK North Korea
MK MKD 343 MAC North Macedonia|Macedonia
MP MNP - - Northern Mariana Islands
NO NOR 385 NOR Norway
OM OMN 698 OMA Oman
PK PAK 770 PAK Pakistan
PW PLW 986 PAL Palau
PA PAN 95 PAN Panama
PG PNG 910 PNG Papua New Guinea
PY PRY 150 PAR Paraguay
PE PER 135 PER Peru
PH PHL 840 PHI Philippines
PL POL 290 POL Poland
PT PRT 235 POR Portugal|Azores|Azore Islands
PR PRI - - Puerto Rico
QA QAT 694 QAT Qatar
RO ROU,ROM 360 ROM,RUM Romania
RU RUS 365 RUS Russia
RW RWA 517 RWA Rwanda
SH SHN - - St. Helena|Ascension Island
KN KNA 60 SKN St. Kitts & Nevis|St. Christopher
LC LCA 56 SLU St. Lucia
VC VCT 57 SVG St. Vincent & Grenadines|Saint Vincent and the Grenadines
WS WSM 990 WSM Samoa
SM SMR 331 SNM San Marino
ST STP 403 STP São Tomé & Príncipe|Sao Tome and Principe
SA SAU 670 SAU Saudi Arabia
SN SEN 433 SEN Senegal
RS SRB 345 YUG Serbia
SC SYC 591 SEY Seychelles
SL SLE 451 SIE Sierra Leone
SG SGP 830 SIN Singapore
SK SVK 317 SLO Slovakia
SI SVN 349 SLV Slovenia
SB SLB 940 SOL Solomon Islands
SO SOM 520 SOM Somalia
ZA ZAF 560 SAF South Africa
KR KOR 732 ROK,KOR South Korea
SS SSD 626 SSD South Sudan
SU SUN - - Soviet Union|USSR
ES ESP 230 SPN Spain
LK LKA 780 SRI Sri Lanka
SD SDN 625 SUD Sudan
SR SUR 115 SUR Suriname
SE SWE 380 SWD Sweden
CH CHE 225 SWZ Switzerland
SY SYR 652 SYR Syria
TW TWN 713 TAW Taiwan
TJ TJK 702 TAJ Tajikistan
TZ TZA 510 TAZ Tanzania
TH THA 800 THI Thailand
TL TLS 860 ETM Timor-Leste|East Timor
TG TGO 461 TOG Togo
TO TON 955 TON Tonga
TT TTO 52 TRI Trinidad & Tobago|Trinidad and Tobago
TN TUN 616 TUN Tunisia
TR TUR 640 TUR Turkey|Türkiye
TM TKM 701 TKM Turkmenistan
TC TCA - - Turks And Caicos Islands|Turks Island
UG UGA 500 UGA Uganda
UA UKR 369 UKR Ukraine
AE ARE 696 UAE United Arab Emirates
GB GBR 200 UKG United Kingdom|Great Britain|UK
US USA 2 USA United States|United States of America|USA
UM UMI - - Johnston Atoll|Johnston Island|Midway|Midway Island|Midway Islands|Wake Island
UY URY 165 URU Uruguay
VI VIR - - U. S. Virgin Islands|Virgin Islands (U.s.)|Virgin Islands, U.s.
UZ UZB 704 UZB Uzbekistan
VU VUT 935 VAN Vanuatu
VA VAT - - Vatican City
VE VEN 101 VEN Venezuela
VN VNM 816,817 DRV,RVN Vietnam
EH ESH - - Western Sahara
YE YEM 678,679 YAR,YEM Yemen|Yemen Arab Republic
YD YMD 680 YPR Yemen People's Republic
YU YUG - - Yugoslavia
ZM ZMB 551 ZAM Zambia
ZW ZWE 552 ZIM Zimbabwe
"""
"""alpha-2, alpha-3, COW number, COW letters, names."""

_ROWS = [line.split(maxsplit=4) for line in _TABLE.strip().splitlines()]


def _column(number: int) -> dict[str, str]:
    return {code: row[0] for row in _ROWS for code in row[number].split(",") if code != "-"}


_ALPHA_3, _COW_NUMBER, _COW_LETTERS = _column(1), _column(2), _column(3)
_NAMES = {"".join(words(name)): row[0] for row in _ROWS for name in row[4].split("|")}
_ALPHA_2 = frozenset(row[0] for row in _ROWS)


def by_alpha_3(code: str) -> str | None:
    """ISO 3166-1 alpha-3, in any case."""
    return _ALPHA_3.get(code.strip().upper())


def by_cow_number(code: str) -> str | None:
    return _COW_NUMBER.get(code.strip())


def by_cow_letters(code: str) -> str | None:
    """``AUS`` is Austria."""
    return _COW_LETTERS.get(code.strip().upper())


def by_name(name: str) -> str | None:
    """An English name, without regard to case, accents and punctuation."""
    return _NAMES.get("".join(words(name)))


def by_any(text: str) -> str | None:
    """A name or an ISO code of two or three letters, as in a user's own spreadsheet."""
    code = text.strip().upper()
    return by_name(text) or (code if code in _ALPHA_2 else None) or by_alpha_3(code)
