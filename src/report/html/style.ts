import { html as sheet } from 'hono/html';
import type { Markup } from './markup.ts';

/** The page's looks. All of it is written here: nothing is put into it, so nothing has to be escaped. */
export function style(): Markup {
  return sheet`<style>
  :root {
    color-scheme: light dark; --paper: #f6f5f2; --card: #ffffff; --ink: #1c2024; --soft: #565e68; --line: #e2e0da;
    --line-strong: #c9c6be; --link: #1f5596; --ink-band: #1c2024; --on-band: #ffffff; --good: #1c6b40;
    --good-bg: #e6f2ea; --wait: #7d5200; --wait-bg: #fcf1d8; --stop: #a1242c; --stop-bg: #fbe8e7; --info: #1f5596;
    --info-bg: #e6eff9; --pause: #7a3a86; --pause-bg: #f5eaf7;
    --mono: ui-monospace, SFMono-Regular, 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace;
  }
  @media screen and (prefers-color-scheme: dark) {
    :root {
      --paper: #131518; --card: #1a1d21; --ink: #e7e9ec; --soft: #a0a8b3; --line: #2b3037; --line-strong: #444b55;
      --link: #93bff2; --ink-band: #262b31; --on-band: #f4f5f6; --good: #84d0a3; --good-bg: #172a1f;
      --wait: #edc274; --wait-bg: #2e2512; --stop: #f4a1a1; --stop-bg: #371b1d; --info: #93bff2;
      --info-bg: #172637; --pause: #dba9e6; --pause-bg: #2d1e31;
    }
  }
  *, *::before, *::after { box-sizing: border-box; }
  html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-behavior: smooth; scroll-padding-top: 1rem; }
  body {
    margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: anywhere;
    font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif;
  }
  main, .masthead .title, footer { max-width: 76rem; margin: 0 auto; padding: 0 1.5rem; }
  p, h1, h2, h3, dl, dd, ul, ol, table { margin: 0; }
  ul, ol { padding: 0; list-style: none; }
  a { color: var(--link); text-underline-offset: 0.15em; }
  :focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 3px; }
  code {
    font: 0.88em/1.4 var(--mono); background: var(--paper); border: 1px solid var(--line); border-radius: 4px;
    padding: 0.05em 0.35em;
  }
  h2 { font-size: 1.2rem; line-height: 1.3; font-weight: 650; letter-spacing: -0.01em; }
  h3 { font-size: 0.95rem; font-weight: 650; margin: 1.4rem 0 0.4rem; }
  .skip { position: absolute; left: -100vw; top: 0; padding: 0.6rem 1rem; background: var(--card); z-index: 1; }
  .skip:focus { left: 0; }
  .aside { color: var(--soft); font-size: 0.86em; }
  .name { font-weight: 600; }
  .id { font: 0.82em/1.4 var(--mono); color: var(--soft); }
  .time, .figure, .count, .numbers b { font-variant-numeric: tabular-nums; }
  .blank { color: var(--soft); font-style: italic; }
  .arrow { color: var(--soft); }
  .count { color: var(--soft); font-weight: 400; margin-left: 0.2em; }
  .symbol { font-family: var(--mono); font-weight: 700; }
  q.value { quotes: '“' '”'; }
  del { text-decoration: none; color: var(--soft); }
  ins { text-decoration: none; font-weight: 600; }
  .column { font: 0.88em/1.4 var(--mono); }
  .login, .time, .time + .aside, .steps .aside { overflow-wrap: break-word; }
  td > div { min-width: 0; }
  .banner {
    background: var(--ink-band); color: var(--on-band); text-align: center; padding: 0.45rem 1.5rem;
    font-size: 0.86rem; letter-spacing: 0.02em;
  }
  .masthead .title {
    display: flex; flex-wrap: wrap; gap: 1rem 3rem; justify-content: space-between; align-items: flex-end;
    padding-top: 1.6rem; padding-bottom: 1.2rem;
  }
  .company { color: var(--soft); }
  h1 { font-size: 1.9rem; line-height: 1.15; font-weight: 700; letter-spacing: -0.02em; }
  h1 .day { font-weight: 400; color: var(--soft); }
  .facts { display: grid; grid-template-columns: repeat(2, auto); gap: 0.15rem 2rem; font-size: 0.86rem; }
  .facts div { display: flex; gap: 0.6rem; }
  .facts dt { color: var(--soft); flex: none; width: 7.6em; }
  .answers { display: grid; grid-template-columns: repeat(3, 1fr); gap: 0.75rem; }
  .answer {
    background: var(--card); border: 1px solid var(--line); border-left: 5px solid currentColor;
    border-radius: 8px; padding: 0.8rem 1rem;
  }
  .answer .word { font-size: 1.12rem; font-weight: 650; line-height: 1.35; }
  .answer .symbol { margin-right: 0.45em; }
  .answer p + p { color: var(--ink); font-size: 0.9rem; margin-top: 0.15rem; }
  .good { color: var(--good); }
  .wait { color: var(--wait); }
  .stop, .remove { color: var(--stop); }
  .change, .group { color: var(--info); }
  .pause { color: var(--pause); }
  .add { color: var(--good); }
  .quiet { color: var(--soft); }
  .answer.good { background: var(--good-bg); }
  .answer.wait { background: var(--wait-bg); }
  .answer.stop { background: var(--stop-bg); }
  .numbers { margin-top: 1rem; }
  .numbers ul {
    display: grid; grid-template-columns: repeat(9, 1fr); background: var(--card); border: 1px solid var(--line);
    border-radius: 8px; overflow: hidden;
  }
  .numbers li + li { border-left: 1px solid var(--line); }
  .numbers a {
    display: block; height: 100%; padding: 0.6rem 0.4rem 0.65rem; text-align: center; color: inherit;
    text-decoration: none;
  }
  .numbers a:hover { background: var(--info-bg); }
  .numbers a:focus-visible { outline-offset: -3px; }
  .numbers b { display: block; font-size: 1.5rem; line-height: 1.2; font-weight: 650; }
  .numbers span { font-size: 0.82rem; color: var(--soft); }
  .numbers .zero b { color: var(--soft); font-weight: 400; }
  .numbers .sum { margin-top: 0.45rem; font-size: 0.86rem; color: var(--soft); }
  main > section, .days > section {
    background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 1.1rem 1.25rem 1.25rem;
    margin-top: 1rem;
  }
  main > section.answers { background: none; border: 0; padding: 0; margin: 0; }
  main > section.empty {
    display: flex; flex-wrap: wrap; gap: 0 0.8rem; align-items: baseline; padding: 0.55rem 1.25rem;
    background: none;
  }
  .empty h2 { font-size: 1rem; font-weight: 600; }
  .empty p { color: var(--soft); }
  .intro { color: var(--soft); margin-top: 0.1rem; max-width: 46rem; }
  .needs { border-color: var(--line-strong); }
  .needs li {
    display: grid; grid-template-columns: 5.6rem 1fr; gap: 0.9rem; padding: 0.6rem 0;
    border-top: 1px solid var(--line);
  }
  .needs ol:first-of-type { margin-top: 0.6rem; }
  .todo { color: var(--soft); font-size: 0.93em; margin-top: 0.1rem; }
  .todo .aside { margin-left: 0.5em; }
  .tag {
    display: inline-block; padding: 0 0.55em; border-radius: 1em; font-size: 0.8rem; font-weight: 600;
    line-height: 1.65; white-space: nowrap; justify-self: start; align-self: start;
  }
  .tag .symbol { margin-right: 0.4em; }
  .tag.good { background: var(--good-bg); }
  .tag.wait { background: var(--wait-bg); }
  .tag.stop { background: var(--stop-bg); }
  .tag.change { background: var(--info-bg); }
  .days { display: grid; grid-template-columns: 1fr 1fr; gap: 0 1rem; align-items: stretch; }
  .days h3 { margin: 0.7rem 0 0.1rem; }
  .now { margin: 0.3rem 0 0.5rem; }
  .agenda li { display: grid; grid-template-columns: 3.6em 1fr; padding: 0.25rem 0; }
  .agenda li.aside { display: block; padding-left: 3.6em; }
  .agenda .aside { display: block; }
  .days section > .aside { margin-top: 0.6rem; }
  .short ul {
    display: grid; grid-template-columns: repeat(auto-fill, minmax(26rem, 1fr)); gap: 0.1rem 3rem;
    margin: 0.4rem 0;
  }
  .short li {
    display: flex; justify-content: space-between; gap: 1rem; border-bottom: 1px dotted var(--line-strong);
  }
  .short p { font-size: 0.9rem; }
  table { width: 100%; border-collapse: collapse; margin-top: 0.8rem; font-size: 0.93rem; }
  caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  th, td { text-align: left; vertical-align: top; padding: 0.5rem 1rem 0.55rem 0; font-weight: 400; }
  th:last-child, td:last-child { padding-right: 0; }
  thead th {
    font-size: 0.8rem; font-weight: 600; color: var(--soft); border-bottom: 1px solid var(--line-strong);
    padding-bottom: 0.3rem; white-space: nowrap;
  }
  tbody tr + tr > * { border-top: 1px solid var(--line); }
  tbody th { min-width: 12rem; }
  thead .widest { width: 42%; }
  thead .wide { width: 32%; }
  thead .narrow { width: 9.5rem; }
  thead .sixth { width: 16.6%; }
  thead .middle { width: 15rem; }
  tbody tr:hover > * { background: color-mix(in srgb, var(--info-bg) 45%, transparent); }
  td .time, td .why, th > .aside, td > div > .aside { display: block; }
  .steps li { padding-left: 1.1em; text-indent: -1.1em; }
  .mark { display: inline-block; width: 1.1em; text-indent: 0; font-family: var(--mono); font-weight: 700; }
  .fields div { display: grid; grid-template-columns: minmax(5rem, 8rem) 1fr; gap: 0.6rem; }
  .fields dt { color: var(--soft); }
  .groups { display: flex; flex-wrap: wrap; gap: 0.25rem 0.35rem; margin-top: 0.2rem; }
  .groups li {
    border: 1px solid var(--line-strong); border-radius: 4px; padding: 0 0.45em; font-size: 0.84rem;
    line-height: 1.6;
  }
  .groups .symbol { margin-right: 0.35em; }
  .joins .symbol { color: var(--good); }
  .leaves .symbol { color: var(--stop); }
  .leaves { border-style: dashed; }
  .inline .fields div { display: block; }
  .inline dt, .inline dd { display: inline; margin-right: 0.4em; }
  details.more, details.inline { margin-top: 0.4rem; }
  summary { cursor: pointer; color: var(--link); font-size: 0.9rem; }
  .rest { margin-top: 0.7rem; color: var(--soft); }
  .it div {
    display: grid; grid-template-columns: 11rem 1fr; gap: 1rem; padding: 0.25rem 0;
    border-top: 1px solid var(--line); font-size: 0.88rem;
  }
  .it { margin: 0.6rem 0; font-variant-ligatures: none; }
  .it dt, .glossary dd { color: var(--soft); }
  .glossary {
    display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: 0.3rem 1.5rem;
    margin-top: 0.6rem; font-size: 0.9rem;
  }
  .glossary dt { font-weight: 600; }
  footer { padding-top: 1.5rem; padding-bottom: 2.5rem; color: var(--soft); font-size: 0.86rem; }
  @media (max-width: 60rem) {
    .numbers ul { grid-template-columns: repeat(3, 1fr); }
    .numbers li { border-left: 0 !important; box-shadow: 0 0 0 0.5px var(--line); }
    .days { grid-template-columns: 1fr; }
  }
  @media screen and (max-width: 46rem) {
    main, .masthead .title, footer { padding-left: 0.9rem; padding-right: 0.9rem; }
    .answers, .facts { grid-template-columns: 1fr; }
    main > section, .days > section { padding: 0.9rem; }
    main > section.empty { padding: 0.5rem 0.9rem; }
    .needs li { grid-template-columns: 1fr; gap: 0.3rem; }
    .short ul { grid-template-columns: 1fr; }
    .it div { grid-template-columns: 1fr; gap: 0; }
    thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    table, tbody, tr, td, tbody th { display: block; width: auto; }
    tr { padding: 0.7rem 0; }
    tbody tr + tr { border-top: 1px solid var(--line-strong); }
    tbody tr + tr > * { border: 0; }
    th, td { padding: 0.15rem 0; }
    td { display: grid; grid-template-columns: 6.2rem 1fr; gap: 0 0.7rem; }
    td::before { content: attr(data-label); color: var(--soft); font-size: 0.82rem; padding-top: 0.1rem; }
    .fields div { grid-template-columns: 1fr; gap: 0; }
    .fields div + div { margin-top: 0.3rem; }
  }
  @media (prefers-reduced-motion: reduce) {
    html { scroll-behavior: auto; }
  }
  @media print {
    @page { margin: 14mm 12mm; }
    :root { color-scheme: light; --paper: #fff; --ink-band: #fff; --on-band: #000; }
    html { font-size: 11px; }
    body { font-size: 9pt; }
    tbody th { min-width: 8rem; }
    .banner { border: 1.5pt solid #000; }
    .skip { display: none; }
    main, .masthead .title, footer { max-width: none; padding-left: 0; padding-right: 0; }
    main > section, .days > section {
      border: 0; border-top: 1pt solid var(--line-strong); border-radius: 0; padding: 0.8rem 0 0;
    }
    .answer, .tag { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
    .numbers ul { grid-template-columns: repeat(9, 1fr); }
    .days { display: block; }
    thead { display: table-header-group; }
    tr, .needs li, .answer, .agenda li, .it div { break-inside: avoid; }
    h2, h3, caption, thead, .intro { break-after: avoid; }
    tbody tr:first-child { break-before: avoid; }
    details::details-content { content-visibility: visible; block-size: auto; }
    section:has(table.few):not(:has(table:not(.few))) { break-inside: avoid; }
    .intro { max-width: none; break-inside: avoid; }
    summary { display: none; }
    a { color: inherit; text-decoration: none; }
  }
</style>`;
}
