/** The page's only style sheet. */
export const style = `
:root { color-scheme: light dark; --back: #fff; --soft: #f4f5f7; --line: #d9dce1; --text: #1b1f24; --dim: #5c6570;
  --link: #0b57d0; --good: #17663a; --warn: #8a4b00; --bad: #a1191f; --new: #fff3c4; }
@media (prefers-color-scheme: dark) { :root { --back: #14171b; --soft: #1d2126; --line: #353b43; --text: #e8eaed;
  --dim: #a0a8b3; --link: #8ab4f8; --good: #7fd3a0; --warn: #f0b866; --bad: #ff9a94; --new: #463a12; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 14px/1.45 system-ui, sans-serif; }
header { padding: 14px 20px 10px; border-bottom: 1px solid var(--line); background: var(--soft); }
h1 { margin: 0; font-size: 20px; }
h2 { margin: 0; font-size: 15px; }
header p { margin: 2px 0 0; color: var(--dim); overflow-wrap: anywhere; }
#problem { color: var(--bad); font-weight: 600; }
main { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 16px; padding: 16px 20px; }
main > div { display: grid; gap: 16px; align-content: start; }
section { border: 1px solid var(--line); border-radius: 8px; overflow: hidden; min-width: 0; }
section > .head { display: flex; gap: 8px 12px; align-items: baseline; flex-wrap: wrap; padding: 8px 12px;
  background: var(--soft); border-bottom: 1px solid var(--line); }
.head .note { color: var(--dim); font-size: 12px; margin-left: auto; }
.body { max-height: 60vh; overflow: auto; }
.short .body { max-height: 30vh; }
form { display: flex; gap: 8px; flex-wrap: wrap; padding: 8px 12px; border-bottom: 1px solid var(--line); }
input { flex: 1 1 140px; min-width: 0; }
select, textarea { flex: 1 1 100%; min-width: 0; width: 100%; }
textarea { resize: vertical; }
.do { display: flex; gap: 8px; align-items: baseline; flex-wrap: wrap; width: 100%; }
#ordered { font-size: 12px; overflow-wrap: anywhere; flex: 1 1 140px; }
input, select, textarea, button { font: inherit; color: inherit; background: var(--back); border: 1px solid var(--line); border-radius: 6px; padding: 5px 8px; }
textarea { font: 12px/1.4 ui-monospace, monospace; }
td button { padding: 2px 8px; font-size: 12px; white-space: nowrap; }
button { cursor: pointer; }
button[aria-pressed=true] { border-color: var(--link); color: var(--link); font-weight: 600; }
.chips { display: flex; gap: 6px; flex-wrap: wrap; width: 100%; }
.chips button { padding: 2px 8px; font-size: 12px; border-radius: 12px; }
table { width: 100%; border-collapse: collapse; }
th, td { text-align: left; padding: 6px 12px; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
th { position: sticky; top: 0; background: var(--back); font-size: 12px; color: var(--dim); font-weight: 600; white-space: nowrap; }
tr:last-child td { border-bottom: 0; }
td.narrow, th.narrow { width: 1%; white-space: nowrap; overflow-wrap: normal; }
#users th:first-child { width: 42%; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
td .dim, .dim { color: var(--dim); font-size: 12px; }
td button.name { border: 0; background: none; padding: 0; color: var(--link); text-align: left; }
.status { font-size: 12px; font-weight: 600; white-space: nowrap; }
.ACTIVE { color: var(--good); }
.SUSPENDED, .DEPROVISIONED, .LOCKED_OUT { color: var(--bad); }
.PASSWORD_EXPIRED, .RECOVERY, .PROVISIONED, .STAGED { color: var(--warn); }
.tag { font-size: 11px; border: 1px solid var(--line); border-radius: 4px; padding: 0 4px; color: var(--dim); white-space: nowrap; }
.bad { color: var(--bad); font-weight: 600; }
tr.new td { animation: fresh 6s ease-out; }
@keyframes fresh { from { background: var(--new); } to { background: transparent; } }
@media (prefers-reduced-motion: reduce) { tr.new td { animation: none; } }
.empty { padding: 10px 12px; color: var(--dim); }
time { white-space: nowrap; font-variant-numeric: tabular-nums; color: var(--dim); font-size: 12px; }
dialog { width: min(720px, 94vw); max-height: 88vh; border: 1px solid var(--line); border-radius: 10px; background: var(--back); color: var(--text); padding: 0; }
dialog::backdrop { background: rgb(0 0 0 / .45); }
dialog .head { display: flex; gap: 12px; align-items: center; padding: 10px 14px; background: var(--soft); border-bottom: 1px solid var(--line); position: sticky; top: 0; }
dialog .head button { margin-left: auto; }
dialog h3 { margin: 12px 14px 4px; font-size: 13px; }
dl { display: grid; grid-template-columns: minmax(90px, auto) 1fr; gap: 3px 14px; margin: 0; padding: 4px 14px; }
dt { color: var(--dim); } dd { margin: 0; overflow-wrap: anywhere; }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font: 12px/1.4 ui-monospace, monospace; }
@media (max-width: 860px) {
  header { padding: 12px; } main { grid-template-columns: minmax(0, 1fr); padding: 12px; gap: 12px; }
  .wide { display: none; } th, td { padding: 6px 8px; }
}
`;
