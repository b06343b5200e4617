/**
 * A checker of 835 files that shares nothing with the generator: it reads the bytes and does the sums of
 * 005010X221A1 §1.10.2.1 anew. Returns one sentence per fault; an empty list means the file is sound.
 */
type Checked = {
  readonly faults: readonly string[];
  readonly controlNumber: string;
  readonly remits: readonly CheckedRemit[];
};

export type CheckedRemit = {
  readonly bpr02: bigint;
  readonly bpr01: string;
  readonly bpr04: string;
  readonly bpr16: string;
  readonly trn02: string;
  readonly claims: readonly CheckedClaim[];
  readonly plb: readonly { readonly code: string; readonly reference: string; readonly amount: bigint }[];
  readonly interest: bigint;
};

type CheckedClaim = {
  readonly account: string;
  readonly status: string;
  readonly charge: bigint;
  readonly paid: bigint;
  readonly control: string;
};

export function checkFile(bytes: Buffer): Checked {
  const text = bytes.toString('latin1');
  const faults: string[] = [];
  const element = text.charAt(3);
  const terminator = text.charAt(105);
  const component = text.charAt(104);
  if (!text.startsWith('ISA')) faults.push('does not start with ISA');
  const segments = text
    .split(terminator)
    .map((segment) => segment.replace(/[\r\n]/g, ''))
    .filter((segment) => segment !== '')
    .map((segment) => segment.split(element));
  const last = segments.at(-1);
  if (last?.[0] !== 'IEA' || !/[~\r\n]$/.test(text)) faults.push('does not end with a whole IEA');
  const control = segments[0]?.[13] ?? '';
  if (last?.[0] === 'IEA' && last[2] !== control) faults.push('IEA02 is not ISA13');
  const sets = splitSets(segments);
  const group = segments.find((segment) => segment[0] === 'GE');
  if (group?.[1] !== String(sets.length)) faults.push(`GE01 is ${group?.[1]} for ${sets.length} sets`);
  return { faults, controlNumber: control, remits: sets.map((set) => checkSet(set, component, faults)) };
}

function splitSets(segments: readonly string[][]): string[][][] {
  const sets: string[][][] = [];
  for (const segment of segments) {
    if (segment[0] === 'ST') sets.push([]);
    if (!['ISA', 'GS', 'GE', 'IEA'].includes(segment[0] ?? '')) sets.at(-1)?.push(segment);
  }
  return sets;
}

/** Cents of an X12 amount; a text that is none becomes a fault instead of an exception. */
function money(text: string | undefined, faults: string[]): bigint {
  const match = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(text ?? '');
  if (!match) {
    faults.push(`"${text}" is no amount`);
    return 0n;
  }
  const cents = BigInt(`${match[2]}${(match[3] ?? '').padEnd(2, '0')}`);
  return match[1] === '-' ? -cents : cents;
}

function adjustmentsOf(segment: readonly string[], faults: string[]): bigint {
  let sum = 0n;
  for (let at = 2; at < segment.length; at += 3) sum += money(segment[at + 1], faults);
  return sum;
}

type OpenClaim = { claim: CheckedClaim; left: bigint; lineLeft: bigint | null; lines: bigint };

function checkSet(set: readonly string[][], component: string, faults: string[]): CheckedRemit {
  const say = (fault: string): void => {
    faults.push(fault);
  };
  const se = set.at(-1);
  if (se?.[0] !== 'SE' || se[1] !== String(set.length) || se[2] !== set[0]?.[2]) say(`SE is ${se?.join(' ')}`);
  const bpr = set.find((segment) => segment[0] === 'BPR') ?? [];
  const bpr02 = money(bpr[2], faults);
  if (bpr02 < 0n) say('BPR02 is negative');
  const claims: CheckedClaim[] = [];
  const plb: { code: string; reference: string; amount: bigint }[] = [];
  let interest = 0n;
  let open: OpenClaim | null = null;
  const closeLine = (): void => {
    if (open?.lineLeft !== null && open?.lineLeft !== undefined && open.lineLeft !== 0n) {
      say(`a line of ${open.claim.account} is out by ${open.lineLeft}`);
    }
  };
  const closeClaim = (): void => {
    closeLine();
    if (open && open.left !== open.claim.paid) say(`${open.claim.account} is out by ${open.left - open.claim.paid}`);
    open = null;
  };
  for (const segment of set) {
    const [id] = segment;
    if (id === 'CLP') {
      closeClaim();
      const claim = readClaim(segment, faults);
      claims.push(claim);
      open = { claim, left: claim.charge, lineLeft: null, lines: 0n };
    } else if (id === 'SVC' && open) {
      closeLine();
      open.lineLeft = money(segment[2], faults) - money(segment[3], faults);
      open.lines += money(segment[2], faults);
    } else if (id === 'CAS' && open) {
      const sum = adjustmentsOf(segment, faults);
      open.left -= sum;
      if (open.lineLeft !== null) open.lineLeft -= sum;
    } else if (id === 'AMT' && segment[1] === 'I') {
      interest += money(segment[2], faults);
    } else if (id === 'PLB') {
      closeClaim();
      for (let at = 3; at < segment.length; at += 2) {
        const [code = '', reference = ''] = (segment[at] ?? '').split(component);
        plb.push({ code, reference, amount: money(segment[at + 1], faults) });
      }
    }
  }
  closeClaim();
  const owed = claims.reduce((sum, claim) => sum + claim.paid, 0n) - plb.reduce((sum, item) => sum + item.amount, 0n);
  if (owed !== bpr02) say(`BPR02 is out by ${bpr02 - owed}`);
  const [trn02 = '', bpr01 = '', bpr04 = '', bpr16 = ''] = [
    set.find((segment) => segment[0] === 'TRN')?.[2],
    bpr[1],
    bpr[4],
    bpr[16],
  ];
  return { bpr02, bpr01, bpr04, bpr16, trn02, claims, plb, interest };
}

function readClaim(segment: readonly string[], faults: string[]): CheckedClaim {
  const [, account = '', status = '', charge, paid, patient, , control = ''] = segment;
  if (status === '22' && patient !== '') faults.push(`${account} is a reversal with patient responsibility`);
  return { account, status, control, charge: money(charge, faults), paid: money(paid, faults) };
}
