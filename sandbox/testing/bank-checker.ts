/**
 * Adds up bank files from their bytes alone and says what does not agree. Written against the formats' descriptions
 * and sharing nothing with the generators.
 */
type Checked = { readonly faults: readonly string[]; readonly amounts: readonly bigint[] };

/** BAI2: control totals are the sums of all amounts written below; counts include the record that states them. */
export function checkBai2(
  bytes: Buffer,
): Checked & { readonly balances: ReadonlyMap<string, readonly [bigint, bigint]> } {
  const physical = bytes.toString('latin1').split('\r\n').slice(0, -1);
  const faults: string[] = [];
  const amounts: bigint[] = [];
  const balances = new Map<string, readonly [bigint, bigint]>();
  let [account, group, file] = [
    { sum: 0n, count: 0 },
    { sum: 0n, count: 0, accounts: 0 },
    { sum: 0n, count: 0 },
  ];
  const expectSame = (what: string, stated: string | undefined, real: bigint | number): void => {
    if (stated !== String(real)) faults.push(`${what}: says ${stated}, is ${real}`);
  };
  for (const [at, record] of physical.entries()) {
    if (record.length > 80) faults.push(`record ${at} has ${record.length} characters`);
    account.count += 1;
    group.count += 1;
    file.count += 1;
    const fields = record.replace(/\/$/, '').split(',');
    if (fields[0] === '02') group = { sum: 0n, count: 1, accounts: 0 };
    if (fields[0] === '03') {
      // The summary goes on in the next record here, where its fields simply follow.
      const more = (physical[at + 1] ?? '').replace(/^88,|\/$/g, '').split(',');
      const summary = [...fields.slice(3), ...more];
      account = { sum: 0n, count: 1 };
      for (let place = 0; place < summary.length; place += 4) account.sum += BigInt(summary[place + 1] ?? '0');
      balances.set(fields[1] ?? '', [BigInt(summary[1] ?? '0'), BigInt(summary[5] ?? '0')]);
    }
    if (fields[0] === '16') {
      account.sum += BigInt(fields[2] ?? '0');
      if (fields[1] !== '116') amounts.push(BigInt(fields[2] ?? '0'));
    }
    if (fields[0] === '49') {
      expectSame('49 total', fields[1], account.sum);
      expectSame('49 records', fields[2], account.count);
      group.sum += account.sum;
      group.accounts += 1;
    }
    if (fields[0] === '98') {
      expectSame('98 total', fields[1], group.sum);
      expectSame('98 accounts', fields[2], group.accounts);
      expectSame('98 records', fields[3], group.count);
      file.sum += group.sum;
    }
    if (fields[0] === '99') {
      expectSame('99 total', fields[1], file.sum);
      expectSame('99 records', fields[3], file.count);
    }
  }
  if (!physical[0]?.startsWith('01,') || !physical.at(-1)?.startsWith('99,')) faults.push('no 01 or no 99');
  return { faults, amounts, balances };
}

/** NACHA: 94 characters, blocks of ten, and the sums of every batch and of the file. */
export function checkNacha(bytes: Buffer): Checked & { readonly addenda: readonly string[] } {
  const records = bytes.toString('latin1').split('\n').slice(0, -1);
  const faults: string[] = [];
  const amounts: bigint[] = [];
  const addenda: string[] = [];
  if (records.length % 10 !== 0) faults.push(`${records.length} records do not fill blocks of ten`);
  let batch = { count: 0, hash: 0, credit: 0n };
  const file = { batches: 0, count: 0, hash: 0, credit: 0n };
  const low = (hash: number): string => String(hash).padStart(10, '0').slice(-10);
  const is = (what: string, stated: string, real: string | number | bigint): void => {
    if (stated !== String(real).padStart(stated.length, '0')) faults.push(`${what}: says ${stated}, is ${real}`);
  };
  for (const record of records) {
    if (record.length !== 94) faults.push(`a record has ${record.length} characters: ${record}`);
    const part = (from: number, to: number): string => record.slice(from - 1, to);
    if (record.startsWith('5')) batch = { count: 0, hash: 0, credit: 0n };
    if (record.startsWith('6')) {
      const amount = BigInt(part(30, 39));
      amounts.push(amount);
      batch = {
        count: batch.count + 1,
        hash: batch.hash + Number.parseInt(part(4, 11), 10),
        credit: batch.credit + amount,
      };
    }
    if (record.startsWith('7')) {
      batch.count += 1;
      addenda.push(part(4, 83).trimEnd());
    }
    if (record.startsWith('8')) {
      is('8 count', part(5, 10), batch.count);
      is('8 hash', part(11, 20), low(batch.hash));
      is('8 credit', part(33, 44), batch.credit);
      file.batches += 1;
      file.count += batch.count;
      file.hash += batch.hash;
      file.credit += batch.credit;
    }
    if (record.startsWith('9') && record !== '9'.repeat(94)) {
      is('9 batches', part(2, 7), file.batches);
      is('9 blocks', part(8, 13), records.length / 10);
      is('9 count', part(14, 21), file.count);
      is('9 hash', part(22, 31), low(file.hash));
      is('9 credit', part(44, 55), file.credit);
    }
  }
  return { faults, amounts, addenda };
}

/** Lockbox: 80 columns, checks against the totals of batch and lockbox, records against the trailer. */
export function checkLockbox(bytes: Buffer): Checked {
  const records = bytes.toString('latin1').split('\n').slice(0, -1);
  const amounts = records.filter((each) => each.startsWith('6')).map((each) => BigInt(each.slice(7, 17)));
  const total = amounts.reduce((sum, each) => sum + each, 0n);
  const faults = records.filter((each) => each.length !== 80).map((each) => `a record has ${each.length} characters`);
  for (const record of records) {
    const [count, sum] = record.startsWith('7')
      ? [record.slice(20, 23), record.slice(23, 33)]
      : [record.slice(20, 24), record.slice(24, 34)];
    if (!/^[78]/.test(record)) continue;
    if (Number.parseInt(count, 10) !== amounts.length || BigInt(sum) !== total)
      faults.push(`totals of ${record.trimEnd()}`);
  }
  if (Number.parseInt(records.at(-1)?.slice(1, 7) ?? '', 10) !== records.length)
    faults.push('record count of the file');
  return { faults, amounts };
}

/** camt.053: opening balance and booked entries give the closing balance. */
export function checkCamt(bytes: Buffer): Checked {
  const text = bytes.toString('utf8');
  const cents = (amount: string | undefined): bigint => BigInt((amount ?? '').replace('.', ''));
  const signed = (amount: string | undefined, side: string | undefined): bigint =>
    side === 'DBIT' ? -cents(amount) : cents(amount);
  const balance = (code: string): bigint => {
    const found = new RegExp(`<Cd>${code}</Cd>.*?<Amt Ccy="USD">([\\d.]+)</Amt><CdtDbtInd>(\\w+)<`).exec(text);
    return signed(found?.[1], found?.[2]);
  };
  const entries = [...text.matchAll(/<Ntry><NtryRef>\w+<\/NtryRef><Amt Ccy="USD">([\d.]+)<\/Amt><CdtDbtInd>(\w+)</g)];
  const moved = entries.reduce((sum, each) => sum + signed(each[1], each[2]), 0n);
  const agrees = !text.includes('OPBD') || balance('OPBD') + moved === balance('CLBD');
  return {
    faults: agrees ? [] : ['opening and entries do not give closing'],
    amounts: entries.map((each) => cents(each[1])),
  };
}
