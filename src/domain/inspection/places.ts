import { zoneId } from '../time/zone.ts';

/** Countries whose people live by one clock, by ISO 3166 code; those with several are left out on purpose. */
const countries: Readonly<Record<string, string>> = {
  AE: 'Asia/Dubai',
  AT: 'Europe/Vienna',
  BE: 'Europe/Brussels',
  BG: 'Europe/Sofia',
  CH: 'Europe/Zurich',
  CN: 'Asia/Shanghai',
  CO: 'America/Bogota',
  CZ: 'Europe/Prague',
  DE: 'Europe/Berlin',
  DK: 'Europe/Copenhagen',
  EE: 'Europe/Tallinn',
  EG: 'Africa/Cairo',
  FI: 'Europe/Helsinki',
  FR: 'Europe/Paris',
  GB: 'Europe/London',
  GR: 'Europe/Athens',
  HK: 'Asia/Hong_Kong',
  HR: 'Europe/Zagreb',
  HU: 'Europe/Budapest',
  IE: 'Europe/Dublin',
  IL: 'Asia/Jerusalem',
  IN: 'Asia/Kolkata',
  IT: 'Europe/Rome',
  JP: 'Asia/Tokyo',
  KE: 'Africa/Nairobi',
  KR: 'Asia/Seoul',
  LT: 'Europe/Vilnius',
  LU: 'Europe/Luxembourg',
  LV: 'Europe/Riga',
  MA: 'Africa/Casablanca',
  MY: 'Asia/Kuala_Lumpur',
  NG: 'Africa/Lagos',
  NL: 'Europe/Amsterdam',
  NO: 'Europe/Oslo',
  PE: 'America/Lima',
  PH: 'Asia/Manila',
  PK: 'Asia/Karachi',
  PL: 'Europe/Warsaw',
  RO: 'Europe/Bucharest',
  RS: 'Europe/Belgrade',
  SA: 'Asia/Riyadh',
  SE: 'Europe/Stockholm',
  SG: 'Asia/Singapore',
  SI: 'Europe/Ljubljana',
  SK: 'Europe/Bratislava',
  TH: 'Asia/Bangkok',
  TR: 'Europe/Istanbul',
  TW: 'Asia/Taipei',
  UA: 'Europe/Kyiv',
  UK: 'Europe/London',
  VN: 'Asia/Ho_Chi_Minh',
  ZA: 'Africa/Johannesburg',
};

const countryNames: Readonly<Record<string, string>> = {
  austria: 'AT',
  belgium: 'BE',
  belgien: 'BE',
  china: 'CN',
  denmark: 'DK',
  deutschland: 'DE',
  finland: 'FI',
  france: 'FR',
  frankreich: 'FR',
  germany: 'DE',
  'great britain': 'GB',
  india: 'IN',
  indien: 'IN',
  ireland: 'IE',
  italy: 'IT',
  italien: 'IT',
  japan: 'JP',
  netherlands: 'NL',
  niederlande: 'NL',
  norway: 'NO',
  osterreich: 'AT',
  österreich: 'AT',
  poland: 'PL',
  polen: 'PL',
  schweiz: 'CH',
  singapore: 'SG',
  sweden: 'SE',
  switzerland: 'CH',
  'united kingdom': 'GB',
};

/** Cities that no zone is named after, and many offices stand in. */
const cities: Readonly<Record<string, string>> = {
  atlanta: 'America/New_York',
  austin: 'America/Chicago',
  bangalore: 'Asia/Kolkata',
  barcelona: 'Europe/Madrid',
  basel: 'Europe/Zurich',
  bengaluru: 'Asia/Kolkata',
  bonn: 'Europe/Berlin',
  boston: 'America/New_York',
  cologne: 'Europe/Berlin',
  dallas: 'America/Chicago',
  delhi: 'Asia/Kolkata',
  dresden: 'Europe/Berlin',
  düsseldorf: 'Europe/Berlin',
  essen: 'Europe/Berlin',
  frankfurt: 'Europe/Berlin',
  geneva: 'Europe/Zurich',
  hamburg: 'Europe/Berlin',
  hannover: 'Europe/Berlin',
  houston: 'America/Chicago',
  hyderabad: 'Asia/Kolkata',
  köln: 'Europe/Berlin',
  krakow: 'Europe/Warsaw',
  leipzig: 'Europe/Berlin',
  linz: 'Europe/Vienna',
  lyon: 'Europe/Paris',
  manchester: 'Europe/London',
  miami: 'America/New_York',
  milan: 'Europe/Rome',
  mumbai: 'Asia/Kolkata',
  munich: 'Europe/Berlin',
  münchen: 'Europe/Berlin',
  nürnberg: 'Europe/Berlin',
  oxford: 'Europe/London',
  philadelphia: 'America/New_York',
  pune: 'Asia/Kolkata',
  'san francisco': 'America/Los_Angeles',
  seattle: 'America/Los_Angeles',
  stuttgart: 'Europe/Berlin',
  washington: 'America/New_York',
  wien: 'Europe/Vienna',
  zürich: 'Europe/Zurich',
};

const areas = ['Europe', 'America', 'Asia', 'Australia', 'Africa', 'Pacific'];

/** The zone that a place's name or code stands for; null where that would be a guess. */
export function zoneOfPlace(place: string): string | null {
  const known = countries[place.toUpperCase()] ?? byName(place.toLowerCase());
  if (known !== undefined) return known;
  const name = place
    .trim()
    .split(/\s+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase())
    .join('_');
  if (name.length < 4) return null;
  for (const area of areas) if (zoneId(`${area}/${name}`) !== undefined) return `${area}/${name}`;
  return null;
}

function byName(place: string): string | undefined {
  const country = countryNames[place];
  return country === undefined ? cities[place] : countries[country];
}
