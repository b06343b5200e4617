import { type Call, HttpError, readLimit, sendJson } from '../http';
import { readBalances, readKeyTotals } from './balances';
import { classOf, type Erp } from './context';
import { type DocumentKind, FIND_KEYS_MAX, findByKey, idOfNumber, listByPeriod } from './documents';
import { companyOf } from './posting';

const LIST_DEFAULT = 100;
const LIST_MAX = 1_000;

/** `GET …/journals?externalId=…` finds by key; `?period=…&after=…&limit=…` walks one period. */
export async function getDocuments(erp: Erp, call: Call, kind: DocumentKind): Promise<void> {
  const company = companyOf(erp, call);
  const setting = classOf(erp, company);
  const readLagMs = setting.class === 'query-only' ? setting.readLagMs : 0;
  const withLines = call.url.searchParams.get('lines') === 'true';
  const externalIds = call.url.searchParams.getAll('externalId');
  if (externalIds.length > FIND_KEYS_MAX) {
    throw new HttpError(400, 'BAD_PARAMETER', `ask for at most ${FIND_KEYS_MAX} keys at a time`);
  }
  if (externalIds.length > 0) {
    if (setting.class === 'none') {
      throw new HttpError(501, 'NOT_SUPPORTED', 'this ERP cannot be searched by external id');
    }
    const documents = await findByKey(erp.pool, { company, kind, externalIds, readLagMs, withLines });
    sendJson(call.response, 200, { documents });
    return;
  }
  const period = call.url.searchParams.get('period');
  if (!period) throw new HttpError(400, 'BAD_PARAMETER', 'name the externalId or the period');
  const after = call.url.searchParams.get('after');
  const afterId = after === null ? 0n : idOfNumber(after);
  if (afterId === null) throw new HttpError(400, 'BAD_PARAMETER', 'after must be a document number');
  const limit = readLimit(call.url, 'limit', LIST_DEFAULT, LIST_MAX);
  const query = { company, kind, period, afterId, limit, readLagMs, withLines };
  const documents = await listByPeriod(erp.pool, query);
  const next = documents.length === limit ? (documents.at(-1)?.number ?? null) : null;
  sendJson(call.response, 200, { documents, next });
}

/** `GET …/balances?period=YYYY-MM` */
export async function getBalances(erp: Erp, call: Call): Promise<void> {
  const company = companyOf(erp, call);
  const period = call.url.searchParams.get('period');
  if (!period) throw new HttpError(400, 'BAD_PARAMETER', 'name the period');
  sendJson(call.response, 200, { company, period, ...(await readBalances(erp.pool, company, period)) });
}

/** `GET …/key-totals?period=YYYY-MM&prefix=TO-`; without a period it counts all of them. */
export async function getKeyTotals(erp: Erp, call: Call): Promise<void> {
  const company = companyOf(erp, call);
  const period = call.url.searchParams.get('period');
  const totals = await readKeyTotals(erp.pool, company, period, call.url.searchParams.get('prefix') ?? '');
  sendJson(call.response, 200, { company, period, ...totals });
}

/** `GET /api/master` */
export function getMaster(erp: Erp, call: Call): void {
  const { companies, accounts, costCenters, facilities, payerClasses, periods } = erp.master;
  sendJson(call.response, 200, {
    companies: [...companies.values()],
    accounts: [...accounts.values()],
    costCenters: [...costCenters.values()],
    facilities: [...facilities.values()],
    payerClasses: [...payerClasses.values()],
    periods: [...periods.values()],
  });
}
