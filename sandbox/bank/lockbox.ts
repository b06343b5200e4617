import { compact } from '../calendar';
import { accountNumbered, BANK, payerOf } from './accounts';
import type { Line } from './model';

type LockboxInput = { readonly asOf: string; readonly time: string; readonly line: Line };

const WIDTH = 80;

/** The checks behind one deposit in the 80-column BAI lockbox layout, one file per lockbox. */
export function renderLockbox({ asOf, time, line }: LockboxInput): Buffer {
  const day = compact(asOf).slice(2);
  const box = accountNumbered(line.account).lockbox ?? '';
  const count = line.items.length;
  const parties = `${left(BANK.customer, 10)}${left(BANK.shortName, 10)}`;
  const total = zeros(line.amount, 10);
  // A batch number names one deposit of the lockbox and day.
  const batch = line.reference.slice(-3);
  const records = [
    `100${parties}${day}${time}`,
    `2${parties}${left(line.reference.slice(0, 10), 10)}001`,
    `5${batch}000${box}${day}${parties}`,
    ...line.items.flatMap((item, index) => {
      const place = `${batch}${zeros(index + 1, 3)}`;
      const drawn = `${BANK.payersRouting}${left(`55${payerNumber(item.payer)}`, 10)}`;
      return [
        `6${place}${zeros(item.amount, 10)}${drawn}${left(item.check, 10)}`,
        `4${place}6019${left(payerOf(item.payer).name.toUpperCase(), 69)}`,
      ];
    }),
    `7${batch}000${box}${day}${zeros(count, 3)}${total}`,
    `8${batch}000${box}${day}${zeros(count, 4)}${total}`,
  ];
  const whole = [...records, `9${zeros(records.length + 1, 6)}`];
  return Buffer.from(`${whole.map((record) => left(record, WIDTH)).join('\n')}\n`, 'latin1');
}

/** The account a payer draws its checks on: invented, and always the same for the same payer. */
const payerNumber = (code: string): string => payerOf(code).trn03.slice(-8);
const left = (text: string, width: number): string => text.slice(0, width).padEnd(width);
const zeros = (value: number | bigint, width: number): string => String(value).padStart(width, '0');
