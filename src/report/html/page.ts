import { markup, type Markup } from './markup.ts';
import { style } from './style.ts';

/** Everything before the first section. The policy forbids scripts, images, fonts and every request. */
export function pageStart(title: string): Markup {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
${style()}
</head>
<body>
<a class="skip" href="#main">Skip to what needs you</a>
`;
}

export function pageEnd(version: string): Markup {
  return markup`<footer><p>Made by tenured ${version}. This file is complete in itself: it loads nothing and sends nothing. It names people; keep it as you keep HR data.</p></footer>
</body>
</html>
`;
}
