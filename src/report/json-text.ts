/** JSON leaves these as they are; a terminal would obey them. They occur inside strings only. */
const unsafe = /[\u007f-\u009f\u00ad]|(?![\u200c\u200d])\p{Cf}|[\u2028\u2029]/gu;

/** JSON that is inert on a terminal, too. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replaceAll(unsafe, escaped);
}

function escaped(character: string): string {
  let text = '';
  for (let index = 0; index < character.length; index += 1) {
    text += `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }
  return text;
}
