/** Synthetic ACH, camt and lockbox files with right control totals. */

const digits = (value: bigint | number, width: number): string => value.toString().padStart(width, '0');
const cents = (minor: number): string => `${Math.trunc(minor / 100)}.${digits(minor % 100, 2)}`;

export type AchEntry = {
  readonly code: string;
  readonly cents: number;
  readonly account?: string;
  /** Columns 4-83 of 05 addenda, or whole columns 2-94 of other types. */
  readonly addenda?: readonly string[];
  readonly trace?: number;
  readonly name?: string;
};
type BatchOver = { description?: string; sec?: string; number?: number; settled?: string; fileId?: string };

/** One ACH file of one batch. */
export function ach(entries: readonly AchEntry[], over: BatchOver = {}): string {
  const { description = 'HCCLAIMPMT', sec = 'CCD', number = 1, settled = '   ', fileId = 'A' } = over;
  const lines = [
    `101 099000012 0990000342611050600${fileId}094101${'BANK'.padEnd(23)}${'PAYERS BANK'.padEnd(23)}${' '.repeat(8)}`,
  ];
  lines.push(
    `5200${'NORTHWIND'.padEnd(16)}${' '.repeat(20)}1891000011${sec}${description.padEnd(10)}261105261105${settled}109900003${digits(number, 7)}`,
  );
  let [count, hash, debit, credit] = [0, 0, 0n, 0n];
  entries.forEach((entry, at) => {
    const { code, account = '4400100', addenda = [], trace = at + 1, name = 'FERNHOLLOW' } = entry;
    const own = `0990000${digits(trace, 8)}`;
    lines.push(
      `6${code}09900001${'8'}${account.padEnd(17)}${digits(entry.cents, 10)}${''.padEnd(15)}${name.padEnd(22)}  ` +
        `${addenda.length > 0 ? '1' : '0'}${own}`,
    );
    addenda.forEach((text, index) => {
      lines.push(
        /^9[89]/.test(text)
          ? `7${text.padEnd(78)}${own}`
          : `705${text.padEnd(80)}${digits(index + 1, 4)}${own.slice(-7)}`,
      );
    });
    count += 1 + addenda.length;
    hash += 9_900_001;
    if (/^.[6-9]/.test(code)) debit += BigInt(entry.cents);
    else credit += BigInt(entry.cents);
  });
  const totals = `${digits(hash % 1e10, 10)}${digits(debit, 12)}${digits(credit, 12)}`;
  lines.push(`8200${digits(count, 6)}${totals}1891000011${' '.repeat(25)}09900003${digits(number, 7)}`);
  const blocks = Math.ceil((lines.length + 1) / 10);
  lines.push(`9000001${digits(blocks, 6)}${digits(count, 8)}${totals}${' '.repeat(39)}`);
  while (lines.length % 10 !== 0) lines.push('9'.repeat(94));
  return `${lines.join('\n')}\n`;
}

export type CamtEntry = {
  readonly cents: number;
  readonly credit?: boolean;
  readonly currency?: string;
  readonly status?: string;
  readonly reversal?: boolean;
  readonly reference?: string;
  readonly family?: readonly [string, string];
  readonly own?: string;
  readonly transactions?: readonly {
    readonly cents: number;
    readonly text?: string;
    readonly e2e?: string;
    readonly check?: string;
  }[];
};

/** One camt message of one statement of an account; balances tie unless several currencies are in it. */
export function camt(
  kind: '052' | '053' | '054',
  entries: readonly CamtEntry[],
  over: { account?: string; message?: string; closing?: number } = {},
): string {
  const { account = '4400200', message = 'M1' } = over;
  const booked = entries.filter(({ status = 'BOOK', currency = 'USD' }) => status === 'BOOK' && currency === 'USD');
  const net = booked.reduce((sum, { cents: minor, credit = true }) => sum + (credit ? minor : -minor), 0);
  const root = { '052': 'BkToCstmrAcctRpt', '053': 'BkToCstmrStmt', '054': 'BkToCstmrDbtCdtNtfctn' }[kind];
  const item = { '052': 'Rpt', '053': 'Stmt', '054': 'Ntfctn' }[kind];
  const isMixed = entries.some(({ currency = 'USD' }) => currency !== 'USD');
  const balance = (type: string, minor: number) =>
    `<Bal><Tp><CdOrPrtry><Cd>${type}</Cd></CdOrPrtry></Tp><Amt Ccy="USD">${cents(minor)}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-05</Dt></Dt></Bal>`;
  const balances =
    kind === '053' && !isMixed ? balance('OPBD', 1_000_000) + balance('CLBD', 1_000_000 + (over.closing ?? net)) : '';
  return (
    `<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.${kind}.001.08"><${root}>` +
    `<GrpHdr><MsgId>${message}</MsgId><CreDtTm>2026-11-06T01:00:00Z</CreDtTm></GrpHdr><${item}><Id>S-${message}</Id>` +
    `<FrToDt><FrDtTm>2026-11-05T00:00:00Z</FrDtTm><ToDtTm>2026-11-05T23:59:59Z</ToDtTm></FrToDt>` +
    `<Acct><Id><Othr><Id>${account}</Id></Othr></Id><Ccy>USD</Ccy></Acct>${balances}` +
    `${entries.map(entryText).join('\n')}</${item}></${root}></Document>`
  );
}

function entryText(entry: CamtEntry): string {
  const {
    credit = true,
    currency = 'USD',
    status = 'BOOK',
    reference = '',
    family = ['RCDT', 'ESCT'],
    own = '',
  } = entry;
  const side = credit ? 'CRDT' : 'DBIT';
  const details = (entry.transactions ?? [])
    .map(
      ({ cents: minor, text = '', e2e = '', check = '' }) =>
        `<TxDtls><Refs>${e2e === '' ? '' : `<EndToEndId>${e2e}</EndToEndId>`}${check === '' ? '' : `<ChqNb>${check}</ChqNb>`}</Refs>` +
        `<Amt Ccy="${currency}">${cents(minor)}</Amt><CdtDbtInd>${side}</CdtDbtInd><RmtInf><Ustrd>${text}</Ustrd></RmtInf></TxDtls>`,
    )
    .join('');
  return (
    `<Ntry><Amt Ccy="${currency}">${cents(entry.cents)}</Amt><CdtDbtInd>${side}</CdtDbtInd>` +
    `${entry.reversal === true ? '<RvslInd>true</RvslInd>' : ''}<Sts><Cd>${status}</Cd></Sts>` +
    `<BookgDt><Dt>2026-11-05</Dt></BookgDt>${reference === '' ? '' : `<AcctSvcrRef>${reference}</AcctSvcrRef>`}` +
    `<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>${family[0]}</Cd><SubFmlyCd>${family[1]}</SubFmlyCd></Fmly></Domn>` +
    `${own === '' ? '' : `<Prtry><Cd>${own}</Cd></Prtry>`}</BkTxCd>` +
    `${details === '' ? '' : `<NtryDtls>${details}</NtryDtls>`}</Ntry>`
  );
}

/** One lockbox file of one deposit; batches of checks as `[cents, check number, overflow texts…]`. */
export function lockbox(
  batches: readonly (readonly (readonly [number, string, ...string[]])[])[],
  over: { total?: number; box?: string } = {},
): string {
  const { box = '0044100' } = over;
  const lines = [
    '100FERNHOLLOWCOBALTHRBR2611050600',
    `2${'FERNHOLLOW'.padEnd(10)}${'COBALTHRBR'.padEnd(10)}${' '.repeat(10)}400080`,
  ];
  let [count, amount] = [0, 0];
  batches.forEach((checks, b) => {
    const batch = digits(b + 1, 3);
    lines.push(`5${batch}000${box}261105FERNHOLLOWCOBALTHRBR`);
    checks.forEach(([minor, number, ...texts], c) => {
      const key = `${batch}${digits(c + 1, 3)}`;
      lines.push(`6${key}${digits(minor, 10)}990000349${'77001122'.padEnd(10)}${number.padEnd(10)}`);
      texts.forEach((text, at) => {
        lines.push(`4${key}6${digits(at + 1, 2)}${at === texts.length - 1 ? '9' : '0'}${text}`);
      });
    });
    const sum = checks.reduce((total, [minor]) => total + minor, 0);
    lines.push(`7${batch}000${box}261105${digits(checks.length, 3)}${digits(sum, 10)}`);
    count += checks.length;
    amount += sum;
  });
  lines.push(`8000000${box}261105${digits(count, 4)}${digits(over.total ?? amount, 10)}`);
  lines.push(`9${digits(lines.length + 1, 6)}`);
  return `${lines.map((line) => line.padEnd(80)).join('\n')}\n`;
}
