/**
 * Names of months by language, each month its full names and then its abbreviations, variants with `|`: genitive and
 * nominative, and the abbreviations of CLDR, Oracle and SAP. Kept here, not asked of the runtime, so that a column is
 * read in the same way on every machine for ever.
 */
const names: Readonly<Record<string, readonly [full: string, short: string]>> = {
  cs: [
    'ledna|leden února|únor března|březen dubna|duben května|květen června|červen července|červenec srpna|srpen září října|říjen listopadu|listopad prosince|prosinec',
    'led úno bře dub kvě čvn čvc srp zář říj lis pro',
  ],
  da: [
    'januar februar marts april maj juni juli august september oktober november december',
    'jan feb mar apr maj jun jul aug sep|sept okt nov dec',
  ],
  de: [
    'januar|jänner februar|feber märz april mai juni juli august september oktober november dezember',
    'jan|jän feb|febr mär|mrz|märz apr mai jun|juni jul|juli aug sep|sept okt nov dez',
  ],
  en: [
    'january february march april may june july august september october november december',
    'jan feb mar apr may jun jul aug sep|sept oct nov dec',
  ],
  es: [
    'enero febrero marzo abril mayo junio julio agosto septiembre|setiembre octubre noviembre diciembre',
    'ene feb mar abr may jun jul ago sep|sept|set oct nov dic',
  ],
  fi: [
    'tammikuuta|tammikuu helmikuuta|helmikuu maaliskuuta|maaliskuu huhtikuuta|huhtikuu toukokuuta|toukokuu kesäkuuta|kesäkuu heinäkuuta|heinäkuu elokuuta|elokuu syyskuuta|syyskuu lokakuuta|lokakuu marraskuuta|marraskuu joulukuuta|joulukuu',
    'tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu',
  ],
  fr: [
    'janvier février mars avril mai juin juillet août septembre octobre novembre décembre',
    'janv|jan févr|fév mars|mar avr mai juin|jun juil|jul août|aoû sept|sep oct nov déc',
  ],
  it: [
    'gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre',
    'gen feb mar apr mag giu lug ago set|sett ott nov dic',
  ],
  nl: [
    'januari februari maart april mei juni juli augustus september oktober november december',
    'jan feb mrt|maart apr mei jun jul aug sep|sept okt nov dec',
  ],
  no: [
    'januar februar mars april mai juni juli august september oktober november desember',
    'jan feb mar|mars apr mai jun|juni jul|juli aug sep|sept okt nov des',
  ],
  pl: [
    'stycznia|styczeń lutego|luty marca|marzec kwietnia|kwiecień maja|maj czerwca|czerwiec lipca|lipiec sierpnia|sierpień września|wrzesień października|październik listopada|listopad grudnia|grudzień',
    'sty lut mar kwi maj cze lip sie wrz paź lis gru',
  ],
  pt: [
    'janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro',
    'jan fev mar abr mai jun jul ago set out nov dez',
  ],
  sv: [
    'januari februari mars april maj juni juli augusti september oktober november december',
    'jan feb mar|mars apr maj jun|juni jul|juli aug sep|sept okt nov dec',
  ],
  tr: [
    'ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık',
    'oca şub mar nis may haz tem ağu eyl eki kas ara',
  ],
};

/** The languages that month names can be declared in. */
export const monthLanguages: readonly string[] = Object.keys(names);

/** One language's names, lower case, longest first so that the first that fits is the whole word. */
export type MonthNames = readonly (readonly [name: string, month: number])[];

/** The names of a language, full (`MMMM`) or abbreviated (`MMM`). */
export function monthNames(language: string, form: 'full' | 'short'): MonthNames {
  const listed = names[language]?.[form === 'full' ? 0 : 1] ?? '';
  const found = listed
    .split(' ')
    .flatMap((variants, index) => variants.split('|').map((name) => [lowerMonth(name), index + 1] as const));
  return found.sort(([left], [right]) => right.length - left.length);
}

/** Lower case for comparing names of months: Turkish capitals have another i than all others, so both are one. */
export function lowerMonth(text: string): string {
  return text.replace(/İ/g, 'i').toLowerCase().replace(/ı/g, 'i');
}
